using System.Globalization;
using System.Net;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Cases;

public sealed class ListCasesTests(RegistryApp app)
{
    [Fact]
    public async Task Filters_narrow_the_cases_of_my_region_and_stand_in_the_address()
    {
        var labour = await app.Case(
            "GM0150",
            c => c with { ExploitationMain = "labour", MinorStatus = "adult", ReceivedOn = new(2024, 5, 6) }
        );
        var sexual = await app.Case("GM0150");
        var foreign = await app.Case(Fields.Amsterdam);
        var coordinator = await app.SignedIn(Role.CareCoordinator, "oost-nederland");

        async Task<string> List(string query) => await coordinator.Text($"/cases?{query}");

        var all = await List("");
        Assert.Contains(labour.CaseNumber, all);
        Assert.Contains(sexual.CaseNumber, all);
        Assert.DoesNotContain(foreign.CaseNumber, all);
        foreach (
            var filter in new[]
            {
                "exploitation_main=labour",
                "minor_status=adult",
                "to=2024-12-31",
                $"case_number={labour.CaseNumber.ToLowerInvariant()}",
            }
        )
        {
            var some = await List(filter);
            Assert.Contains(labour.CaseNumber, some);
            Assert.DoesNotContain(sexual.CaseNumber, some);
        }

        Assert.Contains(
            sexual.CaseNumber,
            await List("state=registered&technology_involvement=unknown&reporter_type=police&municipality_code=GM0150&from=2026-01-01")
        );
        Assert.DoesNotContain(sexual.CaseNumber, await List("state=closed"));
        Assert.Contains("Geen casus", (await List("case_number=ZZ-0")).Replace("Er is geen casus", "Geen casus", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("state=opened", "state")]
    [InlineData("minor_status=perhaps", "minor_status")]
    [InlineData("technology_involvement=y", "technology_involvement")]
    [InlineData("exploitation_main=onzin", "exploitation_main")]
    [InlineData("municipality_code=GM9999", "municipality_code")]
    [InlineData("reporter_type=neighbour", "reporter_type")]
    [InlineData("from=yesterday", "from")]
    [InlineData("sort=number", "sort")]
    [InlineData("after=2025-01-01_7", "after")]
    [InlineData("sort=received&after=7", "after")]
    public async Task A_filter_that_is_not_on_its_list_is_refused_instead_of_listing_all(string query, string field)
    {
        var client = await app.ApiClient(["cases:read"], "rotterdam");

        var refused = await client.GetAsync(new Uri($"/api/v1/cases?{query}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(field, (await refused.Body()).GetProperty("errors").EnumerateObject().Single().Name);
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        Assert.Contains(
            await coordinator.Status($"/cases?{query}"),
            new[] { HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity }
        );
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_overlap_in_every_order()
    {
        for (var i = 0; i < 27; i++)
        {
            await app.Case("GM0988", c => c with { ReceivedOn = new DateOnly(2025, 1, 1).AddDays(i / 3) });
        }

        var client = await app.ApiClient(["cases:read"], "limburg");
        foreach (var sort in new[] { "", "received", "-received" })
        {
            var seen = new List<string>();
            string? after = null;
            do
            {
                var page = await (await client.GetAsync(new Uri($"/api/v1/cases?sort={sort}&after={after}", UriKind.Relative))).Body();
                seen.AddRange(page.GetProperty("cases").EnumerateArray().Select(r => r.GetProperty("case_number").GetString()!));
                after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
            } while (after is not null);

            Assert.Equal(27, seen.Count);
            Assert.Equal(27, seen.Distinct().Count());
        }
    }
}

public sealed class ViewCaseTests(RegistryApp app)
{
    [Fact]
    public async Task Who_it_is_about_is_folded_away_until_somebody_opens_it()
    {
        var name = $"Naam-{Guid.CreateVersion7():N}";
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var id = (await app.Case(change: c => c with { FamilyName = name })).CaseId;

        var page = await coordinator.Page($"/cases/{id}");
        var print = await coordinator.Page($"/cases/{id}/print");

        var folded = page.QuerySelector("details:not([open])")!;
        Assert.Contains(name, folded.TextContent);
        Assert.Equal("Toon wie het is", folded.QuerySelector("summary")!.TextContent);
        folded.Remove();
        Assert.DoesNotContain(name, page.Body!.TextContent);
        Assert.Contains(name, print.Body!.TextContent);
    }

    [Fact]
    public async Task Another_regions_case_and_an_absent_one_look_alike()
    {
        var foreign = await app.Case(Fields.Amsterdam, c => c with { Summary = "Canary-Foreign-1" });
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        foreach (var path in new[] { "", "/contact", "/signals/add", "/minority", "/edit/person", "/moves/close", "/print" })
        {
            var other = await coordinator.GetAsync(new Uri($"/cases/{foreign.CaseId}{path}", UriKind.Relative));
            var absent = await coordinator.GetAsync(new Uri($"/cases/{CaseId.New()}{path}", UriKind.Relative));
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (other.StatusCode, absent.StatusCode));
            Assert.DoesNotContain("Canary-Foreign-1", await other.Content.ReadAsStringAsync());
        }

        Assert.Empty(await app.Audit(foreign.CaseId, "ViewCase"));
    }

    [Fact]
    public async Task All_that_a_signal_says_and_where_the_case_stands_can_be_read()
    {
        var reference = $"ref-{Guid.CreateVersion7():N}";
        var id = (
            await app.Case(change: c =>
                c with
                {
                    ObservedFrom = new(2026, 1, 5),
                    ObservedTo = new(2026, 2, 6),
                    ReportingOrganisation = "Jeugdhulp Zuid",
                    ReporterMunicipalityCode = "GM0503",
                    Certainty = "confirmed",
                    CertaintyBasis = "Eigen verklaring",
                    Summary = "Gezien bij de haven",
                    ExternalReference = reference,
                }
            )
        ).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        await coordinator.SubmitForm(
            $"/cases/{id}/moves/mark_lost_from_view",
            ("Since", "2026-03-03"),
            ("LastSeenOn", "2026-03-01"),
            ("MissingReportNumber", "PL-778899"),
            ("GuardianInformed", "true"),
            ("NextRecheckOn", "2099-01-09")
        );
        await coordinator.SubmitForm($"/cases/{id}/moves/close", ("ClosureReason", "no_indications"));

        var main = (await coordinator.Page($"/cases/{id}")).QuerySelector("main")!;

        var signal = main.QuerySelectorAll(".timeline li")
            .Single(l => l.TextContent.Contains(reference, StringComparison.Ordinal))
            .TextContent;
        Assert.All(
            ["Jeugdhulp Zuid", "Delft", "05-01-2026", "06-02-2026", "Eigen verklaring", "Gezien bij de haven"],
            said => Assert.Contains(said, signal)
        );
        Assert.All(["01-03-2026", "PL-778899", "09-01-2099", "Geen aanwijzingen"], stands => Assert.Contains(stands, main.TextContent));
    }

    [Fact]
    public async Task Over_the_api_fields_have_the_names_of_the_import()
    {
        var registered = await app.Case(change: c => c with { ObservedFrom = new(2026, 1, 5), ReportingOrganisation = "Opvang Oost" });
        var client = await app.ApiClient(["cases:read", "signals:read"], "rotterdam");
        async Task<System.Text.Json.JsonElement> Get(string url) => await (await client.GetAsync(new Uri(url, UriKind.Relative))).Body();

        var row = (await Get($"/api/v1/cases?case_number={registered.CaseNumber}")).GetProperty("cases")[0];
        var one = await Get($"/api/v1/cases/{registered.CaseId}");
        var signal = (await Get("/api/v1/signals"))
            .GetProperty("signals")
            .EnumerateArray()
            .Single(s => s.GetProperty("case_id").GetString() == registered.CaseId.ToString());

        string Text(System.Text.Json.JsonElement of, string name) => of.GetProperty(name).GetString()!;
        Assert.Equal(
            ("rotterdam", "minor", "unknown", "sexual", Fields.Rotterdam, "2026-03-02"),
            (
                Text(row, "care_region"),
                Text(row, "minor_status"),
                Text(row, "technology_involvement"),
                Text(row, "exploitation_main"),
                Text(row, "municipality_code"),
                Text(row, "received_on")
            )
        );
        Assert.Equal(("rotterdam", "sexual"), (Text(one, "care_region"), Text(one, "exploitation_main")));
        Assert.Equal(("2026-01-05", "Opvang Oost"), (Text(signal, "observed_from"), Text(signal, "reporting_organisation")));
    }

    [Fact]
    public async Task Every_legal_move_is_a_button_and_no_other()
    {
        var registered = await app.Case();
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var page = await coordinator.Page($"/cases/{registered.CaseId}");
        var moves = page.QuerySelectorAll("[href*='/moves/'],[action*='/moves/']")
            .Select(e => (e.GetAttribute("href") ?? e.GetAttribute("action"))!.Split('/')[^1])
            .Order()
            .ToList();

        Assert.Equal(["close", "mark_lost_from_view", "put_on_agenda", "restrict", "start_triage"], moves);
        Assert.Equal(["done"], await app.Audit(registered.CaseId, "ViewCase"));
    }
}

public sealed class PrintCaseTests(RegistryApp app)
{
    [Fact]
    public async Task A_print_has_a_row_of_its_own_and_shows_the_safe_contact_only_when_that_is_asked_for()
    {
        var registered = await app.Case(change: c =>
            c with
            {
                Summary = "Voor op papier",
                SafeContactChannel = "phone",
                SafeContactDetails = "Alleen via haar zus",
                VoicemailAllowed = false,
                PostAllowed = false,
            }
        );
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var page = await coordinator.Page($"/cases/{registered.CaseId}/print");
        var text = page.QuerySelector("main")!.TextContent;
        Assert.Contains("Voor op papier", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Alleen via haar zus", text, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("main form[method=post]"));
        Assert.Null(page.QuerySelector(".app-screen-only"));
        var whole = await coordinator.Page($"/cases/{registered.CaseId}/print?contact=true");
        Assert.Contains("Alleen via haar zus", whole.QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        Assert.Equal(["done", "done"], await app.Audit(registered.CaseId, "PrintCase"));
        Assert.Empty(await app.Audit(registered.CaseId, "ViewCase"));
        Assert.Equal(
            [null, "safe_contact"],
            await app.Read(db =>
                db.AuditRows.Where(r => r.Action == "PrintCase" && r.CaseId == registered.CaseId.Value)
                    .OrderBy(r => r.Sequence)
                    .Select(r => r.Detail)
                    .ToListAsync()
            )
        );
    }

    [Fact]
    public async Task The_page_of_a_case_itself_does_not_come_out_of_the_printer()
    {
        var registered = await app.Case();
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var page = await coordinator.Page($"/cases/{registered.CaseId}");
        Assert.NotNull(page.QuerySelector($"main .app-screen-only a[href='/cases/{registered.CaseId}/print']"));
        Assert.NotNull(page.QuerySelector("main .app-print-only"));
        Assert.All(page.QuerySelectorAll(".safe-contact, .timeline"), part => Assert.NotNull(part.Closest(".app-screen-only")));
    }
}

public sealed class CountryNameTests(RegistryApp app)
{
    [Fact]
    public async Task Countries_are_named_in_the_language_of_the_reader()
    {
        var id = (await app.Case(change: c => c with { Citizenships = ["BG"] })).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        Assert.Contains("Bulgarije", await coordinator.Text($"/cases/{id}"));
        await coordinator.SubmitForm("/", "/language");
        var english = await coordinator.Text($"/cases/{id}");
        Assert.Contains("Bulgaria", english);
        Assert.DoesNotContain("Bulgarije", english);
    }
}

public sealed class MoveCaseTests(RegistryApp app)
{
    [Fact]
    public async Task A_case_lives_from_triage_to_closing_and_opens_again()
    {
        var id = (await app.Case()).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var page = $"/cases/{id}";
        foreach (var move in new[] { "start_triage", "start_care", "start_aftercare", "resume_care" })
        {
            Assert.Equal(HttpStatusCode.Redirect, (await coordinator.SubmitForm(page, $"/moves/{move}")).StatusCode);
        }

        var unreasoned = await coordinator.SubmitForm($"{page}/moves/close");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unreasoned.StatusCode);
        Assert.Contains("Kies een reden van sluiten.", (await unreasoned.Page()).Body!.TextContent);
        Assert.Equal(
            HttpStatusCode.Redirect,
            (await coordinator.SubmitForm($"{page}/moves/close", ("ClosureReason", "care_completed"))).StatusCode
        );
        Assert.Equal(FileState.Closed, await app.Read(db => db.Cases.Where(c => c.Id == id).Select(c => c.State).SingleAsync()));
        Assert.Equal(
            HttpStatusCode.Redirect,
            (await coordinator.SubmitForm($"{page}/moves/reopen", ("Reason", "Nieuw contact"))).StatusCode
        );
        Assert.Equal(FileState.InTriage, await app.Read(db => db.Cases.Where(c => c.Id == id).Select(c => c.State).SingleAsync()));
        Assert.Equal(6, (await app.Audit(id, "MoveCase")).Count(o => o == "done"));
    }

    [Theory]
    [InlineData("start_care", "Case.StartCare.RequiresTriage", "Zorg kan pas starten als de casus in triage is.")]
    [InlineData("resume_care", "Case.ResumeCare.RequiresAftercare", "Terug naar zorg kan alleen vanuit nazorg.")]
    [InlineData("reopen", "Case.Reopen.RequiresClosed", "Alleen een gesloten casus kan worden heropend.")]
    [InlineData("recheck", "Case.Recheck.NotLost", "Opnieuw nagaan kan alleen bij iemand die uit beeld is.")]
    [InlineData("mark_back_in_view", "Case.MarkBackInView.NotLost", "Deze persoon is niet uit beeld.")]
    public async Task An_illegal_move_is_refused_with_its_own_sentence(string move, string rule, string sentence)
    {
        var id = (await app.Case()).CaseId;
        var client = await app.ApiClient(["cases:write"], "rotterdam");

        var response = await client.PostJson($"/api/v1/cases/{id}/moves", new { move });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var body = await response.Body();
        Assert.Equal((rule, sentence), (body.GetProperty("rule").GetString(), body.GetProperty("title").GetString()));
    }

    [Fact]
    public async Task Put_on_agenda_needs_no_meeting_and_an_unknown_move_is_refused()
    {
        var id = (await app.Case()).CaseId;
        var client = await app.ApiClient(["cases:write", "cases:read"], "rotterdam");

        var moved = await client.PostJson($"/api/v1/cases/{id}/moves", new { move = "put_on_agenda" });
        var unknown = await client.PostJson($"/api/v1/cases/{id}/moves", new { move = "forget" });

        Assert.Equal("on_agenda", (await moved.Body()).GetProperty("conference").GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await client.PostJson($"/api/v1/cases/{CaseId.New()}/moves", new { move = "start_triage" })).StatusCode
        );
        var foreign = await app.Case(Fields.Amsterdam);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await client.PostJson($"/api/v1/cases/{foreign.CaseId}/moves", new { move = "start_triage" })).StatusCode
        );
    }

    [Fact]
    public async Task Lost_from_view_asks_since_when_and_when_to_check_again()
    {
        var id = (await app.Case()).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var page = $"/cases/{id}/moves/mark_lost_from_view";

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await coordinator.SubmitForm(page)).StatusCode);
        Assert.Equal(
            HttpStatusCode.Redirect,
            (await coordinator.SubmitForm(page, ("Since", "2026-04-01"), ("NextRecheckOn", "2026-12-01"))).StatusCode
        );
        Assert.Contains("Uit beeld sinds", await coordinator.Text($"/cases/{id}"));
    }

