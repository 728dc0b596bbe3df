using System.Collections.Concurrent;
using System.Net;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.Administration;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.OwnAccount;

public sealed class InvitationLinkTests
{
    [Fact]
    public async Task The_token_of_a_link_stays_in_no_address_page_or_log()
    {
        var log = new ConcurrentQueue<string>();
        await using var app = new RegistryApp { Log = log };
        await app.InitializeAsync();
        var (link, _) = await app.Invite();
        var token = link[(link.IndexOf("token=", StringComparison.Ordinal) + "token=".Length)..];
        var client = app.Anonymous();
        log.Clear();

        var first = await client.GetAsync(new Uri(link, UriKind.Relative));
        var page = await client.GetAsync(first.Headers.Location);
        var html = await page.Content.ReadAsStringAsync();

        Assert.Equal("/account/invitation", first.Headers.Location?.OriginalString);
        var cookie = first.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-invitation=", StringComparison.Ordinal));
        Assert.EndsWith("; max-age=1800; path=/; secure; samesite=lax; httponly", cookie);
        Assert.Contains("NewPassword", html);
        foreach (var text in new[] { html, cookie, Uri.UnescapeDataString(cookie), string.Join('\n', log) })
        {
            Assert.DoesNotContain(token, text);
            Assert.DoesNotContain(Uri.UnescapeDataString(token), text);
        }

        Assert.NotEmpty(log);
        Assert.DoesNotContain("token", string.Join('\n', await app.Read(db => db.AuditRows.Select(r => r.Detail).ToListAsync())));
    }

    [Fact]
    public async Task What_was_written_into_the_cookie_by_others_opens_nothing()
    {
        await using var app = new RegistryApp();
        await app.InitializeAsync();
        var client = app.Anonymous();
        client.DefaultRequestHeaders.Add("Cookie", "__Host-invitation=nonsense");

        Assert.Null((await client.Page("/account/invitation")).QuerySelector("main form"));
    }
}

public sealed class ShowInvitationCodeTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task No_administrator_alone_holds_what_opens_somebodys_account()
    {
        var asker = await app.SignedIn(Role.Administrator);
        var agrees = await app.SignedIn(Role.Administrator);
        var person = await app.SignedIn(Role.NationalAnalyst);
        await asker.SubmitForm($"/administration/accounts/{app.AccountIdOf(person)}", "/link", ("Reason", "Gezien op kantoor"));
        var agreed = await (await agrees.SubmitForm("/administration/requests", "/approve", [])).Page();
        var link = agreed.QuerySelector("main code")!.TextContent;

        Assert.Contains(app.AccountOf(asker).Email, agreed.QuerySelector("main")!.TextContent);
        Assert.Null((await agrees.Page("/administration/requests")).GetElementById("codes"));
        Assert.Null((await agrees.Page("/administration/requests/codes")).GetElementById("codes"));
        var code = await asker.CodeOfLink();
        Assert.DoesNotContain(code.Replace(" ", "", StringComparison.Ordinal), agreed.Source.Text);

        // Who agreed has the link: it asks for the code, also where the form would go.
        var alone = app.Anonymous();
        Assert.Null((await alone.Page(link)).QuerySelector("main [name=NewPassword]"));
        var wrong = await alone.SubmitForm("/account/invitation", ("InvitationCode", "AAAABBBB"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var around = await alone.Submit(
            await alone.Page("/account/sign-in"),
            "/account/invitation",
            "/language",
            ("NewPassword", RegistryApp.Password)
        );
        Assert.Equal(HttpStatusCode.Redirect, around.StatusCode);
        using var form = new FormUrlEncodedContent([
            new(
                "__RequestVerificationToken",
                (await alone.Page("/account/invitation")).QuerySelector("main [name=__RequestVerificationToken]")!.GetAttribute("value")!
            ),
            new("NewPassword", "klaproos-vuurtoren-mandarijn-stoep"),
            new("RepeatPassword", "klaproos-vuurtoren-mandarijn-stoep"),
            new("Code", "AAAABBBB"),
        ]);
        var posted = await alone.PostAsync(new Uri("/account/invitation", UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, posted.StatusCode);

        var owner = await app.OpenLink(link, code.ToLowerInvariant());
        const string Next = "klaproos-vuurtoren-mandarijn-stoep";
        var chosen = await owner.SubmitForm("/account/invitation", ("NewPassword", Next), ("RepeatPassword", Next));
        Assert.Equal("/account/sign-in", chosen.Headers.Location?.OriginalString);
        Assert.Null((await asker.Page("/administration/requests")).GetElementById("codes"));
        Assert.Equal(1, await app.Audited("ShowInvitationCode", "done", app.AccountIdOf(person)));
        Assert.Equal(1, await app.Audited("ShowInvitationCode", "denied", app.AccountIdOf(person)));
    }

    [Fact]
    public async Task Whoever_has_no_link_gets_no_guess_back_by_a_made_up_one()
    {
        var person = await app.AddAccount([Role.NationalAnalyst], []);
        var thief = app.Anonymous();
        Task<HttpResponseMessage> Guess(string password) =>
            thief.SubmitForm("/account/sign-in", ("Email", person.Email), ("Password", password));
        for (var guess = 0; guess < 4; guess++)
        {
            await Guess("fout");
        }

        await thief.GetAsync(new Uri($"/account/invitation?account={person.Id}&token=x", UriKind.Relative));
        using var form = new FormUrlEncodedContent([
            new(
                "__RequestVerificationToken",
                (await thief.Page("/account/sign-in")).QuerySelector("main [name=__RequestVerificationToken]")!.GetAttribute("value")!
            ),
            new("InvitationCode", "AAAABBBB"),
        ]);
        var detour = await thief.PostAsync(new Uri("/account/invitation/code", UriKind.Relative), form);
        await Guess("fout");
        var right = await Guess(RegistryApp.Password);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, detour.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, right.StatusCode);
        Assert.Equal(0, await app.Audited("ShowInvitationCode", "done", person.Id));
    }

    [Fact]
    public async Task Trying_codes_is_guessing_at_the_account()
    {
        var asker = await app.SignedIn(Role.Administrator);
        await app.SignedIn(Role.Administrator);
        var person = await app.AddAccount([Role.NationalAnalyst], []);
        await asker.SubmitForm($"/administration/accounts/{person.Id}", "/link", ("Reason", "Gezien op kantoor"));
        var link = (await (await app.Agree()).Page()).QuerySelector("main code")!.TextContent;
        var code = await asker.CodeOfLink();
        var thief = app.Anonymous();
        await thief.Page(link);
        for (var guess = 0; guess < 5; guess++)
        {
            await thief.SubmitForm("/account/invitation", ("InvitationCode", "AAAABBBB"));
        }

        var right = await thief.SubmitForm("/account/invitation", ("InvitationCode", code));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, right.StatusCode);
        await app.OpenLink(link, code);
    }
}
