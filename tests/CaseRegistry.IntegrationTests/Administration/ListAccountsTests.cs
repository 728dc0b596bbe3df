using System.Net;
using AngleSharp.Dom;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class ListAccountsTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Accounts_are_found_by_a_part_of_the_address()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var someone = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);

        const string Page = "/administration/accounts";
        var found = await (await administrator.SubmitForm(Page, ("search", someone.Email[..32]))).Page();
        var none = await (await administrator.SubmitForm(Page, ("search", "nobody-has-this"))).Page();
        var asked = await administrator.Page($"{Page}?search=nobody-has-this");

        Assert.Single(found.QuerySelectorAll("tbody tr"));
        Assert.Contains("Zorgcoördinator", found.QuerySelector("tbody")!.TextContent);
        Assert.Contains("Rotterdam", found.QuerySelector("tbody")!.TextContent);
        Assert.NotEmpty(asked.QuerySelectorAll("tbody tr"));
        Assert.Contains("Er is niets gevonden", none.QuerySelector("main")!.TextContent);
    }

    [Fact]
    public async Task A_long_list_comes_in_pages()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        for (var number = 0; number < 30; number++)
        {
            await app.AddAccount([Role.NationalAnalyst], [], withAuthenticator: false);
        }

        var first = await administrator.Page("/administration/accounts");
        Assert.DoesNotContain("@", first.QuerySelector<AngleSharp.Html.Dom.IHtmlInputElement>(".paging [name=after]")!.Value);
        var next = first.QuerySelectorAll<AngleSharp.Html.Dom.IHtmlInputElement>(".paging input").Select(i => (i.Name!, i.Value));
        var second = await (await administrator.SubmitForm("/administration/accounts", [.. next])).Page();

        Assert.Equal(25, first.QuerySelectorAll("tbody tr").Length);
        Assert.NotEmpty(second.QuerySelectorAll("tbody tr"));
        Assert.Empty(
            first
                .QuerySelectorAll("tbody a")
                .Select(a => a.TextContent)
                .Intersect(second.QuerySelectorAll("tbody a").Select(a => a.TextContent))
        );
    }

    [Fact]
    public async Task Only_an_administrator_opens_it()
    {
        var other = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var response = await other.GetAsync(new Uri("/administration/accounts", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
