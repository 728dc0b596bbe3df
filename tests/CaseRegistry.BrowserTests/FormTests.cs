using System.Globalization;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CaseRegistry.BrowserTests;

/// <summary>What forms do for whoever fills them in.</summary>
public sealed class FormTests(BrowserApp app)
{
    private const string Coordinator = "coordinator.amsterdam";

    private readonly string _today = TimeProvider.System.Today().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_refused_form_puts_the_focus_on_its_errors_and_each_leads_to_its_field()
    {
        await using var visitor = await app.Visit(Coordinator);
        var page = visitor.Page;
        await page.GotoAsync("/signals/register");
        await page.GetByRole(AriaRole.Button, new() { Name = "Registreren", Exact = true }).ClickAsync();

        var summary = page.Locator("[data-error-summary]");
        await Expect(summary).ToBeFocusedAsync();
        await Expect(page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("^Fout: "));
        var links = summary.GetByRole(AriaRole.Link);
        Assert.True(await links.CountAsync() >= 5);
        foreach (var link in await links.AllAsync())
        {
            await link.ClickAsync();
            var target = (await link.GetAttributeAsync("href"))![1..];
            await Expect(page.Locator($"[id='{target}']")).ToBeFocusedAsync();
        }

        await Expect(page.Locator("#MinorStatus-error")).ToBeVisibleAsync();
        await Expect(page.Locator("[name=MinorStatus]:checked")).ToHaveCountAsync(0);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Nothing_that_was_typed_is_lost_when_the_form_is_refused()
    {
        await using var visitor = await app.Visit(Coordinator);
        var page = visitor.Page;
        await page.GotoAsync("/signals/register");
        await FillIn(page, "Alles blijft staan.");
        // The form asks for the uses of technology as soon as technology plays a part.
        await page.CheckAsync("[name=TechnologyInvolvement][value=yes]");
        await page.SelectOptionAsync("[name='TechnologyUses[0].Phase']", "recruitment");
        var given = await Answers(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Registreren", Exact = true }).ClickAsync();

        await Expect(page.Locator("[data-error-summary]")).ToBeFocusedAsync();
        Assert.Equal(given, await Answers(page));
    }

    [Fact]
    public async Task Pressing_the_button_twice_registers_once()
    {
        var story = $"Twee keer geklikt {Guid.CreateVersion7():N}";
        var before = await app.Read(db => db.Cases.CountAsync(c => c.Region == "amsterdam"));
        await using var visitor = await app.Visit(Coordinator);
        var page = visitor.Page;
        await page.GotoAsync("/signals/register");
        await FillIn(page, story);
        await page.GetByRole(AriaRole.Button, new() { Name = "Registreren", Exact = true }).DblClickAsync();

        await Expect(page.Locator("h1")).ToHaveTextAsync("Het signaal is geregistreerd");
        Assert.Equal(before + 1, await app.Read(db => db.Cases.CountAsync(c => c.Region == "amsterdam")));
    }

    [Fact]
    public async Task Going_back_and_sending_again_without_JavaScript_registers_once()
    {
        var before = await app.Read(db => db.Cases.CountAsync(c => c.Region == "amsterdam"));
        await using var visitor = await app.Visit(Coordinator, javaScript: false);
        var page = visitor.Page;
        await page.GotoAsync("/signals/register");
        await FillIn(page, "Terug en nog eens verzonden.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Registreren", Exact = true }).DblClickAsync();

        await Expect(page.Locator("h1")).ToHaveTextAsync("Het signaal is geregistreerd");
        Assert.Equal(before + 1, await app.Read(db => db.Cases.CountAsync(c => c.Region == "amsterdam")));
    }

    [Fact]
    public async Task Sectors_follow_the_form_of_exploitation()
    {
        await using var visitor = await app.Visit(Coordinator);
        var page = visitor.Page;
        await page.GotoAsync("/signals/register");
        await page.SelectOptionAsync("[name=ExploitationMain]", "sexual");
        await page.SelectOptionAsync("[name=Sector]", "webcam");
        await Expect(page.Locator("[name=Sector] option[value=agriculture]")).ToHaveCountAsync(0);

        await page.SelectOptionAsync("[name=ExploitationMain]", "labour");

        await Expect(page.Locator("[name=Sector] option[value=webcam]")).ToHaveCountAsync(0);
        await Expect(page.Locator("[name=Sector] option[value=agriculture]")).ToHaveCountAsync(1);
        await Expect(page.Locator("[name=Sector] option[value=unknown]")).ToHaveCountAsync(1);
        Assert.NotEqual("webcam", await page.InputValueAsync("[name=Sector]"));
    }

    [Fact]
    public async Task A_draft_in_sections_keeps_itself_and_becomes_a_registration()
    {
        await using var visitor = await app.Visit(Coordinator);
        var page = visitor.Page;
        await page.GotoAsync("/signals/register");
        await page.GetByRole(AriaRole.Button, new() { Name = "Alle onderdelen invullen" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Registratie in onderdelen");
        var draft = new Uri(page.Url).AbsolutePath;

        await page.GotoAsync($"{draft}/signal");
        await page.FillAsync("[name=ReceivedOn]", _today);
        await page.SelectOptionAsync("[name=ReporterType]", "education");
        await page.CheckAsync("[name=Certainty][value=suspicion]");
        await page.FillAsync("[name=Summary]", "Vanzelf bewaard.");
        await Expect(page.Locator("[data-autosave-status]")).ToContainTextAsync("Opgeslagen om", new() { Timeout = 15_000 });

        // Typed on after it was kept: that is kept as well, and the button still works.
        foreach (var typed in new[] { "Nog een keer.", "Vanzelf bewaard." })
        {
            var saved = await page.RunAndWaitForResponseAsync(
                () => page.FillAsync("[name=Summary]", typed),
                r => r.Url.EndsWith("/autosave", StringComparison.Ordinal)
            );
            Assert.True(saved.Ok, saved.StatusText);
        }

        // Leaves without the button, and takes it up again from the home page.
        await page.GotoAsync("/");
        await page.ClickAsync($"a[href='{draft}']");
        await page.ClickAsync($"a[href='{draft}/signal']");
        Assert.Equal("Vanzelf bewaard.", await page.InputValueAsync("[name=Summary]"));
        Assert.Equal("education", await page.InputValueAsync("[name=ReporterType]"));
        await GoOn(page);

        await page.ClickAsync($"a[href='{draft}/person']");
        await page.CheckAsync("[name=MinorStatus][value=adult]");
        await page.SelectOptionAsync("[name=AgeBasis]", "stated");
        await page.SelectOptionAsync("[name=MunicipalityCode]", "GM0363");
        await page.CheckAsync("[name=Sex][value=unknown]");
        await GoOn(page);
        await page.ClickAsync($"a[href='{draft}/exploitation']");
        await page.SelectOptionAsync("[name=ExploitationMain]", "labour");
        await page.SelectOptionAsync("[name=Sector]", "hospitality");
        await page.SelectOptionAsync("[name=Route]", "unknown");
        await GoOn(page);
        await page.ClickAsync($"a[href='{draft}/technology']");
        await page.CheckAsync("[name=TechnologyInvolvement][value=no]");
        await GoOn(page);

        await page.GetByRole(AriaRole.Link, new() { Name = "Controleer uw antwoorden" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("Vanzelf bewaard.");
        await Expect(page.Locator("main")).ToContainTextAsync("Horeca");
        await page.GetByRole(AriaRole.Button, new() { Name = "Registreren", Exact = true }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Het signaal is geregistreerd");
        await page.GotoAsync("/");
        await Expect(page.Locator($"a[href='{draft}']")).ToHaveCountAsync(0);
        Assert.Empty(visitor.Complaints);
    }

    private static async Task GoOn(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Opslaan en verder" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Registratie in onderdelen");
    }

    // An adult, so that the journeys' count of minors stays as it is.
    private async Task FillIn(IPage page, string story)
    {
        await page.FillAsync("[name=ReceivedOn]", _today);
        await page.SelectOptionAsync("[name=MunicipalityCode]", "GM0363");
        await page.SelectOptionAsync("[name=ReporterType]", "police");
        await page.CheckAsync("[name=Certainty][value=suspicion]");
        await page.CheckAsync("[name=MinorStatus][value=adult]");
        await page.SelectOptionAsync("[name=AgeBasis]", "document");
        await page.CheckAsync("[name=Sex][value=male]");
        await page.SelectOptionAsync("[name=ExploitationMain]", "labour");
        await page.SelectOptionAsync("[name=Sector]", "agriculture");
        await page.SelectOptionAsync("[name=Route]", "cross_border");
        await page.CheckAsync("[name=TechnologyInvolvement][value=no]");
        await page.FillAsync("[name=Summary]", story);
    }

    private static Task<string> Answers(IPage page) =>
        page.EvaluateAsync<string>(
            """
            () => JSON.stringify([...new FormData(document.querySelector('main form[method=post]'))]
              .filter(([name, value]) => !name.startsWith('__') && value !== '')
              .sort())
            """
        );
}
