using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.IntegrationTests.Monitor;

public sealed class ListTablesTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task The_overview_leads_to_every_table()
    {
        var page = await (await app.SignedIn(Role.NationalAnalyst)).Page("/monitor");

        var links = page.QuerySelectorAll("main li a").Select(a => a.GetAttribute("href")).ToList();
        Assert.NotEmpty(MonitorCatalogue.Tables);
        Assert.Equal(MonitorCatalogue.Tables.Select(t => $"/monitor/{t.Name}"), links);
        Assert.Contains("Registratie zorgcoördinatie", page.Body!.TextContent, StringComparison.Ordinal);
    }
}
