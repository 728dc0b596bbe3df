using System.Net;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class EndAccountSessionsTests(RegistryApp app)
{
    [Fact]
    public async Task An_administrator_ends_every_session_of_an_account_and_of_no_other()
    {
        const string Page = "/account/sessions";
        var administrator = await app.SignedIn(Role.Administrator);
        var person = await app.SignedIn(Role.NationalAnalyst);
        var id = app.AccountIdOf(person);
        var second = app.Anonymous();
        await RegistryApp.SignIn(second, app.AccountOf(person));

        var ended = await administrator.SubmitForm($"/administration/accounts/{id}", "/sessions/end");

        Assert.Equal($"/administration/accounts/{id}", ended.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.Redirect, await person.Status(Page));
        Assert.Equal(HttpStatusCode.Redirect, await second.Status(Page));
        Assert.Equal(HttpStatusCode.OK, await administrator.Status(Page));
        Assert.False(await app.Read(db => db.Sessions.AnyAsync(s => s.AccountId == id && s.EndedAt == null)));
        Assert.Equal(
            1,
            await app.Read(db =>
                db.AuditRows.CountAsync(r =>
                    r.Action == "EndAccountSessions" && r.Outcome == "done" && r.Detail!.StartsWith($"account:{id}")
                )
            )
        );
        await RegistryApp.SignIn(second, app.AccountOf(person));
        Assert.Equal(HttpStatusCode.OK, await second.Status(Page));
    }
}
