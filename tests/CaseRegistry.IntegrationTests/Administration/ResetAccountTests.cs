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

        var response = await administrator.SubmitForm($"/administration/accounts/{id}", "/link", ("AlsoAuthenticator", "true"));
        Assert.Equal("/administration/requests", response.Headers.Location?.OriginalString);
        var link = (await (await app.Agree()).Page()).QuerySelector("main code")!.TextContent;
        var page = await person.GetAsync(new Uri("/account/password", UriKind.Relative));
        const string Next = "klaproos-vuurtoren-mandarijn-stoep";
        var chosen = await app.Anonymous().SubmitForm(link, ("NewPassword", Next), ("RepeatPassword", Next));

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
    public async Task Without_a_lost_phone_the_second_factor_stays()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var person = await app.AddAccount([Role.NationalAnalyst], []);

        var response = await administrator.SubmitForm($"/administration/accounts/{person.Id}", "/link");
        Assert.Equal("/administration/requests", response.Headers.Location?.OriginalString);
        var link = (await (await app.Agree()).Page()).QuerySelector("main code")!.TextContent;
        const string Next = "klaproos-vuurtoren-mandarijn-stoep";
        var chosen = await app.Anonymous().SubmitForm(link, ("NewPassword", Next), ("RepeatPassword", Next));

        Assert.Equal("/account/sign-in", chosen.Headers.Location?.OriginalString);
    }
}
