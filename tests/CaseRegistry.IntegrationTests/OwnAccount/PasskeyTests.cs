using System.Buffers.Text;
using System.Net;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.OwnAccount;

public sealed class AddPasskeyTests(RegistryApp app)
{
    private const string Page = "/account/passkeys";

    [Fact]
    public async Task Whoever_adds_a_passkey_signs_in_with_it_from_then_on()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        using var passkey = SoftwarePasskey.Make(app.AccountIdOf(person));

        var added = await person.Add(passkey, "Mijn telefoon");
        var browser = app.Anonymous();
        var signedIn = await browser.Touch(passkey);

        Assert.Equal(Page, added.Headers.Location?.OriginalString);
        Assert.Contains("Mijn telefoon", await person.Text(Page));
        Assert.Equal("/", signedIn.Headers.Location?.OriginalString);
        Assert.Contains("Toegangssleutel", await browser.Text("/account/sessions"));
        Assert.Equal(1, await app.Audited("SignInWithPasskey", "done", app.AccountIdOf(person)));
    }

    [Fact]
    public async Task Without_an_offer_a_passkey_is_refused_at_the_form()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        using var passkey = SoftwarePasskey.Make(app.AccountIdOf(person));

        var refused = await person.SubmitForm(
            Page,
            Page,
            ("PasskeyName", "Telefoon"),
            ("Credential", passkey.Attestation("""{"challenge":"AAAA","rp":{"id":"localhost"}}"""))
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }

    [Fact]
    public async Task A_passkey_made_elsewhere_or_without_finger_or_pin_is_refused()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        using var elsewhere = SoftwarePasskey.Make(app.AccountIdOf(person));
        elsewhere.Origin = "https://localhost.evil.example";
        using var unverified = SoftwarePasskey.Make(app.AccountIdOf(person));
        unverified.VerifiesUser = false;

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await person.Add(elsewhere)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await person.Add(unverified)).StatusCode);
        var id = app.AccountIdOf(person);
        Assert.Equal(0, await app.Read(db => db.UserPasskeys.CountAsync(p => p.UserId == id)));
    }

    [Fact]
    public async Task Whoever_has_to_use_a_passkey_opens_nothing_else_before_there_is_one()
    {
        foreach (var role in new[] { Role.Administrator, Role.PrivacyOfficer })
        {
            var account = await app.AddAccount([role], role == Role.PrivacyOfficer ? ["rotterdam"] : []);
            await RemovePasskeys(account.Id);
            var person = app.Anonymous();
            await RegistryApp.SignIn(person, account with { Passkey = null });

            var blocked = await person.GetAsync(new Uri("/", UriKind.Relative));
            var password = await person.GetAsync(new Uri("/account/password", UriKind.Relative));
            using var passkey = SoftwarePasskey.Make(account.Id);
            await person.Add(passkey);

            Assert.Equal(Page, blocked.Headers.Location?.OriginalString);
            Assert.Equal(Page, password.Headers.Location?.OriginalString);
            Assert.Equal(HttpStatusCode.OK, await person.Status("/"));
        }
    }

    [Fact]
    public async Task Password_and_authenticator_add_no_passkey_beside_that_of_an_administrator()
    {
        var account = await app.AddAccount([Role.Administrator], []);
        await RemovePasskeys(account.Id);
        var thief = app.Anonymous();
        await RegistryApp.SignIn(thief, account with { Passkey = null });
        using var own = SoftwarePasskey.Make(account.Id);
        var administrator = app.Anonymous();
        await RegistryApp.SignIn(administrator, account with { Passkey = null });
        await administrator.Add(own);
        using var planted = SoftwarePasskey.Make(account.Id);

        var refused = await thief.Add(planted);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("Log eerst in met een toegangssleutel", await refused.Content.ReadAsStringAsync());
    }

    private Task<int> RemovePasskeys(Guid account) => app.Read(db => db.UserPasskeys.Where(p => p.UserId == account).ExecuteDeleteAsync());
}