    [Fact]
    public async Task Who_is_lost_from_view_is_checked_again_until_back_in_view_and_how_it_went_stays_in_the_file()
    {
        var registered = await app.Case("GM0995");
        var coordinator = await app.SignedIn(Role.CareCoordinator, "midden-nederland");
        var (file, today) = ($"/cases/{registered.CaseId}", DutchCalendar.DateOf(DateTimeOffset.UtcNow));
        await coordinator.SubmitForm(
            $"{file}/moves/mark_lost_from_view",
            ("Since", "2026-04-01"),
            ("MissingReportNumber", "PL-4711"),
            ("NextRecheckOn", "2026-04-08")
        );
        async Task<string?> Due() =>
            (await coordinator.Page("/"))
                .QuerySelectorAll("section[aria-labelledby=lost] li")
                .Single(li => li.TextContent.Contains(registered.CaseNumber, StringComparison.Ordinal))
                .QuerySelector(".app-badge--danger")
                ?.TextContent.Trim();
        Assert.Equal("08-04-2026", await Due());

        var refused = await coordinator.SubmitForm($"{file}/moves/recheck", ("NextRecheckOn", $"{today:yyyy-MM-dd}"));
        Assert.Contains("Kies een dag na vandaag", (await refused.Page()).Body!.TextContent);
        var next = today.AddDays(10);
        Assert.Equal(
            HttpStatusCode.Redirect,
            (
                await coordinator.SubmitForm(
                    $"{file}/moves/recheck",
                    ("Reason", "Niet op het oude adres."),
                    ("LastSeenOn", "2026-03-30"),
                    ("NextRecheckOn", $"{next:yyyy-MM-dd}")
                )
            ).StatusCode
        );

        Assert.Null(await Due());
        var looking = (await coordinator.Page(file)).QuerySelector("main")!.TextContent;
        Assert.All(["PL-4711", "Niet op het oude adres.", $"{next:dd-MM-yyyy}", "30-03-2026"], told => Assert.Contains(told, looking));
        await coordinator.SubmitForm(file, "/moves/mark_back_in_view");
        await coordinator.SubmitForm($"{file}/moves/close", ("ClosureReason", "help_declined"));
        await coordinator.SubmitForm($"{file}/moves/reopen", ("Reason", "Meldde zich weer."));

        var page = await coordinator.Page(file);
        Assert.DoesNotContain(
            registered.CaseNumber,
            (await coordinator.Page("/")).QuerySelector("section[aria-labelledby=lost]")!.TextContent
        );
        var timeline = page.QuerySelector(".timeline")!.TextContent;
        Assert.All(
            ["01-04-2026", "08-04-2026", $"{next:dd-MM-yyyy}", "Geen hulpvraag of hulp geweigerd"],
            told => Assert.Contains(told, timeline)
        );
        Assert.Empty(page.QuerySelectorAll("[href*='/moves/recheck']"));
        Assert.Equal(["done", "done", "done", "done", "done"], (await app.Audit(registered.CaseId, "MoveCase")).Where(o => o == "done"));
    }
}

