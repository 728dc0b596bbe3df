using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using AngleSharp.Dom;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;

namespace CaseRegistry.IntegrationTests.Monitor;

/// <summary>
/// 2023: ten persons, five minor (one presumed). 2024: six persons, two minor, one of unknown age. With an estimate for 2024 alone,
/// a published figure of each series and a break.
/// </summary>
public sealed class TwoYears : IAsyncLifetime
{
    public RegistryApp App { get; } = new();
    public HttpClient Analyst { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await App.InitializeAsync();
        for (var i = 0; i < 3; i++)
        {
            await App.Register("limburg", "2023-02-01", reporter: "youth_care");
        }

        await App.Register("limburg", "2023-03-01", MinorStatus.PresumedMinor);
        await App.Register("rotterdam", "2023-03-01", form: "labour");
        for (var i = 0; i < 5; i++)
        {
            await App.Register("rotterdam", "2023-04-01", MinorStatus.Adult, "labour", technology: TechnologyInvolvement.No);
        }

        await App.Register("limburg", "2024-02-01");
        await App.Register("rotterdam", "2024-02-01", form: "labour");
        await App.Register("rotterdam", "2024-02-01", MinorStatus.Unknown, "labour");
        for (var i = 0; i < 3; i++)
        {
            await App.Register("rotterdam", "2024-04-01", MinorStatus.Adult, "labour", technology: TechnologyInvolvement.No);
        }

        Analyst = await App.SignedIn(Role.NationalAnalyst);
        await Add("estimate", ("Share", "33,3"), ("Low", "20"), ("High", "50"), ("FirstYear", "2024"), ("LastYear", "2025"));
        await Add("figure", ("Series", "Minors"), ("Year", "2022"), ("Value", "52"));
        await Add("figure", ("Series", "Victims"), ("Year", "2023"), ("Value", "868"));
        await Add("break", ("Year", "2024"), ("QuarterOfYear", "1"), ("NoteNl", "Nieuwe definitie"), ("NoteEn", "New definition"));
    }

