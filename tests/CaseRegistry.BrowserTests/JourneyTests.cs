using System.Globalization;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CaseRegistry.BrowserTests;

/// <summary>
/// A coordinator registers a minor with sextortion through social media, the table weighs it, the analyst sees the count change and
/// downloads it: with the mouse, with the keyboard alone, and without JavaScript.
/// </summary>
public sealed class JourneyTests(BrowserApp app)
{
    private const string Story = "Werd via een berichtje benaderd en daarna met beelden onder druk gezet.";
    private const string FamilyName = "Voorbeeldnaam";
    private const string Goal = "Signalen naast elkaar leggen";

    private readonly DateOnly _today = TimeProvider.System.Today();

    [Fact]
    public Task With_the_mouse() => Walk(page => new Mouse(page));

    [Fact]
    public Task With_the_keyboard_alone() => Walk(page => new Keyboard(page));

    [Fact]
    public Task Without_JavaScript() => Walk(page => new Mouse(page), javaScript: false);

    private async Task Walk(Func<IPage, Hands> handsOn, bool javaScript = true)
    {
        await using var analyst = await app.Visit(javaScript: javaScript);
        var national = handsOn(analyst.Page);
        await SignIn(national, "analist");
        var (before, _) = await CountMinors(national);

        await using var coordinator = await app.Visit(javaScript: javaScript);
        var care = handsOn(coordinator.Page);
        await SignIn(care, "coordinator.rotterdam");
        var number = await Register(care);
        var file = await OpenCase(care, number);
        await PutOnAgenda(care);

        await using var chair = await app.Visit(javaScript: javaScript);
        var table = handsOn(chair.Page);
        await SignIn(table, "voorzitter.rotterdam");
        await Weigh(table, number);

        await care.Page.GotoAsync(file);
        await Expect(care.Page.Locator(".timeline")).ToContainTextAsync("Beeld van het overleg: Signalen versterken elkaar");

        await national.Page.GotoAsync("/");
        var (after, downloaded) = await CountMinors(national);
        Assert.Equal(before + 1, after);
        Assert.Equal(after, downloaded);

        Assert.Empty(analyst.Complaints.Concat(coordinator.Complaints).Concat(chair.Complaints));
    }

    private static async Task SignIn(Hands hands, string account)
    {
        await hands.Page.GotoAsync("/");
        await hands.Arrive("Inloggen");
        await hands.Type("Email", BrowserApp.EmailOf(account));
        await hands.Type("Password", DemoAccounts.Password);
        await hands.PressButton("Inloggen");
        await hands.Arrive("Mijn werk");
    }

    private async Task<string> Register(Hands hands)
    {
        await hands.PressMenu("Signaal registreren");
        await hands.Arrive("Signaal registreren");
        await hands.TypeDate("ReceivedOn", _today);
        await hands.Pick("MunicipalityCode", "GM0599");
        await hands.Pick("ReporterType", "youth_care");
        await hands.Tick("Certainty", "suspicion");
        await hands.Tick("MinorStatus", "minor");
        await hands.Pick("AgeBasis", "stated");
        await hands.Tick("Sex", "female");
        await hands.Pick("ExploitationMain", "sexual");
        await hands.Pick("Sector", "webcam");
        await hands.Pick("Route", "domestic");
        await hands.Tick("TechnologyInvolvement", "yes");
        await hands.Pick("TechnologyUses[0].Phase", "recruitment");
        await hands.Pick("TechnologyUses[0].Channel", "social_network");
        await hands.Pick("TechnologyUses[0].Use", "image_pressure");
        await hands.Type("Summary", Story);
        await hands.PressButton("Registreren");
        await hands.Arrive("Het signaal is geregistreerd");
        return await hands.Page.Locator("main strong").InnerTextAsync();
    }

