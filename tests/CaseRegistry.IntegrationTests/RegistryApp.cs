using System.Runtime.CompilerServices;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.SqlServer;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using MediatR;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OtpNet;

namespace CaseRegistry.IntegrationTests;

/// <summary>The real application, as in production, on a database and a key file of its own. People sign in through the real pages.</summary>
public sealed class RegistryApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    public const string Password = "bakfiets-zonsopkomst-havermout-trombone";

    // One migrated installation for the whole run; every test class works on a copy.
    private static readonly Lazy<Task<string>> Template = new(MakeTemplate);

    private static int _addresses;

    private readonly Lock _starting = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("caseregistry-test-").FullName;
    private readonly ConditionalWeakTable<HttpClient, SignedInAccount> _accounts = [];

    /// <summary>Where everything is logged that the application logs at any level, when a test wants that.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string>? Log { get; init; }

    /// <summary>Settings beside those of every test.</summary>
    public Dictionary<string, string> Settings { get; init; } = [];

    /// <summary>Where database and key of this application are.</summary>
    public string Folder => _folder;

    public string ConnectionString => ConnectionTo(_folder);

    /// <summary>The key store beside the database.</summary>
    public string KeysConnectionString => KeysConnectionTo(_folder);

    public string KeyFile => Path.Combine(_folder, "master.key");

    public async ValueTask InitializeAsync()
    {
        var template = await Template.Value;
        foreach (var file in Directory.GetFiles(template))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        using (var connection = new SqliteConnection(ConnectionString))
        {
            SqliteConnection.ClearPool(connection);
        }

        using (var connection = new SqliteConnection(KeysConnectionString))
        {
            SqliteConnection.ClearPool(connection);
        }

        await Folders.Delete(_folder);
    }

    /// <summary>Of one application: tests that ask for it at the same moment would start two, each with a writer and a background.</summary>
    public override IServiceProvider Services
    {
        get
        {
            lock (_starting)
            {
                return base.Services;
            }
        }
    }

    /// <summary>A browser of nobody in particular, at an address of its own unless another one is asked for.</summary>
    public HttpClient Anonymous(string? address = null)
    {
        _ = Services;
        var client = CreateClient(
            new()
            {
                BaseAddress = new("https://localhost"),
                AllowAutoRedirect = false,
                HandleCookies = true,
            }
        );
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address ?? NewAddress());
        return client;
    }

    /// <summary>One from which nobody has asked yet: how often an address may ask is limited.</summary>
    public static string NewAddress()
    {
        var number = Interlocked.Increment(ref _addresses);
        return $"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}";
    }

    public Task<HttpClient> SignedIn(Role role, params string[] regions) => SignedIn([role], regions);

    /// <summary>A new account, signed in with password and authenticator.</summary>
    public async Task<HttpClient> SignedIn(Role[] roles, string[] regions)
    {
        var account = await AddAccount(roles, regions);
        var client = Anonymous();
        await SignIn(client, account);
        _accounts.Add(client, account);
        return client;
    }

    /// <summary>Whether nothing that this key protected can be read any more: right after the register says so, not with it.</summary>
    public async Task<bool> IsDestroyed(Guid key)
    {
        var store = Services.GetRequiredService<KeyStore>();
        for (var look = 0; look < 100; look++)
        {
            if ((await store.Find([key])).Single() is { DestroyedAt: not null, Wrapped.Length: 0 })
            {
                return true;
            }

            await Task.Delay(50);
        }

        return false;
    }

    public Guid AccountIdOf(HttpClient client) => AccountOf(client).Id;

    public SignedInAccount AccountOf(HttpClient client) =>
        _accounts.TryGetValue(client, out var account)
            ? account
            : throw new InvalidOperationException("Nobody signed in with this client.");

    /// <summary>An account with password and authenticator.</summary>
    public async Task<SignedInAccount> AddAccount(Role[] roles, string[] regions, bool withAuthenticator = true)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().BecomeOperator(regions);
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var email = $"{Guid.CreateVersion7():N}@test.caseregistry.example";
        var account = new Account
        {
            UserName = email,
            Email = email,
            DisplayName = "Test",
            Organisation = "Test",
            ExpiresOn = TimeProvider.System.Today().AddYears(1),
            CertifiedAt = TimeProvider.System.GetUtcNow(),
        };
        account.Regions.AddRange(regions.Select(region => new AccountRegion(account.Id, region)));
        Assert.True((await accounts.CreateAsync(account, Password)).Succeeded);
        Assert.True((await accounts.AddToRolesAsync(account, roles.Select(r => r.ToString()))).Succeeded);
        string? key = null;
        if (withAuthenticator)
        {
            await accounts.ResetAuthenticatorKeyAsync(account);
            await accounts.SetTwoFactorEnabledAsync(account, true);
            key = await accounts.GetAuthenticatorKeyAsync(account);
        }

        // Who may not do without one comes with a passkey.
        SoftwarePasskey? passkey = null;
        if (roles.Any(Roles.NeedsPasskey) && withAuthenticator)
        {
            passkey = SoftwarePasskey.Make(account.Id);
            Assert.True((await accounts.AddOrUpdatePasskeyAsync(account, passkey.Stored)).Succeeded);
        }

        return new(account.Id, email, key, this, passkey);
    }

    /// <summary>Goes through the sign-in page, with the passkey where there is one, or through the page for the second factor.</summary>
    public static async Task SignIn(HttpClient client, SignedInAccount account)
    {
        if (account.Passkey is { } passkey)
        {
            Assert.Equal("/", (await client.Touch(passkey)).Headers.Location?.OriginalString);
            return;
        }

        var password = await client.SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", Password));
        Assert.Equal("/account/second-factor", password.Headers.Location?.OriginalString);
        await account.NextStep();
        var code = await client.SubmitForm("/account/second-factor", ("OneTimeCode", account.Code()));
        Assert.Equal("/", code.Headers.Location?.OriginalString);
    }

    /// <summary>Another system with a key.</summary>
    public async Task<HttpClient> ApiClient(string[] scopes, params string[] regions)
    {
        await using var scope = Services.CreateAsyncScope();
        var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow();
        var (client, key) = Data.Accounts.ApiClient.Create($"test {Guid.CreateVersion7():N}", scopes, regions, now.AddDays(1), now);
        var db = scope.ServiceProvider.GetRequiredService<AdministrationDbContext>();
        await scope
            .ServiceProvider.GetRequiredService<Web.Infrastructure.Mediator.Writer>()
            .Write(db, () => Task.FromResult(db.ApiClients.Add(client)), CancellationToken.None);
        var http = Anonymous();
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return http;
    }

    /// <summary>Looks in the database, in all regions.</summary>
    public Task<T> Read<T>(Func<RegistryDbContext, Task<T>> read) =>
        AsOperator(services => read(services.GetRequiredService<RegistryDbContext>()));

    /// <summary>Changes the database as the operator, in one transaction.</summary>
    public Task<T> Write<T>(Func<RegistryDbContext, T> change) =>
        AsOperator(services =>
        {
            var db = services.GetRequiredService<RegistryDbContext>();
            return services
                .GetRequiredService<Web.Infrastructure.Mediator.Writer>()
                .Write(db, () => Task.FromResult(change(db)), CancellationToken.None);
        });

    /// <summary>Sends a message as the operator, in all regions.</summary>
    public Task<T> Send<T>(IRequest<T> message) => AsOperator(services => services.GetRequiredService<IMediator>().Send(message));

    public async Task<T> AsOperator<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        var regions = await scope
            .ServiceProvider.GetRequiredService<AdministrationDbContext>()
            .CareRegions.Select(r => r.Code)
            .ToListAsync();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().BecomeOperator(regions);
        return await work(scope.ServiceProvider);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environments.Production);
        builder.UseSetting("ConnectionStrings:Registry", ConnectionString);
        builder.UseSetting("Encryption:KeyFile", KeyFile);
        builder.UseSetting("App:BaseUrl", "https://localhost");
        builder.UseSetting("Reconciliation:LeastFiles", "1");
        builder.UseSetting("Proxies:0", "127.0.0.1");
        // One account asks more in a test of everything than a person does. RateLimitsTests set limits of their own.
        foreach (var limit in new[] { "User", "Forms", "Search", "Export", "Passkey" })
        {
            builder.UseSetting($"RateLimits:{limit}", "100000");
        }

        foreach (var (name, value) in Settings)
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureLogging(logging =>
        {
            logging.ClearProviders();
            if (Log is not null)
            {
                logging.SetMinimumLevel(LogLevel.Trace).AddFilter(null, LogLevel.Trace).AddProvider(new LogTo(Log));
            }
        });
        builder.ConfigureServices(services => services.AddSingleton<IInterceptor>(SqlServerShadow.Instance));
    }

    private static string ConnectionTo(string folder) => $"Data Source={Path.Combine(folder, "registry.db")}";

    private static string KeysConnectionTo(string folder) => $"Data Source={Path.Combine(folder, "registry-keys.db")}";

    private static async Task<string> MakeTemplate()
    {
        var folder = Directory.CreateTempSubdirectory("caseregistry-template-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:Registry"] = ConnectionTo(folder),
                ["Encryption:KeyFile"] = Path.Combine(folder, "master.key"),
            }
        );
        builder.Services.AddRegister();
        builder.Services.AddSingleton<IInterceptor>(SqlServerShadow.Instance);
        await using (var services = builder.Services.BuildServiceProvider())
        {
            await using var scope = services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<Installation>().Install(_ => { }, CancellationToken.None);
            // Makes the first key of Data Protection, which all copies share.
            services.GetRequiredService<IDataProtectionProvider>().CreateProtector("template").Protect([1]);
        }

        using (var connection = new SqliteConnection(ConnectionTo(folder)))
        {
            SqliteConnection.ClearPool(connection);
        }

        using (var connection = new SqliteConnection(KeysConnectionTo(folder)))
        {
            SqliteConnection.ClearPool(connection);
        }

        return folder;
    }
}

internal sealed class LogTo(System.Collections.Concurrent.ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => lines.Enqueue($"{formatter(state, exception)} {exception}");

    public void Dispose() { }
}

/// <summary>Who signed in, and with which authenticator.</summary>
public sealed record SignedInAccount(
    Guid Id,
    string Email,
    string? AuthenticatorKey,
    RegistryApp? App = null,
    SoftwarePasskey? Passkey = null
)
{
    private static readonly TimeSpan EndOfStep = TimeSpan.FromSeconds(3);

    /// <summary>A code that the application has not seen and that is still good when it arrives.</summary>
    public string Code()
    {
        var app = new Totp(Base32Encoding.ToBytes(AuthenticatorKey!));
        if (app.RemainingSeconds() <= EndOfStep.TotalSeconds)
        {
            Thread.Sleep(EndOfStep);
        }

        return app.ComputeTotp();
    }

    /// <summary>As if half a minute had gone by: the code of this moment can be used again.</summary>
    public async Task NextStep() =>
        await App!.Read(db => db.Users.Where(a => a.Id == Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.LastTimeStep, (long?)null)));
}