    private async Task Add(string what, params (string, string)[] fields)
    {
        var answer = await Analyst.SubmitForm($"/monitor/references/{what}", [.. fields, ("Source", "Bron"), ("SourceDate", "2025-01-01")]);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

public sealed class ViewVisibilityTests(TwoYears years) : IClassFixture<TwoYears>
{
    private static IEnumerable<string> Rows(IParentNode page, string table) =>
        page.QuerySelectorAll($"{table} tbody tr").Select(r => string.Join('|', r.Children.Select(c => c.TextContent.Trim())));

    private Task<HttpResponseMessage> Get(string url) => years.Analyst.GetAsync(new Uri(url, UriKind.Relative));

    [Fact]
    public async Task Each_year_has_its_registered_expected_and_unknown_persons()
    {
        var page = await years.Analyst.Page("/monitor/visibility");

        // A third of six is two, with an interval of 1.2 to 3.
        Assert.Equal(["2023|10|5|1|50%|–|–|0 (0%)|5 (50%)", "2024|6|2|0|33,3%|2 (1–3)|0|1 (16,7%)|3 (50%)"], Rows(page, "#years"));
        Assert.Contains("33,3%", page.GetElementById("estimates")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("2024-Q1: Nieuwe definitie", page.GetElementById("breaks")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            ["2022|Minderjarige slachtoffers|52|Bron, 1 januari 2025", "2023|Slachtoffers|868|Bron, 1 januari 2025"],
            Rows(page, "#published")
        );
    }

    [Fact]
    public async Task What_disappeared_is_named_with_both_years_the_greatest_loss_first()
    {
        var page = await years.Analyst.Page("/monitor/visibility");

        Assert.Equal(["Limburg|4|1|−3"], Rows(page, "#losses-region"));
        Assert.Equal(["Seksuele uitbuiting|4|1|−3"], Rows(page, "#losses-form").Select(r => r.Replace(" (verdwenen)", "")));
        Assert.Equal(["3|0|−3 (verdwenen)"], Rows(page, "#losses-reporter_type").Select(r => r.Split('|', 2)[1]));
    }

    [Fact]
    public async Task Pictures_tell_their_numbers_and_keep_other_figures_apart()
    {
        var page = await years.Analyst.Page("/monitor/visibility");
        var minors = page.QuerySelector("#picture-minors svg.chart-wide")!;

        Assert.Equal(
            "Geregistreerde minderjarigen: 2022 geen cijfer, 2023 5, 2024 2; Verwacht volgens de schatting: 2022 geen cijfer, 2023 geen cijfer, 2024 2; "
                + "Minderjarige slachtoffers, elders gepubliceerd: 2022 52, 2023 geen cijfer, 2024 geen cijfer; breuk 1 in de reeks: 2024-Q1",
            minors.QuerySelector("desc")!.TextContent
        );
        Assert.Equal(["1"], minors.QuerySelectorAll(".chart-break-sign + text").Select(t => t.TextContent));
        Assert.Equal(1, minors.QuerySelectorAll("path.chart-line").Length);
        Assert.Equal(2, minors.QuerySelectorAll("path.chart-marker.chart-elsewhere").Length);
        Assert.Empty(page.QuerySelectorAll("main [style]"));
        var ids = page.QuerySelectorAll("[id]").Select(e => e.Id).ToList();
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public async Task Regions_are_shown_side_by_side_on_a_map_and_in_shades()
    {
        var page = await years.Analyst.Page("/monitor/visibility");

        Assert.Equal(10, page.QuerySelectorAll("#picture-regions svg.chart-wide .chart-small").Length);
        Assert.Equal(2, page.QuerySelectorAll("#picture-map svg.chart-wide .chart-shade-5").Length);
        var limburg = page.QuerySelectorAll("[aria-labelledby=heat-region] tbody tr")
            .Single(r => r.Children[0].TextContent.Trim() == "Limburg");
        Assert.Equal(
            ["heat-5 4", "heat-2 1"],
            limburg.QuerySelectorAll("td").Select(c => $"{c.ClassName!.Split(' ')[^1]} {c.TextContent}")
        );
    }

    [Fact]
    public async Task The_estimate_is_set_beside_each_region_form_and_reporter_and_breaks_stand_in_every_picture_over_the_years()
    {
        var page = await years.Analyst.Page("/monitor/visibility");

        // Of one person a third is none, with an interval of 0.2 to 0.5.
        Assert.Contains("Limburg|1, verwacht 0 (0–1)", Rows(page, "[aria-labelledby=expected-region]"));
        Assert.NotEmpty(Rows(page, "[aria-labelledby=expected-form]"));
        Assert.NotEmpty(Rows(page, "[aria-labelledby=expected-reporter_type]"));
        foreach (var picture in new[] { "minors", "victims", "unknown", "regions", "forms", "reporter_types" })
        {
            Assert.NotEmpty(page.QuerySelectorAll($"#picture-{picture} svg.chart-wide .chart-break"));
        }

        var table = await years.Analyst.Page("/monitor/minors-by-year");
        Assert.Single(table.QuerySelectorAll("#picture-chart svg.chart-wide .chart-break"));
        Assert.Contains("Nieuwe definitie", table.GetElementById("breaks")!.TextContent, StringComparison.Ordinal);
        // What lies outside the years that are drawn is told and not drawn.
        var one = await years.Analyst.Page("/monitor/minors-by-year?from=2024&to=2024");
        Assert.Empty(one.QuerySelectorAll("#picture-chart svg.chart-wide .chart-break"));
    }

    [Theory]
    [InlineData("/monitor/visibility/minors.svg", "visibility-minors")]
    [InlineData("/monitor/minors-by-region/map.svg", "minors-by-region-map")]
    [InlineData("/monitor/minors-by-year/chart.svg?from=2023&to=", "minors-by-year-chart")]
    [InlineData("/monitor/technology-by-form/chart.svg", "technology-by-form-chart")]
    public async Task A_picture_is_a_file_of_its_own_with_its_style_and_nothing_else(string url, string name)
    {
        var answer = await Get(url);
        var svg = XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!;
        var style = svg.Elements().Single(e => e.Name.LocalName == "style").Value;

        Assert.Equal("image/svg+xml; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.StartsWith(name, answer.Content.Headers.ContentDisposition?.FileName, StringComparison.Ordinal);
        Assert.Contains(".chart-line", style, StringComparison.Ordinal);
        Assert.Contains(
            $"style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'",
            answer.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            svg.Elements().Where(e => e.Name.LocalName == "text"),
            t => t.Value.StartsWith("Registratie zorgcoördinatie. Peildatum", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("/monitor/visibility", "ViewVisibility", "visibility format:page")]
    [InlineData("/monitor/visibility/map.svg", "ViewVisibility", "visibility format:svg picture:map")]
    [InlineData("/monitor/minors-by-form/forms.svg", "ViewTable", "table:minors-by-form format:svg")]
    public async Task Every_look_and_every_picture_is_kept_in_the_audit_log(string url, string action, string detail)
    {
        var analyst = await years.App.SignedIn(Role.NationalAnalyst);
        var actor = $"account:{years.App.AccountIdOf(analyst):N}";

        (await analyst.GetAsync(new Uri(url, UriKind.Relative))).EnsureSuccessStatusCode();

        var rows = await years.App.Read(db => Task.FromResult(db.AuditRows.Where(r => r.Actor == actor && r.Action == action).ToList()));
        Assert.Equal(("done", detail), (rows.Single().Outcome, rows.Single().Detail));
    }

    [Theory]
    [InlineData("from=2025&to=2024", "to-error")]
    [InlineData("from=twee", "from-error")]
    public async Task Years_that_cannot_be_are_refused_at_their_field(string query, string error)
    {
        var answer = await Get($"/monitor/visibility?{query}");
        var page = await answer.Page();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotNull(page.GetElementById(error));
        Assert.Empty(page.QuerySelectorAll("main table, main svg"));
    }

    [Fact]
    public async Task A_year_alone_has_nothing_to_compare_with_and_years_without_counts_say_so()
    {
        var one = await years.Analyst.Page("/monitor/visibility?from=2024&to=2024");
        var none = await years.Analyst.Page("/monitor/visibility?from=1950&to=1951");

        Assert.Single(Rows(one, "#years"));
        Assert.Contains("geen twee jaren", one.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("niets geteld", none.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_that_does_not_exist_is_not_found_and_a_coordinator_sees_none()
    {
        var coordinator = await years.App.SignedIn(Role.CareCoordinator, "limburg");

        Assert.Equal(HttpStatusCode.NotFound, (await Get("/monitor/visibility/nothing.svg")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Get("/monitor/minors-by-year/nothing.svg")).StatusCode);
        foreach (
            var url in new[]
            {
                "/monitor/visibility",
                "/monitor/visibility/minors.svg",
                "/monitor/references",
                "/monitor/references/estimate",
            }
        )
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await coordinator.GetAsync(new Uri(url, UriKind.Relative))).StatusCode);
        }
    }
}
