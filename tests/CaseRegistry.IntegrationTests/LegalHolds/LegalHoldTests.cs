using System.Net;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.LegalHolds;

internal static class Officers
{
    public const string Holds = "/legal-holds";

    public static Task<HttpClient> PrivacyOfficer(this RegistryApp app, params string[] regions) =>
        app.SignedIn(Role.PrivacyOfficer, regions.Length > 0 ? regions : ["rotterdam"]);

    public static Task<HttpResponseMessage> Place(this HttpClient officer, string number, string reason = "Verzoek van de inspectie") =>
        officer.SubmitForm($"{Holds}/place", ("Number", number), ("Reason", reason));

    public static Task<bool> IsHeld(this RegistryApp app, CaseId id) =>
        app.Read(db => db.Cases.Where(c => c.Id == id).Select(c => c.LegalHold).SingleAsync());
}

public sealed class PlaceLegalHoldTests(RegistryApp app)
{
    [Fact]
    public async Task A_hold_needs_a_reason_and_stands_in_the_case_for_the_coordinator_who_cannot_place_it()
    {
        var registered = await app.Case();
        var officer = await app.PrivacyOfficer();
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var file = $"/cases/{registered.CaseId}";
        Assert.DoesNotContain("Vernietiging opgeschort", await coordinator.Text(file));

        var unreasoned = await officer.Place(registered.CaseNumber, " ");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unreasoned.StatusCode);
        Assert.NotNull((await unreasoned.Page()).QuerySelector("#Reason-error"));
        Assert.False(await app.IsHeld(registered.CaseId));

        var placed = await officer.Place($" {registered.CaseNumber.ToLowerInvariant()} ", "Canary-Hold-Reason");

        Assert.Equal((HttpStatusCode.Redirect, Officers.Holds), (placed.StatusCode, placed.Headers.Location?.OriginalString));
        Assert.True(await app.IsHeld(registered.CaseId));
        Assert.Equal(["done"], await app.Audit(registered.CaseId, "PlaceLegalHold"));
        var page = await coordinator.Page(file);
        Assert.Contains(page.QuerySelectorAll(".app-badge"), b => b.TextContent == "Vernietiging opgeschort");
        var entry = page.QuerySelector(".timeline li")!.TextContent;
        Assert.Contains("Vernietiging opgeschort", entry);
        Assert.Contains("Canary-Hold-Reason", entry);
        foreach (var move in new[] { "place_legal_hold", "lift_legal_hold" })
        {
            Assert.Null(page.QuerySelector($"[href$='{move}'], [action$='{move}']"));
            Assert.Equal(HttpStatusCode.NotFound, await coordinator.Status($"{file}/moves/{move}"));
        }
    }

    [Fact]
    public async Task A_number_of_another_region_and_an_absent_one_read_the_same_and_leave_a_trace()
    {
        var foreign = await app.Case(Fields.Amsterdam);
        var absent = CaseNumber.Of("AM", 1999, 99999);
        var officer = await app.PrivacyOfficer();
        var actor = $"account:{app.AccountIdOf(officer):N}";

        var answers = new List<(HttpStatusCode, string)>();
        foreach (var number in new[] { foreign.CaseNumber, absent })
        {
            var response = await officer.Place(number);
            answers.Add((response.StatusCode, (await response.Page()).QuerySelector("#Number-error")!.TextContent));
        }

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answers[0].Item1);
        Assert.Contains("In uw regio’s is geen casus met dit nummer.", answers[0].Item2);
        Assert.Equal(answers[0], answers[1]);
        Assert.False(await app.IsHeld(foreign.CaseId));
        Assert.Equal(
            [foreign.CaseNumber, absent],
            await app.Read(db =>
                db.AuditRows.Where(r => r.Actor == actor && r.Action == "PlaceLegalHold" && r.Outcome == "not_found")
                    .OrderBy(r => r.Sequence)
                    .Select(r => r.Detail)
                    .ToListAsync()
            )
        );
    }

    [Fact]
    public async Task What_is_no_number_is_told_so_and_a_second_hold_is_refused_with_its_rule()
    {
        var registered = await app.Case();
        var officer = await app.PrivacyOfficer();

        var mistyped = await (await officer.Place(registered.CaseNumber[..^1] + "?")).Page();
        Assert.Contains("Dit is geen casusnummer.", mistyped.QuerySelector("#Number-error")!.TextContent);

        await officer.Place(registered.CaseNumber);
        var again = await officer.Place(registered.CaseNumber);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        Assert.Contains("De vernietiging van deze casus is al opgeschort.", (await again.Page()).Body!.TextContent);
        Assert.Equal(1, await app.Read(db => db.CaseMoves.CountAsync(m => m.CaseId == registered.CaseId)));
    }

    [Fact]
    public async Task Over_the_API_nobody_holds_a_case()
    {
        var id = (await app.Case()).CaseId;
        var client = await app.ApiClient(["cases:write"], "rotterdam");

        var response = await client.PostJson($"/api/v1/cases/{id}/moves", new { move = "place_legal_hold", reason = "Omdat" });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.False(await app.IsHeld(id));
    }
}

