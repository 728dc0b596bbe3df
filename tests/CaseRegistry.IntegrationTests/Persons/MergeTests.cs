using System.Net;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;
using CaseRegistry.IntegrationTests.LegalHolds;
using CaseRegistry.Web.Features.Monitor;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Persons;

internal static class Merges
{
    public static async Task<CaseId> Registered(this RegistryApp app, string municipality, string receivedOn, string minority = "minor") =>
        (
            await app.Case(municipality, c => c with { ReceivedOn = DateOnly.ParseExact(receivedOn, "yyyy-MM-dd"), MinorStatus = minority })
        ).CaseId;

    public static Task<string> Number(this RegistryApp app, CaseId id) =>
        app.Read(db => db.Cases.IgnoreQueryFilters().Where(c => c.Id == id).Select(c => c.Number).SingleAsync());

    public static async Task<HttpResponseMessage> AskMerge(this HttpClient coordinator, RegistryApp app, CaseId from, CaseId into) =>
        await coordinator.SubmitForm(
            $"/persons/{from}/merge",
            ("Number", await app.Number(into)),
            ("Reason", "Zelfde telefoon en verhaal.")
        );

    public static Task<PersonMerge> Latest(this RegistryApp app, CaseId from) =>
        app.Read(db =>
            db.PersonMerges.IgnoreQueryFilters()
                .Where(m => m.CaseId == from)
                .OrderByDescending(m => EF.Property<long>(m, "Sequence"))
                .FirstAsync()
        );

    /// <summary>One coordinator asks for it and another one agrees.</summary>
    public static async Task Merge(this RegistryApp app, CaseId from, CaseId into, string region = "rotterdam")
    {
        await (await app.SignedIn(Role.CareCoordinator, region)).AskMerge(app, from, into);
        var agreed = await (await app.SignedIn(Role.CareCoordinator, region)).Decide(app, from, "agree");
        Assert.Equal(HttpStatusCode.Redirect, agreed.StatusCode);
    }

    public static async Task<HttpResponseMessage> Decide(this HttpClient coordinator, RegistryApp app, CaseId from, string decision) =>
        await coordinator.PostForm($"/persons/merges/{(await app.Latest(from)).Id}/{decision}");
}

