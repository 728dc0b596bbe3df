using CaseRegistry.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CaseRegistry.BrowserTests;

/// <summary>A page that is left alone: warned, locked, and opened again with everything typed still there.</summary>
public sealed class SessionLockTests(BrowserApp app)
{
    private const string Account = "coordinator.amsterdam";
    private const string Story = "Nog niet opgeslagen zin.";
    private static readonly TimeSpan Warned = BrowserApp.Idle - TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Locked = BrowserApp.Idle + TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_lock_hides_the_page_and_opens_it_at_the_same_field_with_what_was_typed()
    {
        await using var visitor = await app.Visit();
        var page = visitor.Page;
        await page.Clock.InstallAsync();
        await SignIn(page, Account);
        await page.GotoAsync("/signals/register");
        await page.FillAsync("[name=Summary]", Story);
        await page.FocusAsync("[name=Summary]");

        await Idle(Account, Warned);
        await page.Clock.FastForwardAsync((long)Warned.TotalMilliseconds);
        var warning = page.GetByRole(AriaRole.Alertdialog);
        await Expect(warning).ToContainTextAsync("Bent u er nog?");
        await page.Clock.RunForAsync(1000);
        await Expect(warning.Locator("[data-session-left]")).ToContainTextAsync("1:");

        await Idle(Account, Locked);
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
    public async Task One_touch_of_the_passkey_opens_the_lock()
    {
        const string Person = "analist";
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
        await SignIn(page, Person);
        await page.GotoAsync("/account/passkeys");
        await page.FillAsync("main [name=PasskeyName]", "Proef");
        await page.GetByRole(AriaRole.Button, new() { Name = "Toegangssleutel toevoegen", Exact = true }).ClickAsync();
        await Expect(page.Locator("main table")).ToContainTextAsync("Proef");
        try
        {
            await page.Clock.InstallAsync();
            await page.GotoAsync("/monitor/minors-by-year");
            await Idle(Person, Locked);
            await page.Clock.FastForwardAsync((long)Locked.TotalMilliseconds);
            var overlay = page.GetByRole(AriaRole.Dialog, new() { Name = "Uw sessie is op slot" });
            await overlay.GetByRole(AriaRole.Button, new() { Name = "Uw toegangssleutel gebruiken" }).ClickAsync();

            await Expect(overlay).ToBeHiddenAsync();
            await Expect(page.Locator("main table").First).ToBeVisibleAsync();
            Assert.Empty(visitor.Complaints);
        }
        finally
        {
            await app.Read(db =>
                db.UserPasskeys.Where(p => db.Users.Any(a => a.Id == p.UserId && a.Email == BrowserApp.EmailOf(Person)))
                    .ExecuteDeleteAsync()
            );
        }
    }

    [Fact]
    public async Task Working_on_keeps_the_page_open()
    {
        await using var visitor = await app.Visit();
        var page = visitor.Page;
        await page.Clock.InstallAsync();
        await SignIn(page, Account);
        await page.GotoAsync("/account/sessions");
        await Idle(Account, Warned);
        await page.Clock.FastForwardAsync((long)Warned.TotalMilliseconds);
        await page.GetByRole(AriaRole.Button, new() { Name = "Verder werken" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alertdialog)).ToBeHiddenAsync();
        await page.Clock.FastForwardAsync("00:03:00");
        await Expect(page.Locator("main")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    private Task<int> Idle(string account, TimeSpan ago)
    {
        var email = BrowserApp.EmailOf(account);
        var then = TimeProvider.System.GetUtcNow() - ago;
        // The newest session only: others of this account belong to other tests.
        return app.Read(db =>
            db.Sessions.Where(s =>
                    s.Id
                    == db.Sessions.Where(o => db.Users.Any(a => a.Id == o.AccountId && a.Email == email))
                        .OrderByDescending(o => o.CreatedAt)
                        .Select(o => o.Id)
                        .First()
                )
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, then))
        );
    }

    private async Task SignIn(IPage page, string account)
    {
        await page.GotoAsync("/account/sign-in");
        await page.FillAsync("main [name=Email]", BrowserApp.EmailOf(account));
        await page.FillAsync("main [name=Password]", DemoAccounts.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Inloggen", Exact = true }).ClickAsync();
        await page.WaitForURLAsync($"{app.Address}/");
    }
}
