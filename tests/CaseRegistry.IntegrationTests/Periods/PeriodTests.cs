using System.Globalization;
using System.Net;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;
using CaseRegistry.IntegrationTests.Monitor;
using CaseRegistry.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Periods;

/// <summary>Handing in and accepting quarters, as the pages do it.</summary>
internal static class Quarters
{
    public static Task<HttpResponseMessage> Complete(this HttpClient coordinator, string region, string quarter, string? remark = null) =>
        coordinator.SubmitForm($"/periods/{region}/{quarter}", ("Remark", remark ?? ""));

    public static Task<Guid> LatestVersion(this RegistryApp app, string region, string quarter)
    {
        var (year, number) = Quarter.Parse(quarter, null);
        return app.Read(db =>
            db.PeriodVersions.IgnoreQueryFilters()
                .Where(v => v.Region == region && v.Year == year && v.QuarterNumber == number)
                .OrderByDescending(v => v.Number)
                .Select(v => v.Id)
                .FirstAsync()
        );
    }

    /// <summary>Accepts on the page of the version.</summary>
    public static Task<HttpResponseMessage> Accept(this HttpClient analyst, Guid version) =>
        analyst.SubmitForm($"/periods/versions/{version}", "/accept");

    public static async Task<HttpResponseMessage> CompleteAndAccept(
        this RegistryApp app,
        HttpClient coordinator,
        HttpClient analyst,
        string region,
        string quarter,
        string? remark = null
    )
    {
        var completed = await coordinator.Complete(region, quarter, remark);
        Assert.Equal(HttpStatusCode.Redirect, completed.StatusCode);
        return await analyst.Accept(await app.LatestVersion(region, quarter));
    }
}

