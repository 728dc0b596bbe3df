using System.Net;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class ListRegionsTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task All_regions_are_shown()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var page = await administrator.Page("/administration/regions");

        Assert.Contains("Noord-Nederland", page.QuerySelector("tbody")!.TextContent);
    }

    [Fact]
    public async Task Only_an_administrator_opens_it()
    {
        var other = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var response = await other.GetAsync(new Uri("/administration/regions", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
