using System.Net;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class RequestPasskeyResetTests(RegistryApp app)
{
    [Fact]
    public async Task A_request_needs_a_reason_and_waits()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var person = await app.AddAccount([Role.PrivacyOfficer], ["rotterdam"]);
        var page = $"/administration/accounts/{person.Id}/passkeys";

        var empty = await administrator.SubmitForm(page, null, []);
        await administrator.SubmitForm(page, ("Reason", "Telefoon gestolen, gebeld en herkend."));
        var shown = await administrator.Text(page);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
        Assert.Contains("Iemand anders moet instemmen", shown);
        Assert.Equal(1, await app.Read(db => db.UserPasskeys.CountAsync(p => p.UserId == person.Id)));
    }
}

public sealed class ApprovePasskeyResetTests(RegistryApp app)
{
    [Fact]
    public async Task A_second_administrator_removes_the_passkeys_and_the_person_starts_again()
    {
        var (first, second) = (await app.SignedIn(Role.Administrator), await app.SignedIn(Role.Administrator));
        var person = await app.AddAccount([Role.PrivacyOfficer], ["rotterdam"]);
        var browser = app.Anonymous();
        await RegistryApp.SignIn(browser, person);
        var page = $"/administration/accounts/{person.Id}/passkeys";
        await first.SubmitForm(page, ("Reason", "Telefoon gestolen, gebeld en herkend."));

        var approved = await second.SubmitForm(page, "/approve", []);

        Assert.Equal(page, approved.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.Redirect, await browser.Status("/account/password"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await app.Anonymous().Touch(person.Passkey!)).StatusCode);
        var again = app.Anonymous();
        await RegistryApp.SignIn(again, person with { Passkey = null });
        Assert.Equal("/account/passkeys", (await again.GetAsync(new Uri("/", UriKind.Relative))).Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Where_only_the_password_would_be_left_it_goes_too()
    {
        var (first, second) = (await app.SignedIn(Role.Administrator), await app.SignedIn(Role.Administrator));
        var person = await app.AddAccount([Role.PrivacyOfficer], ["rotterdam"]);
        await app.Read(db =>
            db.Users.Where(a => a.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.TwoFactorEnabled, false))
        );
        var page = $"/administration/accounts/{person.Id}/passkeys";
        await first.SubmitForm(page, ("Reason", "Telefoon gestolen, gebeld en herkend."));

        var approved = await second.SubmitForm(page, "/approve", []);

        Assert.Contains("/account/invitation?account=", (await approved.Page()).QuerySelector("main")!.TextContent);
        var old = await app.Anonymous().SubmitForm("/account/sign-in", ("Email", person.Email), ("Password", RegistryApp.Password));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, old.StatusCode);
    }

    [Fact]
    public async Task Neither_who_asked_nor_who_it_is_about_approves()
    {
        var first = await app.SignedIn(Role.Administrator);
        var about = await app.SignedIn(Role.Administrator);
        var id = app.AccountIdOf(about);
        var page = $"/administration/accounts/{id}/passkeys";
        await first.SubmitForm(page, ("Reason", "Telefoon gestolen."));
        var reset = await app.Read(db => db.AccountRequests.Where(r => r.AccountId == id).Select(r => r.Id).SingleAsync());

        foreach (var administrator in new[] { first, about })
        {
            var token = (await administrator.Page("/account/password"))
                .QuerySelector("main input[name=__RequestVerificationToken]")!
                .GetAttribute("value")!;
            using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("Reset", reset.ToString())]);
            var answer = await administrator.PostAsync(new Uri($"{page}/approve", UriKind.Relative), content);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        }

        Assert.Equal(1, await app.Read(db => db.UserPasskeys.CountAsync(p => p.UserId == id)));
    }
}

public sealed class ViewPasskeyResetTests(RegistryApp app)
{
    [Fact]
    public async Task The_page_says_how_many_passkeys_there_are()
    {
        var administrator = await app.SignedIn(Role.Administrator);

        Assert.Contains(
            "Aantal toegangssleutels: 1",
            await administrator.Text($"/administration/accounts/{app.AccountIdOf(administrator)}/passkeys")
        );
    }
}
