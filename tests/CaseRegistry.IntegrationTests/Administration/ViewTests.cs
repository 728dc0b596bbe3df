using System.Net;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Administration;

/// <summary>The forms of the administrator show what is stored, to the administrator only, and say when it is not there.</summary>
internal static class StoredForm
{
    public static async Task Shows(this RegistryApp app, string url, string absent, string stored)
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        Assert.Contains(stored, WebUtility.HtmlDecode(await administrator.Text(url)));
        Assert.Equal(HttpStatusCode.NotFound, await administrator.Status(absent));
        Assert.Equal(HttpStatusCode.Forbidden, await coordinator.Status(url));
    }
}

public sealed class ViewAccountTests(RegistryApp app)
{
    [Fact]
    public async Task An_account_is_shown_with_its_region()
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["limburg"]);

        await app.Shows($"/administration/accounts/{account.Id}", $"/administration/accounts/{Guid.CreateVersion7()}", account.Email);
    }
}

public sealed class ViewRegionTests(RegistryApp app)
{
    [Fact]
    public Task A_region_is_shown_by_its_name() =>
        app.Shows("/administration/regions/zeeland-west-brabant", "/administration/regions/atlantis", "Zeeland-West-Brabant");
}

public sealed class ViewMunicipalityTests(RegistryApp app)
{
    [Fact]
    public Task A_municipality_is_shown_by_its_name() =>
        app.Shows("/administration/municipalities/GM0935", "/administration/municipalities/GM0000", "Maastricht");
}

public sealed class ViewCodeListItemTests(RegistryApp app)
{
    [Fact]
    public Task A_code_is_shown_with_its_label() =>
        app.Shows("/administration/lists/route/domestic", "/administration/lists/route/orbital", "Binnenlands");
}

public sealed class ViewOrganisationTests(RegistryApp app)
{
    [Fact]
    public async Task A_proposal_of_a_coordinator_is_shown()
    {
        var name = $"Opvang {Guid.CreateVersion7():N}";
        await app.Case(change: c => c with { ReportingOrganisation = name });
        var id = await app.Read(db => db.ReportingOrganisations.Where(o => o.Name == name).Select(o => o.Id).SingleAsync());

        await app.Shows($"/administration/organisations/{id}", $"/administration/organisations/{Guid.CreateVersion7()}", name);
    }
}
