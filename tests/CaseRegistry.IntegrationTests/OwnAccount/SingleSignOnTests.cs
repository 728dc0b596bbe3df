using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.OwnAccount;

/// <summary>The application and the identity provider of an organisation.</summary>
public sealed class SingleSignOnApp : IAsyncLifetime
{
    public RegistryApp App { get; } = new();

    public OrganisationProvider Provider { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await App.InitializeAsync();
        await Provider.InitializeAsync();
        Configure("gemeente", Provider.Authority);
        App.Settings["SingleSignOn:gemeente:PhishingResistant:Claim"] = "acr";
        App.Settings["SingleSignOn:gemeente:PhishingResistant:Value"] = "phr";
        Configure("zusje", Provider.Authority);
        // Port 1 answers nobody.
        Configure("afwezig", "http://127.0.0.1:1");
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Provider.DisposeAsync();
    }

    private void Configure(string key, string authority)
    {
        App.Settings[$"SingleSignOn:{key}:Name"] = $"Organisatie {key}";
        App.Settings[$"SingleSignOn:{key}:Authority"] = authority;
        App.Settings[$"SingleSignOn:{key}:ClientId"] = OrganisationProvider.ClientId;
        App.Settings[$"SingleSignOn:{key}:ClientSecret"] = OrganisationProvider.ClientSecret;
    }
}

[CollectionDefinition(nameof(SingleSignOnCollection))]
public sealed class SingleSignOnCollection : ICollectionFixture<SingleSignOnApp>;

[Collection(nameof(SingleSignOnCollection))]
public sealed class StartSingleSignOnTests(SingleSignOnApp sso)
{
    [Fact]
    public async Task The_sign_in_page_has_a_link_for_each_provider_that_works_without_scripts()
    {
        var page = await sso.App.Anonymous().Page("/account/sign-in?returnUrl=%2Fmonitor");

        var link = Assert.Single(page.QuerySelectorAll("main a"), a => a.TextContent.Contains("Inloggen met Organisatie gemeente"));
        Assert.Equal("/account/sign-in/gemeente?returnUrl=%2Fmonitor", link.GetAttribute("href"));
    }

    [Fact]
    public async Task The_provider_is_asked_for_a_code_with_PKCE_state_and_nonce_and_for_nothing_but_who_it_is()
    {
        var browser = sso.App.Anonymous();
        var sent = await browser.GetAsync(new Uri("/account/sign-in/gemeente", UriKind.Relative));
        await sso.Provider.Visit(sent.Headers.Location!);

        var asked = sso.Provider.Asked!;
        Assert.Equal(sso.Provider.Authority, sent.Headers.Location!.GetLeftPart(UriPartial.Authority));
        Assert.Equal(("code", "openid", "S256"), (asked.ResponseType, asked.Scope, asked.CodeChallengeMethod));
        Assert.Equal("https://localhost/account/sign-in/gemeente/callback", asked.RedirectUri);
        Assert.All([asked.CodeChallenge, asked.State, asked.Nonce], value => Assert.False(string.IsNullOrEmpty(value)));
        var cookies = sent.Headers.GetValues("Set-Cookie").ToList();
        Assert.Equal(2, cookies.Count);
        Assert.All(cookies, cookie => Assert.Matches("^__Host-(correlation|nonce).*path=/; secure; samesite=lax; httponly$", cookie));
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_is_said_so_and_an_unknown_one_is_not_there()
    {
        var browser = sso.App.Anonymous();

        var away = await browser.GetAsync(new Uri("/account/sign-in/afwezig", UriKind.Relative));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, away.StatusCode);
        Assert.Contains("daar komt geen antwoord", await away.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, await browser.Status("/account/sign-in/onbekend"));
    }

