using System.Net;
using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.LegalHolds;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Audit;

public sealed class ListAuditRowsTests(RegistryApp app)
{
    [Fact]
    public async Task Officers_see_who_looked_at_a_case_and_their_own_look_leaves_a_row()
    {
        var registered = await app.Case(change: c => c with { FamilyName = "Canary-Trail" });
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        await coordinator.Page($"/cases/{registered.CaseId}");
        var reader = app.AccountOf(coordinator).Email;
        foreach (var role in new[] { Role.PrivacyOfficer, Role.DataProtectionOfficer })
        {
            var officer = await app.SignedIn(role, "rotterdam");
            var page = await officer.Page($"/audit?Number={registered.CaseNumber}&Actor={reader}&Activity=ViewCase&Outcome=done");

            var row = Assert.Single(page.QuerySelectorAll("main tbody tr"));
            Assert.Contains("Casus bekeken", row.TextContent);
            Assert.Contains(registered.CaseNumber, row.TextContent);
            Assert.DoesNotContain("Canary-Trail", page.Body!.TextContent);
            var own = await officer.Page($"/audit?Actor={app.AccountOf(officer).Email}&Activity=ListAuditRows");
            Assert.NotEmpty(own.QuerySelectorAll("main tbody tr"));
        }
    }

    [Fact]
    public async Task A_case_of_another_region_is_not_named()
    {
        var foreign = await app.Case(Fields.Amsterdam);
        var coordinator = await app.SignedIn(Role.CareCoordinator, "amsterdam");
        await coordinator.Page($"/cases/{foreign.CaseId}");
        var officer = await app.PrivacyOfficer();

        Assert.Empty((await officer.Page($"/audit?Number={foreign.CaseNumber}")).QuerySelectorAll("main tbody tr"));
        var page = await officer.Page($"/audit?Actor={app.AccountOf(coordinator).Email}&Activity=ViewCase");
        Assert.Contains("van een andere regio", Assert.Single(page.QuerySelectorAll("main tbody tr")).TextContent);
        Assert.DoesNotContain(foreign.CaseNumber, page.Body!.TextContent);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_and_days_are_Dutch()
    {
        var officer = await app.PrivacyOfficer();
        for (var i = 0; i < 55; i++)
        {
            await officer.Status("/audit?Outcome=denied");
        }

        var own = $"Actor={app.AccountOf(officer).Email}&Activity=ListAuditRows&Outcome=done";
        var first = await officer.Page($"/audit?{own}");
        var second = await officer.Page(first.QuerySelector("a[rel=next]")!.GetAttribute("href")!);

        Assert.Equal(50, first.QuerySelectorAll("main tbody tr").Length);
        Assert.InRange(second.QuerySelectorAll("main tbody tr").Length, 5, 7);
        Assert.Empty((await officer.Page($"/audit?{own}&To=2020-01-01")).QuerySelectorAll("main tbody tr"));
        Assert.NotEmpty((await officer.Page($"/audit?{own}&From=2020-01-01")).QuerySelectorAll("main tbody tr"));
    }
}

public sealed class FilterAuditRowsTests(RegistryApp app)
{
    [Fact]
    public async Task An_e_mail_address_that_is_filled_in_stands_in_no_address_of_a_page()
    {
        var officer = await app.PrivacyOfficer();
        var email = app.AccountOf(officer).Email;
        for (var i = 0; i < 51; i++)
        {
            await officer.Status("/audit?Outcome=denied");
        }

        var answer = await officer.SubmitForm("/audit", ("Actor", email), ("Activity", "ListAuditRows"));
        var page = await answer.Page();
        var links = page.QuerySelectorAll("main a").Select(a => a.GetAttribute("href")!).ToList();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(50, page.QuerySelectorAll("main tbody tr").Length);
        Assert.Equal("post", page.QuerySelector("main form")!.GetAttribute("method"));
        Assert.DoesNotContain(links, link => Uri.UnescapeDataString(link).Contains(email, StringComparison.OrdinalIgnoreCase));
        var next = await officer.Page(links.Single(l => l.Contains("Before=", StringComparison.Ordinal)));
        Assert.NotEmpty(next.QuerySelectorAll("main tbody tr"));
    }

