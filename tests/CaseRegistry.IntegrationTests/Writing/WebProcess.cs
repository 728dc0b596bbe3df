using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.Commands;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;

namespace CaseRegistry.IntegrationTests.Writing;

/// <summary>The web application as a process of its own, which can be killed or looked at from outside.</summary>
public abstract class WebProcess(RegistryApp app) : ImportProcess(app)
{
    /// <param name="address">Where it listens.</param>
    /// <param name="under">The program that starts it, with arguments.</param>
    protected Process StartWeb(Uri address, params string[] under)
    {
        string[] command = [.. under, "dotnet", Path.Combine(AppContext.BaseDirectory, "CaseRegistry.Web.dll")];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ASPNETCORE_URLS"] = address.ToString(),
                // As behind a proxy that ends TLS.
                ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true",
                ["Logging__LogLevel__Default"] = "None",
                ["ConnectionStrings__Registry"] = App.ConnectionString,
                ["Encryption__KeyFile"] = App.KeyFile,
            },
        };
        foreach (var (name, value) in Settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    protected static async Task UntilItAnswers(HttpClient client, Process process)
    {
        for (var i = 0; i < 600; i++)
        {
            Assert.False(process.HasExited);
            try
            {
                await client.GetAsync(Relative("/img/favicon.svg"));
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50);
            }
        }

        throw new TimeoutException("The application did not start.");
    }

    /// <summary>The cookies of a coordinator who signed in; the process knows the session from the database.</summary>
    protected async Task<string> Session()
    {
        var account = await App.AddAccount([Role.CareCoordinator], ["rotterdam"]);
        var cookies = new CookieContainer();
        var address = new Uri("https://localhost");
        await RegistryApp.SignIn(App.CreateDefaultClient(address, new CookieContainerHandler(cookies)), account);
        return cookies.GetCookieHeader(address);
    }

    protected static Uri Relative(string url) => new(url, UriKind.Relative);

    protected static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