public sealed class StaleMoveTests(RegistryApp app)
{
    [Fact]
    public async Task A_stale_move_shows_where_the_case_stands_and_keeps_what_was_typed()
    {
        var id = (await app.Case()).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var url = $"/cases/{id}/moves/close";
        var stale = await coordinator.Page(url);
        await coordinator.SubmitForm(url, ("ClosureReason", "care_completed"));
        (string, string)[] mine = [("ClosureReason", "no_indications"), ("Reason", "Canary-Why")];

        var refused = await coordinator.Submit(stale, url, null, mine);

        // The case is closed by now, which is a rule too; but first both see that they were at it together.
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var page = await refused.Page();
        var stored = page.QuerySelector("#stored")!.ParentElement!.TextContent;
        var yours = page.QuerySelector("#yours")!.ParentElement!.TextContent;
        Assert.Contains("Gesloten", stored);
        Assert.Contains("Traject afgerond", stored);
        Assert.Contains("Canary-Why", yours);
        Assert.DoesNotContain("Traject afgerond", yours);
        Assert.Equal("Canary-Why", page.QuerySelector("main textarea[name=Reason]")!.TextContent.Trim());
        Assert.NotNull(page.QuerySelector("input[name=ClosureReason][value=no_indications][checked]"));
        var again = await coordinator.Submit(page, url, null);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        Assert.Equal(
            ClosureReason.CareCompleted,
            await app.Read(db => db.Cases.Where(c => c.Id == id).Select(c => c.ClosureReason).SingleAsync())
        );
    }