    [Theory]
    [InlineData("To", "9999-12-31")]
    [InlineData("From", "0001-01-01")]
    public async Task A_day_that_no_calendar_of_the_register_has_is_refused_at_its_field(string field, string day)
    {
        var officer = await app.PrivacyOfficer();

        var answer = await officer.SubmitForm("/audit", (field, day));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotNull((await answer.Page()).GetElementById($"{field}-error"));
        Assert.Equal(HttpStatusCode.BadRequest, await officer.Status($"/audit/rows.csv?{field}={day}"));
    }
}

public sealed class ExportAuditRowsTests(RegistryApp app)
{
    [Fact]
    public async Task A_row_that_names_nobody_does_not_keep_the_others_from_being_read()
    {
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
            actor.Become("account:nobody", null, [], [], []);
            actor.Action = "ViewCase";
            await scope.ServiceProvider.GetRequiredService<AuditLog>().Record("done");
        }

        var officer = await app.PrivacyOfficer();

        Assert.Contains(",account:nobody,", await officer.Text("/audit/rows.csv"));
        Assert.NotEmpty((await officer.Page("/audit?Actor=account:nobody")).QuerySelectorAll("main tbody tr"));
    }

    [Fact]
    public async Task The_export_holds_the_filtered_rows_with_their_hashes_and_no_formula()
    {
        var registered = await app.Case();
        var officer = await app.PrivacyOfficer();
        // What was typed by somebody ends up in a cell.
        await officer.Place("=1+1");
        await officer.Place(registered.CaseNumber, "Reden");

        var csv = await officer.Text($"/audit/rows.csv?Number={registered.CaseNumber}");

        Assert.StartsWith("sequence,at,actor,name,organisation,roles,activity,outcome,case,region,detail,origin,request_id,hash\n", csv);
        Assert.Contains(",PlaceLegalHold,done," + registered.CaseNumber, csv);
        Assert.DoesNotContain(csv.Split('\n', ','), cell => cell.TrimStart('"').StartsWith('='));
        Assert.Contains("ExportAuditRows", await officer.Text($"/audit/rows.csv?Actor={app.AccountOf(officer).Email}"));
        Assert.Equal(HttpStatusCode.Forbidden, await (await app.SignedIn(Role.CareCoordinator, "rotterdam")).Status("/audit/rows.csv"));
    }
}

