using System.Net;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class CreateClientTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_key_is_shown_once_and_works()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var actor = $"account:{app.AccountIdOf(administrator):N}";
        await administrator.SubmitForm(
            "/administration/clients/create",
            ("Name", "Pilot"),
            ("Scopes", "signals:write"),
            ("Regions", "rotterdam")
        );
        var key = (await (await app.Agree()).Page()).QuerySelector("main code")!.TextContent;
        var client = await app.Read(db => db.ApiClients.SingleAsync(c => c.Name == "Pilot"));
        var list = await administrator.Page("/administration/clients");

        Assert.Equal(CaseRegistry.Data.Accounts.ApiClient.HashOf(key), client.KeyHash);
        Assert.DoesNotContain(key, list.DocumentElement.OuterHtml);
        Assert.NotEqual(
            0,
            await app.Read(db =>
                db.AuditRows.CountAsync(r =>
                    r.Action == "ApproveRequest" && r.Outcome == "done" && r.Actor != actor && r.Detail!.Contains(client.Id.ToString())
                )
            )
        );
    }

    [Fact]
    public async Task A_key_is_shown_once_also_when_the_form_is_sent_again()
    {
        var asker = await app.SignedIn(Role.Administrator);
        await asker.SubmitForm("/administration/clients/create", ("Name", "Eenmaal"), ("Scopes", "tables:read"));
        var administrator = await app.SignedIn(Role.Administrator);
        var form = await administrator.Page("/administration/requests");
        var first = await administrator.Submit(form, "/administration/requests", "/approve");
        var key = (await first.Page()).QuerySelector("main code")!.TextContent;

        var again = await administrator.Submit(form, "/administration/requests", "/approve");

        Assert.NotEqual(HttpStatusCode.OK, again.StatusCode);
        Assert.DoesNotContain(key, await again.Content.ReadAsStringAsync());
        Assert.Equal(1, await app.Read(db => db.ApiClients.CountAsync(c => c.Name == "Eenmaal")));
    }

    [Fact]
    public async Task A_scope_that_opens_cases_needs_a_region()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var response = await administrator.SubmitForm("/administration/clients/create", ("Name", "Zonder"), ("Scopes", "cases:read"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = (await response.Page()).QuerySelector("main")!.TextContent;
        Assert.Contains("kies minstens één regio", page);
    }

    [Fact]
    public async Task A_name_is_used_once_and_a_scope_exists()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var first = await administrator.SubmitForm("/administration/clients/create", ("Name", "Dubbel"), ("Scopes", "tables:read"));
        await app.Agree();
        var second = await administrator.SubmitForm("/administration/clients/create", ("Name", "Dubbel"), ("Scopes", "tables:read"));
        var response = await administrator.SubmitForm("/administration/clients/create", ("Name", "Ander"), ("Scopes", "everything"));

        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        Assert.Contains("al een koppeling met deze naam", await second.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = (await response.Page()).QuerySelector("main")!.TextContent;
        Assert.Contains("Dit recht bestaat niet", page);
    }

    [Fact]
    public async Task Only_an_administrator_opens_it()
    {
        var other = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var response = await other.GetAsync(new Uri("/administration/clients/create", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
