using System.Net;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.OwnAccount;

public sealed class SignInTests(RegistryApp app)
{
    private const string Refused = "Inloggen is niet gelukt";

    [Fact]
    public async Task Whoever_signs_in_with_password_and_code_is_signed_in()
    {
        var client = await app.SignedIn(Role.NationalAnalyst);

        var page = await client.GetAsync(new Uri("/account/password", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains(app.AccountOf(client).Email, await page.Content.ReadAsStringAsync());
        Assert.Equal(1, await app.Audited("SecondFactor", "done", app.AccountIdOf(client)));
    }

    [Fact]
    public async Task A_wrong_password_is_refused_in_Dutch_and_recorded()
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);

        var response = await app.Anonymous().SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", "wrong"));
        var page = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains(Refused, page);
        Assert.Contains("<title>Fout:", page);
        Assert.Equal(1, await app.Audited("SignIn", "denied", account.Id));
        Assert.Equal(0, await app.Audited("SignIn", "done", account.Id));
    }

    [Fact]
    public async Task An_unknown_address_is_refused_with_the_same_words()
    {
        var response = await app.Anonymous()
            .SubmitForm("/account/sign-in", ("Email", "nobody@example.org"), ("Password", RegistryApp.Password));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains(Refused, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task After_five_wrong_passwords_the_right_one_is_refused_too()
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);
        var client = app.Anonymous();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            await client.SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", "wrong"));
        }