public sealed class CompletePeriodsTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    private Task<List<PeriodVersion>> Versions(string region) =>
        app.Read(db =>
            db.PeriodVersions.IgnoreQueryFilters().Include(v => v.Cells).Where(v => v.Region == region).OrderBy(v => v.Number).ToListAsync()
        );

    [Fact]
    public async Task What_the_region_counts_then_is_kept_and_does_not_change_with_the_register()
    {
        await app.Register("rotterdam", "2024-02-01");
        await app.Register("rotterdam", "2024-03-31", MinorStatus.Adult);
        await app.Register("rotterdam", "2024-04-01");
        await app.Register("amsterdam", "2024-02-01");
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        Assert.Equal(HttpStatusCode.Redirect, (await coordinator.Complete("rotterdam", "2024-Q1")).StatusCode);
        await app.Register("rotterdam", "2024-02-15");

        var version = Assert.Single(await Versions("rotterdam"));
        Assert.Equal((2024, 1, 1, PeriodState.Submitted), (version.Year, version.QuarterNumber, version.Number, version.State));
        Assert.Equal(
            ["adult 1", "minor 1"],
            version.Cells.Where(c => c.Table == "minors-by-year").Select(c => $"{c.Cell} {c.Count}").Order()
        );
        Assert.Equal(2, version.Cells.Where(c => c.Table == "signals-by-year").Sum(c => c.Count));
        var change = await app.Read(db =>
            db.PeriodChanges.IgnoreQueryFilters().SingleAsync(c => c.Region == "rotterdam" && c.Table == "minors-by-year")
        );
        Assert.Equal(("minor", ChangeReason.New, 1, 0), (change.Cell, change.Reason, change.By, change.Number));
    }

    [Fact]
    public async Task A_further_version_needs_a_reason_and_a_difference_and_takes_up_the_changes()
    {
        var @case = await app.Register("limburg", "2023-05-01", MinorStatus.Unknown);
        var coordinator = await app.SignedIn(Role.CareCoordinator, "limburg");
        var analyst = await app.SignedIn(Role.NationalAnalyst);
        await app.CompleteAndAccept(coordinator, analyst, "limburg", "2023-Q2");

        var same = await coordinator.PostForm("/periods/complete", ("Periods", "limburg:2023-Q2"), ("Remark", "Nog eens"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, same.StatusCode);
        Assert.Contains("niets veranderd", (await same.Page()).QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        await coordinator.SubmitForm(
            $"/cases/{@case}/minority",
            ("MinorStatus", "minor"),
            ("AgeBasis", "document"),
            ("Reason", "Paspoort")
        );
        var without = await coordinator.Complete("limburg", "2023-Q2");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, without.StatusCode);
        Assert.NotNull((await without.Page()).GetElementById("Remark-error"));
        Assert.Equal(HttpStatusCode.Redirect, (await coordinator.Complete("limburg", "2023-Q2", "Leeftijd bekend")).StatusCode);

        var versions = await Versions("limburg");
        Assert.Equal([PeriodState.Accepted, PeriodState.Submitted], versions.Select(v => v.State));
        await analyst.Accept(versions[1].Id);
        Assert.Equal([PeriodState.Superseded, PeriodState.Accepted], (await Versions("limburg")).Select(v => v.State));
        var changes = await app.Read(db =>
            db.PeriodChanges.IgnoreQueryFilters().Where(c => c.Region == "limburg" && c.Table == "minors-by-year").ToListAsync()
        );
        Assert.Equal(
            ["2 minor Corrected 1", "2 unknown Corrected -1"],
            changes.Select(c => $"{c.Number} {c.Cell} {c.Reason} {c.By}").Order()
        );

        // Beside the figures stands how they came to be: the first version, the correction, the second, and what came since.
        await app.Register("limburg", "2023-06-01", MinorStatus.Adult);
        var rows = (await coordinator.Page("/periods/limburg/2023-Q2"))
            .QuerySelectorAll("details tr")
            .Select(r => string.Join(' ', r.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(
            ["versie 1", "Verbeterd 0 +1 −1 0 0", "versie 2", "Later geregistreerd +1 0 0 0 +1", "Nu geteld 2 1 0 0 2"],
            rows.Skip(1).Select(r => r.StartsWith("versie", StringComparison.Ordinal) ? r[..8] : r)
        );
    }

    [Fact]
    public async Task A_quarter_that_runs_another_region_and_nonsense_are_refused()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "den-haag");
        Task<HttpResponseMessage> Send(string period) => coordinator.PostForm("/periods/complete", ("Periods", period), ("Remark", "x"));

        var running = await Send($"den-haag:{Quarter.Of(TimeProvider.System.Today())}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, running.StatusCode);
        Assert.Contains("laatste dag", (await running.Page()).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await Send("amsterdam:2024-Q1")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Send("den-haag:2024-Q5")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await coordinator.PostForm("/periods/complete")).StatusCode);
        Assert.Empty(await Versions("den-haag"));
    }

    [Fact]
    public async Task A_number_that_stands_out_wants_a_word()
    {
        for (var quarter = 0; quarter < 4; quarter++)
        {
            await app.Register("zeeland-west-brabant", $"2022-{3 * quarter + 1:00}-10");
        }

        for (var i = 0; i < 9; i++)
        {
            await app.Register("zeeland-west-brabant", "2023-01-10");
        }

        var coordinator = await app.SignedIn(Role.CareCoordinator, "zeeland-west-brabant");

        var refused = await coordinator.Complete("zeeland-west-brabant", "2023-Q1");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("valt op", (await refused.Page()).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.Redirect,
            (await coordinator.Complete("zeeland-west-brabant", "2023-Q1", "Een grote actie")).StatusCode
        );
    }

    [Fact]
    public async Task Two_people_who_hand_in_at_once_make_one_version()
    {
        await app.Register("noord-holland", "2024-05-05");
        var (one, other) = (
            await app.SignedIn(Role.CareCoordinator, "noord-holland"),
            await app.SignedIn(Role.CareCoordinator, "noord-holland")
        );

        var answers = await Task.WhenAll(one.Complete("noord-holland", "2024-Q2"), other.Complete("noord-holland", "2024-Q2"));

        Assert.Equal([HttpStatusCode.Redirect, HttpStatusCode.UnprocessableEntity], answers.Select(a => a.StatusCode).Order());
        Assert.Single(await Versions("noord-holland"));
    }
}

public sealed class ListPeriodsTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task The_list_says_what_is_late_and_what_came_back_with_a_question_and_hands_in_several_at_once()
    {
        await app.Register("rotterdam", "2025-02-01");
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var page = await coordinator.Page("/periods?Year=2025");
        Assert.Equal(4, page.QuerySelectorAll("main tbody tr").Length);
        Assert.Contains("te laat", page.QuerySelector("main tbody tr")!.TextContent, StringComparison.Ordinal);
        var sent = await coordinator.SubmitForm("/periods?Year=2025", ("Periods", "rotterdam:2025-Q1"), ("Periods", "rotterdam:2025-Q2"));
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);

        var analyst = await app.SignedIn(Role.NationalAnalyst);
        var version = await app.LatestVersion("rotterdam", "2025-Q1");
        await analyst.SubmitForm($"/periods/versions/{version}", "/return", ("Question", "Klopt dit?"));
        var rows = (await coordinator.Page("/periods?Year=2025")).QuerySelectorAll("main tbody tr").Select(r => r.TextContent).ToList();
        Assert.Contains("Klopt dit?", rows[0], StringComparison.Ordinal);
        Assert.Contains("Ingeleverd", rows[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_region_and_another_role_see_none_of_it()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "amsterdam");
        Assert.DoesNotContain(
            "Rotterdam",
            (await coordinator.Page("/periods")).QuerySelector("main table")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal(HttpStatusCode.Forbidden, await (await app.SignedIn(Role.NationalAnalyst)).Status("/periods"));
    }
}