    private static async Task<string> OpenCase(Hands hands, string number)
    {
        await hands.PressLink("Casus openen");
        await hands.Arrive(number);
        var file = hands.Page.Url;
        await Expect(hands.Page.Locator(".timeline")).ToContainTextAsync(Story);

        await hands.PressLink("Wijzigen Identiteit");
        await hands.Arrive("Identiteit");
        await hands.Type("FamilyName", FamilyName);
        await hands.PressButton("Opslaan");
        await hands.Arrive(number);
        await Expect(hands.Page.Locator("main")).ToContainTextAsync(FamilyName);

        await hands.PressButton("Triage starten");
        await Expect(hands.Page.Locator("main [role=status], .app-main .utrecht-alert--ok").First).ToBeVisibleAsync();
        await hands.Arrive(number);
        await Expect(hands.Page.Locator(".timeline")).ToContainTextAsync("Triage gestart");
        return file;
    }

    private static async Task PutOnAgenda(Hands hands)
    {
        await hands.PressLink("Op de agenda zetten");
        await hands.Arrive("Op de agenda zetten");
        var meeting = await hands.Page.Locator("[name=MeetingId] option:not([value=''])").First.GetAttributeAsync("value");
        await hands.Pick("MeetingId", meeting!);
        await hands.Type("Goal", Goal);
        await hands.Tick(hands.Page.GetByLabel("Voorzitter Rotterdam"));
        await hands.PressButton("Op de agenda zetten");
        await hands.Arrive("Casus");
        await Expect(hands.Page.Locator("main")).ToContainTextAsync("Op agenda");
    }

    private static async Task Weigh(Hands hands, string number)
    {
        await hands.PressMenu("Mijn overleggen");
        await hands.Arrive("Mijn overleggen");
        await hands.Press(hands.Page.Locator("main .task-list a").First);
        await hands.Arrive("Casusoverleg");
        var page = await hands.Page.ContentAsync();
        Assert.DoesNotContain(Story, page);
        Assert.DoesNotContain(FamilyName, page);
        Assert.DoesNotContain(number, page);

        // The newest item is the one that was put on the agenda last.
        var item = hands
            .Page.Locator("main section", new() { HasText = "Druk met beeldmateriaal (sextortion)" })
            .Filter(new() { HasText = "Webcam en livestream" })
            .Last;
        await hands.Press(item.GetByRole(AriaRole.Link));
        await hands.Arrive("Beeld van het overleg vastleggen");
        await Expect(hands.Page.Locator("main")).ToContainTextAsync("Geen oordeel over slachtofferschap");
        await hands.Tick("Outcome", "reinforced");
        await hands.Type("Reasons", "De signalen wijzen dezelfde kant op.");
        await hands.PressButton("Beeld van het overleg vastleggen");
        await hands.Arrive("Casusoverleg");
    }

    /// <summary>The minors of this year: on the page, and in the file that it gives.</summary>
    private async Task<(int Page, int File)> CountMinors(Hands hands)
    {
        await hands.PressMenu("Landelijke cijfers");
        await hands.Arrive("Landelijke cijfers");
        await hands.Press(hands.Page.Locator("main a[href$='/monitor/minors-by-year']"));
        await Expect(hands.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/monitor/minors-by-year"));
        var year = _today.Year.ToString(CultureInfo.InvariantCulture);
        var columns = (await hands.Page.Locator("main thead th").AllInnerTextsAsync()).Select(t => t.Trim()).ToList();
        var row = hands.Page.Locator(
            "main tbody tr",
            new() { Has = hands.Page.GetByRole(AriaRole.Rowheader, new() { Name = "Minderjarig", Exact = true }) }
        );
        var cells = await row.Locator("th, td").AllInnerTextsAsync();
        var shown = int.Parse(cells[columns.IndexOf(year)], NumberStyles.AllowThousands, new CultureInfo(BrowserApp.Dutch));

        var download = await hands.Page.RunAndWaitForDownloadAsync(() => hands.PressLink("Downloaden als CSV"));
        var lines = await File.ReadAllLinesAsync((await download.PathAsync())!);
        Assert.Equal("year,minor_status,count", lines[0]);
        var counted = lines.Single(l => l.StartsWith($"{year},minor,", StringComparison.Ordinal)).Split(',')[2];
        return (shown, int.Parse(counted, CultureInfo.InvariantCulture));
    }
}