        var response = await client.SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", RegistryApp.Password));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains(Refused, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Signing_in_never_leads_to_another_site()
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);
        var client = app.Anonymous();
        await client.SubmitForm(
            "/account/sign-in?returnUrl=https%3A%2F%2Fevil.example",
            ("Email", account.Email),
            ("Password", RegistryApp.Password)
        );

        var response = await client.SubmitForm(
            "/account/second-factor?returnUrl=https%3A%2F%2Fevil.example",
            ("OneTimeCode", account.Code())
        );

        Assert.Equal("/", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task After_signing_in_the_page_that_was_asked_for_follows()
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);
        var client = app.Anonymous();

        var challenge = await client.GetAsync(new Uri("/account/password", UriKind.Relative));
        await client.SubmitForm(challenge.Headers.Location!.PathAndQuery, ("Email", account.Email), ("Password", RegistryApp.Password));
        var response = await client.SubmitForm("/account/second-factor?ReturnUrl=%2Faccount%2Fpassword", ("OneTimeCode", account.Code()));

        Assert.Equal("/account/password", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_retired_account_cannot_sign_in()
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);
        await app.AsOperator(async services =>
        {
            var accounts = services.GetRequiredService<UserManager<Account>>();
            var stored = (await accounts.FindByIdAsync(account.Id.ToString()))!;
            stored.IsRetired = true;
            return await accounts.UpdateAsync(stored);
        });

        var response = await app.Anonymous().SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", RegistryApp.Password));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    [Fact]
    public async Task Production_shows_no_demonstration_accounts()
    {
        var page = await app.Anonymous().Page("/account/sign-in");

        Assert.Equal("Inloggen", page.QuerySelector("h1")!.TextContent);
        Assert.DoesNotContain(DemoAccounts.Password, page.DocumentElement.OuterHtml);
        Assert.DoesNotContain("demo.caseregistry", page.DocumentElement.OuterHtml);
        Assert.Equal(0, await app.Read(db => db.Users.CountAsync(a => a.IsDemo)));
    }

    [Fact]
    public async Task Pages_that_are_not_there_say_so_in_Dutch()
    {
        var client = await app.SignedIn(Role.NationalAnalyst);

        var response = await client.GetAsync(new Uri("/nothing-here", UriKind.Relative));
        var denied = await client.GetAsync(new Uri("/account/denied", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("Niet gevonden", (await response.Page()).QuerySelector("h1")!.TextContent);
        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        Assert.Equal("Geen toegang", (await denied.Page()).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task A_system_gets_problem_details_for_an_address_that_is_not_there()
    {
        var client = await app.ApiClient(["signals:read"], "rotterdam");

        var response = await client.GetAsync(new Uri("/api/v1/nothing-here", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }
}

public sealed class SecondFactorTests(RegistryApp app)
{
    [Fact]
    public async Task The_password_alone_does_not_open_a_page()
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);
        var client = app.Anonymous();

        var password = await client.SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", RegistryApp.Password));
        var wrong = await client.SubmitForm("/account/second-factor", ("OneTimeCode", "000000"));
        var page = await client.GetAsync(new Uri("/account/password", UriKind.Relative));

        Assert.Equal("/account/second-factor", password.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains("Deze code klopt niet", await wrong.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }

    [Fact]
    public async Task A_recovery_code_replaces_the_phone_once()
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);
        var codes = await app.AsOperator(async services =>
        {
            var accounts = services.GetRequiredService<UserManager<Account>>();
            var stored = (await accounts.FindByIdAsync(account.Id.ToString()))!;
            return (await accounts.GenerateNewTwoFactorRecoveryCodesAsync(stored, 8))!.ToList();
        });

        async Task<HttpStatusCode> Use(string code)
        {
            var client = app.Anonymous();
            await client.SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", RegistryApp.Password));
            return (await client.SubmitForm("/account/second-factor", ("OneTimeCode", code))).StatusCode;
        }

        Assert.Equal(HttpStatusCode.Redirect, await Use(codes[0]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Use(codes[0]));
        Assert.Equal(HttpStatusCode.Redirect, await Use(codes[1]));
    }

    [Fact]
    public async Task The_secrets_of_the_second_factor_are_not_readable_in_the_database()
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);

        var stored = await app.Read(db => db.UserTokens.Where(t => t.UserId == account.Id).Select(t => t.Value!).ToListAsync());

        Assert.NotEmpty(stored);
        Assert.All(stored, value => Assert.DoesNotContain(account.AuthenticatorKey!, value));
    }

    [Fact]
    public async Task Recovery_codes_cannot_be_read_back_even_with_the_master_key()
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);

        var (codes, kept) = await app.AsOperator(async services =>
        {
            var accounts = services.GetRequiredService<UserManager<Account>>();
            var stored = (await accounts.FindByIdAsync(account.Id.ToString()))!;
            var given = (await accounts.GenerateNewTwoFactorRecoveryCodesAsync(stored, 8))!.ToList();
            return (given, await accounts.GetAuthenticationTokenAsync(stored, "[AspNetUserStore]", "RecoveryCodes"));
        });

        Assert.Equal(8, kept!.Split(';').Length);
        Assert.All(codes, code => Assert.Matches("^([A-Z2-7]{4}-){6}[A-Z2-7]{4}$", code));
        Assert.All(codes, code => Assert.DoesNotContain(code, kept));
        Assert.All(kept.Split(';'), hash => Assert.Equal(32, Convert.FromBase64String(hash).Length));
    }

    [Fact]
    public async Task A_code_that_was_used_never_works_again()
    {
        var replays = Environment.GetEnvironmentVariable("CASEREGISTRY_LONG") is "1" ? 1000 : 25;
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);
        var code = account.Code();
        Assert.True(await Verify(account, code));
        var passed = 0;
        for (var replay = 0; replay < replays; replay++)
        {
            passed += await Verify(account, code) ? 1 : 0;
        }

        Assert.Equal(0, passed);
    }

    [Fact]
    public async Task Of_two_at_once_with_the_same_code_one_passes()
    {
        for (var round = 0; round < 10; round++)
        {
            var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);
            var code = account.Code();

            var passed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Verify(account, code))));

            Assert.Equal(1, passed.Count(p => p));
        }
    }

    [Theory]
    [InlineData(-60, false)]
    [InlineData(-30, false)]
    [InlineData(0, true)]
    [InlineData(30, false)]
    [InlineData(60, false)]
    public async Task Only_the_code_of_this_half_minute_is_taken(int seconds, bool taken)
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);
        account.Code();
        var totp = new OtpNet.Totp(OtpNet.Base32Encoding.ToBytes(account.AuthenticatorKey!));

        Assert.Equal(taken, await Verify(account, totp.ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(seconds))));
    }

    [Fact]
    public async Task A_code_that_was_used_to_sign_in_is_refused_to_whoever_looked_over_the_shoulder()
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);
        var (first, second) = (app.Anonymous(), app.Anonymous());
        await first.SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", RegistryApp.Password));
        await second.SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", RegistryApp.Password));
        var code = account.Code();

        Assert.Equal(HttpStatusCode.Redirect, (await first.SubmitForm("/account/second-factor", ("OneTimeCode", code))).StatusCode);
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await second.SubmitForm("/account/second-factor", ("OneTimeCode", code))).StatusCode
        );
    }

    private Task<bool> Verify(SignedInAccount account, string code) =>
        app.AsOperator(async services =>
        {
            var accounts = services.GetRequiredService<UserManager<Account>>();
            var stored = (await accounts.FindByIdAsync(account.Id.ToString()))!;
            return await accounts.VerifyTwoFactorTokenAsync(stored, TokenOptions.DefaultAuthenticatorProvider, code);
        });
}