public sealed class LiftLegalHoldTests(RegistryApp app)
{
    [Fact]
    public async Task A_hold_is_lifted_with_a_reason_and_can_be_placed_again()
    {
        var registered = await app.Case();
        var officer = await app.PrivacyOfficer();
        await officer.Place(registered.CaseNumber);
        var lift = $"{Officers.Holds}/{registered.CaseId}/lift";

        var unreasoned = await officer.SubmitForm(lift);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unreasoned.StatusCode);
        Assert.NotNull((await unreasoned.Page()).QuerySelector("#Reason-error"));
        Assert.True(await app.IsHeld(registered.CaseId));

        var stale = await officer.Page(lift);
        var lifted = await officer.SubmitForm(lift, ("Reason", "Canary-Lift-Reason"));

        Assert.Equal((HttpStatusCode.Redirect, Officers.Holds), (lifted.StatusCode, lifted.Headers.Location?.OriginalString));
        Assert.False(await app.IsHeld(registered.CaseId));
        Assert.Equal(["done"], await app.Audit(registered.CaseId, "LiftLegalHold"));
        var file = await (await app.SignedIn(Role.CareCoordinator, "rotterdam")).Page($"/cases/{registered.CaseId}");
        Assert.DoesNotContain(file.QuerySelectorAll(".app-badge"), b => b.TextContent == "Vernietiging opgeschort");
        Assert.Contains("Canary-Lift-Reason", file.QuerySelector(".timeline li")!.TextContent);

        var twice = await officer.Submit(stale, lift, null, ("Reason", "Nog eens"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.StatusCode);
        Assert.Contains("De vernietiging van deze casus is niet opgeschort.", (await twice.Page()).Body!.TextContent);
        Assert.Equal(HttpStatusCode.Redirect, (await officer.Place(registered.CaseNumber)).StatusCode);
    }

    [Fact]
    public async Task A_case_of_another_region_cannot_be_lifted()
    {
        var foreign = await app.Case(Fields.Amsterdam);
        await (await app.PrivacyOfficer("amsterdam")).Place(foreign.CaseNumber);
        var own = await app.Case();
        var officer = await app.PrivacyOfficer();
        await officer.Place(own.CaseNumber);
        var form = await officer.Page($"{Officers.Holds}/{own.CaseId}/lift");
        foreach (var id in new[] { foreign.CaseId, CaseId.New() })
        {
            var address = $"{Officers.Holds}/{id}/lift";
            form.QuerySelector("main form")!.SetAttribute("action", address);
            Assert.Equal(HttpStatusCode.NotFound, (await officer.Submit(form, address, null, ("Reason", "Omdat"))).StatusCode);
        }

        Assert.True(await app.IsHeld(foreign.CaseId));
    }
}