    [Fact]
    public async Task The_program_calls_no_other_address_than_that_of_the_provider()
    {
        using var client = new HttpClient(new OnlyAuthority(new Uri(sso.Provider.Authority)));

        Assert.True((await client.GetAsync(new Uri($"{sso.Provider.Authority}/.well-known/openid-configuration"))).IsSuccessStatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri("http://127.0.0.1:1/keys")));
        await Assert.ThrowsAsync<HttpRequestException>(() =>
            client.GetAsync(new Uri(sso.Provider.Authority.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)))
        );
    }

    [Theory]
    [InlineData("Passkey", "https://inlog.example.nl", "x")]
    [InlineData("passkey", "https://inlog.example.nl", "x")]
    [InlineData("gemeente", "http://inlog.example.nl", "x")]
    [InlineData("gemeente", "https://inlog.example.nl", "")]
    public void Settings_that_cannot_be_right_are_refused_at_the_start(string key, string authority, string secret)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    [$"SingleSignOn:{key}:Name"] = "Gemeente",
                    [$"SingleSignOn:{key}:Authority"] = authority,
                    [$"SingleSignOn:{key}:ClientId"] = "x",
                    [$"SingleSignOn:{key}:ClientSecret"] = secret,
                }
            )
            .Build();

        Assert.Throws<InvalidOperationException>(() => IdentityProviders.From(configuration));
    }
}

[Collection(nameof(SingleSignOnCollection))]
public sealed class SignInWithProviderTests(SingleSignOnApp sso)
{
    [Fact]
    public async Task Whoever_chose_an_organisation_with_the_one_time_link_signs_in_there_from_then_on()
    {
        var account = await sso.App.AddAccount([Role.NationalAnalyst], [], withAuthenticator: false);
        sso.Provider.Present = OrganisationProvider.Person.New();
        var link = await sso.Invitation(account.Id);
        Assert.Contains("Verder met Organisatie gemeente", (await sso.App.Anonymous().Page(link)).Body!.TextContent);

        var linked = await sso.Go(sso.App.Anonymous(), link.WithProvider());
        var browser = sso.App.Anonymous();
        var signedIn = await sso.Go(browser, "/account/sign-in/gemeente?returnUrl=%2Faccount%2Fsessions");
        var again = await sso.Go(sso.App.Anonymous(), link.WithProvider());

        Assert.Equal("/", linked.Headers.Location?.OriginalString);
        Assert.Equal("/account/sessions", signedIn.Headers.Location?.OriginalString);
        Assert.Contains(
            signedIn.Headers.GetValues("Set-Cookie"),
            c => c.StartsWith("__Host-session=", StringComparison.Ordinal) && c.Contains("samesite=strict")
        );
        Assert.Contains("Account van de organisatie", await browser.Text("/account/sessions"));
        Assert.Contains("te oud", await again.Content.ReadAsStringAsync());
        var detail = $"provider:gemeente account:{account.Id}";
        var signIns = await sso.App.Read(db => db.AuditRows.CountAsync(r => r.Action == "SignInWithProvider" && r.Detail == detail));
        Assert.Equal(2, signIns);
        var made = await sso.App.Read(db => db.AuditRows.Where(r => r.Action == "LinkProvider").Select(r => r.Detail).ToListAsync());
        Assert.Contains(made, link => link!.Contains($"account:{account.Id}"));
        Assert.DoesNotContain(sso.Provider.Present.Subject, string.Concat(made));
    }

    [Fact]
    public async Task Roles_and_names_of_the_provider_are_ignored()
    {
        var (browser, _) = await sso.Linked(Role.NationalAnalyst);

        Assert.Equal(HttpStatusCode.OK, await browser.Status("/monitor"));
        Assert.Equal(HttpStatusCode.Forbidden, await browser.Status("/administration/accounts"));
        Assert.Equal(HttpStatusCode.Forbidden, await browser.Status("/cases"));
    }

    [Fact]
    public async Task Without_second_factor_nobody_comes_in()
    {
        var (_, id) = await sso.Linked(Role.NationalAnalyst);
        sso.Provider.Present = sso.Provider.Present with { Methods = ["pwd"] };

        var refused = await sso.Go(sso.App.Anonymous(), "/account/sign-in/gemeente");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("geen tweede stap", await refused.Content.ReadAsStringAsync());
        Assert.Equal(1, await sso.App.Read(db => db.Sessions.CountAsync(s => s.AccountId == id)));
    }

    [Fact]
    public async Task An_unknown_subject_is_refused_even_with_the_address_of_an_account_and_no_account_is_made()
    {
        var account = await sso.App.AddAccount([Role.NationalAnalyst], []);
        sso.Provider.Present = OrganisationProvider.Person.New() with { Email = account.Email };
        var before = await sso.App.Read(db => db.Users.CountAsync());

        var refused = await sso.Go(sso.App.Anonymous(), "/account/sign-in/gemeente");

        Assert.Contains("geen account dat bij deze inlog hoort", await refused.Content.ReadAsStringAsync());
        Assert.Equal(before, await sso.App.Read(db => db.Users.CountAsync()));
        var row = await sso.App.Read(db =>
            db.AuditRows.Where(r => r.Action == "SignInWithProvider" && r.Outcome == "denied").OrderBy(r => r.Id).LastAsync()
        );
        Assert.Equal(("anonymous", "provider:gemeente"), (row.Actor, row.Detail));
    }

