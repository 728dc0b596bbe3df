using CaseRegistry.IntegrationTests;
using static Microsoft.Playwright.Assertions;

namespace CaseRegistry.BrowserTests;

/// <summary>To the provider of an organisation and back, across sites, with cookies that do not cross them.</summary>
public sealed class SingleSignOnTests(BrowserApp app)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_comes_back_from_the_provider_is_signed_in_and_confirms_the_same_session(bool javaScript)
    {
        app.Organisation.Present = OrganisationProvider.Person.New();
        await using var visitor = await app.Visit(javaScript: javaScript);
        var page = visitor.Page;

        await page.GotoAsync(await Pages.Invitation(app));
        await page.GetByText("Verder met Organisatie gemeente").ClickAsync();
        await page.GetByText("Ik ben het").ClickAsync();
        await page.Arrives($"^{app.Address}/$");
        await page.GotoAsync("/account/sign-in/gemeente?confirm=true&returnUrl=%2Faccount%2Fsessions");
        await page.GetByText("Ik ben het").ClickAsync();
        await page.Arrives($"^{app.Address}/account/sessions$");

        await Expect(page.Locator("main tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("main")).ToContainTextAsync("Account van de organisatie");
        Assert.Equal("login", app.Organisation.Asked!.Prompt);
        Assert.Empty(visitor.Complaints);
    }
}
