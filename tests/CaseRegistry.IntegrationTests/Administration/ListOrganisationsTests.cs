using System.Net;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class ListOrganisationsTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Proposals_can_be_listed_apart()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var id = ReportingOrganisationId.New();
        await app.Write(db => db.ReportingOrganisations.Add(new(id, "Voorgesteld huis", null, null, isProposal: true)));

        var page = await administrator.Page("/administration/organisations?search=voorgesteld&proposals=true");

        Assert.Single(page.QuerySelectorAll("tbody tr"));
        Assert.Contains("Voorstel", page.QuerySelector("tbody")!.TextContent);
    }

    [Fact]
    public async Task Only_an_administrator_opens_it()
    {
        var other = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var response = await other.GetAsync(new Uri("/administration/organisations", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