    [Fact]
    public async Task Another_account_is_not_given_to_somebody_who_has_one()
    {
        var (_, first) = await sso.Linked(Role.NationalAnalyst);
        var second = await sso.App.AddAccount([Role.NationalAnalyst], [], withAuthenticator: false);

        var refused = await sso.Go(sso.App.Anonymous(), (await sso.Invitation(second.Id)).WithProvider());

        Assert.Contains("logt al een ander account in", await refused.Content.ReadAsStringAsync());
        Assert.Equal(0, await sso.App.Read(db => db.UserLogins.CountAsync(l => l.UserId == second.Id)));
        Assert.NotEqual(first, second.Id);
    }

    [Fact]
    public async Task A_one_time_link_does_not_pass_by_the_second_factor_that_an_account_has()
    {
        var withAuthenticator = await sso.App.AddAccount([Role.NationalAnalyst], []);
        var (_, linked) = await sso.Linked(Role.NationalAnalyst);

        foreach (var id in new[] { withAuthenticator.Id, linked })
        {
            sso.Provider.Present = OrganisationProvider.Person.New();
            var refused = await sso.Go(sso.App.Anonymous(), (await sso.Invitation(id)).WithProvider());
            Assert.Contains("al een manier van inloggen ingesteld", await refused.Content.ReadAsStringAsync());
        }

        var browser = sso.App.Anonymous();
        var password = await browser.SubmitForm(
            await sso.Invitation(linked),
            ("NewPassword", RegistryApp.Password),
            ("RepeatPassword", RegistryApp.Password)
        );
        Assert.Equal("/account/sign-in", password.Headers.Location?.OriginalString);
        var email = await sso.App.Read(db => db.Users.Where(a => a.Id == linked).Select(a => a.Email!).SingleAsync());
        var signIn = await browser.SubmitForm("/account/sign-in", ("Email", email), ("Password", RegistryApp.Password));
        Assert.Contains("het account van uw organisatie", await signIn.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("iss", "https://elders.example")]
    [InlineData("aud", "een-andere-toepassing")]
    [InlineData("nonce", "een-andere-nonce")]
    public async Task An_ID_token_of_another_issuer_for_another_client_or_of_another_moment_is_refused(string claim, string value)
    {
        await sso.Linked(Role.NationalAnalyst);
        sso.Provider.Spoil = claims => claims[claim] = value;
        var refused = await sso.Go(sso.App.Anonymous(), "/account/sign-in/gemeente");
        sso.Provider.Spoil = claims => claims[claim] = claims[claim];
        var good = await sso.Go(sso.App.Anonymous(), "/account/sign-in/gemeente");
        sso.Provider.Spoil = null;

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("Inloggen bij uw organisatie is niet gelukt", await refused.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Redirect, good.StatusCode);
    }

    [Fact]
    public async Task An_answer_is_good_once_in_the_browser_that_asked_for_it_and_for_the_provider_it_came_from()
    {
        await sso.Linked(Role.NationalAnalyst);
        var browser = sso.App.Anonymous();
        var callback = await sso.Callback(browser, "/account/sign-in/gemeente");
        var elsewhere = sso.App.Anonymous();
        var changed = new Uri(Regex.Replace(callback.AbsoluteUri, "state=...", "state=xyz"));
        var sister = new Uri(callback.AbsoluteUri.Replace("/gemeente/", "/zusje/", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await sso.Finish(elsewhere, callback, "gemeente")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await sso.Finish(browser, changed, "gemeente")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await sso.Finish(browser, sister, "zusje")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await sso.Finish(browser, callback, "gemeente")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await sso.Finish(browser, callback, "gemeente")).StatusCode);
    }

    [Fact]
    public async Task What_one_provider_said_is_not_taken_for_the_word_of_another()
    {
        await sso.Linked(Role.NationalAnalyst);
        var browser = sso.App.Anonymous();
        await browser.GetAsync(await sso.Callback(browser, "/account/sign-in/gemeente"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await browser.Status("/account/sign-in/zusje/complete"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await browser.Status("/account/sign-in/gemeente/complete"));
    }

    [Fact]
    public async Task The_return_address_never_leads_to_another_site()
    {
        await sso.Linked(Role.NationalAnalyst);
        foreach (var address in new[] { "https://elders.example/", "//elders.example", "/\\elders.example" })
        {
            var signedIn = await sso.Go(sso.App.Anonymous(), $"/account/sign-in/gemeente?returnUrl={Uri.EscapeDataString(address)}");
            Assert.Equal("/", signedIn.Headers.Location?.OriginalString);
        }
    }

    [Fact]
    public async Task An_account_that_was_retired_is_refused_and_its_session_is_dead()
    {
        var (browser, id) = await sso.Linked(Role.NationalAnalyst);
        await sso.App.Read(db => db.Users.Where(a => a.Id == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.IsRetired, true)));

        var refused = await sso.Go(sso.App.Anonymous(), "/account/sign-in/gemeente");

        Assert.Equal(HttpStatusCode.Redirect, await browser.Status("/monitor"));
        Assert.Contains("geen account dat bij deze inlog hoort", await refused.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Showing_again_who_one_is_confirms_the_session_when_the_provider_says_it_happened_now()
    {
        var (browser, id) = await sso.Linked(Role.NationalAnalyst, signedInAgo: TimeSpan.FromMinutes(12));
        var before = await sso.SessionOf(id);
        Assert.InRange(TimeProvider.System.GetUtcNow() - before.ConfirmedAt, TimeSpan.FromMinutes(11), TimeSpan.FromMinutes(13));

        var stale = await sso.Go(browser, "/account/sign-in/gemeente?confirm=true&returnUrl=%2Fmonitor");
        Assert.Equal(("login", 0), (sso.Provider.Asked!.Prompt, (int)sso.Provider.Asked.MaxAge!));
        Assert.Contains("net opnieuw hebt ingelogd", await stale.Content.ReadAsStringAsync());
        Assert.Equal(before.ConfirmedAt, (await sso.SessionOf(id)).ConfirmedAt);

        sso.Provider.Present = sso.Provider.Present with { SignedInAgo = TimeSpan.Zero };
        var confirmed = await sso.Go(browser, "/account/sign-in/gemeente?confirm=true&returnUrl=%2Fmonitor");

        var after = await sso.SessionOf(id);
        Assert.Equal("/monitor", confirmed.Headers.Location?.OriginalString);
        Assert.Equal((before.Id, before.ExpiresAt), (after.Id, after.ExpiresAt));
        Assert.InRange(TimeProvider.System.GetUtcNow() - after.ConfirmedAt, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.NotEqual(before.KeyHash, after.KeyHash);
        Assert.Equal(HttpStatusCode.OK, await browser.Status("/monitor"));
    }

    [Fact]
    public async Task Whoever_left_the_provider_alone_for_longer_than_a_session_may_be_is_asked_for_there_again()
    {
        var (_, id) = await sso.Linked(Role.NationalAnalyst);
        sso.Provider.Present = sso.Provider.Present with { SignedInAgo = TimeSpan.FromMinutes(20) };
        var passer = sso.App.Anonymous();

        var refused = await sso.Go(passer, "/account/sign-in/gemeente");

        Assert.Equal(15 * 60, (int)sso.Provider.Asked!.MaxAge!);
        Assert.Contains("net opnieuw hebt ingelogd", await refused.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Redirect, await passer.Status("/monitor"));
        Assert.Equal(1, await sso.App.Read(db => db.Sessions.CountAsync(s => s.AccountId == id)));
    }

    [Fact]
    public async Task Somebody_else_does_not_confirm_a_session()
    {
        var (_, other) = await sso.Linked(Role.NationalAnalyst);
        var somebodyElse = sso.Provider.Present;
        var (browser, id) = await sso.Linked(Role.NationalAnalyst);
        sso.Provider.Present = somebodyElse;

        var refused = await sso.Go(browser, "/account/sign-in/gemeente?confirm=true");

        Assert.Contains("met een ander account ingelogd", await refused.Content.ReadAsStringAsync());
        Assert.Null((await sso.SessionOf(id)).EndedAt);
        Assert.NotEqual(other, id);
    }

    [Fact]
    public async Task A_locked_session_asks_the_provider_for_the_person_again()
    {
        var (browser, id) = await sso.Linked(Role.NationalAnalyst);
        var then = TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1);
        await sso.App.Read(db =>
            db.Sessions.Where(s => s.AccountId == id).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, then))
        );

        await sso.Go(browser, "/account/sign-in/gemeente");

        Assert.Equal("login", sso.Provider.Asked!.Prompt);
        Assert.Equal(HttpStatusCode.OK, await browser.Status("/monitor"));
        Assert.Equal(1, await sso.App.Read(db => db.Sessions.CountAsync(s => s.AccountId == id)));
    }

    [Fact]
    public async Task Who_needs_a_passkey_uses_it_here_unless_the_provider_saw_one()
    {
        var (browser, id) = await sso.Linked(Role.Administrator);
        Assert.Equal("/account/passkeys", (await browser.GetAsync(new Uri("/", UriKind.Relative))).Headers.Location?.OriginalString);
        using var passkey = SoftwarePasskey.Make(id);
        await browser.Add(passkey);
        Assert.Equal(HttpStatusCode.OK, await browser.Status("/administration/accounts"));

        var refused = await sso.Go(sso.App.Anonymous(), "/account/sign-in/gemeente");
        sso.Provider.Present = sso.Provider.Present with { Context = "phr" };
        var resistant = sso.App.Anonymous();
        await sso.Go(resistant, "/account/sign-in/gemeente");

        Assert.Contains("toegangssleutel (passkey)", await refused.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, await resistant.Status("/administration/accounts"));
    }

    [Fact]
    public async Task A_local_account_still_signs_in()
    {
        var person = await sso.App.SignedIn(Role.NationalAnalyst);

        Assert.Equal(HttpStatusCode.OK, await person.Status("/monitor"));
    }
}

[Collection(nameof(SingleSignOnCollection))]
public sealed class EndProviderSessionsTests(SingleSignOnApp sso)
{
    [Fact]
    public async Task A_logout_token_ends_the_sessions_of_its_person_on_their_next_request()
    {
        var (browser, id) = await sso.Linked(Role.NationalAnalyst);
        var person = sso.Provider.Present;
        var (bystander, _) = await sso.Linked(Role.NationalAnalyst);

        var answer = await Logout(Claims(person));

        Assert.Equal(HttpStatusCode.OK, answer);
        Assert.Equal(HttpStatusCode.Redirect, await browser.Status("/monitor"));
        Assert.Equal(HttpStatusCode.OK, await bystander.Status("/monitor"));
        Assert.NotNull((await sso.SessionOf(id)).EndedAt);
        var rows = await sso.App.Read(db =>
            db.AuditRows.Where(r => r.Action == "EndProviderSessions" && r.Outcome == "done").Select(r => r.Detail!).ToListAsync()
        );
        Assert.Single(rows, detail => detail.Contains($"account:{id}"));
    }

    [Fact]
    public async Task The_session_at_the_provider_is_enough_to_say_whose_it_is()
    {
        var (browser, _) = await sso.Linked(Role.NationalAnalyst);
        var claims = Claims(sso.Provider.Present);
        claims.Remove("sub");

        Assert.Equal(HttpStatusCode.OK, await Logout(claims));
        Assert.Equal(HttpStatusCode.Redirect, await browser.Status("/monitor"));
    }

    [Fact]
    public async Task A_token_that_is_sent_again_does_not_end_the_next_session()
    {
        await sso.Linked(Role.NationalAnalyst);
        var claims = Claims(sso.Provider.Present);
        Assert.Equal(HttpStatusCode.OK, await Logout(claims));
        var next = sso.App.Anonymous();
        await sso.Go(next, "/account/sign-in/gemeente");

        Assert.Equal(HttpStatusCode.OK, await Logout(claims));

        Assert.Equal(HttpStatusCode.OK, await next.Status("/monitor"));
    }

    [Fact]
    public async Task A_forged_old_or_misdirected_token_ends_nothing()
    {
        var (browser, _) = await sso.Linked(Role.NationalAnalyst);
        using var otherKey = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Action<Dictionary<string, object>>[] faults =
        [
            c => c["aud"] = "een-andere-toepassing",
            c => c["iss"] = "https://elders.example",
            c => c["nonce"] = "een-nonce",
            c => c["events"] = JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["iets-anders"] = new { } }),
            c => c.Remove("events"),
            c => c.Remove("jti"),
            c => c.Remove("iat"),
            c => c["iat"] = now - 3600,
            c => c["iat"] = now + 3600,
            c => c["exp"] = now - 600,
            c => c.Remove("exp"),
        ];

        Assert.Equal(HttpStatusCode.BadRequest, await Send(sso.Provider.Sign(Claims(sso.Provider.Present), "logout+jwt", otherKey)));
        Assert.Equal(HttpStatusCode.BadRequest, await Send(sso.Provider.Sign(Claims(sso.Provider.Present), "at+jwt")));
        Assert.Equal(HttpStatusCode.BadRequest, await Send("geen.token.dus"));
        Assert.Equal(HttpStatusCode.BadRequest, await Send(""));
        Assert.Equal(HttpStatusCode.BadRequest, await Send(new string('x', 20_000)));
        for (var i = 0; i < faults.Length; i++)
        {
            var claims = Claims(sso.Provider.Present);
            faults[i](claims);
            Assert.True(await Logout(claims) == HttpStatusCode.BadRequest, $"fault {i}");
        }

        var anonymous = Claims(sso.Provider.Present);
        anonymous.Remove("sub");
        anonymous.Remove("sid");
        Assert.Equal(HttpStatusCode.BadRequest, await Logout(anonymous));
        Assert.Equal(HttpStatusCode.OK, await browser.Status("/monitor"));
        Assert.Equal(HttpStatusCode.NotFound, await Send("x.y.z", "onbekend"));
    }

