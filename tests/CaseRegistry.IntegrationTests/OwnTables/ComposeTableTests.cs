using System.Net;
using System.Reflection;
using AngleSharp.Dom;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.Security;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.OwnTables;

public sealed class ComposeTableTests(CountedCountry country) : IClassFixture<CountedCountry>
{
    private readonly RegistryApp _app = country.App;
    private readonly HttpClient _analyst = country.Analyst;

    public static TheoryData<string> Dimensions => [.. OwnDimensions.All.Select(d => d.Name)];

    private static string Asked(string by) => string.Join('&', by.Split(',').Select(name => $"by={name}"));

    [Theory]
    [MemberData(nameof(Dimensions))]
    public async Task By_each_dimension_it_counts_what_was_registered(string by)
    {
        var expected = await country.Csv([by]);

        Assert.True(expected.Split('\n').Length > 3, expected);
        Assert.Equal(expected, await _analyst.Text($"/monitor/own.csv?by={by}"));
    }

    [Theory]
    [InlineData("year,region")]
    [InlineData("year,quarter,region")]
    [InlineData("region,sex,minor_status")]
    [InlineData("year,monitor_group,reporter_type")]
    [InlineData("monitor_group,form,route")]
    [InlineData("age_band,citizenship_group,outcome")]
    [InlineData("phase,channel,use")]
    [InlineData("year,phase,monitor_group")]
    [InlineData("region,phase")]
    [InlineData("sex,channel,technology")]
    public async Task By_several_it_counts_a_person_once_in_each_cell(string by) =>
        Assert.Equal(await country.Csv(by.Split(',')), await _analyst.Text($"/monitor/own.csv?{Asked(by)}"));

