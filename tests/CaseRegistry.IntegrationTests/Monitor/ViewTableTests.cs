using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Monitor;

public sealed class ViewTableTests(RegistryApp app) : IClassFixture<RegistryApp>, IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        if (await app.Read(db => db.MonitorCells.AnyAsync()))
        {
            return;
        }

        await app.Register(receivedOn: "2024-02-01");
        await app.Register(receivedOn: "2024-11-01");
        await app.Register(receivedOn: "2024-11-02", minority: MinorStatus.Adult, form: "labour", technology: TechnologyInvolvement.No);
        await app.Register("limburg", "2025-05-05", MinorStatus.Unknown, "unknown", "shelter");
        var advice = await app.Register("limburg", "2025-06-06", reporter: "youth_care");
        var coordinator = await app.SignedIn(Role.CareCoordinator, "limburg");
        await coordinator.SubmitForm($"/cases/{advice}/moves/close", ("ClosureReason", "advice_only"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<HttpClient> Reader() => app.ApiClient(["tables:read"]);

    private static async Task<string> Text(HttpClient client, string url) => await client.GetStringAsync(new Uri(url, UriKind.Relative));

    private static Task<HttpResponseMessage> Get(HttpClient client, string url) => client.GetAsync(new Uri(url, UriKind.Relative));

    [Theory]
    [InlineData("minors-by-year", "year,minor_status,count\n2024,adult,1\n2024,minor,2\n2025,unknown,1\n")]
    [InlineData("form-by-year", "year,form,count\n2024,labour,1\n2024,sexual,2\n2025,unknown,1\n")]
    [InlineData("technology-by-form", "technology,form,count\nno,labour,1\nunknown,sexual,2\nunknown,unknown,1\n")]
    [InlineData("reporter-by-region", "region,reporter_type,count\namsterdam,police,3\nlimburg,shelter,1\n")]
    [InlineData("monitor-group-by-year", "year,monitor_group,count\n2024,domestic_sexual,2\n2024,labour,1\n2025,unknown,1\n")]
    [InlineData(
        "eu",
        "year,reporter_group,sex,age_group,citizenship_group,form_group,count\n2024,police,female,adult,unknown,labour,1\n2024,police,female,child,unknown,sexual,2\n2025,ngo,female,unknown,unknown,unknown,1\n"
    )]
    [InlineData("outcome-by-year", "year,outcome,count\n2024,none,3\n2025,none,1\n")]
    [InlineData("minor-at-start-by-year", "year,minor_at_start,count\n2024,unknown,3\n2025,unknown,1\n")]
    [InlineData("all-forms-by-year", "year,form,count\n2024,labour,1\n2024,sexual,2\n2025,unknown,1\n")]
    [InlineData("signals-by-year", "year,reporter_type,count\n2024,police,3\n2025,shelter,1\n")]
    [InlineData(
        "minors-by-region",
        "year,region,minor_status,count\n2024,amsterdam,adult,1\n2024,amsterdam,minor,2\n2025,limburg,unknown,1\n"
    )]
    [InlineData("minors-by-form", "year,form,minor_status,count\n2024,labour,adult,1\n2024,sexual,minor,2\n2025,unknown,unknown,1\n")]
    [InlineData(
        "minors-by-reporter",
        "year,reporter_type,minor_status,count\n2024,police,adult,1\n2024,police,minor,2\n2025,shelter,unknown,1\n"
    )]
    [InlineData("sector-by-form", "year,sector,form,count\n2024,unknown,labour,1\n2024,unknown,sexual,2\n2025,unknown,unknown,1\n")]
    [InlineData(
        "technology-by-minority",
        "year,technology,minor_status,count\n2024,no,adult,1\n2024,unknown,minor,2\n2025,unknown,unknown,1\n"
    )]
    [InlineData("technology-phase-by-minority", "year,phase,minor_status,count\n")]
    [InlineData("technology-channel-by-minority", "year,channel,minor_status,count\n")]
    [InlineData("technology-use-by-minority", "year,use,minor_status,count\n")]
    [InlineData("advice-by-year", "year,reporter_type,count\n2025,youth_care,1\n")]
    public async Task Quarters_are_summed_and_rows_come_in_the_order_of_their_codes(string table, string csv) =>
        Assert.Equal(csv, await Text(await Reader(), $"/api/v1/tables/{table}?format=csv"));

    [Fact]
    public async Task A_table_over_all_years_can_be_narrowed_to_some() =>
        Assert.Equal(
            "technology,form,count\nunknown,unknown,1\n",
            await Text(await Reader(), "/api/v1/tables/technology-by-form?format=csv&from=2025&to=2025")
        );

    [Fact]
    public async Task The_API_answers_in_JSON_that_says_what_it_counts()
    {
        using var table = JsonDocument.Parse(await Text(await Reader(), "/api/v1/tables/minors-by-year?to=2024"));
        var root = table.RootElement;

        Assert.Equal("minors-by-year", root.GetProperty("table").GetString());
        Assert.Equal(MonitorCatalogue.DefinitionVersion, root.GetProperty("definition_version").GetInt32());
        Assert.Matches(@"^\d{4}-\d\d-\d\d$", root.GetProperty("reference_date").GetString());
        Assert.Equal("registratie zorgcoördinatie", root.GetProperty("label").GetString());
        Assert.Equal(["year", "minor_status", "count"], root.GetProperty("columns").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal(
            [(2024, "adult", 1), (2024, "minor", 2)],
            root.GetProperty("rows")
                .EnumerateArray()
                .Select(r =>
                    (r.GetProperty("year").GetInt32(), r.GetProperty("minor_status").GetString(), r.GetProperty("count").GetInt32())
                )
        );
    }

    [Fact]
    public async Task Whoever_accepts_CSV_gets_it_with_a_name_and_the_bytes_of_the_page()
    {
        var client = await Reader();
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        var analyst = await app.SignedIn(Role.NationalAnalyst);

        var answer = await Get(client, "/api/v1/tables/eu");
        var download = await Get(analyst, "/monitor/eu.csv?from=&to=");

        Assert.Equal("text/csv; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Matches(@"^eu-\d{4}-\d\d-\d\d\.csv$", answer.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal("attachment", download.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal(await answer.Content.ReadAsByteArrayAsync(), await download.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/api/v1/tables/nothing", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/tables/eu?from=2025&to=2024", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/api/v1/tables/eu?from=long-ago", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/api/v1/tables/eu?format=pdf", HttpStatusCode.UnprocessableEntity)]
    public async Task What_cannot_be_asked_is_answered_with_problem_details(string url, HttpStatusCode status)
    {
        var answer = await Get(await Reader(), url);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Another_scope_opens_no_table()
    {
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await Get(await app.ApiClient(["cases:read"], "amsterdam"), "/api/v1/tables/eu")).StatusCode
        );
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get(app.Anonymous(), "/api/v1/tables/eu")).StatusCode);
    }

    [Theory]
    [InlineData("/monitor/form-by-year", "table:form-by-year format:page")]
    [InlineData("/monitor/form-by-year.csv", "table:form-by-year format:csv")]
    public async Task Every_look_and_every_download_is_kept_in_the_audit_log(string url, string detail)
    {
        var analyst = await app.SignedIn(Role.NationalAnalyst);
        var actor = $"account:{app.AccountIdOf(analyst):N}";

        (await Get(analyst, url)).EnsureSuccessStatusCode();

        var rows = await app.Read(db => db.AuditRows.Where(r => r.Actor == actor && r.Action == "ViewTable").ToListAsync());
        Assert.Equal(("done", detail), (rows.Single().Outcome, rows.Single().Detail));
    }

    [Fact]
    public async Task The_page_shows_counts_with_labels_totals_and_unknown()
    {
        var page = await (await app.SignedIn(Role.NationalAnalyst)).Page("/monitor/minors-by-year?from=2024&to=2024");

        var rows = page.QuerySelectorAll("table tbody tr, table tfoot tr")
            .Select(r => string.Join('|', r.Children.Select(c => c.TextContent.Trim())))
            .ToList();
        Assert.Equal(
            ["Minderjarig|2|2", "Meerderjarig|1|1", "Onbekend|0|0", "Minderjarig en vermoedelijk minderjarig samen|2|2", "Totaal|3|3"],
            rows
        );
        Assert.Contains("Registratie zorgcoördinatie", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Slachtoffermonitor", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Peildatum", page.Body.TextContent, StringComparison.Ordinal);
        var charts = page.QuerySelectorAll("figure.chart svg");
        Assert.Equal(["picture chart-wide", "picture chart-narrow"], charts.Select(c => c.ClassName));
        Assert.All(charts, c => Assert.NotEmpty(c.QuerySelector("title")!.TextContent + c.QuerySelector("desc")!.TextContent));
        Assert.Empty(page.QuerySelectorAll("main [style]"));
    }

    [Fact]
    public async Task Every_table_has_a_page()
    {
        var analyst = await app.SignedIn(Role.NationalAnalyst);
        Assert.NotEmpty(MonitorCatalogue.Tables);
        foreach (var table in MonitorCatalogue.Tables)
        {
            var page = await analyst.Page($"/monitor/{table.Name}");

            if (table.Name.StartsWith("technology-", StringComparison.Ordinal) && !table.AddsUp)
            {
                // Nobody said how technology was used.
                Assert.Contains("niets geteld", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
                continue;
            }

            var (total, caption) = table.Name == "advice-by-year" ? ("1", "Adviesvragen") : ("4", "");
            var foot = page.QuerySelector("table:not(.heat-table) tfoot")?.TextContent ?? "";
            Assert.Equal(table.AddsUp, foot.Contains(total, StringComparison.Ordinal));
            Assert.Contains(caption, page.QuerySelector("table:not(.heat-table) caption")!.TextContent, StringComparison.Ordinal);
            Assert.DoesNotContain("Unit.", page.Body!.TextContent, StringComparison.Ordinal);
            Assert.DoesNotContain("Column.", page.Body!.TextContent, StringComparison.Ordinal);
            Assert.DoesNotContain("Table.", page.Body.TextContent, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("from=2025&to=2024", "to-error")]
    [InlineData("from=twee", "from-error")]
    [InlineData("from=99999", "from-error")]
    public async Task Years_that_cannot_be_are_refused_at_their_field(string years, string error)
    {
        var answer = await Get(await app.SignedIn(Role.NationalAnalyst), $"/monitor/eu?{years}");
        var page = await answer.Page();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotNull(page.GetElementById(error));
        Assert.Null(page.QuerySelector("table"));
    }

    [Theory]
    [InlineData("/monitor/nothing")]
    [InlineData("/monitor/nothing.csv")]
    [InlineData("/monitor/nothing?from=x")]
    public async Task A_table_that_does_not_exist_is_not_found(string url) =>
        Assert.Equal(HttpStatusCode.NotFound, (await Get(await app.SignedIn(Role.NationalAnalyst), url)).StatusCode);

    [Fact]
    public async Task A_care_coordinator_sees_no_national_table()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "amsterdam");

        Assert.Equal(HttpStatusCode.Forbidden, (await Get(coordinator, "/monitor/eu")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await Get(coordinator, "/monitor")).StatusCode);
    }
}
