using System.Net;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Keys;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.OwnAccount;

public sealed class DismissNoticesTests(RegistryApp app)
{
    private const string Next = "klaproos-vuurtoren-mandarijn-stoep";

    [Fact]
    public async Task The_owner_is_told_until_it_was_seen_and_finds_it_back_at_the_sessions()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        Assert.Null((await person.Page("/")).GetElementById("notices"));
        await person.SubmitForm(
            "/account/password",
            ("CurrentPassword", RegistryApp.Password),
            ("NewPassword", Next),
            ("RepeatPassword", Next)
        );

        var home = await person.Page("/");
        var told = home.GetElementById("notices")!.ParentElement!.TextContent;
        await person.Submit(home, "/", "/notices/dismiss");

        Assert.Contains("Het wachtwoord is gewijzigd. (10.", told);
        Assert.Null((await person.Page("/")).GetElementById("notices"));
        Assert.Contains("Het wachtwoord is gewijzigd.", await person.Text("/account/sessions"));
        var actor = $"account:{app.AccountIdOf(person):N}";
        Assert.Equal(1, await app.Read(db => db.AuditRows.CountAsync(r => r.Action == "DismissNotices" && r.Actor == actor)));
    }

    [Fact]
    public async Task After_a_year_a_notice_goes()
    {
        var account = await app.AddAccount([Role.NationalAnalyst], []);
        var now = TimeProvider.System.GetUtcNow();
        await app.Write(db =>
        {
            db.AddRange(
                new AccountNotice(account.Id, AccountNoticeKind.NewBrowser, "", "", now.AddDays(-366)),
                new AccountNotice(account.Id, AccountNoticeKind.LongAbsence, "", "", now.AddDays(-364))
            );
            return 0;
        });

        await app.Send(new ForgetLeftovers.Command(now));

        Assert.Equal([AccountNoticeKind.LongAbsence], await app.Told(account.Id));
    }
}

/// <summary>What changes how somebody signs in, and what is odd about signing in, is told to the owner of the account.</summary>
public sealed class NoticesTests(RegistryApp app)
{
    public static TheoryData<AccountNoticeKind> Changes =>
        [
            AccountNoticeKind.PasswordChanged,
            AccountNoticeKind.AuthenticatorEnabled,
            AccountNoticeKind.AuthenticatorReset,
            AccountNoticeKind.RecoveryCodesMade,
            AccountNoticeKind.PasskeyAdded,
            AccountNoticeKind.PasskeyRemoved,
            AccountNoticeKind.ProviderLinked,
            AccountNoticeKind.ProviderUnlinked,
            AccountNoticeKind.EmailChanged,
            AccountNoticeKind.RightsChanged,
        ];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Whoever_changes_it_the_owner_of_a_used_account_is_told(AccountNoticeKind kind)
    {
        var account = await app.AddAccount([Role.NationalAnalyst], []);
        using var passkey = SoftwarePasskey.Make(account.Id);
        var login = new UserLoginInfo("https://elders.example", $"{Guid.CreateVersion7():N}", "Elders");
        await Change(account.Id, (accounts, a) => accounts.SetTwoFactorEnabledAsync(a, kind != AccountNoticeKind.AuthenticatorEnabled));
        if (kind == AccountNoticeKind.PasskeyRemoved)
        {
            await Change(account.Id, (accounts, a) => accounts.AddOrUpdatePasskeyAsync(a, passkey.Stored));
        }

        if (kind == AccountNoticeKind.ProviderUnlinked)
        {
            await Change(account.Id, (accounts, a) => accounts.AddLoginAsync(a, login));
        }

        // Nobody used it: nobody is told.
        Assert.Empty(await app.Told(account.Id));
        await LastSignIn(account.Id, TimeSpan.Zero);

        await Change(
            account.Id,
            (accounts, a) =>
                kind switch
                {
                    AccountNoticeKind.PasswordChanged => accounts.ChangePasswordAsync(
                        a,
                        RegistryApp.Password,
                        "klaproos-vuurtoren-mandarijn-stoep"
                    ),
                    AccountNoticeKind.AuthenticatorEnabled => accounts.SetTwoFactorEnabledAsync(a, true),
                    AccountNoticeKind.AuthenticatorReset => accounts.SetTwoFactorEnabledAsync(a, false),
                    AccountNoticeKind.RecoveryCodesMade => Codes(accounts, a),
                    AccountNoticeKind.PasskeyAdded => accounts.AddOrUpdatePasskeyAsync(a, passkey.Stored),
                    AccountNoticeKind.PasskeyRemoved => accounts.RemovePasskeyAsync(a, passkey.Stored.CredentialId),
                    AccountNoticeKind.ProviderLinked => accounts.AddLoginAsync(a, login),
                    AccountNoticeKind.ProviderUnlinked => accounts.RemoveLoginAsync(a, login.LoginProvider, login.ProviderKey),
                    AccountNoticeKind.EmailChanged => accounts.SetEmailAsync(a, $"{Guid.CreateVersion7():N}@example.org"),
                    _ => accounts.AddToRoleAsync(a, nameof(Role.RegionalTableMember)),
                }
        );

        Assert.Equal([kind], await app.Told(account.Id));
    }