public sealed class DecideMergeTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Nobody_agrees_about_a_case_that_was_erased()
    {
        var (from, into) = (await app.Registered(Fields.Rotterdam, "2018-01-01"), await app.Registered(Fields.Rotterdam, "2018-02-01"));
        await (await app.SignedIn(Role.CareCoordinator, "rotterdam")).AskMerge(app, from, into);
        await app.Send(new Web.Features.Keys.ShredCase.Command(await app.Number(from)));

        var agreed = await (await app.SignedIn(Role.CareCoordinator, "rotterdam")).Decide(app, from, "agree");

        Assert.Equal(HttpStatusCode.NotFound, agreed.StatusCode);
    }

    [Fact]
    public async Task Two_who_agree_at_once_leave_nobody_behind()
    {
        var cases = new List<CaseId>();
        for (var i = 1; i <= 3; i++)
        {
            cases.Add(await app.Registered(Fields.Rotterdam, $"2017-0{i}-01"));
        }

        var (one, other) = (await app.SignedIn(Role.CareCoordinator, "rotterdam"), await app.SignedIn(Role.CareCoordinator, "rotterdam"));
        await one.AskMerge(app, cases[0], cases[1]);
        await one.AskMerge(app, cases[2], cases[0]);

        await Task.WhenAll(other.Decide(app, cases[0], "agree"), other.Decide(app, cases[2], "agree"));

        var merged = await app.Read(db =>
            db.PersonMerges.IgnoreQueryFilters().Where(m => cases.Contains(m.CaseId) && m.State == MergeState.Merged).ToListAsync()
        );
        var persons = await app.Read(db =>
            db.Cases.IgnoreQueryFilters().Where(c => cases.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.PersonId)
        );
        Assert.NotEmpty(merged);
        Assert.All(merged, m => Assert.Equal(persons[m.IntoCaseId], persons[m.CaseId]));
    }

    [Fact]
    public async Task A_person_of_several_cases_stays_whole_whatever_is_merged_and_taken_back()
    {
        var cases = new List<CaseId>();
        for (var i = 1; i <= 3; i++)
        {
            cases.Add(await app.Registered(Fields.Rotterdam, $"2019-0{i}-01"));
        }

        var (a, b, c) = (cases[0], cases[1], cases[2]);
        var (one, other) = (await app.SignedIn(Role.CareCoordinator, "rotterdam"), await app.SignedIn(Role.CareCoordinator, "rotterdam"));
        Task<int> Persons() =>
            app.Read(db => db.Cases.IgnoreQueryFilters().Where(x => cases.Contains(x.Id)).Select(x => x.PersonId).Distinct().CountAsync());
        await app.Merge(a, b);

        // Whoever took a case of the two away would leave the other behind.
        foreach (var (from, into) in new[] { (b, c), (a, c) })
        {
            var refused = await one.AskMerge(app, from, into);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains("achterblijven", (await refused.Page()).GetElementById("Number-error")!.TextContent);
        }

        await app.Merge(c, a);
        Assert.Equal(1, await Persons());
        // The third case is about this person because of the first: that goes first.
        await one.Decide(app, a, "ask_split");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await other.Decide(app, a, "agree_split")).StatusCode);
        Assert.Equal(1, await Persons());
        await one.Decide(app, c, "ask_split");
        await other.Decide(app, c, "agree_split");
        Assert.Equal(2, await Persons());
        Assert.Equal(HttpStatusCode.Redirect, (await other.Decide(app, a, "agree_split")).StatusCode);
        Assert.Equal(3, await Persons());
    }

    private static async Task<string[]> Rows(HttpClient client, string table) =>
        (await client.Text($"/api/v1/tables/{table}?format=csv&from=2024&to=2024")).Trim().Split('\n')[1..];

    [Fact]
    public async Task Two_cases_count_once_after_a_colleague_agreed_and_twice_again_after_two_took_it_back()
    {
        var first = await app.Registered(Fields.Rotterdam, "2024-02-01", "adult");
        var second = await app.Registered(Fields.Rotterdam, "2024-08-01");
        var (asks, agrees) = (await app.SignedIn(Role.CareCoordinator, "rotterdam"), await app.SignedIn(Role.CareCoordinator, "rotterdam"));
        var reader = await app.ApiClient(["tables:read"]);
        await asks.SubmitForm("/periods/rotterdam/2024-Q3");

        Assert.Equal(HttpStatusCode.Redirect, (await asks.AskMerge(app, second, first)).StatusCode);
        Assert.Equal(["2024,adult,1", "2024,minor,1"], await Rows(reader, "minors-by-year"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await asks.Decide(app, second, "agree")).StatusCode);
        Assert.Equal(["2024,adult,1", "2024,minor,1"], await Rows(reader, "minors-by-year"));

        Assert.Equal(HttpStatusCode.Redirect, (await agrees.Decide(app, second, "agree")).StatusCode);
        Assert.Equal(["2024,adult,1"], await Rows(reader, "minors-by-year"));
        Assert.Empty((await app.Send(new VerifyCounts.Query())).Differences);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await agrees.Decide(app, second, "agree")).StatusCode);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await agrees.Decide(app, second, "agree_split")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await agrees.Decide(app, second, "ask_split")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await agrees.Decide(app, second, "agree_split")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await asks.Decide(app, second, "agree_split")).StatusCode);
        Assert.Equal(["2024,adult,1", "2024,minor,1"], await Rows(reader, "minors-by-year"));
        Assert.Empty((await app.Send(new VerifyCounts.Query())).Differences);

        var reasons = await app.Read(db =>
            db.PeriodChanges.IgnoreQueryFilters()
                .Where(c => c.Table == "minors-by-year")
                .OrderBy(c => EF.Property<long>(c, "Sequence"))
                .Select(c => $"{c.Reason} {c.Cell} {c.By}")
                .ToListAsync()
        );
        Assert.Equal(["Merged minor -1", "Split minor 1"], reasons);
        Assert.Contains("done", await app.Audit(second, "DecideMerge"));
        // Who watches over the case whose person stays finds all of it there too.
        var trail = await (await app.PrivacyOfficer()).Page($"/audit/accesses?Number={await app.Number(first)}");
        var acts = trail.QuerySelectorAll("main tbody tr").Select(r => r.TextContent).ToList();
        Assert.Contains(acts, a => a.Contains("Samenvoegen van personen gevraagd", StringComparison.Ordinal));
        Assert.Contains(acts, a => a.Contains("Over samenvoegen van personen beslist", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_declined_merge_changes_nothing_and_can_be_asked_again()
    {
        var (first, second) = (await app.Registered("GM0935", "2023-02-01"), await app.Registered("GM0935", "2023-03-01"));
        var (one, other) = (await app.SignedIn(Role.CareCoordinator, "limburg"), await app.SignedIn(Role.CareCoordinator, "limburg"));
        await one.AskMerge(app, second, first);

        Assert.Equal(HttpStatusCode.Redirect, (await other.Decide(app, second, "decline")).StatusCode);

        Assert.Equal(2, await app.Read(db => db.MonitorFacts.IgnoreQueryFilters().CountAsync(f => f.Region == "limburg")));
        Assert.Equal(HttpStatusCode.Redirect, (await one.AskMerge(app, second, first)).StatusCode);
    }

    [Fact]
    public async Task Another_region_decides_nothing()
    {
        var (first, second) = (await app.Registered("GM0518", "2023-02-01"), await app.Registered("GM0518", "2023-03-01"));
        await (await app.SignedIn(Role.CareCoordinator, "den-haag")).AskMerge(app, second, first);
        var elsewhere = await app.SignedIn(Role.CareCoordinator, "amsterdam");

        Assert.Equal(HttpStatusCode.NotFound, (await elsewhere.Decide(app, second, "agree")).StatusCode);
        Assert.Equal(MergeState.Requested, (await app.Latest(second)).State);
    }
}

public sealed class RequestMergeTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_number_of_another_region_an_own_one_and_an_empty_reason_are_refused_at_their_field()
    {
        var (own, foreign) = (await app.Registered(Fields.Rotterdam, "2024-02-01"), await app.Registered(Fields.Amsterdam, "2024-02-01"));
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        async Task<string?> Error(string number, string reason, string field)
        {
            var answer = await coordinator.SubmitForm($"/persons/{own}/merge", ("Number", number), ("Reason", reason));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            return (await answer.Page()).GetElementById($"{field}-error")?.TextContent;
        }

        Assert.Contains("geen casus met dit nummer", await Error(await app.Number(foreign), "x", "Number"));
        // Trying numbers leaves a row for each, and tells nothing of the case that has it.
        Assert.Contains("not_found", await app.Audit(own, "RequestMerge"));
        Assert.Empty(await app.Audit(foreign, "RequestMerge"));
        Assert.Contains("al als een persoon", await Error(await app.Number(own), "x", "Number"));
        Assert.Contains("geen casusnummer", await Error("12", "x", "Number"));
        Assert.NotNull(await Error(await app.Number(own), "", "Reason"));
        Assert.Equal(HttpStatusCode.NotFound, await coordinator.Status($"/persons/{foreign}/merge"));
    }

    [Fact]
    public async Task The_look_at_the_form_that_comes_back_does_not_say_what_the_refused_request_was_about()
    {
        var own = await app.Registered("GM0518", "2024-02-01");
        var coordinator = await app.SignedIn(Role.CareCoordinator, "den-haag");

        // Refused after it said into which case: nothing was done to that one.
        var refused = await coordinator.SubmitForm($"/persons/{own}/merge", ("Number", await app.Number(own)), ("Reason", "x"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(
            [null, null],
            await app.Read(db =>
                db.AuditRows.Where(r => r.CaseId == own.Value && r.Action == "PrepareMerge").Select(r => r.Detail).ToListAsync()
            )
        );
    }

    [Fact]
    public async Task The_reason_is_unreadable_in_the_database()
    {
        var (first, second) = (await app.Registered("GM0935", "2024-02-01"), await app.Registered("GM0935", "2024-02-02"));
        var coordinator = await app.SignedIn(Role.CareCoordinator, "limburg");
        await coordinator.AskMerge(app, second, first);

        var merge = await app.Latest(second);
        Assert.DoesNotContain("telefoon", System.Text.Encoding.UTF8.GetString(merge.Reason!.Bytes), StringComparison.Ordinal);
        Assert.Contains("Zelfde telefoon", (await coordinator.Page("/persons/merges")).QuerySelector("main")!.TextContent);
    }
}

public sealed class PrepareMergeTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task The_form_is_opened_for_a_case_of_the_own_region_and_leaves_a_row()
    {
        var own = await app.Registered(Fields.Rotterdam, "2024-02-01");
        await (await app.SignedIn(Role.CareCoordinator, "rotterdam")).Page($"/persons/{own}/merge");
        Assert.Equal(["done"], await app.Audit(own, "PrepareMerge"));
    }
}

public sealed class ListMergesTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Only_who_did_not_ask_is_offered_to_agree()
    {
        var (first, second) = (await app.Registered(Fields.Rotterdam, "2024-02-01"), await app.Registered(Fields.Rotterdam, "2024-02-02"));
        var (asks, other) = (await app.SignedIn(Role.CareCoordinator, "rotterdam"), await app.SignedIn(Role.CareCoordinator, "rotterdam"));
        await asks.AskMerge(app, second, first);

        Assert.Empty((await asks.Page("/persons/merges")).QuerySelectorAll("form[action$='/agree']"));
        Assert.Single((await other.Page("/persons/merges")).QuerySelectorAll("form[action$='/agree']"));
        Assert.DoesNotContain(
            await app.Number(second),
            (await (await app.SignedIn(Role.CareCoordinator, "amsterdam")).Page("/persons/merges")).Body!.TextContent
        );
    }
}
