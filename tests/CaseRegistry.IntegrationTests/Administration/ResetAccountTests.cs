using System.Net;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class ResetAccountTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_new_link_ends_the_sessions_and_can_start_the_authenticator_again()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var actor = $"account:{app.AccountIdOf(administrator):N}";
        var person = await app.SignedIn(Role.NationalAnalyst);
        var id = app.AccountIdOf(person);

        var response = await administrator.SubmitForm(
            $"/administration/accounts/{id}",
            "/link",
            ("AlsoAuthenticator", "true"),
            ("Reason", "Gezien op kantoor")
        );
        Assert.Equal("/administration/requests", response.Headers.Location?.OriginalString);
        var link = (await (await app.Agree()).Page()).QuerySelector("main code")!.TextContent;
        var page = await person.GetAsync(new Uri("/account/password", UriKind.Relative));
        const string Next = "klaproos-vuurtoren-mandarijn-stoep";
        var owner = await app.OpenLink(link, await administrator.CodeOfLink());
        var chosen = await owner.SubmitForm("/account/invitation", ("NewPassword", Next), ("RepeatPassword", Next));

        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
        Assert.Equal("/account/authenticator", chosen.Headers.Location?.OriginalString);
        Assert.NotEqual(
            0,
            await app.Read(db =>
                db.AuditRows.CountAsync(r =>
                    r.Action == "ApproveRequest" && r.Outcome == "done" && r.Actor != actor && r.Detail!.Contains(id.ToString())
                )
            )
        );
    }

    [Fact]
    public async Task The_link_of_an_account_that_nobody_used_yet_is_not_given_to_one_administrator_alone()
    {
        var asker = await app.SignedIn(Role.Administrator);
        await app.SignedIn(Role.Administrator);
        var email = $"{Guid.CreateVersion7():N}@example.org";
        await asker.SubmitForm("/administration/accounts/create", ("Email", email), ("DisplayName", "Nieuw"), ("Roles", "NationalAnalyst"));
        var first = (await (await app.Agree()).Page()).QuerySelector("main code")!.TextContent;
        var id = await app.Read(db => db.Users.Where(a => a.Email == email).Select(a => a.Id).SingleAsync());

        var again = await asker.SubmitForm(
            $"/administration/accounts/{id}",
            "/link",
            ("AlsoAuthenticator", "true"),
            ("Reason", "Gezien op kantoor")
        );
        var waits = await asker.Text("/administration/requests");

        Assert.Equal("/administration/requests", again.Headers.Location?.OriginalString);
        Assert.Contains($"{email}; ook opnieuw beginnen met de authenticator-app; Gezien op kantoor", waits);
        Assert.NotNull((await app.Anonymous().Page(first)).QuerySelector("main [name=InvitationCode]"));
    }

    [Fact]
    public async Task Without_saying_how_the_person_showed_who_it_is_no_link_is_asked_for()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var person = await app.AddAccount([Role.NationalAnalyst], []);

        var refused = await administrator.SubmitForm($"/administration/accounts/{person.Id}", "/link", ("AlsoAuthenticator", "true"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var page = await refused.Page();
        Assert.NotNull(page.GetElementById("Reason-error"));
        Assert.NotNull(page.QuerySelector("[name=AlsoAuthenticator][checked]"));
        Assert.Equal(0, await app.Read(db => db.Set<Data.Accounts.AccountRequest>().CountAsync(r => r.AccountId == person.Id)));
    }

    [Fact]
    public async Task Without_a_lost_phone_the_second_factor_stays()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var person = await app.AddAccount([Role.NationalAnalyst], []);

        var response = await administrator.SubmitForm($"/administration/accounts/{person.Id}", "/link", ("Reason", "Gezien op kantoor"));
        Assert.Equal("/administration/requests", response.Headers.Location?.OriginalString);
        var link = (await (await app.Agree()).Page()).QuerySelector("main code")!.TextContent;
        const string Next = "klaproos-vuurtoren-mandarijn-stoep";
        var owner = await app.OpenLink(link, await administrator.CodeOfLink());
        var chosen = await owner.SubmitForm("/account/invitation", ("NewPassword", Next), ("RepeatPassword", Next));

        Assert.Equal("/account/sign-in", chosen.Headers.Location?.OriginalString);
    }
}
