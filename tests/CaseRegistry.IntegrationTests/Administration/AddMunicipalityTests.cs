using System.Net;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class AddMunicipalityTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_municipality_is_added()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var actor = $"account:{app.AccountIdOf(administrator):N}";
        var response = await administrator.SubmitForm(
            "/administration/municipalities/add",
            ("MunicipalityCode", "GM9999"),
            ("Name", "Nieuwstad"),
            ("Region", "rotterdam"),
            ("From", "2027-01-01")
        );

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.NotEqual(
            0,
            await app.Read(db =>
                db.AuditRows.CountAsync(r =>
                    r.Action == "AddMunicipality" && r.Outcome == "done" && r.Actor == actor && r.Detail!.Contains("municipality:GM9999")
                )
            )
        );
    }

    [Fact]
    public async Task A_code_that_is_none_of_Statistics_Netherlands_is_refused()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var response = await administrator.SubmitForm(
            "/administration/municipalities/add",
            ("MunicipalityCode", "9999"),
            ("Name", "Nieuwstad"),
            ("Region", "rotterdam"),
            ("From", "2027-01-01")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = (await response.Page()).QuerySelector("main")!.TextContent;
        Assert.Contains("code van het CBS", page);
    }

    [Fact]
    public async Task Only_an_administrator_opens_it()
    {
        var other = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var response = await other.GetAsync(new Uri("/administration/municipalities/add", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