public sealed class OfferPasskeyTests(RegistryApp app)
{
    [Fact]
    public async Task A_passkey_for_one_account_is_not_taken_by_another()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        var other = await app.SignedIn(Role.NationalAnalyst);
        using var passkey = SoftwarePasskey.Make(app.AccountIdOf(person));
        await person.Add(passkey);

        // The same credential again: it belongs to somebody already.
        var refused = await other.Add(passkey);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }
}

public sealed class RequestPasskeyTests(RegistryApp app)
{
    [Fact]
    public async Task The_answer_to_an_older_challenge_opens_nothing()
    {
        var account = await app.AddAccount([Role.Administrator], []);
        var (first, second) = (app.Anonymous(), app.Anonymous());
        Assert.Equal("/", (await first.Touch(account.Passkey!)).Headers.Location?.OriginalString);

        var replay = await second.SubmitForm(
            "/account/sign-in",
            "/sign-in/passkey",
            ("Credential", account.Passkey!.Assertion("""{"challenge":"AAAA","rpId":"localhost"}"""))
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, replay.StatusCode);
    }

    [Fact]
    public async Task An_answer_is_good_once_whoever_holds_it_with_its_cookie()
    {
        var account = await app.AddAccount([Role.Administrator], []);
        account.Passkey!.Counts = false;
        // It keeps no cookies by itself: each request carries all that were ever given, also those that were taken back.
        using var thief = app.CreateClient(
            new()
            {
                BaseAddress = new("https://localhost"),
                AllowAutoRedirect = false,
                HandleCookies = false,
            }
        );
        thief.DefaultRequestHeaders.Add("X-Forwarded-For", RegistryApp.NewAddress());
        void Keep(HttpResponseMessage answer) =>
            thief.DefaultRequestHeaders.Add("Cookie", answer.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]));

        var page = await thief.GetAsync(new Uri("/account/sign-in", UriKind.Relative));
        Keep(page);
        var form = (await page.Page()).QuerySelector("form[data-passkey][action$='/sign-in/passkey']")!;
        var asked = await thief.Send(form, form.GetAttribute("data-options")!);
        Keep(asked);
        var answer = account.Passkey!.Assertion(await asked.Content.ReadAsStringAsync());

        // The genuine answer under another spelling, with one before it that says another challenge.
        var disguised = answer.Replace(
            "\"response\":",
            $"\"response\":{{\"clientDataJSON\":\"{Base64Url.EncodeToString("""{"challenge":"x"}"""u8)}\"}},\"Response\":"
        );
        var unanswered = answer.Replace("\"response\":", "\"nothing\":", StringComparison.Ordinal);
        Task<HttpResponseMessage> Send(string credential) => thief.Send(form, form.GetAttribute("action")!, ("Credential", credential));

        var statuses = new[]
        {
            (await Send(unanswered)).StatusCode,
            (await Send(disguised)).StatusCode,
            (await Send(answer)).StatusCode,
            (await Send(answer)).StatusCode,
            (await Send(disguised)).StatusCode,
        };

        Assert.NotEqual(answer, disguised);
        Assert.Equal(
            [
                HttpStatusCode.UnprocessableEntity,
                HttpStatusCode.UnprocessableEntity,
                HttpStatusCode.Redirect,
                HttpStatusCode.UnprocessableEntity,
                HttpStatusCode.UnprocessableEntity,
            ],
            statuses
        );
    }
}

public sealed class SignInWithPasskeyTests(RegistryApp app)
{
    [Fact]
    public async Task A_passkey_of_nobody_and_one_used_at_another_address_are_refused()
    {
        var account = await app.AddAccount([Role.PrivacyOfficer], ["rotterdam"]);
        using var stranger = SoftwarePasskey.Make(account.Id);
        account.Passkey!.Origin = "https://evil.example";

        var refused = await app.Anonymous().Touch(account.Passkey);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await app.Anonymous().Touch(stranger)).StatusCode);
    }

    [Fact]
    public async Task A_retired_account_does_not_sign_in_with_its_passkey()
    {
        var account = await app.AddAccount([Role.Administrator], []);
        await app.Read(db => db.Users.Where(a => a.Id == account.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.IsRetired, true)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await app.Anonymous().Touch(account.Passkey!)).StatusCode);
        Assert.Equal(1, await app.Audited("SignInWithPasskey", "denied", account.Id));
    }

    [Fact]
    public async Task Password_and_authenticator_are_not_enough_for_an_administrator()
    {
        var account = await app.AddAccount([Role.Administrator], []);

        var refused = await app.Anonymous()
            .SubmitForm("/account/sign-in", null, ("Email", account.Email), ("Password", RegistryApp.Password));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("toegangssleutel", await refused.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_passkey_is_not_passed_by_with_a_password_alone()
    {
        var account = await app.AddAccount([Role.NationalAnalyst], [], withAuthenticator: false);
        await app.AsOperator(async services =>
        {
            var accounts = (Microsoft.AspNetCore.Identity.UserManager<Data.Accounts.Account>)
                services.GetService(typeof(Microsoft.AspNetCore.Identity.UserManager<Data.Accounts.Account>))!;
            using var passkey = SoftwarePasskey.Make(account.Id);
            return await accounts.AddOrUpdatePasskeyAsync((await accounts.FindByIdAsync(account.Id.ToString()))!, passkey.Stored);
        });

        var refused = await app.Anonymous()
            .SubmitForm("/account/sign-in", null, ("Email", account.Email), ("Password", RegistryApp.Password));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }
}

public sealed class ListPasskeysTests(RegistryApp app)
{
    [Fact]
    public async Task Nobody_sees_the_passkeys_of_somebody_else()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        using var passkey = SoftwarePasskey.Make(app.AccountIdOf(person));
        await person.Add(passkey, "Alleen van mij");

        Assert.DoesNotContain("Alleen van mij", await (await app.SignedIn(Role.NationalAnalyst)).Text("/account/passkeys"));
    }
}

public sealed class RenamePasskeyTests(RegistryApp app)
{
    [Fact]
    public async Task A_passkey_gets_another_name_from_its_owner_only()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        using var passkey = SoftwarePasskey.Make(app.AccountIdOf(person));
        await person.Add(passkey);
        var stranger = await app.SignedIn(Role.NationalAnalyst);
        using var others = SoftwarePasskey.Make(app.AccountIdOf(stranger));
        await stranger.Add(others);
        var page = await stranger.Page("/account/passkeys");
        page.QuerySelector("form[action$='/rename']")!.SetAttribute("action", $"/account/passkeys/{passkey.Id}/rename");

        var refused = await stranger.Submit(page, "/account/passkeys", "/rename", ("PasskeyName", "Van mij"));
        await person.SubmitForm("/account/passkeys", "/rename", ("PasskeyName", "Laptop"));

        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Contains("Laptop", await person.Text("/account/passkeys"));
    }
}

public sealed class RemovePasskeyTests(RegistryApp app)
{
    [Fact]
    public async Task A_passkey_that_was_removed_opens_nothing()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        using var passkey = SoftwarePasskey.Make(app.AccountIdOf(person));
        await person.Add(passkey);

        await person.SubmitForm("/account/passkeys", "/remove", []);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await app.Anonymous().Touch(passkey)).StatusCode);
    }

    [Fact]
    public async Task An_administrator_keeps_the_last_one()
    {
        var administrator = await app.SignedIn(Role.Administrator);

        var refused = await administrator.SubmitForm("/account/passkeys", "/remove", []);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("Voeg eerst een andere toe", await refused.Content.ReadAsStringAsync());
    }
}
