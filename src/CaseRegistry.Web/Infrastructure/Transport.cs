using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using CaseRegistry.Web.Resources;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>How requests travel: present TLS, outside Development nothing in plain text from another machine, nothing without end.</summary>
internal static class Transport
{
    public static void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.ConfigureHttpsDefaults(Apply);
    }

    public static void Apply(HttpsConnectionAdapterOptions https)
    {
        https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        // Elsewhere the operating system alone decides about cipher suites.
        if (OperatingSystem.IsLinux())
        {
            var suites = new CipherSuitesPolicy([
                TlsCipherSuite.TLS_AES_256_GCM_SHA384,
                TlsCipherSuite.TLS_AES_128_GCM_SHA256,
                TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
                TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
                TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
                TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
                TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
            ]);
            https.OnAuthenticate = (_, connection) => connection.CipherSuitesPolicy = suites;
        }
    }

    /// <summary>
    /// Pages are redirected where the https port is known. A system that sends its key in plain text is told so: a redirect
    /// would let it go on doing that unseen.
    /// </summary>
    public static void RefusePlainHttp(this WebApplication app)
    {
        app.UseWhen(http => IsForeign(http) && IsApi(http.Request), api => api.Run(Refuse));
        app.UseWhen(http => !IsApi(http.Request), pages => pages.UseHttpsRedirection());
        app.UseWhen(IsForeign, rest => rest.Run(Refuse));
    }

    /// <summary>
    /// What is larger than its address takes is refused before any of it is read. The rest is let go by: the server would cut
    /// the connection of whoever is still sending, who would then never see why.
    /// </summary>
    public static void RefuseTooLarge(this WebApplication app) =>
        app.Use(
            (http, next) =>
            {
                var size = http.Features.Get<IHttpMaxRequestBodySizeFeature>();
                if (size is { IsReadOnly: false } && http.Request.ContentLength > size.MaxRequestBodySize)
                {
                    size.MaxRequestBodySize = null;
                    http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
                    return Task.CompletedTask;
                }

                return next(http);
            }
        );

    /// <summary>In plain text, and neither from a proxy on this machine nor from what reaches it without a network.</summary>
    private static bool IsForeign(HttpContext http) =>
        !http.Request.IsHttps && http.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address);

    private static bool IsApi(HttpRequest request) => request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    private static Task Refuse(HttpContext http)
    {
        var sentence = http.RequestServices.GetRequiredService<IStringLocalizer<Texts>>()["This address answers over https only."].Value;
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return IsApi(http.Request)
            ? http.Response.WriteAsJsonAsync(new { status = 400, title = sentence }, options: null, contentType: "application/problem+json")
            : http.Response.WriteAsync(sentence);
    }
}