public sealed class PrepareLiftTests(RegistryApp app)
{
    [Fact]
    public async Task The_form_names_the_case_and_is_not_there_without_a_hold()
    {
        var registered = await app.Case();
        var officer = await app.PrivacyOfficer();
        var lift = $"{Officers.Holds}/{registered.CaseId}/lift";

        var without = await officer.Page(lift);
        Assert.Null(without.QuerySelector("[name=Reason]"));
        Assert.Contains("De vernietiging van deze casus is niet opgeschort.", without.Body!.TextContent);

        await officer.Place(registered.CaseNumber);
        var with = await officer.Page(lift);
        Assert.Contains(registered.CaseNumber, with.QuerySelector("h1")!.TextContent);
        Assert.NotNull(with.QuerySelector("[name=Reason]"));
        Assert.Equal(["done", "done"], await app.Audit(registered.CaseId, "PrepareLift"));
    }
}

public sealed class ListLegalHoldsTests(RegistryApp app)
{
    [Fact]
    public async Task The_list_tells_number_day_name_and_reason_of_my_region_and_nothing_of_the_case()
    {
        var held = await app.Case("GM0193", c => c with { Summary = "Canary-Content", FamilyName = "Canary-Content" });
        var free = await app.Case("GM0193");
        var foreign = await app.Case(Fields.Amsterdam);
        await (await app.PrivacyOfficer("amsterdam")).Place(foreign.CaseNumber, "Canary-Foreign-Hold");
        var officer = await app.PrivacyOfficer("oost-nederland");
        await officer.Place(held.CaseNumber, "Canary-Own-Hold");

        var page = await officer.Page(Officers.Holds);

        var row = page.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains(held.CaseNumber, StringComparison.Ordinal));
        Assert.Contains("Canary-Own-Hold", row.TextContent);
        Assert.Contains("Test", row.QuerySelector("td[data-label=Door]")!.TextContent);
        Assert.Contains(
            DutchCalendar.DateOf(TimeProvider.System.GetUtcNow()).ToString("d MMMM yyyy", new System.Globalization.CultureInfo("nl-NL")),
            row.TextContent
        );
        var text = page.Body!.TextContent;
        Assert.DoesNotContain(free.CaseNumber, text);
        Assert.DoesNotContain(foreign.CaseNumber, text);
        Assert.DoesNotContain("Canary-Foreign-Hold", text);
        Assert.DoesNotContain("Canary-Content", text);
        Assert.Equal(HttpStatusCode.Forbidden, await officer.Status($"/cases/{held.CaseId}"));
        var actor = $"account:{app.AccountIdOf(officer):N}";
        var detail = await app.Read(db =>
            db.AuditRows.Where(r => r.Actor == actor && r.Action == "ListLegalHolds").Select(r => new { r.CaseId, r.Detail }).SingleAsync()
        );
        Assert.Contains(held.CaseId.Value.ToString("N"), detail.Detail ?? detail.CaseId!.Value.ToString("N"));
    }

    [Fact]
    public async Task More_holds_than_a_page_follow_on_the_next()
    {
        var officer = await app.PrivacyOfficer("noord-holland");
        var numbers = new List<string>();
        for (var i = 0; i < 26; i++)
        {
            var registered = await app.Case("GM0392");
            numbers.Add(registered.CaseNumber);
            await officer.Place(registered.CaseNumber);
        }

        var seen = new List<string>();
        var address = Officers.Holds;
        while (address is not null)
        {
            var page = await officer.Page(address);
            seen.AddRange(page.QuerySelectorAll("tbody th").Select(n => n.TextContent));
            address = page.QuerySelector("a[rel=next]")?.GetAttribute("href");
        }

        Assert.Equal(numbers.AsEnumerable().Reverse(), seen);
    }
}