    private Dictionary<string, object> Claims(OrganisationProvider.Person person)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new()
        {
            ["iss"] = sso.Provider.Issuer,
            ["aud"] = OrganisationProvider.ClientId,
            ["iat"] = now,
            ["exp"] = now + 120,
            ["jti"] = $"{Guid.CreateVersion7():N}",
            ["sub"] = person.Subject,
            ["sid"] = person.Session,
            ["events"] = JsonSerializer.SerializeToElement(
                new Dictionary<string, object> { ["http://schemas.openid.net/event/backchannel-logout"] = new { } }
            ),
        };
    }

    private Task<HttpStatusCode> Logout(Dictionary<string, object> claims) => Send(sso.Provider.Sign(claims, "logout+jwt"));

    private async Task<HttpStatusCode> Send(string token, string provider = "gemeente")
    {
        using var content = new FormUrlEncodedContent([new("logout_token", token)]);
        var answer = await sso.App.Anonymous().PostAsync(new Uri($"/account/sign-out/{provider}", UriKind.Relative), content);
        return answer.StatusCode;
    }
}

[Collection(nameof(SingleSignOnCollection))]
public sealed class ListProviderLinksTests(SingleSignOnApp sso)
{
    [Fact]
    public async Task An_administrator_sees_with_which_organisation_an_account_signs_in_but_not_as_whom()
    {
        var (_, id) = await sso.Linked(Role.NationalAnalyst);
        var administrator = await sso.App.SignedIn(Role.Administrator);

        var page = await administrator.Text($"/administration/accounts/{id}/providers");

        Assert.Contains("Organisatie gemeente", page);
        Assert.Contains(sso.Provider.Issuer, page);
        Assert.DoesNotContain(sso.Provider.Present.Subject, page);
        var key = await sso.App.Read(db => db.UserLogins.Where(l => l.UserId == id).Select(l => l.ProviderKey).SingleAsync());
        Assert.DoesNotContain(sso.Provider.Present.Subject, key);
    }
}