    [Fact]
    public async Task A_click_on_a_page_that_is_stale_moves_nothing_and_shows_both_versions()
    {
        var id = (await app.Case()).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var stale = await coordinator.Page($"/cases/{id}");
        await coordinator.SubmitForm($"/cases/{id}/edit/identity", ("FamilyName", "Van de collega"));

        var refused = await coordinator.Submit(stale, $"/cases/{id}", "/moves/start_triage");

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.NotNull((await refused.Page()).QuerySelector("#stored"));
        Assert.Equal(FileState.Registered, await app.Read(db => db.Cases.Where(c => c.Id == id).Select(c => c.State).SingleAsync()));
        var fresh = await coordinator.SubmitForm($"/cases/{id}", "/moves/start_triage");
        Assert.Equal(HttpStatusCode.Redirect, fresh.StatusCode);
    }

    [Fact]
    public async Task Invitations_that_were_typed_stay_in_a_stale_form()
    {
        var id = (await app.Case()).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var member = app.AccountIdOf(await app.SignedIn(Role.RegionalTableMember, "rotterdam"));
        var url = $"/cases/{id}/moves/put_on_agenda";
        var stale = await coordinator.Page(url);
        await coordinator.SubmitForm($"/cases/{id}/edit/identity", ("FamilyName", "Van de collega"));

        var refused = await coordinator.Submit(stale, url, null, ("Goal", "Canary-Goal"), ("Invited", member.ToString()));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var page = await refused.Page();
        Assert.Contains("Canary-Goal", page.QuerySelector("#yours")!.ParentElement!.TextContent);
        Assert.NotNull(page.QuerySelector($"input[name=Invited][value='{member}'][checked]"));
        Assert.Equal(HttpStatusCode.Redirect, (await coordinator.Submit(page, url, null)).StatusCode);
        Assert.Equal(
            [member],
            await app.Read(db => db.AgendaInvitations.Where(i => i.CaseId == id).Select(i => i.AccountId).ToListAsync())
        );
    }

