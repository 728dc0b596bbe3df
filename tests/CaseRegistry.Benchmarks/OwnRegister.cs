using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CaseRegistry.Data;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Identity;
using Microsoft.Data.Sqlite;

namespace CaseRegistry.Benchmarks;

/// <summary>A register of its own on SQLite, in a folder that goes away with it: installed and filled here, run as a process.</summary>
internal sealed class OwnRegister : IAsyncDisposable
{
    private readonly List<Process> _processes = [];
    private readonly ServiceProvider _services;

    private OwnRegister()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Services.AddRegister();
        _services = builder.Services.BuildServiceProvider();
        // Also when it is stopped in the middle.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => _processes.Where(p => !p.HasExited).ToList().ForEach(p => p.Kill());
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("caseregistry-benchmark-").FullName;

    /// <summary>Further variables of the programs that are started.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public string Database => Path.Combine(Folder, "registry.db");

    public string Keys => Path.Combine(Folder, "registry-keys.db");

    private Dictionary<string, string?> Settings =>
        new()
        {
            ["App:BaseUrl"] = "https://localhost",
            ["ConnectionStrings:Registry"] = $"Data Source={Database}",
            ["Encryption:KeyFile"] = Path.Combine(Folder, "master.key"),
        };

    public static async Task<OwnRegister> Install()
    {
        var register = new OwnRegister();
        await using var scope = register._services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Installation>().Install(_ => { }, CancellationToken.None);
        return register;
    }

    /// <summary>Works as the operator, in every region.</summary>
    public async Task<T> AsOperator<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = _services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AdministrationDbContext>();
        var regions = await IdentifyActor.AllRegions(db, CancellationToken.None);
        scope.ServiceProvider.GetRequiredService<CurrentActor>().BecomeOperator(regions);
        return await work(scope.ServiceProvider);
    }

    /// <summary>Starts the application as in production, behind a proxy that ends TLS.</summary>
    public async Task<Uri> StartWeb()
    {
        var address = FreeAddress();
        var process = Start("CaseRegistry.Web.dll", "--urls", address.ToString());
        await UntilItAnswers(process, address);
        return address;
    }

    /// <summary>Starts what the application is compared with.</summary>
    public async Task<Uri> StartPartner()
    {
        var address = FreeAddress();
        var process = Start("CaseRegistry.Benchmarks.dll", "partner", Folder, address.ToString());
        await UntilItAnswers(process, address);
        return address;
    }

    /// <summary>Starts a program of the output folder on this register.</summary>
    public Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = Environments.Production,
                ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true",
                ["Logging__LogLevel__Default"] = "Warning",
                // One person and one address ask here as often as a thousand do elsewhere.
                ["RateLimits__User"] = "100000000",
                ["RateLimits__Forms"] = "100000000",
                ["RateLimits__Client"] = "100000000",
                ["RateLimits__Address"] = "100000000",
                ["RateLimits__Search"] = "100000000",
            },
        };
        foreach (var (name, value) in Settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        _processes.Add(process);
        return process;
    }

    /// <summary>Ends what runs, without a word.</summary>
    public async Task Kill()
    {
        foreach (var process in _processes.Where(p => !p.HasExited))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    private static async Task UntilItAnswers(Process process, Uri address)
    {
        using var client = new TcpClient();
        for (var i = 0; i < 600 && !process.HasExited; i++)
        {
            try
            {
                await client.ConnectAsync(address.Host, address.Port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(100);
            }
        }

        throw new InvalidOperationException($"{process.StartInfo.ArgumentList[0]} did not start.");
    }
}
