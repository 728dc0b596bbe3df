using System.Net;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class ListMunicipalitiesTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_municipality_is_found_by_name_with_its_region()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var page = await administrator.Page("/administration/municipalities?search=stadskan");

        Assert.Single(page.QuerySelectorAll("tbody tr"));
        Assert.Contains("Noord-Nederland", page.QuerySelector("tbody")!.TextContent);
    }

    [Fact]
    public async Task Only_an_administrator_opens_it()
    {
        var other = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var response = await other.GetAsync(new Uri("/administration/municipalities", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
