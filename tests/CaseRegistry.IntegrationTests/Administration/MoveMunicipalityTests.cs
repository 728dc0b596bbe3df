using System.Net;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class MoveMunicipalityTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_municipality_moves_from_a_day_on()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var actor = $"account:{app.AccountIdOf(administrator):N}";
        var response = await administrator.SubmitForm(
            "/administration/municipalities/GM0034",
            ("Region", "amsterdam"),
            ("From", "2027-01-01")
        );
        var municipality = await app.Read(db => db.Municipalities.Include(m => m.Memberships).SingleAsync(m => m.Code == "GM0034"));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(["midden-nederland", "amsterdam"], municipality.Memberships.OrderBy(m => m.From).Select(m => m.Region));
        Assert.Equal(new DateOnly(2027, 1, 1), municipality.Memberships.MinBy(m => m.From)!.Until);
        Assert.NotEqual(
            0,
            await app.Read(db =>
                db.AuditRows.CountAsync(r =>
                    r.Action == "MoveMunicipality" && r.Outcome == "done" && r.Actor == actor && r.Detail!.Contains("municipality:GM0034")
                )
            )
        );
    }

    [Fact]
    public async Task Another_region_needs_a_day_after_the_last_move()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var response = await administrator.SubmitForm("/administration/municipalities/GM0014", ("Region", "amsterdam"));
        var early = await administrator.SubmitForm(
            "/administration/municipalities/GM0014",
            ("Region", "amsterdam"),
            ("From", "1899-01-01")
        );

        Assert.Contains("vanaf welke dag", await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, early.StatusCode);
        var page = (await early.Page()).QuerySelector("main")!.TextContent;
        Assert.Contains("hoorde op die dag al", page);
    }

    [Fact]
    public async Task Only_an_administrator_opens_it()
    {
        var other = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var response = await other.GetAsync(new Uri("/administration/municipalities/GM0014", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