    [Fact]
    public async Task Several_wrong_guesses_are_told_when_the_owner_comes_and_a_slip_is_not()
    {
        var account = await app.AddAccount([Role.NationalAnalyst], []);
        var known = await Known(account);
        await Wrong(app.Anonymous(), account, 2);
        await RegistryApp.SignIn(known, account);
        Assert.Empty(await app.Told(account.Id));
        await Wrong(app.Anonymous(), account, 3);

        await RegistryApp.SignIn(known, account);
        await RegistryApp.SignIn(known, account);

        Assert.Equal([AccountNoticeKind.FailedAttempts], await app.Told(account.Id));
    }

    [Fact]
    public async Task A_right_password_of_somebody_without_the_second_factor_is_told()
    {
        var account = await app.AddAccount([Role.NationalAnalyst], []);
        var known = await Known(account);
        await app.Anonymous().SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", RegistryApp.Password));

        await RegistryApp.SignIn(known, account);

        Assert.Equal([AccountNoticeKind.PasswordWithoutFactor], await app.Told(account.Id));
    }

    [Fact]
    public async Task A_browser_that_the_account_does_not_know_is_told()
    {
        var account = await app.AddAccount([Role.NationalAnalyst], []);
        var known = await Known(account);
        await RegistryApp.SignIn(known, account);
        Assert.Empty(await app.Told(account.Id));

        await RegistryApp.SignIn(app.Anonymous(), account);

        Assert.Equal([AccountNoticeKind.NewBrowser], await app.Told(account.Id));
    }

    [Fact]
    public async Task Signing_in_after_a_long_time_is_told()
    {
        var account = await app.AddAccount([Role.NationalAnalyst], []);
        var known = await Known(account);
        await LastSignIn(account.Id, TimeSpan.FromDays(90));

        await RegistryApp.SignIn(known, account);

        Assert.Equal([AccountNoticeKind.LongAbsence], await app.Told(account.Id));
    }

    [Fact]
    public async Task A_link_that_was_made_and_one_that_was_used_are_told()
    {
        var asker = await app.SignedIn(Role.Administrator);
        var agrees = await app.SignedIn(Role.Administrator);
        var person = await app.SignedIn(Role.NationalAnalyst);
        var id = app.AccountIdOf(person);
        await asker.SubmitForm($"/administration/accounts/{id}", "/link", ("Reason", "Gezien op kantoor"));
        var request = await app.Read(db => db.AccountRequests.Where(r => r.AccountId == id).Select(r => r.Id).SingleAsync());
        var page = await agrees.SubmitForm("/administration/requests", $"{request}/approve", []);
        var link = (await page.Page()).QuerySelector("main code")!.TextContent;
        var told = await app.Read(db => db.Set<AccountNotice>().Where(n => n.AccountId == id).SingleAsync());
        var codes = (await asker.Page("/administration/requests/codes")).QuerySelectorAll("#codes li");
        var code = codes.Single(c => c.TextContent.Contains(app.AccountOf(person).Email, StringComparison.Ordinal));
        var owner = app.Anonymous();
        await owner.SubmitForm(link, ("InvitationCode", code.QuerySelector("code")!.TextContent));
        const string Next = "klaproos-vuurtoren-mandarijn-stoep";
        await owner.SubmitForm("/account/invitation", ("NewPassword", Next), ("RepeatPassword", Next));

        Assert.Equal((AccountNoticeKind.LinkMade, "", ""), (told.Kind, told.Browser, told.Network));
        Assert.Equal(
            [AccountNoticeKind.PasswordChanged, AccountNoticeKind.LinkMade, AccountNoticeKind.LinkUsed],
            (await app.Told(id)).Order()
        );
    }

    private static async Task<IdentityResult> Codes(UserManager<Account> accounts, Account account)
    {
        await accounts.GenerateNewTwoFactorRecoveryCodesAsync(account, 8);
        return IdentityResult.Success;
    }

    private Task<bool> Change(Guid id, Func<UserManager<Account>, Account, Task<IdentityResult>> change) =>
        app.AsOperator(async services =>
        {
            var accounts = services.GetRequiredService<UserManager<Account>>();
            var result = await change(accounts, (await accounts.FindByIdAsync(id.ToString()))!);
            Assert.True(result.Succeeded);
            return true;
        });

