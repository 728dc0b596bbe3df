using System.Net;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class ListCodeListsTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Lists_have_Dutch_names()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var page = await administrator.Page("/administration/lists");

        Assert.Contains("Uitbuitingsvorm", page.QuerySelector("tbody")!.TextContent);
        Assert.DoesNotContain("List.", page.QuerySelector("tbody")!.TextContent);
    }

    [Fact]
    public async Task Only_an_administrator_opens_it()
    {
        var other = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var response = await other.GetAsync(new Uri("/administration/lists", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
