using System.Net;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class RevokeClientTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_revoked_key_is_shown_as_revoked()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var actor = $"account:{app.AccountIdOf(administrator):N}";
        await app.ApiClient(["signals:read"], "rotterdam");
        var id = await app.Read(db => db.ApiClients.Select(c => c.Id).SingleAsync());

        var response = await administrator.SubmitForm("/administration/clients", $"/{id}/revoke");
        var page = await administrator.Page("/administration/clients");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Contains("Ingetrokken", page.QuerySelector("tbody")!.TextContent);
        Assert.NotNull(await app.Read(db => db.ApiClients.Select(c => c.RevokedAt).SingleAsync()));
        Assert.NotEqual(
            0,
            await app.Read(db =>
                db.AuditRows.CountAsync(r =>
                    r.Action == "RevokeClient" && r.Outcome == "done" && r.Actor == actor && r.Detail!.Contains(id.ToString())
                )
            )
        );
    }
}