    private Task<int> LastSignIn(Guid id, TimeSpan ago)
    {
        var then = TimeProvider.System.GetUtcNow() - ago;
        return app.Read(db =>
            db.Users.Where(a => a.Id == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.LastSignInAt, (DateTimeOffset?)then))
        );
    }

    private async Task<HttpClient> Known(SignedInAccount account)
    {
        var client = app.Anonymous();
        await RegistryApp.SignIn(client, account);
        await client.SubmitForm("/account/password", "/account/sign-out");
        return client;
    }

    private static async Task Wrong(HttpClient client, SignedInAccount account, int times)
    {
        for (var guess = 0; guess < times; guess++)
        {
            await client.SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", "wrong"));
        }
    }
}

/// <summary>Where and in what a session goes on.</summary>
public sealed class SessionContextTests(RegistryApp app)
{
    private const string Page = "/account/sessions";
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private const string NewerFirefox = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";
    private const string Chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36";

    [Fact]
    public async Task A_session_that_goes_on_in_another_browser_ends_and_its_owner_is_told()
    {
        var account = await app.AddAccount([Role.NationalAnalyst], []);
        var person = app.Anonymous();
        As(person, Firefox);
        await RegistryApp.SignIn(person, account);
        As(person, NewerFirefox);
        Assert.Equal(HttpStatusCode.OK, await person.Status(Page));

        As(person, Chrome);
        Assert.Equal(HttpStatusCode.Redirect, await person.Status(Page));
        As(person, Firefox);
        Assert.Equal(HttpStatusCode.Redirect, await person.Status(Page));

        Assert.Equal([AccountNoticeKind.BrowserChanged], await app.Told(account.Id));
        Assert.Equal(1, await app.Audited("EndElsewhere", "done", account.Id));
    }

    [Fact]
    public async Task From_another_network_a_session_waits_for_a_factor_and_goes_on_then()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        var before = await app.SessionOf(person);
        From(person, "192.0.2.7");
        Assert.Equal(HttpStatusCode.Redirect, await person.Status(Page));
        await app.AccountOf(person).NextStep();

        var confirmed = await person.SubmitForm("/account/confirm", ("OneTimeCode", app.AccountOf(person).Code()));

        Assert.Equal("/", confirmed.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, await person.Status(Page));
        From(person, "192.0.99.8");
        Assert.Equal(HttpStatusCode.OK, await person.Status(Page));
        Assert.Equal(before.Id, (await app.SessionOf(person)).Id);
        Assert.Equal("192.0.0.0/16", (await app.SessionOf(person)).Network);

        // A browser may use both versions of addresses in turns.
        From(person, "2001:db8:1::7");
        Assert.Equal(HttpStatusCode.Redirect, await person.Status(Page));
        await app.AccountOf(person).NextStep();
        await person.SubmitForm("/account/confirm", ("OneTimeCode", app.AccountOf(person).Code()));
        Assert.Equal(HttpStatusCode.OK, await person.Status(Page));
        From(person, "192.0.2.7");
        Assert.Equal(HttpStatusCode.OK, await person.Status(Page));
        Assert.Equal("192.0.0.0/16 2001:0db8::/32", (await app.SessionOf(person)).Network);
        From(person, "2001:db9::7");
        Assert.Equal(HttpStatusCode.Redirect, await person.Status(Page));
    }

    [Fact]
    public async Task An_installation_can_do_without()
    {
        await using var lax = new RegistryApp
        {
            Settings = new() { ["Sessions:BoundToBrowser"] = "false", ["Sessions:BoundToNetwork"] = "false" },
        };
        await lax.InitializeAsync();
        var person = await lax.SignedIn(Role.NationalAnalyst);

        As(person, Chrome);
        From(person, "192.0.2.7");

        Assert.Equal(HttpStatusCode.OK, await person.Status(Page));
    }

    private static void As(HttpClient client, string browser)
    {
        client.DefaultRequestHeaders.UserAgent.Clear();
        client.DefaultRequestHeaders.UserAgent.ParseAdd(browser);
    }

    private static void From(HttpClient client, string address)
    {
        client.DefaultRequestHeaders.Remove("X-Forwarded-For");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
    }
}

internal static class NoticeSteps
{
    public static Task<List<AccountNoticeKind>> Told(this RegistryApp app, Guid account) =>
        app.Read(db => db.Set<AccountNotice>().Where(n => n.AccountId == account).OrderBy(n => n.At).Select(n => n.Kind).ToListAsync());
}
