using System.Net;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Meetings;

/// <summary>A coordinator, a chair and a case of one region, with an open meeting.</summary>
internal sealed record Table(HttpClient Coordinator, HttpClient Chair, Guid ChairId, string Meeting, string CaseId, string CaseNumber)
{
    public static async Task<Table> Open(RegistryApp app)
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var chair = await app.SignedIn([Role.RegionalTableMember, Role.RegionalTableChair], ["rotterdam"]);
        var registered = await app.Case(change: c => c with { Summary = "Canary-Table-Narrative", FamilyName = "Canary-Table-Name" });
        var planned = await coordinator.SubmitForm("/meetings", ("Kind", "case_conference"), ("HeldOn", "2099-01-02"));
        Assert.Equal(HttpStatusCode.Redirect, planned.StatusCode);
        return new(
            coordinator,
            chair,
            app.AccountIdOf(chair),
            planned.Headers.Location!.OriginalString,
            registered.CaseId.ToString(),
            registered.CaseNumber
        );
    }

    public async Task PutOnAgenda(params Guid[] invited)
    {
        var put = await Coordinator.SubmitForm(
            $"/cases/{CaseId}/moves/put_on_agenda",
            [("MeetingId", Meeting.Split('/')[^1]), ("Goal", "Signalen naast elkaar"), .. invited.Select(i => ("Invited", i.ToString()))]
        );
        Assert.Equal(HttpStatusCode.Redirect, put.StatusCode);
    }
}

public sealed class AttendMeetingTests(RegistryApp app)
{
    [Fact]
    public async Task An_invited_member_sees_the_case_pseudonymously_while_the_meeting_is_open()
    {
        var table = await Table.Open(app);
        var stranger = await app.SignedIn(Role.RegionalTableMember, "rotterdam");
        Assert.Equal(HttpStatusCode.NotFound, await table.Chair.Status(table.Meeting + "/attend"));
        await table.PutOnAgenda(table.ChairId);

        var page = await table.Chair.Text(table.Meeting + "/attend");

        Assert.Contains("Signalen naast elkaar", page);
        Assert.Contains("Seksuele uitbuiting", page);
        foreach (var hidden in new[] { "Canary-Table-Narrative", "Canary-Table-Name", table.CaseNumber, "Rotterdam, " })
        {
            Assert.DoesNotContain(hidden, page);
        }

        Assert.Equal(HttpStatusCode.NotFound, await stranger.Status(table.Meeting + "/attend"));
        Assert.Equal(HttpStatusCode.Forbidden, await table.Chair.Status($"/cases/{table.CaseId}"));
        await table.Coordinator.SubmitForm(table.Meeting, "/close");
        Assert.Equal(HttpStatusCode.NotFound, await table.Chair.Status(table.Meeting + "/attend"));
    }
}

public sealed class ClosedCaseOnAgendaTests(RegistryApp app)
{
    [Fact]
    public async Task A_closed_case_is_marked_on_the_agenda_and_is_neither_discussed_nor_put_on_one()
    {
        var table = await Table.Open(app);
        await table.PutOnAgenda(table.ChairId);
        var waiting = await app.Case("GM0599");
        await table.Coordinator.SubmitForm($"/cases/{waiting.CaseId}/moves/put_on_agenda");
        var before = await table.Coordinator.Page(table.Meeting);
        Assert.Contains(waiting.CaseNumber, before.QuerySelector("main")!.TextContent);
        var form = $"section[aria-label='{waiting.CaseNumber}'] form";
        var (action, version) = (
            before.QuerySelector(form)!.GetAttribute("action")!,
            before.QuerySelector($"{form} [name=Version]")!.GetAttribute("value")!
        );

        foreach (var id in new[] { table.CaseId, $"{waiting.CaseId}" })
        {
            await table.Coordinator.SubmitForm($"/cases/{id}/moves/close", ("ClosureReason", "duplicate"));
        }

        var attended = (await table.Chair.Page(table.Meeting + "/attend")).QuerySelector("main")!;
        Assert.Contains("De casus is gesloten.", attended.TextContent);
        Assert.Empty(attended.QuerySelectorAll("a[href*='/attend/']"));
        var planned = (await table.Coordinator.Page(table.Meeting)).QuerySelector("main")!;
        Assert.Contains("De casus is gesloten.", planned.TextContent);
        Assert.DoesNotContain(waiting.CaseNumber, planned.TextContent);
        // Other cases of the region may wait.
        Assert.Empty(planned.QuerySelectorAll(form));
        var token = (await table.Coordinator.Page("/account/password")).QuerySelector("main input[name=__RequestVerificationToken]")!;
        using var late = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["Version"] = version,
                ["__RequestVerificationToken"] = token.GetAttribute("value")!,
                ["__once"] = $"{Guid.CreateVersion7()}",
            }
        );
        var refused = await table.Coordinator.PostAsync(new Uri(action, UriKind.Relative), late, TestContext.Current.CancellationToken);
        Assert.Contains("Heropen de casus eerst.", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Null(await app.Read(db => db.AgendaItems.Where(i => i.CaseId == waiting.CaseId).Select(i => i.MeetingId).SingleAsync()));
    }
}