public sealed class ViewPeriodTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Before_handing_in_the_page_shows_what_is_unknown_unfinished_and_unweighed()
    {
        await app.Register("rotterdam", "2024-02-01", MinorStatus.Unknown);
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        await Signals.StartDraftTests.Start(await app.SignedIn(Role.CareCoordinator, "rotterdam"));

        var text = (await coordinator.Page("/periods/rotterdam/2024-Q1")).QuerySelector("main")!.TextContent;

        Assert.Contains("Minderjarigheid: 1 van 1", text, StringComparison.Ordinal);
        Assert.Contains("niet verzonden registraties: 1", text, StringComparison.Ordinal);
        Assert.Contains("geen overleg besprak: 1", text, StringComparison.Ordinal);
        Assert.Contains("te weinig eerdere kwartalen", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/periods/amsterdam/2024-Q1")]
    [InlineData("/periods/nergens/2024-Q1")]
    [InlineData("/periods/rotterdam/2024-Q7")]
    public async Task What_is_not_of_the_region_is_not_there(string url) =>
        Assert.Equal(HttpStatusCode.NotFound, await (await app.SignedIn(Role.CareCoordinator, "rotterdam")).Status(url));
}

public sealed class ListVersionsTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task The_office_sees_who_handed_in_and_who_is_late()
    {
        await app.Register("rotterdam", "2024-02-01");
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var analyst = await app.SignedIn(Role.NationalAnalyst);
        await coordinator.Complete("rotterdam", "2024-Q1");

        var page = await analyst.Page("/periods/versions?Year=2024");
        var rows = page.QuerySelectorAll("main tbody tr");

        Assert.Equal(10, rows.Length);
        Assert.Contains("Wacht op u: 1. Te laat: 39.", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Single(page.QuerySelectorAll("input[name=Ids]"));
        Assert.Equal(HttpStatusCode.Forbidden, await coordinator.Status("/periods/versions"));
    }
}

public sealed class RegionsThatComeAndGoTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_region_owes_the_quarters_in_which_it_was_there_and_each_that_is_due_is_reminded_of()
    {
        var today = TimeProvider.System.Today();
        await app.Read(db =>
            db.CareRegions.Where(r => r.Code == "limburg").ExecuteUpdateAsync(s => s.SetProperty(r => r.EndsOn, new DateOnly(2024, 5, 1)))
        );
        await app.Read(db =>
            db.CareRegions.Where(r => r.Code == "den-haag")
                .ExecuteUpdateAsync(s => s.SetProperty(r => r.StartsOn, new DateOnly(2024, 9, 30)))
        );
        app.Services.GetRequiredService<CodeListCache>().Drop();
        var analyst = await app.SignedIn(Role.NationalAnalyst);

        // Ten regions with four quarters, without the last two of the one and the first two of the other.
        Assert.Contains("Te laat: 36.", (await analyst.Page("/periods/versions?Year=2024")).QuerySelector("main")!.TextContent);
        Assert.Contains("te laat", (await analyst.Page("/")).GetElementById("office")!.ParentElement!.TextContent);

        // Each quarter of the last year is asked for, not only the last one.
        var before = Quarter.Of(Quarter.Of(Quarter.Of(today).FirstDay.AddDays(-1)).FirstDay.AddDays(-1));
        var tasks = (await (await app.SignedIn(Role.CareCoordinator, "rotterdam")).Page("/")).GetElementById("quarters")!.ParentElement!;
        Assert.Contains($"{before}", tasks.InnerHtml);
    }
}

public sealed class ViewVersionTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task The_office_sees_numbers_and_the_word_of_the_region_and_no_case()
    {
        var @case = await app.Register("rotterdam", "2024-02-01");
        var number = await app.Read(db => db.Cases.IgnoreQueryFilters().Where(c => c.Id == @case).Select(c => c.Number).SingleAsync());
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        await coordinator.Complete("rotterdam", "2024-Q1", "Rustig kwartaal");
        var analyst = await app.SignedIn(Role.NationalAnalyst);

        var page = await analyst.Page($"/periods/versions/{await app.LatestVersion("rotterdam", "2024-Q1")}");

        Assert.Contains("Rustig kwartaal", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Minderjarig: 1", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(number, page.Body!.InnerHtml, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await analyst.Status($"/periods/versions/{Guid.CreateVersion7()}"));
    }
}

