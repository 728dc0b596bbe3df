using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using CaseRegistry.BrowserTests;
using CaseRegistry.Data;
using CaseRegistry.IntegrationTests;
using CaseRegistry.Web.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(BrowserApp))]

namespace CaseRegistry.BrowserTests;

/// <summary>The application with demonstration data behind a real port, and one Chromium that visits it.</summary>
public sealed class BrowserApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    public const string Dutch = "nl-NL";
    public const string English = "en-GB";

    private static readonly string[] Flags =
    [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
    ];

    /// <summary>One session is kept for all pages of an account, and may wait long for its next one.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(2);

    /// <summary>Milliseconds: a machine that is busy with other tests is slow, not wrong.</summary>
    public const float Patience = 60_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("caseregistry-browser-").FullName;
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _sessions = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where the pictures of all pages go; git does not keep them.</summary>
    public static string Screenshots { get; } = Path.Combine(AppContext.BaseDirectory, "screenshots");

    public string Address { get; private set; } = "";

    /// <summary>Where the people of an organisation sign in: another site for the browser.</summary>
    public OrganisationProvider Organisation { get; } = new() { ShowsPage = true };

    private string Connection => $"Data Source={Path.Combine(_folder, "registry.db")}";

    public async ValueTask InitializeAsync()
    {
        await Organisation.InitializeAsync();
        UseKestrel(0);
        StartServer();
        Address = $"http://localhost:{ClientOptions.BaseAddress.Port}";
        await AskProvider();
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM_PATH") ?? "/usr/bin/chromium",
                Headless = true,
                ChromiumSandbox = false,
                Args = Flags,
            }
        );
    }

    /// <summary>On a busy machine the provider's first answer may take longer than the app waits for it: asked here, not by whichever test is first.</summary>
    private async Task AskProvider()
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        for (var tries = 0; tries < 10; tries++)
        {
            using var answer = await client.GetAsync($"{Address}/account/sign-in/gemeente");
            if (answer.Headers.Location?.OriginalString.StartsWith(Organisation.Authority, StringComparison.Ordinal) is true)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(2));
        }

        throw new InvalidOperationException("The app does not send anybody to the provider.");
    }

    public override async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        await base.DisposeAsync();
        await Organisation.DisposeAsync();
        await using (var connection = new SqliteConnection(Connection))
        {
            SqliteConnection.ClearPool(connection);
        }

        await IntegrationTests.Folders.Delete(_folder);
    }

    /// <summary>A new browser window of somebody who is signed in already, or of nobody (null).</summary>
    public async Task<Visitor> Visit(string? account = null, string language = Dutch, bool javaScript = true, int width = 1280)
    {
        var session = account is null ? null : await _sessions.GetOrAdd(account, name => new(() => SignIn(name))).Value;
        var context = await _browser!.NewContextAsync(
            new()
            {
                BaseURL = Address,
                Locale = language,
                TimezoneId = "Europe/Amsterdam",
                ViewportSize = new() { Width = width, Height = 800 },
                JavaScriptEnabled = javaScript,
                StorageState = session,
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        context.SetDefaultTimeout(Patience);
        await context.AddCookiesAsync([
            new()
            {
                Name = "language",
                Value = Uri.EscapeDataString($"c={language}|uic={language}"),
                Url = Address,
            },
        ]);
        return new(context, await context.NewPageAsync());
    }

    public static string EmailOf(string account) => DemoAccounts.All.Single(a => a.Name == account).Email;

    /// <summary>Looks in the database, in all regions.</summary>
    public Task<T> Read<T>(Func<RegistryDbContext, Task<T>> read) =>
        AsOperator(services => read(services.GetRequiredService<RegistryDbContext>()));

    public async Task<T> AsOperator<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        var administration = scope.ServiceProvider.GetRequiredService<AdministrationDbContext>();
        var regions = await administration.CareRegions.Select(r => r.Code).ToListAsync();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().BecomeOperator(regions);
        return await work(scope.ServiceProvider);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // Development installs itself with demonstration data, and its cookies go over http.
        builder.UseEnvironment(Environments.Development);
        builder.UseSetting("ConnectionStrings:Registry", Connection);
        builder.UseSetting("Sessions:Fresh", "08:00:00");
        builder.UseSetting("Reconciliation:LeastFiles", "1");
        builder.UseSetting("Sessions:Idle", Idle.ToString());
        builder.UseSetting("Encryption:KeyFile", Path.Combine(_folder, "master.key"));
        // All browsers of all tests are at one address.
        foreach (var limit in new[] { "User", "Forms", "Address", "SignIn", "SecondFactor", "Passkey", "Search", "Export" })
        {
            builder.UseSetting($"RateLimits:{limit}", "100000");
        }

        foreach (var (key, authority) in new[] { ("gemeente", Organisation.Authority), ("afwezig", "http://127.0.0.1:1") })
        {
            builder.UseSetting($"SingleSignOn:{key}:Name", $"Organisatie {key}");
            builder.UseSetting($"SingleSignOn:{key}:Authority", authority);
            builder.UseSetting($"SingleSignOn:{key}:ClientId", OrganisationProvider.ClientId);
            builder.UseSetting($"SingleSignOn:{key}:ClientSecret", OrganisationProvider.ClientSecret);
        }

        builder.ConfigureLogging(logging => logging.ClearProviders());
    }

    private async Task<string> SignIn(string account)
    {
        await using var visitor = await Visit();
        var page = visitor.Page;
        await page.GotoAsync("/account/sign-in");
        await page.FillAsync("[name=Email]", EmailOf(account));
        await page.FillAsync("[name=Password]", DemoAccounts.Password);
        await page.ClickAsync("main button");
        await page.Arrives($"^{Address}/$");
        return await visitor.Context.StorageStateAsync();
    }
}

internal static class Arrival
{
    /// <summary>
    /// Waits until the page of this address (a regular expression) is there, whole. It is looked at again and again: who waits for
    /// an event waits in vain for one that came in the moment before.
    /// </summary>
    public static async Task Arrives(this IPage page, string address)
    {
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(address));
        await Assertions.Expect(page.Locator("html")).ToHaveJSPropertyAsync("ownerDocument.readyState", "complete");
    }
}

/// <summary>A window of the browser, with what went wrong in it.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly List<string> _complaints = [];

    public Visitor(IBrowserContext context, IPage page)
    {
        (Context, Page) = (context, page);
        page.PageError += (_, error) => _complaints.Add(error);
        page.Console += (_, message) =>
        {
            // A refused form answers 422, an absent page 404: the browser writes these down as errors too.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _complaints.Add(message.Text);
            }
        };
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>Errors of scripts, and what the Content-Security-Policy stopped.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public ValueTask DisposeAsync() => Context.DisposeAsync();
}