    [Fact]
    public async Task Over_the_api_the_answer_holds_what_was_sent_and_what_is_there_now()
    {
        var id = (await app.Case()).CaseId;
        var client = await app.ApiClient(["cases:write", "cases:read"], "rotterdam");
        async Task<string> Version() =>
            (await (await client.GetAsync(new Uri($"/api/v1/cases/{id}", UriKind.Relative))).Body()).GetProperty("version").GetString()!;
        var old = await Version();
        await client.PostJson($"/api/v1/cases/{id}/moves", new { move = "start_triage" });

        var refused = await client.PostJson($"/api/v1/cases/{id}/moves", new { move = "put_on_agenda", version = old });

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        var (sent, current) = ((await refused.Body()).GetProperty("sent"), (await refused.Body()).GetProperty("current"));
        Assert.Equal((old, "put_on_agenda"), (sent.GetProperty("version").GetString(), sent.GetProperty("move").GetString()));
        Assert.Equal(await Version(), current.GetProperty("version").GetString());
        Assert.Equal("in_triage", current.GetProperty("state").GetString());
        Assert.Contains("start_care", current.GetProperty("legal_moves").EnumerateArray().Select(m => m.GetString()));
        Assert.Equal(ConferenceState.None, await app.Read(db => db.Cases.Where(c => c.Id == id).Select(c => c.Conference).SingleAsync()));
        var decided = await client.PostJson($"/api/v1/cases/{id}/moves", new { move = "put_on_agenda", version = await Version() });
        Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
    }
}

public sealed class PrepareMoveTests(RegistryApp app)
{
    [Fact]
    public async Task A_move_that_does_not_exist_has_no_form()
    {
        var id = (await app.Case()).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        Assert.Equal(HttpStatusCode.OK, await coordinator.Status($"/cases/{id}/moves/close"));
        Assert.Equal(HttpStatusCode.NotFound, await coordinator.Status($"/cases/{id}/moves/vanish"));
    }
}

