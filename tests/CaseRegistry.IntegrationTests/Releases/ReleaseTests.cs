using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using AngleSharp.Dom;
using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;
using CaseRegistry.IntegrationTests.Commands;
using CaseRegistry.IntegrationTests.Monitor;
using CaseRegistry.IntegrationTests.Periods;
using CaseRegistry.Web.Features.Monitor;
using CaseRegistry.Web.Features.Releases;
using CaseRegistry.Web.Infrastructure.Releases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Releases;

/// <summary>A register with accepted quarters in one region, and analysts for four eyes.</summary>
public sealed class Accepted : IAsyncLifetime
{
    public RegistryApp App { get; } = new();
    public HttpClient Coordinator { get; private set; } = null!;
    public HttpClient Analyst { get; private set; } = null!;
    public HttpClient Second { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await App.InitializeAsync();
        await App.Register("rotterdam", "2024-02-01");
        await App.Register("rotterdam", "2024-02-02", MinorStatus.Adult, "labour", "shelter");
        await App.Register("rotterdam", "2024-05-01");
        Coordinator = await App.SignedIn(Role.CareCoordinator, "rotterdam");
        Analyst = await App.SignedIn(Role.NationalAnalyst);
        Second = await App.SignedIn(Role.NationalAnalyst);
        await App.CompleteAndAccept(Coordinator, Analyst, "rotterdam", "2024-Q1");
        await App.CompleteAndAccept(Coordinator, Analyst, "rotterdam", "2024-Q2");
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    public static (string, string)[] Form(string title, params string[] tables) =>
        [
            ("Title", title),
            ("Audience", "Restricted"),
            ("FirstYear", "2024"),
            ("LastYear", "2024"),
            ("AcceptGaps", "true"),
            .. tables.Select(t => ("Tables", t)),
        ];

    public async Task<Guid> Freeze(string title, params string[] tables)
    {
        var all = tables.Length > 0 ? tables : [.. MonitorCatalogue.Tables.Select(t => t.Name)];
        var frozen = await Analyst.SubmitForm("/releases/compose", Form(title, all));
        Assert.Equal(HttpStatusCode.Redirect, frozen.StatusCode);
        return Guid.Parse(frozen.Headers.Location!.OriginalString.Split('/')[^1]);
    }

    public async Task<Guid> Publish(string title, params string[] tables)
    {
        var id = await Freeze(title, tables);
        Assert.Equal(HttpStatusCode.Redirect, (await Second.SubmitForm($"/releases/{id}", "/publish")).StatusCode);
        return id;
    }

    public Task<T> Monitor<T>(Func<MonitorDbContext, Task<T>> read) =>
        App.AsOperator(services => read(services.GetRequiredService<MonitorDbContext>()));
}

public sealed class FreezeReleaseTests(Accepted accepted) : IClassFixture<Accepted>
{
    [Fact]
    public async Task What_is_frozen_is_what_was_accepted_and_stays_when_the_register_goes_on()
    {
        var id = await accepted.Freeze("Eerste", "minors-by-year", "technology-by-form");
        await accepted.App.Register("rotterdam", "2024-02-03");

        var set = FrozenSet.Of(await accepted.Monitor(db => db.Releases.Where(r => r.Id == id).Select(r => r.Content).SingleAsync()));

        Assert.Equal(["2024 adult 1", "2024 minor 2"], set.Tables[0].Rows.Select(r => $"{string.Join(' ', r.Codes)} {r.Count}"));
        Assert.Equal(["unknown labour 1", "unknown sexual 2"], set.Tables[1].Rows.Select(r => $"{string.Join(' ', r.Codes)} {r.Count}"));
        Assert.Equal(["rotterdam 2024-Q1 1", "rotterdam 2024-Q2 1"], set.Periods.Select(p => $"{p.Region} {p.Quarter} {p.Version}"));
        Assert.Equal(38, set.Missing.Count);
    }