public sealed class AcceptInvitationTests(RegistryApp app)
{
    [Fact]
    public async Task An_invitation_leads_once_to_a_password_and_an_authenticator()
    {
        var (link, id) = await app.Invite();
        var client = app.Anonymous();

        var chosen = await client.SubmitForm(link, ("NewPassword", RegistryApp.Password), ("RepeatPassword", RegistryApp.Password));
        var elsewhere = await client.GetAsync(new Uri("/account/password", UriKind.Relative));
        var page = await client.Page("/account/authenticator");
        var qr = await client.GetAsync(new Uri("/account/authenticator/qr", UriKind.Relative));
        var key = page.QuerySelector("main code")!.TextContent.Replace(" ", "", StringComparison.Ordinal);
        var account = new SignedInAccount(id, "", key);
        var codes = await client.Submit(page, "/account/authenticator", null, ("OneTimeCode", account.Code()));
        var inside = await client.GetAsync(new Uri("/account/password", UriKind.Relative));
        var again = await app.Anonymous().Page(link);

        Assert.Equal("/account/authenticator", chosen.Headers.Location?.OriginalString);
        Assert.Equal("/account/authenticator", elsewhere.Headers.Location?.OriginalString);
        Assert.Equal("image/svg+xml", qr.Content.Headers.ContentType?.MediaType);
        Assert.Equal(8, (await codes.Page()).QuerySelectorAll("main li code").Length);
        Assert.Equal(HttpStatusCode.OK, inside.StatusCode);
        Assert.Null(again.QuerySelector("main form"));
        Assert.Contains("al gebruikt of te oud", again.QuerySelector("main")!.TextContent);
    }

    [Fact]
    public async Task A_weak_password_is_refused_at_its_field()
    {
        var (link, _) = await app.Invite();

        var response = await app.Anonymous().SubmitForm(link, ("NewPassword", "wachtwoord123"), ("RepeatPassword", "wachtwoord123"));
        var page = await response.Page();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("true", page.QuerySelector("#NewPassword")!.GetAttribute("aria-invalid"));
        Assert.Contains("makkelijk te raden", page.QuerySelector("main")!.TextContent);
    }
}

