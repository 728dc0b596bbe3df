using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using CaseRegistry.Web.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace CaseRegistry.IntegrationTests.Security;

/// <summary>How requests come in, and how the log goes out.</summary>
public sealed class TransportTests(RegistryApp app)
{
    [Fact]
    public async Task In_plain_text_from_another_machine_nothing_is_served()
    {
        var elsewhere = Plain(app, "198.51.100.7");

        var page = await elsewhere.GetAsync(new Uri("/account/sign-in", UriKind.Relative), TestContext.Current.CancellationToken);
        var api = await elsewhere.GetAsync(new Uri("/api/v1/cases", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Equal("Dit adres antwoordt alleen via https.", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.BadRequest, api.StatusCode);
        Assert.Equal("application/problem+json", api.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.OK, await Plain(app, "127.0.0.1").Status("/api/v1/openapi.json"));
    }

    [Fact]
    public async Task People_are_led_to_https_where_it_is_known_and_systems_are_not()
    {
        await using var known = new RegistryApp { Settings = new() { ["HTTPS_PORT"] = "443" } };
        await known.InitializeAsync();
        var elsewhere = Plain(known, "198.51.100.7");

        var page = await elsewhere.GetAsync(new Uri("/account/sign-in", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("https://localhost/account/sign-in", page.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.BadRequest, await elsewhere.Status("/api/v1/cases"));
    }

    [Fact]
    public async Task Only_present_TLS_with_forward_secrecy_is_spoken()
    {
        var settings = new HttpsConnectionAdapterOptions();
        Transport.Apply(settings);
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, settings.SslProtocols);
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest(
            "CN=localhost",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Transport.Apply(kestrel);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
        });
        await using var server = builder.Build();
        await server.StartAsync(TestContext.Current.CancellationToken);
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        Assert.Equal(SslProtocols.Tls13, await Speak(address, SslProtocols.None, null));
        Assert.Equal(SslProtocols.Tls12, await Speak(address, SslProtocols.Tls12, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256));
        foreach (var weak in new[] { TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, TlsCipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384 })
        {
            await Assert.ThrowsAnyAsync<Exception>(() => Speak(address, SslProtocols.Tls12, weak));
        }
    }

    [Fact]
    public void A_line_of_the_log_is_one_object_with_its_time_in_UTC()
    {
        using var services = new ServiceCollection()
            .AddLogging(logging =>
                logging.AddConfiguration(app.Services.GetRequiredService<IConfiguration>().GetSection("Logging")).AddConsole()
            )
            .BuildServiceProvider();
        var name = services.GetRequiredService<IOptionsMonitor<ConsoleLoggerOptions>>().CurrentValue.FormatterName;
        var formatter = services.GetServices<ConsoleFormatter>().Single(f => f.Name == name);
        using var line = new StringWriter();

        formatter.Write(new LogEntry<string>(LogLevel.Error, "test", 0, "one\ntwo", null, (text, _) => text), null, line);

        var written = line.ToString().TrimEnd();
        Assert.DoesNotContain('\n', written);
        using var json = JsonDocument.Parse(written);
        Assert.Equal("one\ntwo", json.RootElement.GetProperty("Message").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", json.RootElement.GetProperty("Timestamp").GetString());
    }

    private static HttpClient Plain(RegistryApp app, string address)
    {
        var client = app.Anonymous(address);
        client.BaseAddress = new("http://localhost");
        return client;
    }

    private static async Task<SslProtocols> Speak(string address, SslProtocols protocol, TlsCipherSuite? suite)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, new Uri(address).Port);
#pragma warning disable CA5359, CA1416 // The certificate is that of this test, which goes on on Linux only.
        await using var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = protocol,
                CipherSuitesPolicy = suite is { } only ? new CipherSuitesPolicy([only]) : null,
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            }
        );
#pragma warning restore CA5359, CA1416
        return tls.SslProtocol;
    }
}