    [Fact]
    public async Task Ways_of_use_count_distinct_persons_and_not_ways()
    {
        var persons = await country.Persons();
        var recruited = persons.Count(p => p.Uses.Any(u => u.Phase == "recruitment"));
        Assert.True(persons.Sum(p => p.Uses.Count(u => u.Phase == "recruitment")) > recruited);

        Assert.Contains($"\nrecruitment,{recruited}\n", await _analyst.Text("/monitor/own.csv?by=phase"), StringComparison.Ordinal);
        var page = await _analyst.Page("/monitor/own?by=phase&by=sex");
        Assert.Contains("niet bij elkaar op te tellen", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        // The phases of a sex add up to more than there are: whichever way they run, they have no total.
        var table = page.QuerySelector("table")!;
        var phasesDown = table.QuerySelector("thead th")!.TextContent == "Fase";
        var (across, down) = (table.QuerySelector("thead")!.TextContent, table.QuerySelector("tfoot")!.TextContent);
        Assert.Equal(phasesDown, across.Contains("Totaal", StringComparison.Ordinal));
        Assert.Equal(!phasesDown, down.Contains("Totaal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Years_and_minors_narrow_it()
    {
        var expected = await country.Csv(
            ["year", "minor_status"],
            p => p.Year is 2023 or 2024 && p.Codes["minor_status"] is "minor" or "presumed_minor"
        );

        Assert.Equal(expected, await _analyst.Text("/monitor/own.csv?by=year&by=minor_status&from=2023&to=2024&minorsonly=true"));
    }

    [Fact]
    public async Task The_year_comes_first_whatever_the_order() =>
        Assert.Equal(await _analyst.Text("/monitor/own.csv?by=year&by=sex"), await _analyst.Text("/monitor/own.csv?by=sex&by=&by=year"));

    [Fact]
    public async Task A_file_has_the_numbers_of_the_page_and_no_formula()
    {
        var file = await _analyst.Text("/monitor/own.csv?by=region&by=form&by=sex");
        var page = await _analyst.Page("/monitor/own?by=region&by=form&by=sex");

        Assert.Contains($",'{CountedCountry.Formula},", file, StringComparison.Ordinal);
        Assert.DoesNotContain($",{CountedCountry.Formula}", file, StringComparison.Ordinal);
        var counts = file.TrimEnd('\n').Split('\n').Skip(1).Select(line => line.Split(',')[^1]).ToList();
        Assert.Equal(counts, page.QuerySelectorAll("table tbody tr").Select(r => r.Children[^1].TextContent.Trim()));
        Assert.Contains($"niet nul zijn{counts.Count}", page.QuerySelector("dl")!.TextContent.Replace("\n", "", StringComparison.Ordinal));
        var total = (await country.Persons()).Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(total, page.QuerySelectorAll("table tfoot tr")[^1].Children[^1].TextContent.Trim());
        // Nobody's sex would have to be unknown for the row to be there.
        Assert.Contains("Geslacht: Onbekend", page.QuerySelector("tfoot")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_is_shown_where_nobody_is_unknown_and_the_page_says_what_it_counts()
    {
        var page = await _analyst.Page("/monitor/own?by=sex&from=2021&to=2021");

        var rows = page.QuerySelectorAll("table tbody tr")
            .Select(r => string.Join('|', r.Children.Select(c => c.TextContent.Trim())))
            .ToList();
        Assert.Contains("Onbekend|0", rows);
        var text = page.QuerySelector("main")!.TextContent;
        Assert.Contains("Registratie zorgcoördinatie", text, StringComparison.Ordinal);
        Assert.Contains("Peildatum", text, StringComparison.Ordinal);
        Assert.Contains("Een unieke persoon", page.QuerySelector("main details")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Slachtoffermonitor", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_dimension_has_its_page_with_words()
    {
        foreach (var dimension in OwnDimensions.All)
        {
            var text = (await _analyst.Page($"/monitor/own?by={dimension.Name}")).QuerySelector("main")!.TextContent;

            foreach (var key in new[] { "Dimension.", "Column.", "Rule.", "Field.", "Unit." })
            {
                Assert.DoesNotContain(key, text, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("by=region&by=sex&by=form&by=year", "by-error")]
    [InlineData("by=sex&by=sex", "by-error")]
    [InlineData("by=client_number", "by-error")]
    [InlineData("by=Sex", "by-error")]
    [InlineData("by=sex&from=2025&to=2024", "to-error")]
    [InlineData("by=sex&from=long-ago", "from-error")]
    [InlineData("by=sex&from=1", "from-error")]
    [InlineData("by=sex&to=9999", "to-error")]
    public async Task What_cannot_be_counted_is_refused_at_its_field(string asked, string error)
    {
        foreach (var address in new[] { "/monitor/own", "/monitor/own.csv" })
        {
            var answer = await _analyst.GetAsync(new Uri($"{address}?{asked}", UriKind.Relative));
            var page = await answer.Page();

            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.NotNull(page.GetElementById(error));
            Assert.Null(page.QuerySelector("table"));
        }
    }

    [Fact]
    public async Task Asked_for_nothing_it_is_a_form_and_no_file()
    {
        var page = await _analyst.Page("/monitor/own");
        var file = await _analyst.GetAsync(new Uri("/monitor/own.csv", UriKind.Relative));

        Assert.Equal(3, page.QuerySelectorAll("form[method=get] select[name=by]").Length);
        Assert.Null(page.QuerySelector("table"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, file.StatusCode);
        Assert.NotNull((await file.Page()).GetElementById("by-error"));
    }

    [Theory]
    [InlineData("/monitor/own?by=region&by=sex&from=2023", "own:region,sex years:2023- format:page")]
    [InlineData("/monitor/own.csv?by=use&minorsonly=true", "own:use years:- minors format:csv")]
    public async Task Every_look_and_every_file_is_kept_in_the_audit_log(string url, string detail)
    {
        var analyst = await _app.SignedIn(Role.NationalAnalyst);
        var actor = $"account:{_app.AccountIdOf(analyst):N}";

        await analyst.Text(url);

        var rows = await _app.Read(db => db.AuditRows.Where(r => r.Actor == actor && r.Action == "ComposeTable").ToListAsync());
        Assert.Equal(("done", detail), (rows.Single().Outcome, rows.Single().Detail));
    }

    [Fact]
    public async Task Nobody_else_counts_so()
    {
        foreach (var role in Enum.GetValues<Role>().Where(r => r != Role.NationalAnalyst))
        {
            var client = await _app.SignedIn(role, Roles.NeedsRegion(role) ? ["amsterdam"] : []);

            Assert.Equal((role, HttpStatusCode.Forbidden), (role, await client.Status("/monitor/own?by=region")));
            Assert.Equal((role, HttpStatusCode.Forbidden), (role, await client.Status("/monitor/own.csv?by=region")));
        }

        var messages = typeof(Program)
            .Assembly.GetTypes()
            .Where(t => t.Namespace == "CaseRegistry.Web.Features.OwnTables")
            .Select(t => t.GetCustomAttribute<RequiresAttribute>())
            .OfType<RequiresAttribute>()
            .ToList();
        Assert.Equal(8, messages.Count);
        Assert.All(messages, required => Assert.Equal(Permission.ComposeTables, required.Permission));
        Assert.All(Scopes.All, scope => Assert.DoesNotContain(Permission.ComposeTables, Scopes.PermissionsOf([scope])));
        var system = await _app.ApiClient([.. Scopes.All], "amsterdam");
        Assert.Equal(HttpStatusCode.Redirect, await system.Status("/monitor/own.csv?by=region"));
        Assert.Equal(HttpStatusCode.NotFound, await system.Status("/api/v1/tables/own"));
        Assert.Equal(HttpStatusCode.NotFound, await system.Status("/api/v1/tables/own-table"));
    }

    [Fact]
    public async Task No_name_number_or_narrative_is_in_an_answer()
    {
        var numbers = await _app.Read(db => db.Cases.Select(c => c.Number).ToListAsync());
        Assert.True(numbers.Count > 20);
        foreach (var by in new[] { "region,year,quarter", "phase,channel,use", "age_band,sex,sector" })
        {
            foreach (var address in new[] { "/monitor/own", "/monitor/own.csv" })
            {
                var text = await _analyst.Text($"{address}?{Asked(by)}");

                Assert.DoesNotContain(Elsewhere.Canary, text, StringComparison.Ordinal);
                Assert.All(numbers, number => Assert.DoesNotContain(number, text, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task Nothing_of_it_is_kept_and_the_overview_leads_to_it()
    {
        var before = await _app.Read(db => db.MonitorCells.CountAsync());
        await _analyst.Text("/monitor/own?by=region&by=age_band&by=channel");

        Assert.Equal(before, await _app.Read(db => db.MonitorCells.CountAsync()));
        Assert.NotNull((await _analyst.Page("/monitor")).QuerySelector("main a[href='/monitor/own']"));
    }
}