public sealed class ChangePasswordTests(RegistryApp app)
{
    [Fact]
    public async Task Whoever_changes_the_password_stays_signed_in_and_other_sessions_end()
    {
        var client = await app.SignedIn(Role.NationalAnalyst);
        var other = app.Anonymous();
        await RegistryApp.SignIn(other, app.AccountOf(client));
        const string Next = "klaproos-vuurtoren-mandarijn-stoep";

        var wrong = await client.SubmitForm(
            "/account/password",
            ("CurrentPassword", "not this"),
            ("NewPassword", Next),
            ("RepeatPassword", Next)
        );
        var changed = await client.SubmitForm(
            "/account/password",
            ("CurrentPassword", RegistryApp.Password),
            ("NewPassword", Next),
            ("RepeatPassword", Next)
        );

        Assert.Contains("Het huidige wachtwoord klopt niet", await wrong.Content.ReadAsStringAsync());
        Assert.Equal("/", changed.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/account/password", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync(new Uri("/account/password", UriKind.Relative))).StatusCode);
    }
}

public sealed class SignOutTests(RegistryApp app)
{
    [Fact]
    public async Task Signing_out_ends_the_session_and_clears_the_browser()
    {
        var client = await app.SignedIn(Role.NationalAnalyst);

        var response = await client.SubmitForm("/account/password", "/account/sign-out");
        var page = await client.GetAsync(new Uri("/account/password", UriKind.Relative));

        Assert.Equal("/account/sign-in", response.Headers.Location?.OriginalString);
        Assert.Contains("storage", response.Headers.GetValues("Clear-Site-Data").Single());
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }
}

public sealed class ChooseLanguageTests(RegistryApp app)
{
    [Fact]
    public async Task The_language_can_be_chosen_before_signing_in()
    {
        var client = app.Anonymous();

        var response = await client.SubmitForm("/account/sign-in", "/language");
        var page = await client.Page(response.Headers.Location!.OriginalString);

        Assert.Equal("/account/sign-in", response.Headers.Location!.OriginalString);
        Assert.Equal("Sign in", page.QuerySelector("h1")!.TextContent);
        var cookie = response.Headers.GetValues("Set-Cookie").Single(c => c.Contains("language", StringComparison.Ordinal));
        Assert.StartsWith("__Host-language=", cookie);
        Assert.Contains("; path=/; secure; samesite=strict; httponly", cookie);
    }
}

public sealed class ViewInvitationTests(RegistryApp app)
{
    [Fact]
    public async Task A_link_that_was_made_up_shows_no_form()
    {
        var (link, _) = await app.Invite();

        Assert.NotNull((await app.Anonymous().Page(link)).QuerySelector("main form"));
        Assert.Null((await app.Anonymous().Page(link[..^6] + "aaaaaa")).QuerySelector("main form"));
        Assert.Null(
            (await app.Anonymous().Page($"/account/invitation?account={Guid.CreateVersion7()}&token=x")).QuerySelector("main form")
        );
    }
}

public sealed class ViewAuthenticatorTests(RegistryApp app)
{
    [Fact]
    public async Task The_key_is_not_shown_again_once_it_works()
    {
        var client = await app.SignedIn(Role.NationalAnalyst);

        var page = await client.Text("/account/authenticator");

        Assert.DoesNotContain(
            app.AccountOf(client).AuthenticatorKey!,
            page.Replace(" ", "", StringComparison.Ordinal),
            StringComparison.OrdinalIgnoreCase
        );
    }
}

public sealed class EnableAuthenticatorTests(RegistryApp app)
{
    [Fact]
    public async Task A_wrong_code_enables_nothing()
    {
        var (link, id) = await app.Invite();
        var client = app.Anonymous();
        await client.SubmitForm(link, ("NewPassword", RegistryApp.Password), ("RepeatPassword", RegistryApp.Password));

        var refused = await client.SubmitForm("/account/authenticator", ("OneTimeCode", "000000"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.False(await app.Read(db => db.Users.Where(a => a.Id == id).Select(a => a.TwoFactorEnabled).SingleAsync()));
    }
}

public sealed class DrawQrCodeTests(RegistryApp app)
{
    [Fact]
    public async Task Nobody_else_gets_the_picture()
    {
        Assert.Equal(HttpStatusCode.Redirect, await app.Anonymous().Status("/account/authenticator/qr"));
        Assert.Equal(HttpStatusCode.NotFound, await (await app.SignedIn(Role.NationalAnalyst)).Status("/account/authenticator/qr"));
    }
}

/// <summary>Steps that several tests of accounts take.</summary>
internal static class AccountSteps
{
    public static Task<int> Audited(this RegistryApp app, string action, string outcome, Guid account) =>
        app.Read(db =>
            db.AuditRows.CountAsync(r => r.Action == action && r.Outcome == outcome && r.Detail!.StartsWith($"account:{account}"))
        );

    public static async Task<(string Link, Guid Id)> Invite(this RegistryApp app)
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"], withAuthenticator: false);
        var token = await app.AsOperator(async services =>
        {
            var accounts = services.GetRequiredService<UserManager<Account>>();
            return await accounts.GeneratePasswordResetTokenAsync((await accounts.FindByIdAsync(account.Id.ToString()))!);
        });
        return ($"/account/invitation?account={account.Id}&token={Uri.EscapeDataString(token)}", account.Id);
    }
}
