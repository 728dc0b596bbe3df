using System.Net;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class AddRegionTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_region_is_added_and_can_be_chosen()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var actor = $"account:{app.AccountIdOf(administrator):N}";
        var response = await administrator.SubmitForm(
            "/administration/regions/add",
            ("Name", "Waddeneilanden"),
            ("RegionCode", "waddeneilanden"),
            ("NumberPrefix", "WAD"),
            ("PoliceUnit", "noord-nederland")
        );
        var form = await administrator.Page("/administration/accounts/create");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.NotNull(form.QuerySelector("input[name=Regions][value=waddeneilanden]"));
        Assert.NotEqual(
            0,
            await app.Read(db =>
                db.AuditRows.CountAsync(r =>
                    r.Action == "AddRegion" && r.Outcome == "done" && r.Actor == actor && r.Detail!.Contains("region:waddeneilanden")
                )
            )
        );
    }

    [Fact]
    public async Task A_code_with_capitals_and_letters_in_use_are_refused()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var shape = await administrator.SubmitForm(
            "/administration/regions/add",
            ("Name", "X"),
            ("RegionCode", "Met Spatie"),
            ("NumberPrefix", "x")
        );
        var response = await administrator.SubmitForm(
            "/administration/regions/add",
            ("Name", "X"),
            ("RegionCode", "nieuw"),
            ("NumberPrefix", "NN"),
            ("PoliceUnit", "noord-nederland")
        );

        var shapePage = (await shape.Page()).QuerySelector("main")!.TextContent;
        Assert.Contains("kleine letters, cijfers en streepjes", shapePage);
        Assert.Contains("twee of drie hoofdletters", shapePage);
        Assert.Contains("Kies een politie-eenheid", shapePage);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = (await response.Page()).QuerySelector("main")!.TextContent;
        Assert.Contains("van een andere regio", page);
    }

    [Fact]
    public async Task Only_an_administrator_opens_it()
    {
        var other = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var response = await other.GetAsync(new Uri("/administration/regions/add", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
