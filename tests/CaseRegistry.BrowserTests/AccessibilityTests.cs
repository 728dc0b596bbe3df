using Deque.AxeCore.Playwright;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CaseRegistry.BrowserTests;

/// <summary>
/// Every page, wide and as on a phone, in Dutch and in English: free of what axe finds, and readable without scrolling sideways.
/// The short run opens each page once and shows it to axe once, the next page in the other language and the other width; the long run
/// in all four ways, with a picture of each.
/// </summary>
public sealed class AccessibilityTests(BrowserApp app)
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("CASEREGISTRY_LONG") == "1";

    private static readonly string[] Languages = [BrowserApp.Dutch, BrowserApp.English];
    private static readonly int[] Widths = [1280, 390];

    // A page that keeps axe busy is a page to look at, not a reason to wait for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Names =>
        [.. Pages.All.Select(p => p.Name).Where(n => Only is null || Only.Exists(some => n.Contains(some, StringComparison.Ordinal)))];

    /// <summary>To look at a few pages while working on them.</summary>
    private static List<string>? Only => Environment.GetEnvironmentVariable("CASEREGISTRY_PAGES")?.Split(',').ToList();

    [Fact]
    public void Every_page_of_the_application_is_looked_at()
    {
        var routes = app
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<ControllerActionDescriptor>() is not null)
            .Where(e =>
                e.Metadata.GetMetadata<IHttpMethodMetadata>() is not { HttpMethods: { Count: > 0 } methods } || methods.Contains("GET")
            )
            .Select(e => Pages.Plain(e.RoutePattern.RawText!))
            .Where(r => !r.StartsWith("api/v", StringComparison.Ordinal))
            .ToHashSet();
        var known = Pages.All.Select(p => p.Route.ToLowerInvariant()).Concat(Pages.NoPages).ToHashSet();

        Assert.Empty(routes.Except(known));
        Assert.Empty(known.Except(routes));
        Assert.Equal(Pages.All.Count, Pages.All.Select(p => p.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_page_is_accessible(string name)
    {
        var number = Pages.All.Select(p => p.Name).ToList().IndexOf(name);
        var entry = Pages.All[number];
        var findings = new List<string>();
        foreach (var language in Long ? Languages : [Languages[number % 2]])
        {
            await using var visitor = await app.Visit(entry.Account, language);
            await entry.Open(app, visitor.Page);
            foreach (var width in Widths)
            {
                await visitor.Page.SetViewportSizeAsync(width, 844);
                if (Long)
                {
                    await visitor.Page.ScreenshotAsync(
                        new() { Path = Path.Combine(BrowserApp.Screenshots, $"{name}-{language[..2]}-{width}.png"), FullPage = true }
                    );
                }

                var found = await Look(visitor.Page, language);
                if (Long || width == Widths[number / 2 % 2])
                {
                    found.AddRange(await Axe(visitor.Page));
                }

                findings.AddRange(found.Select(finding => $"{language} {width}: {finding}"));
            }

            findings.AddRange(visitor.Complaints);
        }

        Assert.Empty(findings);
    }

    private static async Task<IEnumerable<string>> Axe(IPage page)
    {
        // The newer way opens a second page for each look to join what it found in frames; there are no frames here.
#pragma warning disable CS0618
        var axe = await page.RunAxeLegacy().WaitAsync(Patience);
#pragma warning restore CS0618
        Assert.NotEmpty(axe.Passes);
        return axe.Violations.Select(v => $"{v.Id}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}");
    }

    private static async Task<List<string>> Look(IPage page, string language)
    {
        var findings = new List<string>();
        if (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - window.innerWidth") is > 0 and var excess)
        {
            findings.Add($"the page is {excess} pixels too wide");
        }

        if (await page.Locator("h1").CountAsync() is not 1 and var headings)
        {
            findings.Add($"{headings} headings of level 1");
        }

        if (await page.Locator("html").GetAttributeAsync("lang") is var lang && lang != language[..2])
        {
            findings.Add($"the language of the page is {lang}");
        }

        var title = await page.TitleAsync();
        if (title.StartsWith(" -", StringComparison.Ordinal) || !title.EndsWith(" - CaseRegistry", StringComparison.Ordinal))
        {
            findings.Add($"the title is '{title}'");
        }

        return findings;
    }
}