public sealed class AcceptPeriodsTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Several_are_accepted_at_once_each_with_its_row_and_none_twice()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var analyst = await app.SignedIn(Role.NationalAnalyst);
        await coordinator.Complete("rotterdam", "2024-Q1");
        await coordinator.Complete("rotterdam", "2024-Q2");
        var ids = new[] { await app.LatestVersion("rotterdam", "2024-Q1"), await app.LatestVersion("rotterdam", "2024-Q2") };

        var fields = ids.Select(id => ("Ids", id.ToString())).ToArray();
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.SubmitForm("/periods/versions?Year=2024", fields)).StatusCode);

        Assert.All(
            await app.Read(db => db.PeriodVersions.IgnoreQueryFilters().Where(v => ids.Contains(v.Id)).ToListAsync()),
            v => Assert.Equal((PeriodState.Accepted, app.AccountIdOf(analyst)), (v.State, v.DecidedBy!.Value))
        );
        var again = await analyst.PostForm("/periods/versions/accept", fields[0]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        Assert.Contains("al beslist", (await again.Page()).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            ["period:rotterdam/2024-Q1/1", "period:rotterdam/2024-Q2/1"],
            await Named(name => name.StartsWith("period:rotterdam", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task However_many_are_accepted_at_once_each_is_named_in_a_row()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "limburg");
        var analyst = await app.SignedIn(Role.NationalAnalyst);
        var quarters = Enumerable.Range(2018, 6).SelectMany(year => Enumerable.Range(1, 4).Select(q => $"{year}-Q{q}")).ToList();
        var fields = new List<(string, string)>();
        foreach (var quarter in quarters)
        {
            await coordinator.Complete("limburg", quarter);
            fields.Add(("Ids", (await app.LatestVersion("limburg", quarter)).ToString()));
        }

        Assert.Equal(HttpStatusCode.Redirect, (await analyst.PostForm("/periods/versions/accept", [.. fields])).StatusCode);

        Assert.Equal(24, quarters.Count);
        Assert.Equal(
            quarters.Select(q => $"period:limburg/{q}/1"),
            await Named(name => name.StartsWith("period:limburg", StringComparison.Ordinal))
        );
    }

    private async Task<IEnumerable<string>> Named(Func<string, bool> which) =>
        (
            await app.Read(db =>
                db.AuditRows.Where(r => r.Action == "AcceptPeriods" && r.Outcome == "done").Select(r => r.Detail!).ToListAsync()
            )
        )
            .SelectMany(detail => detail.Split(' '))
            .Where(which)
            .Order(StringComparer.Ordinal);
}

public sealed class ReturnPeriodTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_question_opens_the_quarter_again_and_the_answer_comes_with_the_next_version()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var analyst = await app.SignedIn(Role.NationalAnalyst);
        await coordinator.Complete("rotterdam", "2024-Q1");
        var id = await app.LatestVersion("rotterdam", "2024-Q1");

        var empty = await analyst.SubmitForm($"/periods/versions/{id}", "/return", ("Question", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
        Assert.NotNull((await empty.Page()).GetElementById("Question-error"));
        await analyst.SubmitForm($"/periods/versions/{id}", "/return", ("Question", "Echt nul?"));

        Assert.Contains("Echt nul?", (await coordinator.Page("/periods/rotterdam/2024-Q1")).QuerySelector("main")!.TextContent);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await coordinator.Complete("rotterdam", "2024-Q1")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await coordinator.Complete("rotterdam", "2024-Q1", "Ja, nul.")).StatusCode);
        Assert.NotEqual(id, await app.LatestVersion("rotterdam", "2024-Q1"));
    }

    [Fact]
    public async Task A_region_whose_further_version_came_back_is_late_again_on_the_first_page_too()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "limburg");
        var analyst = await app.SignedIn(Role.NationalAnalyst);
        async Task<int> Late() =>
            int.Parse(
                (await analyst.Page("/")).QuerySelector("a[href^='/periods/versions?Year='] + *")!.TextContent,
                CultureInfo.InvariantCulture
            );
        var before = await Late();
        var quarter = Quarter.Of(DateOnly.FromDateTime(DateTime.UtcNow));
        for (var i = 0; i < 5; i++)
        {
            quarter = Quarter.Of(quarter.FirstDay.AddDays(-1));
            await app.CompleteAndAccept(coordinator, analyst, "limburg", quarter.ToString());
        }

        Assert.Equal(before - 1, await Late());
        quarter = Quarter.Of(quarter.LastDay.AddDays(1));
        await app.Register("limburg", quarter.FirstDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await coordinator.Complete("limburg", quarter.ToString(), "Nagekomen");
        Assert.Equal(before - 1, await Late());

        var again = await app.LatestVersion("limburg", quarter.ToString());
        await analyst.SubmitForm($"/periods/versions/{again}", "/return", ("Question", "Klopt dit?"));

        Assert.Equal(before, await Late());
    }
}
