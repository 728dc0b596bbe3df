using Microsoft.Net.Http.Headers;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>Headers of every answer: nothing inline, nothing from elsewhere, nothing kept by a browser or proxy.</summary>
internal sealed class SecurityHeaders(IHostEnvironment environment) : IMiddleware
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        + "object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        + $"report-uri {ReportsPath}; report-to violations";

    /// <summary>Where browsers tell what the policy stopped.</summary>
    public const string ReportsPath = "/csp-reports";

    private const string TwoYears = "max-age=63072000; includeSubDomains";

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // At the last moment: the answer to a failure begins with headers that were cleared.
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.TryAdd("Content-Security-Policy", Policy);
            headers["Reporting-Endpoints"] = $"violations=\"{ReportsPath}\"";
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Embedder-Policy"] = "require-corp";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
            if (context.Request.IsHttps && !environment.IsDevelopment())
            {
                headers.StrictTransportSecurity = TwoYears;
            }

            if (context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Mvc.Controllers.ControllerActionDescriptor>() is not null)
            {
                headers.CacheControl = "no-store";
            }

            NameCharset(context.Response);
            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <summary>Files, scripts and problem details come without; a browser should not have to guess.</summary>
    private static void NameCharset(HttpResponse response)
    {
        var type = response.ContentType;
        if (
            MediaTypeHeaderValue.TryParse(type, out var media)
            && !media.Charset.HasValue
            && (
                media.Type.Equals("text", StringComparison.OrdinalIgnoreCase)
                || media.SubType.EndsWith("json", StringComparison.OrdinalIgnoreCase)
                || media.SubType.EndsWith("xml", StringComparison.OrdinalIgnoreCase)
                || media.SubType.EndsWith("javascript", StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            response.ContentType = $"{type}; charset=utf-8";
        }
    }
}