[Collection(nameof(SingleSignOnCollection))]
public sealed class RemoveProviderLinkTests(SingleSignOnApp sso)
{
    [Fact]
    public async Task What_an_administrator_takes_away_opens_nothing_any_more()
    {
        var (browser, id) = await sso.Linked(Role.NationalAnalyst);
        var administrator = await sso.App.SignedIn(Role.Administrator);
        var page = $"/administration/accounts/{id}/providers";

        var removed = await administrator.SubmitForm(page, "/providers/remove", []);

        Assert.Equal(page, removed.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.Redirect, await browser.Status("/monitor"));
        var refused = await sso.Go(sso.App.Anonymous(), "/account/sign-in/gemeente");
        Assert.Contains("geen account dat bij deze inlog hoort", await refused.Content.ReadAsStringAsync());
        var rows = await sso.App.Read(db => db.AuditRows.Where(r => r.Action == "RemoveProviderLink").Select(r => r.Detail!).ToListAsync());
        Assert.Contains(rows, detail => detail.Contains($"account:{id}"));
    }

    [Fact]
    public async Task An_administrator_alone_does_not_take_over_who_signs_in_with_an_organisation_only()
    {
        var (_, id) = await sso.Linked(Role.NationalAnalyst);
        await sso.App.Read(db =>
            db.Users.Where(a => a.Id == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.PasswordHash, (string?)null))
        );
        var administrator = await sso.App.SignedIn(Role.Administrator);
        await administrator.SubmitForm($"/administration/accounts/{id}/providers", "/providers/remove", []);