public sealed class RecordContactTests(RegistryApp app)
{
    [Fact]
    public async Task A_note_with_next_action_stands_in_the_timeline_and_on_my_work()
    {
        var id = (await app.Case("GM0193")).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "oost-nederland");

        var half = await coordinator.SubmitForm($"/cases/{id}/contact", ("Note", "Gebeld"), ("NextAction", "Terugbellen"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, half.StatusCode);
        Assert.Contains("Geef bij een volgende actie ook de datum", (await half.Page()).Body!.TextContent);
        var saved = await coordinator.SubmitForm(
            $"/cases/{id}",
            "/contact",
            ("Note", "Canary-Note-1"),
            ("NextAction", "Canary-Action-1"),
            ("NextActionOn", "2026-01-05")
        );

        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        Assert.Contains("Canary-Note-1", await coordinator.Text($"/cases/{id}"));
        Assert.Contains("Canary-Action-1", await coordinator.Text("/"));
    }

    [Fact]
    public async Task A_button_for_the_day_stands_for_its_date_and_where_nothing_is_filled_in_for_the_action()
    {
        var id = (await app.Case("GM0193")).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "oost-nederland");
        var url = $"/cases/{id}/contact";
        var today = TimeProvider.System.Today();

        var never = await coordinator.SubmitForm(url, ("Note", "Gebeld"), ("NextActionInDays", "0"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, never.StatusCode);
        await coordinator.SubmitForm(url, ("Note", "Gebeld"), ("NextActionInDays", "7"));
        await coordinator.SubmitForm(url, ("Note", "Gebeld"), ("NextAction", "Canary-Own"), ("NextActionInDays", "28"));
        await coordinator.SubmitForm(url, ("Note", "Gebeld"), ("NextActionOn", "2026-01-05"), ("NextActionInDays", "1"));

        var planned = await app.Read(db =>
            db.ContactMoments.Where(m => m.CaseId == id).OrderBy(m => m.NextActionOn).Select(m => m.NextActionOn).ToListAsync()
        );
        Assert.Equal([today.AddDays(1), today.AddDays(7), today.AddDays(28)], planned);
        var timeline = (await coordinator.Page($"/cases/{id}")).QuerySelector(".timeline")!.TextContent;
        Assert.Contains($"Opnieuw contact opnemen, {today.AddDays(7).ToString("d", Dutch)}", timeline);
        Assert.Contains($"Canary-Own, {today.AddDays(28).ToString("d", Dutch)}", timeline);
    }

    private static readonly CultureInfo Dutch = new("nl-NL");
}

public sealed class PrepareContactTests(RegistryApp app)
{
    [Fact]
    public async Task A_member_of_a_table_writes_no_notes()
    {
        var id = (await app.Case()).CaseId;

        Assert.Equal(
            HttpStatusCode.Forbidden,
            await (await app.SignedIn(Role.RegionalTableMember, "rotterdam")).Status($"/cases/{id}/contact")
        );
    }
}

public sealed class CompleteNextActionTests(RegistryApp app)
{
    [Fact]
    public async Task A_done_action_leaves_my_work()
    {
        var id = (await app.Case("GM0193")).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "oost-nederland");
        await coordinator.SubmitForm(
            $"/cases/{id}/contact",
            ("Note", "x"),
            ("NextAction", "Canary-Done-1"),
            ("NextActionOn", "2026-01-05")
        );

        var done = await coordinator.SubmitForm($"/cases/{id}", "/done");

        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        Assert.DoesNotContain("Canary-Done-1", await coordinator.Text("/"));
    }
}

public sealed class AddSignalTests(RegistryApp app)
{
    [Fact]
    public async Task A_signal_from_before_the_person_was_born_is_refused()
    {
        var id = (await app.Case(change: c => c with { MinorStatus = "minor", BirthDate = new(2012, 5, 1) })).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var refused = await coordinator.SubmitForm($"/cases/{id}/signals/add", Fields.Signal(("ReceivedOn", "2012-04-30")));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(1, await app.Read(db => db.Signals.CountAsync(s => s.CaseId == id)));
        Assert.Equal(
            HttpStatusCode.Redirect,
            (await coordinator.SubmitForm($"/cases/{id}/signals/add", Fields.Signal(("ReceivedOn", "2025-04-30")))).StatusCode
        );
    }

    [Fact]
    public async Task A_further_signal_stacks_up_and_opens_a_closed_case_again()
    {
        var id = (await app.Case()).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        await coordinator.SubmitForm($"/cases/{id}/moves/close", ("ClosureReason", "no_indications"));

        var added = await coordinator.SubmitForm(
            $"/cases/{id}/signals/add",
            Fields.Signal(("ReceivedOn", "2026-01-15"), ("Summary", "Canary-Second"))
        );

        Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        var @case = await app.Read(db => db.Cases.AsNoTracking().Include(c => c.Signals).SingleAsync(c => c.Id == id));
        Assert.Equal((FileState.InTriage, 2, new DateOnly(2026, 1, 15)), (@case.State, @case.Signals.Count, @case.FirstReceivedOn));
        var page = await coordinator.Text($"/cases/{id}");
        Assert.Contains("Canary-Second", page);
        Assert.Contains("Signaal: Sterk vermoeden", page);
        Assert.Contains("Signaal: Vermoeden", page);
    }
}