public sealed class RecordDiscussionTests(RegistryApp app)
{
    [Fact]
    public async Task The_chair_records_the_outcome_and_the_file_state_stays()
    {
        var table = await Table.Open(app);
        await table.PutOnAgenda(table.ChairId);
        var link = (await table.Chair.Page(table.Meeting + "/attend")).QuerySelector("main a[href*='/attend/']")!.GetAttribute("href")!;
        Assert.Contains("Geen oordeel over slachtofferschap", await table.Chair.Text(link));

        var empty = await table.Chair.SubmitForm(link, ("Outcome", "reinforced"));
        var recorded = await table.Chair.SubmitForm(link, ("Outcome", "reinforced"), ("Reasons", "Canary-Reasons"), ("Actions", "Bellen"));
        var again = await table.Chair.SubmitForm(link, ("Outcome", "weakened"), ("Reasons", "Nogmaals"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, recorded.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        var file = await table.Coordinator.Text($"/cases/{table.CaseId}");
        Assert.Contains("Canary-Reasons", file);
        Assert.Contains("Signalen versterken elkaar", file);
        Assert.Contains("Geen oordeel over slachtofferschap", file);
        Assert.Contains("Geregistreerd", file);
    }

    [Fact]
    public async Task A_member_who_is_not_the_chair_records_nothing()
    {
        var table = await Table.Open(app);
        var member = await app.SignedIn(Role.RegionalTableMember, "rotterdam");
        await table.PutOnAgenda(table.ChairId, app.AccountIdOf(member));

        Assert.Null((await member.Page(table.Meeting + "/attend")).QuerySelector("main a[href*='/attend/']"));
        var link = (await table.Chair.Page(table.Meeting + "/attend")).QuerySelector("main a[href*='/attend/']")!.GetAttribute("href")!;
        Assert.Equal(HttpStatusCode.Forbidden, await member.Status(link));
    }
}

public sealed class PrepareDiscussionTests(RegistryApp app)
{
    [Fact]
    public async Task A_chair_who_is_not_invited_has_no_form()
    {
        var table = await Table.Open(app);
        await table.PutOnAgenda(table.ChairId);
        var link = (await table.Chair.Page(table.Meeting + "/attend")).QuerySelector("main a[href*='/attend/']")!.GetAttribute("href")!;
        var other = await app.SignedIn(Role.RegionalTableChair, "rotterdam");

        Assert.Equal(HttpStatusCode.NotFound, await other.Status(link));
    }
}

public sealed class PlanMeetingTests(RegistryApp app)
{
    [Fact]
    public async Task A_meeting_is_not_planned_in_the_past()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var refused = await coordinator.SubmitForm("/meetings", ("Kind", "regional_table"), ("HeldOn", "2020-01-01"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("Een overleg kan niet in het verleden worden gepland.", (await refused.Page()).Body!.TextContent);
    }
}

public sealed class ListMeetingsTests(RegistryApp app)
{
    [Fact]
    public async Task Meetings_of_another_region_are_not_listed()
    {
        var table = await Table.Open(app);
        var foreign = await app.SignedIn(Role.CareCoordinator, "limburg");

        Assert.Contains(table.Meeting, await table.Coordinator.Text("/meetings"));
        Assert.DoesNotContain(table.Meeting, await foreign.Text("/meetings"));
    }
}

public sealed class ViewMeetingTests(RegistryApp app)
{
    [Fact]
    public async Task The_agenda_of_another_region_is_not_there()
    {
        var table = await Table.Open(app);
        await table.PutOnAgenda();

        Assert.Contains(table.CaseNumber, await table.Coordinator.Text(table.Meeting));
        Assert.Equal(HttpStatusCode.NotFound, await (await app.SignedIn(Role.CareCoordinator, "limburg")).Status(table.Meeting));
    }
}

public sealed class ScheduleItemTests(RegistryApp app)
{
    [Fact]
    public async Task A_waiting_case_is_put_on_the_agenda_with_its_members()
    {
        var table = await Table.Open(app);
        await table.Coordinator.SubmitForm($"/cases/{table.CaseId}/moves/put_on_agenda");
        var item = await app.Read(db =>
            db.AgendaItems.Where(i => i.CaseId == Domain.Cases.CaseId.From(Guid.Parse(table.CaseId))).Select(i => i.Id).SingleAsync()
        );

        var stranger = await table.Coordinator.SubmitForm(
            table.Meeting,
            $"/items/{item}",
            ("Invited", app.AccountIdOf(table.Coordinator).ToString())
        );
        var scheduled = await table.Coordinator.SubmitForm(table.Meeting, $"/items/{item}", ("Invited", table.ChairId.ToString()));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.Redirect), (stranger.StatusCode, scheduled.StatusCode));
        Assert.Equal(HttpStatusCode.OK, await table.Chair.Status(table.Meeting + "/attend"));
    }
}

public sealed class StaleItemTests(RegistryApp app)
{
    [Fact]
    public async Task Who_changes_invitations_on_an_old_page_sees_those_of_the_colleague()
    {
        var table = await Table.Open(app);
        var other = app.AccountIdOf(await app.SignedIn(Role.RegionalTableMember, "rotterdam"));
        await table.PutOnAgenda();
        var stale = await table.Coordinator.Page(table.Meeting);
        await table.Coordinator.SubmitForm(table.Meeting, "/items/", ("Invited", table.ChairId.ToString()));

        var refused = await table.Coordinator.Submit(stale, table.Meeting, "/items/", ("Invited", other.ToString()));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var page = await refused.Page();
        Assert.Contains("Test, Test", page.QuerySelector("#stored")!.ParentElement!.TextContent);
        Assert.Contains("Test, Test", page.QuerySelector("#yours")!.ParentElement!.TextContent);
        Assert.NotNull(page.QuerySelector($"input[name=Invited][value='{other}'][checked]"));
        var invited = Domain.Cases.CaseId.From(Guid.Parse(table.CaseId));
        Assert.Equal(
            [table.ChairId],
            await app.Read(db => db.AgendaInvitations.Where(i => i.CaseId == invited).Select(i => i.AccountId).ToListAsync())
        );
        Assert.Equal(HttpStatusCode.Redirect, (await table.Coordinator.Submit(page, table.Meeting, "/items/")).StatusCode);
        Assert.Equal(
            [other],
            await app.Read(db => db.AgendaInvitations.Where(i => i.CaseId == invited).Select(i => i.AccountId).ToListAsync())
        );
    }
}

public sealed class CloseMeetingTests(RegistryApp app)
{
    [Fact]
    public async Task A_meeting_closes_once()
    {
        var table = await Table.Open(app);
        var page = await table.Coordinator.Page(table.Meeting);

        Assert.Equal(HttpStatusCode.Redirect, (await table.Coordinator.Submit(page, table.Meeting, "/close")).StatusCode);
        var again = await table.Coordinator.Submit(page, table.Meeting, "/close", ("__once", Guid.CreateVersion7().ToString()));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        Assert.Contains("Dit overleg is afgesloten.", (await again.Page()).Body!.TextContent);
    }
}

public sealed class UndiscussedItemTests(RegistryApp app)
{
    [Fact]
    public async Task What_was_not_discussed_waits_for_the_next_meeting()
    {
        var table = await Table.Open(app);
        await table.PutOnAgenda(table.ChairId);
        await table.Coordinator.SubmitForm(table.Meeting, "/close");

        var next = (await table.Coordinator.SubmitForm("/meetings", ("Kind", "case_conference"), ("HeldOn", "2099-02-02")))
            .Headers
            .Location!
            .OriginalString;

        Assert.Contains(table.CaseNumber, await table.Coordinator.Text(next));
        Assert.Equal(HttpStatusCode.NotFound, await table.Chair.Status(next + "/attend"));
    }

    [Fact]
    public async Task An_invitation_opens_no_file_of_another_region_to_a_coordinator()
    {
        var table = await Table.Open(app);
        var both = await app.SignedIn([Role.CareCoordinator, Role.RegionalTableMember], ["rotterdam"]);
        await table.PutOnAgenda(app.AccountIdOf(both));
        var account = app.AccountIdOf(both);
        await app.Read(db => db.AccountRegions.Where(r => r.AccountId == account).ExecuteDeleteAsync());

        Assert.Equal(HttpStatusCode.NotFound, await both.Status($"/cases/{table.CaseId}"));
        Assert.DoesNotContain(table.CaseNumber, await both.Text("/cases"));
    }
}

public sealed class InvitedMeetingsTests(RegistryApp app)
{
    [Fact]
    public async Task I_see_the_meetings_to_which_I_am_invited()
    {
        var table = await Table.Open(app);
        await table.PutOnAgenda(table.ChairId);

        Assert.Contains(table.Meeting + "/attend", await table.Chair.Text("/meetings/invited"));
        Assert.DoesNotContain(table.Meeting, await (await app.SignedIn(Role.RegionalTableMember, "rotterdam")).Text("/meetings/invited"));
    }
}
