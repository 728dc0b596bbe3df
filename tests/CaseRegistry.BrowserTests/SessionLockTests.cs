using CaseRegistry.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CaseRegistry.BrowserTests;

/// <summary>A page that is left alone: warned, locked, and opened again with everything typed still there.</summary>
public sealed class SessionLockTests(BrowserApp app)
{
    private const string Story = "Nog niet opgeslagen zin.";
    private static readonly TimeSpan Warned = BrowserApp.Idle - TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Locked = BrowserApp.Idle + TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_lock_hides_the_page_and_opens_it_at_the_same_field_with_what_was_typed()
    {
        await using var visitor = await app.Visit();
        var page = visitor.Page;
        await page.Clock.InstallAsync();
        var person = await Pages.NewCoordinator(app);
        await SignIn(page, person);
        await page.GotoAsync("/signals/register");
        await page.FillAsync("[name=Summary]", Story);
        await page.FocusAsync("[name=Summary]");

        await Idle(person, Warned);
        await page.Clock.FastForwardAsync((long)Warned.TotalMilliseconds);
        var warning = page.GetByRole(AriaRole.Alertdialog);
        await Expect(warning).ToContainTextAsync("Bent u er nog?");
        await page.Clock.RunForAsync(1000);
        await Expect(warning.Locator("[data-session-left]")).ToContainTextAsync("1:");

        await Idle(person, Locked);
        await page.Clock.FastForwardAsync("00:03:00");
        var overlay = page.GetByRole(AriaRole.Dialog, new() { Name = "Uw sessie is op slot" });
        await Expect(overlay).ToBeVisibleAsync();
        await Expect(page.Locator("main")).ToBeHiddenAsync();
        await Expect(page).ToHaveTitleAsync("Uw sessie is op slot");
        await page.Keyboard.PressAsync("Escape");
        await Expect(overlay).ToBeVisibleAsync();

        await overlay.Locator("[name=CurrentPassword]").FillAsync("niet dit");
        await page.Keyboard.PressAsync("Enter");
        await Expect(overlay).ToContainTextAsync("Dat is niet gelukt");
        await Expect(page.Locator("main")).ToBeHiddenAsync();
        await overlay.Locator("[name=CurrentPassword]").FillAsync(DemoAccounts.Password);
        await page.Keyboard.PressAsync("Enter");

        await Expect(overlay).ToBeHiddenAsync();
        await Expect(page.Locator("[name=Summary]")).ToBeFocusedAsync();
        await Expect(page.Locator("[name=Summary]")).ToHaveValueAsync(Story);
        await page.GetByRole(AriaRole.Button, new() { Name = "Registreren", Exact = true }).ClickAsync();
        await Expect(page.Locator("[data-error-summary]")).ToBeVisibleAsync();
        await Expect(page.Locator("[name=Summary]")).ToHaveValueAsync(Story);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task One_touch_of_the_passkey_signs_in_and_opens_the_lock()
    {
        var person = await Pages.NewCoordinator(app);
        await using var visitor = await app.Visit();
        var page = visitor.Page;
        var devtools = await visitor.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new()
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2",
                    ["transport"] = "internal",
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = true,
                    ["isUserVerified"] = true,
                    ["automaticPresenceSimulation"] = true,
                },
            }
        );
        await SignIn(page, person);
        await page.GotoAsync("/account/passkeys");
        await page.FillAsync("main [name=PasskeyName]", "Proef");
        await page.GetByRole(AriaRole.Button, new() { Name = "Toegangssleutel toevoegen", Exact = true }).ClickAsync();
        await Expect(page.Locator("main table")).ToContainTextAsync("Proef");
        await page.GetByRole(AriaRole.Button, new() { Name = "Uitloggen", Exact = true }).ClickAsync();

        // And signs in: no password, no code.
        await page.GotoAsync("/account/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Inloggen met een toegangssleutel", Exact = true }).ClickAsync();
        await page.Arrives($"^{app.Address}/$");
        await page.Clock.InstallAsync();
        await page.GotoAsync("/cases");
        await Idle(person, Locked);
        await page.Clock.FastForwardAsync((long)Locked.TotalMilliseconds);
        var overlay = page.GetByRole(AriaRole.Dialog, new() { Name = "Uw sessie is op slot" });
        await overlay.GetByRole(AriaRole.Button, new() { Name = "Uw toegangssleutel gebruiken" }).ClickAsync();

        await Expect(overlay).ToBeHiddenAsync();
        await Expect(page.Locator("main table").First).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Working_on_keeps_the_page_open()
    {
        await using var visitor = await app.Visit();
        var page = visitor.Page;
        await page.Clock.InstallAsync();
        var person = await Pages.NewCoordinator(app);
        await SignIn(page, person);
        await page.GotoAsync("/account/sessions");
        await Idle(person, Warned);
        await page.Clock.FastForwardAsync((long)Warned.TotalMilliseconds);
        await page.GetByRole(AriaRole.Button, new() { Name = "Verder werken" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alertdialog)).ToBeHiddenAsync();
        await page.Clock.FastForwardAsync("00:03:00");
        await Expect(page.Locator("main")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData("/cases", false)]
    [InlineData("/signals/register", true)]
    public async Task When_the_session_ends_the_page_is_emptied_but_for_what_was_typed(string address, bool types)
    {
        await using var visitor = await app.Visit();
        var page = visitor.Page;
        await page.Clock.InstallAsync();
        var person = await Pages.NewCoordinator(app);
        await SignIn(page, person);
        await page.GotoAsync(address);
        await Expect(page.Locator("main h1")).ToBeVisibleAsync();
        if (types)
        {
            await page.FillAsync("[name=Summary]", Story);
        }

        await End(person);
        await page.Clock.FastForwardAsync((long)Locked.TotalMilliseconds);
        var overlay = page.GetByRole(AriaRole.Dialog, new() { Name = "Uw sessie is op slot" });
        await Expect(overlay).ToContainTextAsync("Uw sessie is beëindigd");
        await Expect(page.Locator("main h1")).ToHaveCountAsync(0);
        await Expect(page.Locator("main table")).ToHaveCountAsync(0);
        await Expect(page.Locator("[name=Summary]")).ToHaveCountAsync(types ? 1 : 0);
        await Expect(page.Locator("form").And(page.Locator(":visible"))).ToHaveCountAsync(0);

        await SignIn(await visitor.Context.NewPageAsync(), person);
        await page.EvaluateAsync("dispatchEvent(new Event('focus'))");

        await Expect(overlay).ToBeHiddenAsync();
        if (types)
        {
            await Expect(page.Locator("[name=Summary]")).ToHaveValueAsync(Story);
            await page.GetByRole(AriaRole.Button, new() { Name = "Registreren", Exact = true }).ClickAsync();
            await Expect(page.Locator("[data-error-summary]")).ToBeVisibleAsync();
            await Expect(page.Locator("[name=Summary]")).ToHaveValueAsync(Story);
        }

        await Expect(page.Locator("main h1")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    private Task<int> End(string email)
    {
        var now = (DateTimeOffset?)TimeProvider.System.GetUtcNow();
        return app.Read(db =>
            db.Sessions.Where(s => db.Users.Any(a => a.Id == s.AccountId && a.Email == email))
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now))
        );
    }

    private Task<int> Idle(string email, TimeSpan ago)
    {
        var then = TimeProvider.System.GetUtcNow() - ago;
        return app.Read(db =>
            db.Sessions.Where(s => db.Users.Any(a => a.Id == s.AccountId && a.Email == email))
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, then))
        );
    }

    private Task SignIn(IPage page, string email) => SignIn(app, page, email);

    internal static async Task SignIn(BrowserApp app, IPage page, string email)
    {
        await page.GotoAsync("/account/sign-in");
        await page.FillAsync("main [name=Email]", email);
        await page.FillAsync("main [name=Password]", DemoAccounts.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Inloggen", Exact = true }).ClickAsync();
        await page.Arrives($"^{app.Address}/$");
    }
}