public sealed class PrepareSignalTests(RegistryApp app)
{
    [Fact]
    public async Task The_form_is_there_for_a_case_of_my_region_only()
    {
        var own = (await app.Case()).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        Assert.Contains("Signaal toevoegen", await coordinator.Text($"/cases/{own}/signals/add"));
        Assert.Equal(HttpStatusCode.NotFound, await coordinator.Status($"/cases/{CaseId.New()}/signals/add"));
    }
}

public sealed class CorrectMinorityTests(RegistryApp app)
{
    [Fact]
    public async Task A_correction_is_a_new_statement_and_the_counts_follow_it()
    {
        var id = (await app.Case()).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var unreasoned = await coordinator.SubmitForm($"/cases/{id}/minority", ("MinorStatus", "adult"), ("AgeBasis", "document"));
        var corrected = await coordinator.SubmitForm(
            $"/cases/{id}/minority",
            ("MinorStatus", "adult"),
            ("AgeBasis", "document"),
            ("Reason", "Paspoort gezien")
        );

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.Redirect), (unreasoned.StatusCode, corrected.StatusCode));
        Assert.Equal(2, await app.Read(db => db.MinorStatusStatements.CountAsync(s => s.CaseId == id)));
        Assert.Equal("adult", await app.Read(db => db.MonitorFacts.Where(f => f.CaseId == id).Select(f => f.MinorStatus).SingleAsync()));
        Assert.Contains("Paspoort gezien", await coordinator.Text($"/cases/{id}"));
    }
}

public sealed class CorrectBirthDateTests(RegistryApp app)
{
    [Fact]
    public async Task A_birth_date_that_cannot_be_is_refused_here_as_well()
    {
        var id = (await app.Case()).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var refused = await coordinator.SubmitForm(
            $"/cases/{id}/minority",
            ("MinorStatus", "adult"),
            ("AgeBasis", "stated"),
            ("BirthDate", "0001-01-01"),
            ("Reason", "Verschreven")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(MinorStatus.Minor, await app.Read(db => db.Cases.Where(c => c.Id == id).Select(c => c.MinorStatus).SingleAsync()));
    }

    [Fact]
    public async Task Another_reason_for_the_same_statement_is_stale_too_when_somebody_was_first()
    {
        var id = (await app.Case()).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var stale = await coordinator.Page($"/cases/{id}/minority");
        await coordinator.SubmitForm($"/cases/{id}/edit/identity", ("FamilyName", "Van de collega"));

        var refused = await coordinator.Submit(stale, $"/cases/{id}/minority", null, ("Reason", "Nog eens gevraagd"));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
    }
}

public sealed class StaleMinorityTests(RegistryApp app)
{
    [Fact]
    public async Task A_stale_correction_shows_both_versions_and_can_be_sent_again()
    {
        var id = (await app.Case()).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var url = $"/cases/{id}/minority";
        var stale = await coordinator.Page(url);
        await coordinator.SubmitForm(url, ("MinorStatus", "presumed_minor"), ("AgeBasis", "estimated"), ("Reason", "Eerst"));

        var refused = await coordinator.Submit(stale, url, null, ("MinorStatus", "adult"), ("AgeBasis", "document"), ("Reason", "Daarna"));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var page = await refused.Page();
        Assert.Contains("Vermoedelijk minderjarig", page.QuerySelector("#stored")!.ParentElement!.TextContent);
        Assert.Contains("Meerderjarig", page.QuerySelector("#yours")!.ParentElement!.TextContent);
        Assert.Equal(HttpStatusCode.Redirect, (await coordinator.Submit(page, url, null)).StatusCode);
    }
}

public sealed class PrepareMinorityTests(RegistryApp app)
{
    [Fact]
    public async Task The_form_shows_what_is_stated_now()
    {
        var id = (await app.Case()).CaseId;
        var page = await (await app.SignedIn(Role.CareCoordinator, "rotterdam")).Page($"/cases/{id}/minority");

        Assert.NotNull(page.QuerySelector("input[name=MinorStatus][value=minor][checked]"));
    }
}

public sealed class AddSignalReferenceTests(RegistryApp app)
{
    [Fact]
    public async Task The_same_further_signal_is_taken_once_and_its_reference_serves_nothing_else()
    {
        var id = (await app.Case()).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var reference = $"r-{Guid.CreateVersion7():N}";
        Task<HttpResponseMessage> Add(string summary) =>
            coordinator.SubmitForm($"/cases/{id}/signals/add", Fields.Signal(("ExternalReference", reference), ("Summary", summary)));

        var statuses = new[] { (await Add("Gezien")).StatusCode, (await Add("Gezien")).StatusCode, (await Add("Gehoord")).StatusCode };

        Assert.Equal([HttpStatusCode.Redirect, HttpStatusCode.Redirect, HttpStatusCode.UnprocessableEntity], statuses);
        Assert.Equal(1, await app.Read(db => db.Signals.CountAsync(s => s.ExternalReference == reference)));
    }