        var link = await administrator.SubmitForm($"/administration/accounts/{id}", "/link", ("Reason", "Gezien op kantoor"));

        Assert.Equal("/administration/requests", link.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_link_that_is_not_there_is_not_found()
    {
        var (_, id) = await sso.Linked(Role.NationalAnalyst);
        var administrator = await sso.App.SignedIn(Role.Administrator);

        var answer = await administrator.SubmitForm(
            $"/administration/accounts/{id}/providers",
            "/providers/remove",
            ("Issuer", "https://elders.example")
        );

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}

internal static class SingleSignOnSteps
{
    /// <summary>A new account that signed in with the provider, as somebody new there.</summary>
    public static async Task<(HttpClient Browser, Guid Account)> Linked(this SingleSignOnApp sso, Role role, TimeSpan signedInAgo = default)
    {
        var account = await sso.App.AddAccount([role], [], withAuthenticator: false);
        sso.Provider.Present = OrganisationProvider.Person.New() with { SignedInAgo = signedInAgo };
        var browser = sso.App.Anonymous();
        var linked = await sso.Go(browser, (await sso.Invitation(account.Id)).WithProvider());
        Assert.Equal("/", linked.Headers.Location?.OriginalString);
        return (browser, account.Id);
    }

    public static Task<string> Invitation(this SingleSignOnApp sso, Guid id) =>
        sso.App.AsOperator(async services =>
        {
            var accounts = services.GetRequiredService<UserManager<Account>>();
            var account = await accounts.FindByIdAsync(id.ToString());
            var token = await accounts.GeneratePasswordResetTokenAsync(account!);
            return $"/account/invitation?account={id}&token={Uri.EscapeDataString(token)}";
        });

    /// <summary>The address behind the button of the invitation.</summary>
    public static string WithProvider(this string invitation) =>
        invitation.Replace("/invitation?", "/invitation/gemeente?", StringComparison.Ordinal);

    /// <summary>To the provider and back, as a browser goes.</summary>
    public static async Task<HttpResponseMessage> Go(this SingleSignOnApp sso, HttpClient browser, string start) =>
        await sso.Finish(browser, await sso.Callback(browser, start), "gemeente");

    /// <summary>To the provider, and the address to which that sends the browser.</summary>
    public static async Task<Uri> Callback(this SingleSignOnApp sso, HttpClient browser, string start)
    {
        if (start.Split('?') is [var button, var link] && button.StartsWith("/account/invitation/", StringComparison.Ordinal))
        {
            await browser.GetAsync(new Uri($"/account/invitation?{link}", UriKind.Relative));
            start = button;
        }

        var sent = await browser.GetAsync(new Uri(start, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        return await sso.Provider.Visit(sent.Headers.Location!);
    }

    public static async Task<HttpResponseMessage> Finish(this SingleSignOnApp sso, HttpClient browser, Uri callback, string provider)
    {
        var returned = await browser.GetAsync(callback);
        Assert.Equal($"/account/sign-in/{provider}/return", returned.Headers.Location?.OriginalString);
        var page = await browser.Page(returned.Headers.Location!.OriginalString);
        var refresh = page.QuerySelector("meta[http-equiv=refresh]")!.GetAttribute("content")!;
        Assert.Equal($"0; url=/account/sign-in/{provider}/complete", refresh);
        return await browser.GetAsync(new Uri(refresh["0; url=".Length..], UriKind.Relative));
    }

    public static Task<Session> SessionOf(this SingleSignOnApp sso, Guid account) =>
        sso.App.Read(db => db.Sessions.AsNoTracking().SingleAsync(s => s.AccountId == account));
}
