using System.Net;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class ViewCodeListTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_list_shows_its_items()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var page = await administrator.Page("/administration/lists/minor_status");

        Assert.Equal(4, page.QuerySelectorAll("tbody tr").Length);
        Assert.Null(page.QuerySelector("a[href$='/add']"));
        Assert.NotNull((await administrator.Page("/administration/lists/platform")).QuerySelector("a[href$='/add']"));
    }

    [Fact]
    public async Task A_list_that_is_not_there_is_not_found()
    {
        var administrator = await app.SignedIn(Role.Administrator);

        Assert.Equal(
            HttpStatusCode.NotFound,
            (await administrator.GetAsync(new Uri("/administration/lists/nothing", UriKind.Relative))).StatusCode
        );
    }

    [Fact]
    public async Task Only_an_administrator_opens_it()
    {
        var other = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var response = await other.GetAsync(new Uri("/administration/lists/minor_status", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
