using System.Net;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class ListClientsTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Clients_are_shown_with_what_they_may()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        await app.ApiClient(["signals:read"], "rotterdam");

        var page = await administrator.Page("/administration/clients");

        Assert.Contains("signals:read", page.QuerySelector("tbody")!.TextContent);
    }

    [Fact]
    public async Task Only_an_administrator_opens_it()
    {
        var other = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var response = await other.GetAsync(new Uri("/administration/clients", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