    [Theory]
    [InlineData("Title", "", "Title")]
    [InlineData("FirstYear", "2025", "LastYear")]
    [InlineData("Audience", "", "Audience")]
    [InlineData("AcceptGaps", "false", "AcceptGaps")]
    [InlineData("Tables", "nothing", "Tables")]
    public async Task What_cannot_be_frozen_is_refused_at_its_field(string field, string value, string error)
    {
        var form = Accepted.Form("Geweigerd", "minors-by-year").Where(f => f.Item1 != field).Append((field, value)).ToArray();

        var answer = await accepted.Analyst.SubmitForm("/releases/compose", form);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotNull((await answer.Page()).GetElementById($"{error}-error"));
    }

    [Theory]
    [InlineData("Tables", "all-forms-by-year", "optellen")]
    [InlineData("Tables", "signals-by-year", "hetzelfde tellen")]
    [InlineData("Threshold", "9", "10")]
    [InlineData("Without", "region", "Geen van de tabellen")]
    [InlineData("AcceptGaps", "false", "Er ontbreken kwartalen")]
    [InlineData("Title", "", "Titel")]
    public async Task What_cannot_be_protected_for_everyone_is_refused_and_nothing_is_frozen(string field, string value, string words)
    {
        var before = await accepted.Monitor(db => db.Releases.CountAsync());
        var form = Accepted
            .Form("Geweigerd", "minors-by-form")
            .Where(f => f.Item1 != "Audience" && (f.Item1 != field || field == "Tables"))
            .Concat([("Audience", "Public"), ("Way", "Withholding"), (field, value)]);

        var answer = await accepted.Analyst.SubmitForm("/releases/compose", [.. form]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = (await answer.Page()).QuerySelector("main")!.TextContent;
        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.Equal(before, await accepted.Monitor(db => db.Releases.CountAsync()));
    }
}

public sealed class ComposeReleaseTests(Accepted accepted) : IClassFixture<Accepted>
{
    [Fact]
    public async Task Every_table_can_be_chosen_and_a_coordinator_composes_nothing()
    {
        var page = await accepted.Analyst.Page("/releases/compose");

        Assert.Equal(MonitorCatalogue.Tables.Count, page.QuerySelectorAll("input[name=Tables]").Length);
        Assert.Empty(page.QuerySelectorAll("input[name=Audience][checked]"));
        Assert.Contains("2024: 2", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        foreach (var url in new[] { "/releases", "/releases/compose" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await accepted.Coordinator.Status(url));
        }
    }
}

public sealed class ViewEuCalendarTests(Accepted accepted) : IClassFixture<Accepted>
{
    [Fact]
    public async Task A_year_says_how_complete_it_is_what_is_unknown_and_where_it_went_out()
    {
        string[] Cells(IElement row) =>
            [.. row.Children.Select(c => string.Join(' ', c.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
        async Task<string[]> Of(string year) =>
            (await accepted.Analyst.Page("/releases/eu")).QuerySelectorAll("main tbody tr").Select(Cells).Single(r => r[0] == year);

        Assert.Equal(["2024", "30 september 2025 te laat", "2 van 40", "3", "Nationaliteit 3", "nog niet"], await Of("2024"));
        await accepted.Publish("Voor de EU", "eu");
        Assert.Equal(
            ["2024", "30 september 2025", "2 van 40", "3", "Nationaliteit 3", "Voor de EU met ontbrekende kwartalen"],
            await Of("2024")
        );
        Assert.Equal(HttpStatusCode.Forbidden, await accepted.Coordinator.Status("/releases/eu"));
    }
}

public sealed class PreviewDisclosureTests(Accepted accepted) : IClassFixture<Accepted>
{
    private const string Address = "/releases/disclosure?Tables=minors-by-form&FirstYear=2024&LastYear=2024&AcceptGaps=true";

    [Fact]
    public async Task The_page_says_what_would_be_withheld_and_why_and_tells_no_number_that_is_small()
    {
        var page = await accepted.Analyst.Page(Address);

        var main = page.QuerySelector("main")!;
        // Three persons: each number of them is small, and so is their total.
        var withheld = page.QuerySelectorAll("[aria-labelledby=marked-minors-by-form] tbody tr")
            .Select(r => r.Children.Select(c => c.TextContent.Trim()).ToList());
        Assert.Contains(withheld, r => r.SequenceEqual(["2024", "Totaal", "Totaal", "klein aantal"]));
        Assert.Contains("Getallen weglaten", main.TextContent, StringComparison.Ordinal);
        Assert.Contains("Grover: zonder Uitbuitingsvorm", main.TextContent, StringComparison.Ordinal);
        Assert.Contains("veelvouden van 5", main.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            "tables:minors-by-form years:2024-2024 threshold:10 way:- without:-",
            await accepted.App.Read(db =>
                db.AuditRows.Where(r => r.Action == "PreviewDisclosure" && r.Outcome == "done" && r.Detail!.Contains("minors-by-form"))
                    .Select(r => r.Detail)
                    .FirstAsync()
            )
        );
        Assert.Contains("/releases/disclosure", (await accepted.Analyst.Page("/releases")).Source.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/releases/disclosure?AcceptGaps=true&Tables=all-forms-by-year&FirstYear=2024&LastYear=2024", "Tables")]
    [InlineData("/releases/disclosure?AcceptGaps=true&Tables=minors-by-form&LastYear=2024", "FirstYear")]
    [InlineData("/releases/disclosure?AcceptGaps=true&Tables=minors-by-form&FirstYear=2024&LastYear=2023", "LastYear")]
    [InlineData("/releases/disclosure?AcceptGaps=true&Tables=minors-by-form&FirstYear=2024&LastYear=x", "LastYear")]
    [InlineData(Address + "&Threshold=9", "Threshold")]
    [InlineData("/releases/disclosure?AcceptGaps=true&Tables=minors-by-form&FirstYear=2019&LastYear=2019", "FirstYear")]
    [InlineData("/releases/disclosure?Tables=minors-by-form&FirstYear=2024&LastYear=2024", "AcceptGaps")]
    [InlineData("/releases/disclosure?AcceptGaps=true&Tables=minors-by-form&Tables=signals-by-year&FirstYear=2024&LastYear=2024", "Tables")]
    public async Task What_cannot_be_looked_at_is_told_at_its_field(string address, string field)
    {
        var answer = await accepted.Analyst.GetAsync(new Uri(address, UriKind.Relative));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotNull((await answer.Page()).GetElementById($"{field}-error"));
    }

    [Fact]
    public async Task A_table_that_is_too_large_says_so_and_cannot_be_frozen()
    {
        var page = await accepted.Analyst.Page("/releases/disclosure?AcceptGaps=true&Tables=eu&FirstYear=1980&LastYear=2024");

        Assert.Contains("te groot om te beschermen", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("form[action$='/compose']"));
        var frozen = await accepted.Analyst.SubmitForm(
            "/releases/compose",
            [
                .. Accepted.Form("Te groot", "eu").Where(f => f.Item1 is not ("Audience" or "FirstYear")),
                ("Audience", "Public"),
                ("FirstYear", "1980"),
                ("Way", "Withholding"),
            ]
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, frozen.StatusCode);
        Assert.NotNull((await frozen.Page()).GetElementById("Tables-error"));
    }

    [Theory]
    [InlineData("form-by-year", "monitor-group-by-year", "Uitbuitingsvorm")]
    [InlineData("minors-by-year", "eu", "Minderjarigheid")]
    public async Task Two_divisions_of_one_answer_do_not_stand_beside_each_other(string one, string other, string named)
    {
        // Labour exploitation with its group less labour exploitation alone would be what the group has more.
        var answer = await accepted.Analyst.GetAsync(
            new Uri($"/releases/disclosure?AcceptGaps=true&Tables={one}&Tables={other}&FirstYear=2024&LastYear=2024", UriKind.Relative)
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var error = (await answer.Page()).GetElementById("Tables-error")!.TextContent;
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Contains("op twee manieren", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_makes_no_releases_does_not_see_it() =>
        Assert.Equal(HttpStatusCode.Forbidden, await accepted.Coordinator.Status(Address));
}

public sealed class PublishReleaseTests(Accepted accepted) : IClassFixture<Accepted>
{
    [Fact]
    public async Task Whoever_froze_it_does_not_publish_it_and_it_is_decided_once()
    {
        var id = await accepted.Freeze("Vier ogen", "minors-by-year");

        Assert.Empty((await accepted.Analyst.Page($"/releases/{id}")).QuerySelectorAll("form[action$='/publish']"));
        var own = await accepted.Analyst.PostForm($"/releases/{id}/publish");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, own.StatusCode);
        Assert.Contains("Iemand anders", (await own.Page()).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await accepted.Second.SubmitForm($"/releases/{id}", "/publish")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await accepted.Second.PostForm($"/releases/{id}/publish")).StatusCode);
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await accepted.Second.PostForm($"/releases/{id}/reject", ("Reason", "Te laat"))).StatusCode
        );
        Assert.Equal(HttpStatusCode.NotFound, (await accepted.Second.PostForm($"/releases/{Guid.CreateVersion7()}/publish")).StatusCode);
        Assert.Equal(
            1,
            await accepted.App.Read(db =>
                db.AuditRows.CountAsync(r => r.Action == "PublishRelease" && r.Outcome == "done" && r.Detail!.Contains(id.ToString()))
            )
        );
    }
}

public sealed class RejectReleaseTests(Accepted accepted) : IClassFixture<Accepted>
{
    [Fact]
    public async Task A_rejected_release_keeps_its_reason_and_nobody_fetches_it()
    {
        var id = await accepted.Freeze("Afgewezen", "minors-by-year");
        var empty = await accepted.Second.SubmitForm($"/releases/{id}", "/reject", ("Reason", ""));
        Assert.NotNull((await empty.Page()).GetElementById("Reason-error"));

        Assert.Equal(
            HttpStatusCode.Redirect,
            (await accepted.Second.SubmitForm($"/releases/{id}", "/reject", ("Reason", "Limburg ontbreekt"))).StatusCode
        );

        Assert.Contains("Limburg ontbreekt", (await accepted.Analyst.Page($"/releases/{id}")).QuerySelector("main")!.TextContent);
        var feed = await accepted.App.ApiClient(["releases:read"]);
        Assert.Equal(HttpStatusCode.NotFound, await feed.Status($"/api/v1/releases/{id}"));
        Assert.Equal(HttpStatusCode.NotFound, await feed.Status($"/api/v1/releases/{id}/tables/minors-by-year"));
        Assert.Equal(HttpStatusCode.NotFound, await accepted.Analyst.Status($"/releases/{id}/files/minors-by-year.csv"));
    }
}

public sealed class ViewReleaseTests(Accepted accepted) : IClassFixture<Accepted>
{
    [Fact]
    public async Task The_page_shows_the_frozen_numbers_and_the_files_once_it_is_published()
    {
        var id = await accepted.Freeze("Bekeken", "minors-by-year");
        Assert.Empty((await accepted.Second.Page($"/releases/{id}")).QuerySelectorAll("a[href*='/files/']"));
        await accepted.Second.SubmitForm($"/releases/{id}", "/publish");

        var page = await accepted.Second.Page($"/releases/{id}");

        Assert.Equal(
            ["2024|Meerderjarig|1", "2024|Minderjarig|2"],
            page.QuerySelectorAll("main tbody tr").Select(r => string.Join('|', r.Children.Select(c => c.TextContent.Trim())))
        );
        Assert.Equal(8, page.QuerySelectorAll("a[href*='/files/']").Length);
        Assert.Equal(HttpStatusCode.NotFound, await accepted.Second.Status($"/releases/{Guid.CreateVersion7()}"));
    }
}

public sealed class ListReleasesTests(Accepted accepted) : IClassFixture<Accepted>
{
    [Fact]
    public async Task The_feed_has_the_published_ones_in_their_order()
    {
        var (first, second) = (await accepted.Publish("Een", "minors-by-year"), await accepted.Publish("Twee", "minors-by-year"));
        var waits = await accepted.Freeze("Wacht", "minors-by-year");
        var feed = await accepted.App.ApiClient(["releases:read"]);

        var rows = (await (await feed.GetAsync(new Uri("/api/v1/releases", UriKind.Relative))).Body()).GetProperty("releases");

        var ids = rows.EnumerateArray().Select(r => r.GetProperty("id").GetGuid()).ToList();
        Assert.Equal([first, second], ids.Where(id => id == first || id == second));
        Assert.DoesNotContain(waits, ids);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/v1/releases");
        again.Headers.IfNoneMatch.Add((await feed.GetAsync(new Uri("/api/v1/releases", UriKind.Relative))).Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await feed.SendAsync(again)).StatusCode);
        Assert.InRange((await accepted.Analyst.Page("/releases")).QuerySelectorAll("main tbody tr").Length, ids.Count + 1, 50);
        Assert.Equal(HttpStatusCode.Forbidden, await (await accepted.App.ApiClient(["tables:read"])).Status("/api/v1/releases"));
        Assert.Equal(HttpStatusCode.Unauthorized, await accepted.App.Anonymous().Status("/api/v1/releases"));
    }

    [Fact]
    public async Task Who_follows_the_feed_misses_none_that_was_frozen_earlier_and_published_later()
    {
        var feed = await accepted.App.ApiClient(["releases:read"]);
        var waiting = await accepted.Freeze("Eerst bevroren", "minors-by-year");
        var last = await accepted.Publish("Later bevroren", "minors-by-year");
        async Task<List<(Guid Id, int Number)>> After(int number) =>
            [
                .. (await (await feed.GetAsync(new Uri($"/api/v1/releases?after={number}", UriKind.Relative))).Body())
                    .GetProperty("releases")
                    .EnumerateArray()
                    .Select(r => (r.GetProperty("id").GetGuid(), r.GetProperty("published_number").GetInt32())),
            ];
        var seen = (await After(0)).Single(r => r.Id == last).Number;

        await accepted.Second.PostForm($"/releases/{waiting}/publish");

        Assert.Equal([(waiting, seen + 1)], await After(seen));
    }
}

public sealed class DownloadFileTests(Accepted accepted) : IClassFixture<Accepted>
{
    [Fact]
    public async Task A_table_comes_with_its_hash_as_tag_and_is_not_sent_again()
    {
        var id = await accepted.Publish("Feed", "minors-by-year");
        var feed = await accepted.App.ApiClient(["releases:read"]);
        var url = new Uri($"/api/v1/releases/{id}/tables/minors-by-year", UriKind.Relative);

        var answer = await feed.GetAsync(url);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        var again = await feed.SendAsync(request);

        Assert.Equal("year,minor_status,count\n2024,adult,1\n2024,minor,2\n", System.Text.Encoding.UTF8.GetString(bytes));
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"", answer.Headers.ETag!.Tag);
        Assert.Equal((HttpStatusCode.NotModified, 0), (again.StatusCode, (await again.Content.ReadAsByteArrayAsync()).Length));
        Assert.Equal(HttpStatusCode.NotFound, await feed.Status($"{url}?format=pdf"));
        Assert.Equal(HttpStatusCode.NotFound, await feed.Status($"/api/v1/releases/{id}/tables/eu"));
        Assert.Equal(HttpStatusCode.NotFound, await feed.Status($"/api/v1/releases/{id}/files/..%2Fmaster.key"));
        Assert.Equal(
            bytes,
            await accepted.Analyst.GetByteArrayAsync(new Uri($"/releases/{id}/files/minors-by-year.csv", UriKind.Relative))
        );
    }

    [Fact]
    public async Task JSON_stat_has_every_cell_zeros_too()
    {
        var id = await accepted.Publish("Vormen", "form-by-year");
        var feed = await accepted.App.ApiClient(["releases:read"]);

        var json = await (await feed.GetAsync(new Uri($"/api/v1/releases/{id}/tables/form-by-year?format=json", UriKind.Relative))).Body();

        Assert.Equal("2.0", json.GetProperty("version").GetString());
        Assert.Equal(["year", "form"], json.GetProperty("id").EnumerateArray().Select(i => i.GetString()));
        var forms = json.GetProperty("dimension").GetProperty("form").GetProperty("category").GetProperty("index");
        Assert.Equal(["sexual", "labour", "unknown"], forms.EnumerateArray().Select(f => f.GetString()));
        Assert.Equal([2, 1, 0], json.GetProperty("value").EnumerateArray().Select(v => v.GetInt32()));
    }
}

public sealed class CompareReleasesTests : IAsyncLifetime
{
    private readonly Accepted _accepted = new();

    public ValueTask InitializeAsync() => _accepted.InitializeAsync();

    public ValueTask DisposeAsync() => _accepted.DisposeAsync();

    [Fact]
    public async Task Every_cell_that_changed_says_why_and_nothing_is_left_unexplained()
    {
        await _accepted.Publish("Eerste");
        var app = _accepted.App;
        // Registered later, corrected, and a quarter of another region that came.
        var late = await app.Register("rotterdam", "2024-03-03", MinorStatus.Unknown);
        await app.Register("rotterdam", "2024-03-04");
        await _accepted.Coordinator.SubmitForm(
            $"/cases/{late}/minority",
            ("MinorStatus", "adult"),
            ("AgeBasis", "document"),
            ("Reason", "Paspoort")
        );
        await app.CompleteAndAccept(_accepted.Coordinator, _accepted.Analyst, "rotterdam", "2024-Q1", "Nagekomen");
        await app.Register("limburg", "2024-01-05");
        var limburg = await app.SignedIn(Role.CareCoordinator, "limburg");
        await app.CompleteAndAccept(limburg, _accepted.Analyst, "limburg", "2024-Q1");
        var second = await _accepted.Publish("Tweede");

        var result = await app.Send(new CompareReleases.Query(second));

        Assert.NotEmpty(result.Differences);
        Assert.All(result.Differences, d => Assert.Equal(d.Now - d.Before, d.Reasons.Values.Sum()));
        Assert.DoesNotContain(result.Differences, d => d.Reasons.ContainsKey(CompareReleases.Unexplained));
        Assert.Equal(
            ["2024 adult 1>2 Corrected 1", "2024 minor 2>4 New 1, NewQuarter 1"],
            result
                .Differences.Where(d => d.Table == "minors-by-year")
                .Select(d =>
                    $"{string.Join(' ', d.Codes)} {d.Before}>{d.Now} {string.Join(", ", d.Reasons.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key} {r.Value}"))}"
                )
        );
        var page = await _accepted.Analyst.Page($"/releases/{second}/differences");
        Assert.Contains("Kwartaal toegevoegd +1", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }
}

public sealed class VerifyReleasesTests : IAsyncLifetime
{
    private readonly Accepted _accepted = new();