public sealed class ListAccessesTests(RegistryApp app)
{
    [Fact]
    public async Task The_person_concerned_can_be_told_who_saw_the_case_and_what_for()
    {
        var registered = await app.Case();
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        await coordinator.Page($"/cases/{registered.CaseId}");
        await coordinator.Page($"/cases/{registered.CaseId}");
        await coordinator.Page($"/cases?case_number={registered.CaseNumber}");
        var officer = await app.PrivacyOfficer();

        var lines = (await officer.Page($"/audit/accesses?Number={registered.CaseNumber.ToLowerInvariant()}"))
            .QuerySelectorAll("main tbody tr")
            .Select(r => string.Join(' ', r.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            .ToList();

        Assert.Contains(lines, l => l.Contains("Test Test Zorgcoördinator Casus bekeken 2", StringComparison.Ordinal));
        // A list with one case names it as its own; the registration itself stands there as well.
        Assert.Contains(lines, l => l.Contains("Lijst van casussen bekeken", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("Signaal geregistreerd", StringComparison.Ordinal));
        Assert.Equal(["done"], await app.Audit(registered.CaseId, "ListAccesses"));
    }

    [Fact]
    public async Task A_form_that_shows_a_case_and_every_case_of_a_long_list_leave_their_rows()
    {
        var ids = new List<Domain.Cases.CaseId>();
        for (var i = 0; i < 70; i++)
        {
            ids.Add((await app.Case("GM0037")).CaseId);
        }

        var coordinator = await app.SignedIn(Role.CareCoordinator, "noord-nederland");
        string[] forms = ["edit/identity", "minority", "contact", "signals/add"];
        foreach (var form in forms)
        {
            await coordinator.Page($"/cases/{ids[0]}/{form}");
        }

        await (await app.ApiClient(["signals:read"], "noord-nederland")).Text("/api/v1/signals");

        foreach (var action in new[] { "PrepareEdit", "PrepareMinority", "PrepareContact", "PrepareSignal" })
        {
            Assert.Equal(["done"], await app.Audit(ids[0], action));
        }

        var listed = string.Join(
            ' ',
            await app.Read(db => db.AuditRows.Where(r => r.Action == "ListSignals").Select(r => r.Detail).ToListAsync())
        );
        Assert.All(ids, id => Assert.Contains(id.Value.ToString("N"), listed));
    }

    [Fact]
    public async Task A_case_that_stands_in_a_list_twice_is_named_once()
    {
        await using var other = new RegistryApp();
        await other.InitializeAsync();
        var id = (await other.Case()).CaseId;
        var coordinator = await other.SignedIn(Role.CareCoordinator, "rotterdam");
        await coordinator.SubmitForm($"/cases/{id}/signals/add", Fields.Signal());
        Assert.Equal(2, await other.Read(db => db.Signals.CountAsync(s => s.CaseId == id)));
        var system = await other.ApiClient(["signals:read"], "rotterdam");

        // A list of one case is a look at that case.
        await system.Text("/api/v1/signals");
        Assert.Equal(["done"], await other.Audit(id, "ListSignals"));

        var second = (await other.Case()).CaseId;
        await system.Text("/api/v1/signals");
        var listed = await other.Read(db =>
            db.AuditRows.Where(r => r.Action == "ListSignals" && r.CaseId == null).Select(r => r.Detail!).SingleAsync()
        );
        Assert.Equal(new[] { id, second }.Select(c => c.Value.ToString("N")).Order(), listed.Split(' ').Order());
    }

    [Fact]
    public async Task A_list_says_what_it_was_before_it_names_its_cases()
    {
        await using var scope = app.Services.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        actor.Become("account:x", null, [], [], []);
        (actor.Action, actor.RequestId) = ("Test", Guid.CreateVersion7().ToString("N"));
        var shown = Enumerable.Range(0, 2).Select(_ => Domain.Cases.CaseId.New()).ToList();
        var access = new RecordAccess<Asked, Shown>(scope.ServiceProvider.GetRequiredService<AuditLog>(), actor);

        await access.Handle(
            new(),
            CancellationToken.None,
            () =>
            {
                actor.AuditDetail = "particulars";
                return Task.FromResult(new Shown(shown));
            }
        );

        Assert.Equal(
            $"particulars {shown[0].Value:N} {shown[1].Value:N}",
            await app.Read(db => db.AuditRows.Where(r => r.RequestId == actor.RequestId).Select(r => r.Detail).SingleAsync())
        );
    }

    private sealed record Asked : IAuditedQuery<Shown>;

    private sealed record Shown(IEnumerable<Domain.Cases.CaseId> ShownCases) : IShowsCases;

    [Fact]
    public async Task A_foreign_number_and_an_absent_one_read_the_same_and_only_the_officer_asks()
    {
        var foreign = await app.Case(Fields.Amsterdam);
        var officer = await app.PrivacyOfficer();
        var answers = new List<(HttpStatusCode, string)>();
        foreach (var number in new[] { foreign.CaseNumber, Domain.Cases.CaseNumber.Of("AM", 1999, 99998) })
        {
            var response = await officer.GetAsync(
                new Uri($"/audit/accesses?Number={number}", UriKind.Relative),
                TestContext.Current.CancellationToken
            );
            answers.Add((response.StatusCode, (await response.Page()).QuerySelector("#Number-error")!.TextContent));
        }

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answers[0].Item1);
        Assert.Equal(answers[0], answers[1]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await officer.Status("/audit/accesses?Number=onzin"));
        Assert.Equal(HttpStatusCode.Forbidden, await (await app.SignedIn(Role.DataProtectionOfficer)).Status("/audit/accesses"));
    }
}
