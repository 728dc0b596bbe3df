using System.Net;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class ChangeRegionTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Name_and_end_date_change()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var actor = $"account:{app.AccountIdOf(administrator):N}";
        var response = await administrator.SubmitForm("/administration/regions/oost-nederland", ("Name", "Oost"), ("EndsOn", "2030-01-01"));
        var region = await app.Read(db => db.CareRegions.SingleAsync(r => r.Code == "oost-nederland"));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(("Oost", new DateOnly(2030, 1, 1)), (region.Name, region.EndsOn));
        Assert.NotEqual(
            0,
            await app.Read(db =>
                db.AuditRows.CountAsync(r =>
                    r.Action == "ChangeRegion" && r.Outcome == "done" && r.Actor == actor && r.Detail!.Contains("region:oost-nederland")
                )
            )
        );
    }

    [Fact]
    public async Task A_region_that_has_ended_gets_no_new_cases()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var coordinator = await app.SignedIn(Role.CareCoordinator, "limburg");
        var maastricht = Fields.Minimal(("MunicipalityCode", "GM0935"));
        Assert.Equal(HttpStatusCode.Redirect, (await coordinator.SubmitForm("/signals/register", maastricht)).StatusCode);

        await administrator.SubmitForm("/administration/regions/limburg", ("Name", "Limburg"), ("EndsOn", "2025-01-01"));
        var refused = await coordinator.SubmitForm("/signals/register", maastricht);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(
            "In de regio Limburg worden geen nieuwe casussen meer geregistreerd.",
            (await refused.Page()).QuerySelector("[data-error-summary]")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal(1, await app.Read(db => db.Cases.IgnoreQueryFilters().CountAsync(c => c.Region == "limburg")));
    }

    [Fact]
    public async Task A_region_has_a_name()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var response = await administrator.SubmitForm("/administration/regions/noord-holland", ("Name", ""));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = (await response.Page()).QuerySelector("main")!.TextContent;
        Assert.Contains("Naam", page);
    }

    [Fact]
    public async Task Only_an_administrator_opens_it()
    {
        var other = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var response = await other.GetAsync(new Uri("/administration/regions/noord-holland", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