    public ValueTask InitializeAsync() => _accepted.InitializeAsync();

    public ValueTask DisposeAsync() => _accepted.DisposeAsync();

    private Task<VerifyReleases.Result> Verify() => _accepted.App.Send(new VerifyReleases.Query());

    [Fact]
    public async Task Whatever_is_changed_in_a_published_release_is_found()
    {
        var id = await _accepted.Publish("Echt");
        Assert.Empty((await Verify()).Faults);

        await Changed(
            db =>
                db.ReleaseFiles.Where(f => f.ReleaseId == id && f.Name == "eu.csv")
                    .ExecuteUpdateAsync(s => s.SetProperty(f => f.Bytes, new byte[] { 1 })),
            "eu.csv"
        );
        await Changed(
            db => db.Releases.Where(r => r.Id == id).ExecuteUpdateAsync(s => s.SetProperty(r => r.Signature, new byte[96])),
            "signature"
        );
        var manifest = await _accepted.Monitor(db => db.Releases.Select(r => r.Manifest).SingleAsync());
        var other = System.Text.Encoding.UTF8.GetBytes(
            System.Text.Encoding.UTF8.GetString(manifest).Replace("Echt", "Nep", StringComparison.Ordinal)
        );
        await Changed(db => db.Releases.Where(r => r.Id == id).ExecuteUpdateAsync(s => s.SetProperty(r => r.Manifest, other)), "manifest");
        var content = await _accepted.Monitor(db => db.Releases.Select(r => r.Content).SingleAsync());
        var forged = System.Text.Encoding.UTF8.GetBytes(
            System.Text.Encoding.UTF8.GetString(content).Replace("\"count\":2", "\"count\":3", StringComparison.Ordinal)
        );
        await Changed(db => db.Releases.Where(r => r.Id == id).ExecuteUpdateAsync(s => s.SetProperty(r => r.Content, forged)), "made anew");
    }