    [Fact]
    public async Task Over_the_API_it_says_that_it_was_in_already_and_takes_nothing_that_it_would_lose()
    {
        var id = (await app.Case()).CaseId;
        var client = await app.ApiClient([.. Scopes.All], "rotterdam");
        var url = $"/api/v1/cases/{id}/signals";
        var signal = new Dictionary<string, object?>
        {
            ["received_on"] = "2026-03-02",
            ["reporter_type"] = "police",
            ["certainty"] = "suspicion",
            ["external_reference"] = $"r-{Guid.CreateVersion7():N}",
        };

        var first = await client.PostJson(url, signal);
        var again = await client.PostJson(url, signal);
        var more = await client.PostJson(
            url,
            new Dictionary<string, object?>(signal)
            {
                ["external_reference"] = null,
                ["birth_date"] = "2010-01-01",
                ["technology_involvement"] = "yes",
            }
        );

        Assert.Equal(
            [HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity],
            [first.StatusCode, again.StatusCode, more.StatusCode]
        );
        Assert.True((await again.Body()).GetProperty("already_registered").GetBoolean());
        Assert.Equal(
            ["birth_date", "technology_involvement"],
            (await more.Body()).GetProperty("errors").EnumerateObject().Select(e => e.Name)
        );
        Assert.Equal(2, await app.Read(db => db.Signals.CountAsync(s => s.CaseId == id)));
    }
}

public sealed class EditCaseTests(RegistryApp app)
{
    [Fact]
    public async Task Sections_can_be_completed_later()
    {
        var id = (await app.Case()).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        (string Section, (string, string)[] Fields, string Shown)[] edits =
        [
            ("identity", [("FamilyName", "Canary-Family"), ("PhoneNumbers", "06-00000001")], "Canary-Family"),
            ("safe_contact", [("SafeContactChannel", "text"), ("VoicemailAllowed", "false"), ("PostAllowed", "true")], "Tekstbericht"),
            ("person", [("Sex", "male"), ("BirthDate", "2011-01-01")], "12 tot en met 15 jaar"),
            ("exploitation", [("Sector", "webcam"), ("RecruiterRelation", "online_contact")], "Webcam en livestream"),
            (
                "technology",
                [
                    ("TechnologyInvolvement", "yes"),
                    ("TechnologyUses[0].Phase", "control"),
                    ("TechnologyUses[0].Channel", "messaging"),
                    ("TechnologyUses[0].Use", "image_pressure"),
                ],
                "Druk met beeldmateriaal"
            ),
        ];
        foreach (var (section, fields, shown) in edits)
        {
            var saved = await coordinator.SubmitForm($"/cases/{id}/edit/{section}", fields);
            Assert.Equal((section, HttpStatusCode.Redirect), (section, saved.StatusCode));
            Assert.Contains(shown, await coordinator.Text($"/cases/{id}"));
        }

        Assert.Equal("yes", await app.Read(db => db.MonitorFacts.Where(f => f.CaseId == id).Select(f => f.Technology).SingleAsync()));
    }

    [Fact]
    public async Task A_stale_form_shows_both_versions_and_overwrites_nothing()
    {
        var id = (await app.Case()).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var url = $"/cases/{id}/edit/identity";
        var stale = await coordinator.Page(url);
        await coordinator.SubmitForm(url, ("FamilyName", "Van de collega"));

        var refused = await coordinator.Submit(stale, url, null, ("FamilyName", "Van mij"));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var text = (await refused.Page()).Body!.TextContent;
        Assert.Contains("Van de collega", text);
        Assert.Contains("Van mij", text);
        Assert.Contains("Van de collega", await coordinator.Text($"/cases/{id}"));
    }
}

public sealed class PrepareEditTests(RegistryApp app)
{
    [Fact]
    public async Task A_section_shows_its_own_fields_and_a_signal_is_never_edited()
    {
        var id = (await app.Case(change: c => c with { FamilyName = "Canary-Prepared" })).CaseId;
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        Assert.Contains("Canary-Prepared", await coordinator.Text($"/cases/{id}/edit/identity"));
        Assert.DoesNotContain("Canary-Prepared", await coordinator.Text($"/cases/{id}/edit/person"));
        Assert.Equal(HttpStatusCode.NotFound, await coordinator.Status($"/cases/{id}/edit/signal"));
    }
}