    /// <summary>One change at a time, taken back afterwards.</summary>
    private async Task Changed(Func<MonitorDbContext, Task<int>> change, string fault)
    {
        var release = await _accepted.Monitor(db => db.Releases.AsNoTracking().Include(r => r.Files).SingleAsync());
        await _accepted.Monitor(change);
        Assert.Contains((await Verify()).Faults, f => f.Contains(fault, StringComparison.Ordinal));
        await _accepted.Monitor(async db =>
        {
            await db.Releases.ExecuteUpdateAsync(s =>
                s.SetProperty(r => r.Content, release.Content)
                    .SetProperty(r => r.Manifest, release.Manifest)
                    .SetProperty(r => r.Signature, release.Signature)
            );
            foreach (var file in release.Files)
            {
                await db.ReleaseFiles.Where(f => f.Name == file.Name).ExecuteUpdateAsync(s => s.SetProperty(f => f.Bytes, file.Bytes));
            }

            return 0;
        });
        Assert.Empty((await Verify()).Faults);
    }

    [Fact]
    public async Task The_same_set_gives_the_same_bytes_in_another_language_and_culture()
    {
        var id = await _accepted.Freeze("Overal gelijk");
        var content = await _accepted.Monitor(db => db.Releases.Where(r => r.Id == id).Select(r => r.Content).SingleAsync());
        var frozen = await _accepted.Monitor(db =>
            db.ReleaseFiles.Where(f => f.ReleaseId == id).ToDictionaryAsync(f => f.Name, f => f.Sha256)
        );
        Assert.Equal(MonitorCatalogue.Tables.Count * 3 + 3, frozen.Count);
        foreach (var culture in new[] { "en-US", "ar-SA", "tr-TR", "fa-IR" })
        {
            var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new(culture);
            try
            {
                var files = await ReleaseFiles.Of(FrozenSet.Of(content));
                Assert.Equal(frozen.OrderBy(f => f.Key, StringComparer.Ordinal), files.Select(f => KeyValuePair.Create(f.Name, f.Sha256)));
            }
            finally
            {
                (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
            }
        }
    }
}

public sealed class ReleasesElsewhereTests(Accepted accepted) : ImportProcess(accepted.App), IClassFixture<Accepted>
{
    /// <summary>The command makes every file anew and compares it byte for byte.</summary>
    [Fact]
    public async Task Another_process_in_another_time_zone_and_culture_makes_the_same_bytes()
    {
        await accepted.Publish("Overal gelijk");
        foreach (var (zone, culture) in new[] { ("Pacific/Auckland", "ar_SA.UTF-8"), ("America/St_Johns", "tr_TR.UTF-8") })
        {
            Settings["TZ"] = zone;
            Settings["LANG"] = Settings["LC_ALL"] = culture;

            var (code, output, error) = await Run("releases", "verify");

            Assert.True(code == 0, $"{zone} {culture}: {output} {error}");
        }

        await accepted.Monitor(db =>
            db.ReleaseFiles.Where(f => f.Name == "release.html").ExecuteUpdateAsync(s => s.SetProperty(f => f.Bytes, f => new byte[] { 1 }))
        );
        Assert.NotEqual(0, (await Run("releases", "verify")).Code);
    }
}
