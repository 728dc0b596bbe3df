using System.Net;
using System.Security.Cryptography;
using System.Text;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.Monitor;
using CaseRegistry.IntegrationTests.Persons;
using CaseRegistry.IntegrationTests.Releases;
using CaseRegistry.Web.Features.Keys;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Reconciliation;

internal static class Notifications
{
    public static (string, string)[] Notified(string? number = null, string type = "registration", string on = "2025-03-01") =>
        [
            ("State", "notified"),
            ("NotifiedOn", on),
            ("Notifier", "care_coordination"),
            ("ConsentOn", "2025-02-01"),
            ("ComenshaNumber", number ?? ""),
            ("FileType", number is null ? "" : type),
        ];

    public static (string, string)[] NotNotified(string reason) =>
        [("State", "not_notified"), ("NotifiedOn", "2025-03-01"), ("NotNotifiedReason", reason)];

    public static async Task Notify(this HttpClient coordinator, CaseId id, params (string, string)[] form) =>
        Assert.Equal(HttpStatusCode.Redirect, (await coordinator.SubmitForm($"/cases/{id}/notification", form)).StatusCode);

    /// <summary>Fills in a form with a file.</summary>
    public static async Task<HttpResponseMessage> Send(
        this HttpClient client,
        string url,
        string content,
        params (string Name, string Value)[] fields
    )
    {
        var form = (await client.Page(url)).QuerySelector($"form[action$='{url}']")!;
        using var upload = new MultipartFormDataContent();
        foreach (var hidden in form.QuerySelectorAll("input[type=hidden]"))
        {
            upload.Add(new StringContent(hidden.GetAttribute("value")!), hidden.GetAttribute("name")!);
        }

        foreach (var (name, value) in fields)
        {
            upload.Add(new StringContent(value), name);
        }

        upload.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(content)), "File", "bestand.csv");
        return await client.PostAsync(new Uri(url, UriKind.Relative), upload);
    }

    public static Task<HttpResponseMessage> AddList(this HttpClient analyst, int year, string content) =>
        analyst.Send("/monitor/reconciliation/list", content, ("Year", $"{year}"), ("Source", "CoMensha"), ("SourceDate", "2026-01-31"));

    public static async Task<HttpResponseMessage> Decide(this RegistryApp app, HttpClient analyst, int year, string decision)
    {
        var list = await app.Read(db =>
            db.Set<CoMenshaList>().Where(l => l.Year == year && l.RetiredAt == null).OrderBy(l => l.EnteredAt).LastAsync()
        );
        return await analyst.SubmitForm("/monitor/reconciliation", $"{list.Id}/decide/{decision}", []);
    }

    /// <summary>Adds a list, to which a second analyst agrees.</summary>
    public static async Task AddAgreedList(this RegistryApp app, HttpClient analyst, int year, string content)
    {
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.AddList(year, content)).StatusCode);
        var second = await app.SignedIn(Role.NationalAnalyst);
        Assert.Equal(HttpStatusCode.Redirect, (await app.Decide(second, year, "agree")).StatusCode);
    }

    public static Task<Dictionary<ReconciliationClass, int>> Classes(this RegistryApp app, int year) =>
        app.Read(async db =>
            (
                await db.Set<ReconciliationCell>()
                    .Where(c => db.Set<CoMenshaList>().Any(l => l.Id == c.ListId && l.Year == year && l.RetiredAt == null))
                    .ToListAsync()
            )
                .GroupBy(c => c.Class)
                .ToDictionary(g => g.Key, g => g.Sum(c => c.Count))
        );
}

public sealed class RecordNotificationTests(RegistryApp app)
{
    [Fact]
    public async Task A_notification_stands_in_the_file_and_its_number_is_unreadable_in_the_database()
    {
        var id = await app.Registered(Fields.Rotterdam, "2025-01-10");
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        await coordinator.Notify(id, Notifications.NotNotified("no_consent"));
        await coordinator.Notify(id, Notifications.Notified("cm 2025-77/a", "registration_shelter"));

        var file = (await coordinator.Page($"/cases/{id}")).QuerySelector("section[aria-labelledby=section-notification]")!.TextContent;
        Assert.Contains("CM2025-77/A", file);
        Assert.Contains("Registratie en opvang", file);
        Assert.Contains("Geen toestemming", file);
        var kept = await app.Read(db => db.NotificationsToCoMensha.IgnoreQueryFilters().Where(n => n.CaseId == id).ToListAsync());
        Assert.All(kept, n => Assert.DoesNotContain("CM2025", $"{n.Tag}{Encoding.UTF8.GetString(n.Number?.Bytes ?? [])}"));
        Assert.Equal(2, (await app.Audit(id, "RecordNotification")).Count(o => o == "done"));
    }

    [Theory]
    [InlineData("State", "", "State")]
    [InlineData("NotifiedOn", "2999-01-01", "NotifiedOn")]
    [InlineData("NotifiedOn", "", "NotifiedOn")]
    [InlineData("Notifier", "", "Notifier")]
    [InlineData("ConsentOn", "", "ConsentOn")]
    [InlineData("ConsentOn", "2025-03-02", "ConsentOn")]
    [InlineData("ComenshaNumber", "<b>", "ComenshaNumber")]
    [InlineData("FileType", "", "FileType")]
    [InlineData("FileType", "onzin", "FileType")]
    public async Task What_is_missing_or_wrong_is_told_at_its_field(string field, string value, string at)
    {
        var id = await app.Registered(Fields.Rotterdam, "2025-01-10");
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var form = Notifications.Notified("CM-1").Where(f => f.Item1 != field).Append((field, value)).ToArray();
        var answer = await coordinator.SubmitForm($"/cases/{id}/notification", form);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotNull((await answer.Page()).GetElementById($"{at}-error"));
        Assert.Equal(0, await app.Read(db => db.NotificationsToCoMensha.IgnoreQueryFilters().CountAsync(n => n.CaseId == id)));
    }

    [Fact]
    public async Task Police_needs_no_consent_and_one_number_is_one_person()
    {
        var (first, second) = (await app.Registered(Fields.Rotterdam, "2025-01-10"), await app.Registered(Fields.Rotterdam, "2025-01-11"));
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        (string, string)[] police =
        [
            ("State", "notified"),
            ("NotifiedOn", "2025-03-01"),
            ("Notifier", "another"),
            ("ComenshaNumber", "ZELFDE-1"),
            ("FileType", "registration"),
        ];
        await coordinator.Notify(first, police);

        var twice = await coordinator.SubmitForm($"/cases/{second}/notification", police);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.StatusCode);
        Assert.Contains("andere persoon", (await twice.Page()).GetElementById("ComenshaNumber-error")!.TextContent);
    }
}

public sealed class NewestNotificationTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Only_the_newest_counts_and_a_number_typed_wrongly_is_free_again()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var (first, second) = (await app.Registered(Fields.Rotterdam, "2016-01-10"), await app.Registered(Fields.Rotterdam, "2016-02-10"));
        await coordinator.Notify(first, Notifications.Notified("FOUT-1"));
        await coordinator.Notify(first, Notifications.Notified("GOED-1"));
        await coordinator.Notify(second, Notifications.Notified("FOUT-1"));
        await coordinator.Notify(second, ("State", "recorded_in_error"));
        var third = await app.Registered(Fields.Rotterdam, "2016-03-10");

        await app.AddAgreedList(
            await app.SignedIn(Role.NationalAnalyst),
            2016,
            "number,file_type\nFOUT-1,registration\nGOED-1,registration\n"
        );

        Assert.Equal(
            new Dictionary<ReconciliationClass, int>
            {
                [ReconciliationClass.Both] = 1,
                [ReconciliationClass.HereNothingRecorded] = 2,
                [ReconciliationClass.Matched] = 1,
                [ReconciliationClass.ThereNotHere] = 1,
            }.OrderBy(c => c.Key),
            (await app.Classes(2016)).OrderBy(c => c.Key)
        );
        var file = (await coordinator.Page($"/cases/{second}")).QuerySelector("section[aria-labelledby=section-notification]")!.TextContent;
        Assert.Contains("Ten onrechte vastgelegd", file);
        Assert.Contains("vervangen door wat erboven staat", file);
        var nothing = await coordinator.SubmitForm($"/cases/{third}/notification", ("State", "recorded_in_error"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nothing.StatusCode);
        Assert.NotNull((await nothing.Page()).GetElementById("State-error"));
    }

    [Fact]
    public async Task Two_at_once_leave_one_newest()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var id = await app.Registered(Fields.Rotterdam, "2015-04-10");

        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => coordinator.Notify(id, Notifications.Notified($"TEGELIJK-{i}"))));

        var rows = await app.Read(db => db.NotificationsToCoMensha.IgnoreQueryFilters().Where(n => n.CaseId == id).ToListAsync());
        Assert.Equal((5, 1), (rows.Count, rows.Count(n => n.ReplacedAt is null)));
    }
}

public sealed class PrepareNotificationTests(RegistryApp app)
{
    [Fact]
    public async Task The_form_is_opened_for_a_case_of_the_own_region_and_leaves_a_row()
    {
        var own = await app.Registered(Fields.Rotterdam, "2025-01-10");
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        await coordinator.Page($"/cases/{own}/notification");
        Assert.Equal(["done"], await app.Audit(own, "PrepareNotification"));

        // What was recorded last stands in it: who corrects a day does not lose the number.
        await coordinator.Notify(own, Notifications.Notified("VOOR-1"));
        var form = await coordinator.Page($"/cases/{own}/notification");
        Assert.Equal("VOOR-1", form.GetElementById("ComenshaNumber")!.GetAttribute("value"));
        Assert.Equal("2025-03-01", form.GetElementById("NotifiedOn")!.GetAttribute("value"));
        Assert.Equal(
            HttpStatusCode.NotFound,
            await (await app.SignedIn(Role.CareCoordinator, "amsterdam")).Status($"/cases/{own}/notification")
        );
    }
}

public sealed class ImportNotificationsTests(RegistryApp app)
{
    private const string Header = "case_number,notified_on,notifier,consent_on,comensha_number,file_type\n";

    private Task<int> Count(CaseId id) => app.Read(db => db.NotificationsToCoMensha.IgnoreQueryFilters().CountAsync(n => n.CaseId == id));

    [Fact]
    public async Task All_rows_are_taken_in_once_or_none_with_what_is_wrong()
    {
        var (own, other) = (await app.Registered(Fields.Rotterdam, "2025-01-10"), await app.Registered(Fields.Rotterdam, "2025-01-11"));
        var foreign = await app.Number(await app.Registered(Fields.Amsterdam, "2025-01-10"));
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var good = $"{await app.Number(own)},2025-03-01,care_coordination,2025-02-01,IM-1,registration\n";

        var wrong = await coordinator.Send(
            "/cases/notifications",
            Header
                + good
                + $"{foreign},2025-03-01,another,,IM-2,registration\n"
                + $"{await app.Number(other)},2025-03-01,care_coordination,,IM-3,registration\n"
                + $"{await app.Number(other)},2025-03-01,another,,im -1,registration\n"
        );
        var errors = (await wrong.Page()).GetElementById("File-error")!.TextContent;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains("Rij 3: er is geen casus met dit nummer in uw regio’s", errors);
        Assert.Contains("Rij 4: consent_on klopt niet", errors);
        Assert.Contains("Rij 5: dit nummer van CoMensha hoort bij een andere persoon", errors);
        Assert.Equal((0, 0), (await Count(own), await Count(other)));

        Assert.Equal(HttpStatusCode.Redirect, (await coordinator.Send("/cases/notifications", Header + good)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await coordinator.Send("/cases/notifications", Header + good)).StatusCode);
        Assert.Equal(1, await Count(own));
        Assert.Contains("IM-1", await coordinator.Text($"/cases/{own}"));
        Assert.Equal(["done"], await app.Audit(own, "ImportNotifications"));
    }

    [Fact]
    public async Task Cases_of_one_person_share_a_number_and_a_row_that_stands_twice_is_taken_in_once()
    {
        var (one, other) = (await app.Registered(Fields.Rotterdam, "2025-02-10"), await app.Registered(Fields.Rotterdam, "2025-02-11"));
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        await app.Merge(one, other);
        async Task<string> Row(CaseId id, string number) => $"{await app.Number(id)},2025-03-01,another,,{number},registration\n";

        var answer = await coordinator.Send(
            "/cases/notifications",
            Header + await Row(one, "DEEL-1") + await Row(other, "DEEL-1") + await Row(one, "DEEL-1") + await Row(other, "DEEL-2")
        );

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal((1, 2), (await Count(one), await Count(other)));
        var newest = await app.Read(db =>
            db.NotificationsToCoMensha.IgnoreQueryFilters().CountAsync(n => n.CaseId == other && n.ReplacedAt == null)
        );
        Assert.Equal(1, newest);
    }

    [Fact]
    public async Task Numbers_change_places_in_one_file_and_a_day_is_corrected_under_the_same_number()
    {
        var (one, other) = (await app.Registered(Fields.Rotterdam, "2025-03-10"), await app.Registered(Fields.Rotterdam, "2025-03-11"));
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        async Task<string> Row(CaseId id, string number, string on = "2025-04-01") =>
            $"{await app.Number(id)},{on},another,,{number},registration\n";
        await coordinator.Send("/cases/notifications", Header + await Row(one, "RUIL-1") + await Row(other, "RUIL-2"));

        var changed = await coordinator.Send("/cases/notifications", Header + await Row(one, "RUIL-2") + await Row(other, "RUIL-1"));
        Assert.Equal(HttpStatusCode.Redirect, changed.StatusCode);
        var taken = await coordinator.Send("/cases/notifications", Header + await Row(one, "RUIL-1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, taken.StatusCode);
        Assert.Equal(
            HttpStatusCode.Redirect,
            (await coordinator.Send("/cases/notifications", Header + await Row(one, "RUIL-2", "2025-04-02"))).StatusCode
        );

        var rows = await app.Read(db =>
            db.NotificationsToCoMensha.IgnoreQueryFilters().Where(n => n.CaseId == one).OrderBy(n => n.On).ToListAsync()
        );
        Assert.Equal((3, 1), (rows.Count, rows.Count(n => n.ReplacedAt is null)));
        Assert.Equal(new DateOnly(2025, 4, 2), rows.Single(n => n.ReplacedAt is null).On);
    }

    [Theory]
    [InlineData("", "leeg")]
    [InlineData("case_number,notified_on\nx,y\n", "ontbreken")]
    [InlineData("case_number,notified_on,notifier,comensha_number,file_type,name\n", "niet bekend")]
    public async Task A_file_of_another_kind_is_refused(string content, string says)
    {
        var answer = await (await app.SignedIn(Role.CareCoordinator, "rotterdam")).Send("/cases/notifications", content);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(says, (await answer.Page()).GetElementById("File-error")!.TextContent);
    }
}

public sealed class AddCoMenshaListTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_list_is_kept_unreadable_and_takes_the_place_of_the_one_before()
    {
        var analyst = await app.SignedIn(Role.NationalAnalyst);

        await app.AddAgreedList(analyst, 2019, "number,file_type,minor_status\nKNR-1,registration,minor\nKNR-2,registration,adult\n");
        await app.AddAgreedList(analyst, 2019, "number,file_type\nKNR-1,registration_advice\n");

        var lists = await app.Read(db => db.Set<CoMenshaList>().Include(l => l.Entries).OrderBy(l => l.EnteredAt).ToListAsync());
        // Of the list before nothing is left but that it was there.
        Assert.Equal([(true, 0), (false, 1)], lists.Select(l => (l.RetiredAt is not null, l.Entries.Count)));
        Assert.DoesNotContain(lists.SelectMany(l => l.Entries), e => e.Tag.Contains("KNR", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("Alleen bij CoMensha", await analyst.Text("/monitor/reconciliation?year=2019"));
    }

    [Theory]
    [InlineData("number,file_type\nA-1,onzin\n", "Rij 2: file_type klopt niet")]
    [InlineData("number,file_type\n=A,registration\n", "Rij 2: number klopt niet")]
    [InlineData("number,file_type\nA-1,registration\na 1,registration\na-1,registration\n", "Rij 4: dit nummer staat er twee keer")]
    [InlineData("number,file_type,minor_status\nA-1,registration,kind\n", "Rij 2: minor_status klopt niet")]
    public async Task Rows_that_cannot_be_right_are_told_and_nothing_is_kept(string content, string says)
    {
        var analyst = await app.SignedIn(Role.NationalAnalyst);

        var answer = await analyst.AddList(2018, content);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(says, (await answer.Page()).GetElementById("File-error")!.TextContent);
        Assert.False(await app.Read(db => db.Set<CoMenshaList>().AnyAsync(l => l.Year == 2018)));
    }
}

public sealed class ErasedNumberTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task The_number_of_a_shredded_case_is_found_by_no_list_and_can_be_given_anew()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var erased = await app.Registered(Fields.Rotterdam, "2021-01-10");
        await coordinator.Notify(erased, Notifications.Notified("W-1"));

        await app.Send(new ShredCase.Command(await app.Number(erased)));
        await app.AddAgreedList(await app.SignedIn(Role.NationalAnalyst), 2021, "number,file_type\nW-1,registration\n");

        var classes = await app.Classes(2021);
        Assert.Equal((0, 1), (classes.GetValueOrDefault(ReconciliationClass.Both), classes[ReconciliationClass.ThereNotHere]));
        // Counted apart, and not by region: two comparisons would tell where the case was.
        Assert.Equal(
            (1, 0),
            (classes[ReconciliationClass.HereNumberDestroyed], classes.GetValueOrDefault(ReconciliationClass.HereNoNumber))
        );
        await coordinator.Notify(await app.Registered(Fields.Rotterdam, "2021-02-10"), Notifications.Notified("W-1"));
    }
}

public sealed class ShortListTests
{
    [Theory]
    [InlineData("number,file_type\n")]
    [InlineData("number,file_type\nA-1,registration\n")]
    public async Task A_list_that_would_ask_for_one_person_is_refused_and_replaces_nothing(string content)
    {
        await using var app = new RegistryApp { Settings = new() { ["Reconciliation:LeastFiles"] = "50" } };
        await app.InitializeAsync();
        var analyst = await app.SignedIn(Role.NationalAnalyst);
        var whole = "number,file_type\n" + string.Concat(Enumerable.Range(1, 50).Select(i => $"L-{i},registration\n"));
        await app.AddAgreedList(analyst, 2020, whole);

        var answer = await analyst.AddList(2020, content);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("minstens 50 dossiers", (await answer.Page()).GetElementById("File-error")!.TextContent);
        Assert.Equal(50, (await app.Classes(2020)).Values.Sum());
    }
}

public sealed class DecideCoMenshaListTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    private const string Two = "number,file_type\nBESLUIT-1,registration\nBESLUIT-2,registration\n";

    [Fact]
    public async Task Nothing_is_compared_before_a_second_analyst_agrees_who_sees_how_much_differs()
    {
        var (first, second) = (await app.SignedIn(Role.NationalAnalyst), await app.SignedIn(Role.NationalAnalyst));
        await app.AddAgreedList(first, 2014, Two);
        await first.AddList(2014, Two + "BESLUIT-3,registration\n");
        Assert.Equal("1", await Others(second, 2014));
        // Another file type of one file is as much of a question.
        await first.AddList(2014, Two.Replace("BESLUIT-2,registration", "BESLUIT-2,registration_advice", StringComparison.Ordinal));
        Assert.Equal("2", await Others(second, 2014));
        await first.AddList(2014, Two + "BESLUIT-3,registration\n");

        Assert.Null((await first.Page("/monitor/reconciliation")).QuerySelector("form[action$='/agree']"));
        var forced = await first.PostForm($"/monitor/reconciliation/{await Waiting(2014)}/decide/agree");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, forced.StatusCode);
        Assert.Contains("niet zelf", await forced.Content.ReadAsStringAsync());
        Assert.Equal(2, (await app.Classes(2014)).Values.Sum());
        var row = (await second.Page("/monitor/reconciliation"))
            .QuerySelectorAll("main tbody tr")
            .First(r => r.Children[0].TextContent.Trim() == "2014");
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Two + "BESLUIT-3,registration\n")));
        Assert.Equal(["3", "1", sha256], row.QuerySelectorAll("td").Skip(1).Take(3).Select(c => c.TextContent.Trim()));

        await app.Decide(second, 2014, "agree");
        Assert.Equal(3, (await app.Classes(2014)).Values.Sum());
        Assert.Equal(1, await app.Read(db => db.Set<CoMenshaList>().CountAsync(l => l.Year == 2014 && l.RetiredAt == null)));
    }

    [Fact]
    public async Task A_withdrawn_list_is_gone_and_the_one_in_use_stays()
    {
        var (first, second) = (await app.SignedIn(Role.NationalAnalyst), await app.SignedIn(Role.NationalAnalyst));
        await app.AddAgreedList(first, 2013, Two);
        await first.AddList(2013, "number,file_type\nBESLUIT-9,registration\n");
        var id = await Waiting(2013);

        await app.Decide(first, 2013, "withdraw");

        Assert.Equal(HttpStatusCode.NotFound, (await second.PostForm($"/monitor/reconciliation/{id}/decide/agree")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await second.PostForm($"/monitor/reconciliation/{id}/compare")).StatusCode);
        Assert.Equal(2, (await app.Classes(2013)).Values.Sum());
        var inUse = await app.Read(db => db.Set<CoMenshaList>().SingleAsync(l => l.Year == 2013 && l.RetiredAt == null));
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await second.PostForm($"/monitor/reconciliation/{inUse.Id}/decide/agree")).StatusCode
        );
        await second.SubmitForm("/monitor/reconciliation?year=2013", $"{inUse.Id}/decide/withdraw", []);
        Assert.Equal(HttpStatusCode.NotFound, await second.Status("/monitor/reconciliation?year=2013"));
        Assert.Empty(await app.Classes(2013));
    }

    private static async Task<string> Others(HttpClient analyst, int year) =>
        (await analyst.Page("/monitor/reconciliation"))
            .QuerySelectorAll("main tbody tr")
            .First(r => r.Children[0].TextContent.Trim() == $"{year}")
            .Children[3]
            .TextContent.Trim();

    private Task<Guid> Waiting(int year) =>
        app.Read(db =>
            db.Set<CoMenshaList>().Where(l => l.Year == year && l.RetiredAt == null && l.AgreedAt == null).Select(l => l.Id).SingleAsync()
        );
}

public sealed class CompareWithCoMenshaTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Everyone_stands_once_on_the_right_side_with_the_right_reason()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam", "amsterdam");
        Task<CaseId> Person(string on = "2025-01-10", string minority = "minor") => app.Registered(Fields.Rotterdam, on, minority);
        await coordinator.Notify(await Person(), Notifications.Notified("A-1"));
        await coordinator.Notify(await Person(minority: "adult"), Notifications.Notified("A-2", "registration_advice"));
        await coordinator.Notify(await Person(), Notifications.Notified("B-1"));
        await coordinator.Notify(await Person(), Notifications.Notified("C-1"));
        await coordinator.Notify(await Person(), Notifications.Notified());
        await coordinator.Notify(await Person(), Notifications.NotNotified("no_consent"));
        await coordinator.Notify(await Person(), Notifications.NotNotified("not_in_interest"));
        await Person();
        await coordinator.Notify(await Person("2023-05-05"), Notifications.Notified("D-1"));
        var advice = await Person();
        await coordinator.Notify(advice, Notifications.Notified("E-1"));
        await coordinator.SubmitForm($"/cases/{advice}/moves/close", ("ClosureReason", "advice_only"), ("Reason", "Alleen advies"));
        var analyst = await app.SignedIn(Role.NationalAnalyst);
        await app.AddAgreedList(analyst, 2024, "number,file_type\nB-1,registration\n");

        await app.AddAgreedList(
            analyst,
            2025,
            "number,file_type,minor_status\na 1x,registration,minor\na-1,registration,minor\nA-2,registration,adult\nD-1,registration,minor\nE-1,registration,unknown\nF-1,registration,unknown\n"
        );

        var classes = await app.Classes(2025);
        Assert.Equal(
            new Dictionary<ReconciliationClass, int>
            {
                [ReconciliationClass.Both] = 1,
                [ReconciliationClass.BothOtherType] = 1,
                [ReconciliationClass.HereOtherYear] = 1,
                [ReconciliationClass.HereNumberUnknown] = 1,
                [ReconciliationClass.HereNoNumber] = 1,
                [ReconciliationClass.HereNoConsent] = 1,
                [ReconciliationClass.HereNotNotified] = 1,
                [ReconciliationClass.HereNothingRecorded] = 1,
                [ReconciliationClass.Matched] = 2,
                [ReconciliationClass.ThereOtherYear] = 1,
                [ReconciliationClass.ThereNotCounted] = 1,
                [ReconciliationClass.ThereNotHere] = 2,
            }.OrderBy(c => c.Key),
            classes.OrderBy(c => c.Key)
        );
        // Together they are everyone who is counted here, and every file of the list.
        var counted = await app.Read(db => db.MonitorFacts.IgnoreQueryFilters().CountAsync(f => f.Year == 2025));
        Assert.Equal(counted, classes.Where(c => c.Key < ReconciliationClass.Matched).Sum(c => c.Value));
        Assert.Equal(6, classes.Where(c => c.Key >= ReconciliationClass.Matched).Sum(c => c.Value));

        // What is recorded later shows when it is compared again.
        var late = await Person();
        await coordinator.Notify(late, Notifications.Notified("F-1"));
        var list = await app.Read(db => db.Set<CoMenshaList>().SingleAsync(l => l.Year == 2025));
        await analyst.SubmitForm("/monitor/reconciliation?year=2025", $"{list.Id}/compare", []);
        Assert.Equal(
            (2, 1),
            ((await app.Classes(2025))[ReconciliationClass.Both], (await app.Classes(2025))[ReconciliationClass.ThereNotHere])
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await analyst.PostForm($"/monitor/reconciliation/{Guid.CreateVersion7()}/compare")).StatusCode
        );
    }
}

public sealed class CountAgainstCoMenshaTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_person_with_several_cases_counts_once_under_the_first_class_that_fits_and_it_leaves_a_row()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var (one, other) = (await app.Registered(Fields.Rotterdam, "2012-01-10"), await app.Registered(Fields.Rotterdam, "2012-05-10"));
        await coordinator.Notify(one, Notifications.NotNotified("no_consent"));
        await coordinator.Notify(other, Notifications.Notified("SAMEN-1"));
        await app.Merge(other, one);
        var analyst = await app.SignedIn(Role.NationalAnalyst);

        await app.AddAgreedList(analyst, 2012, "number,file_type\nSAMEN-1,registration\n");

        Assert.Equal(
            new Dictionary<ReconciliationClass, int> { [ReconciliationClass.Both] = 1, [ReconciliationClass.Matched] = 1 }.OrderBy(c =>
                c.Key
            ),
            (await app.Classes(2012)).OrderBy(c => c.Key)
        );
        var rows = await app.Read(db =>
            db.AuditRows.Where(r => r.Action == "CountAgainstCoMensha").Select(r => $"{r.Outcome} {r.Detail}").ToListAsync()
        );
        Assert.Equal(["done year:2012"], rows);
    }
}

public sealed class ViewReconciliationTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task The_page_has_the_numbers_with_minors_apart_and_names_nobody()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam", "amsterdam");
        await coordinator.Notify(await app.Registered(Fields.Rotterdam, "2022-01-10"), Notifications.Notified("P-1"));
        await coordinator.Notify(await app.Registered(Fields.Rotterdam, "2022-01-10", "adult"), Notifications.NotNotified("no_consent"));
        var analyst = await app.SignedIn(Role.NationalAnalyst);
        Assert.Contains("nog geen lijst", await analyst.Text("/monitor/reconciliation"));
        for (var i = 0; i < 5; i++)
        {
            await coordinator.Notify(await app.Registered(Fields.Amsterdam, "2022-02-10"), Notifications.Notified($"Q-{i}"));
        }

        await app.AddAgreedList(
            analyst,
            2022,
            "number,file_type\nP-1,registration\nP-2,registration\n"
                + string.Concat(Enumerable.Range(0, 5).Select(i => $"Q-{i},registration_advice\n"))
        );

        var page = await analyst.Page("/monitor/reconciliation");

        string Row(string name) =>
            string.Join(
                ' ',
                page.QuerySelectorAll("main table tbody tr")
                    .First(r => r.QuerySelector("th")!.TextContent.Trim() == name)
                    .QuerySelectorAll("td")
                    .Select(c => c.TextContent.Trim())
            );
        Assert.Equal("6", Row("Aan beide kanten"));
        Assert.Equal("1", Row("Alleen hier"));
        Assert.Equal("1", Row("Alleen bij CoMensha"));
        // By age and region only who has no number: of the others two lists that differ by one file would tell.
        var ages = page.QuerySelectorAll("[aria-labelledby=per-age] tbody tr")
            .Select(r => string.Join(' ', r.Children.Select(c => c.TextContent.Trim())));
        Assert.Contains("Niet aangemeld: geen toestemming 0 1 0", ages);
        var regions = page.QuerySelectorAll("[aria-labelledby=per-region] tbody tr")
            .Select(r => string.Join(' ', r.Children.Select(c => c.TextContent.Trim())));
        Assert.Equal(["Rotterdam 0 1 0 0"], regions);
        Assert.All(
            await app.Read(db => db.Set<ReconciliationCell>().ToListAsync()),
            c => Assert.True(c.Class.IsOfRegister() || c is { Region: "", MinorStatus: "" })
        );
        Assert.Contains("registratie zorgcoördinatie", page.QuerySelector("main")!.TextContent, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("P-1", page.Source.Text);
        Assert.Equal(HttpStatusCode.NotFound, await analyst.Status("/monitor/reconciliation?year=2001"));
        Assert.Equal(HttpStatusCode.Forbidden, await coordinator.Status("/monitor/reconciliation"));
    }
}

public sealed class ExplainTableTests(Accepted accepted) : IClassFixture<Accepted>
{
    [Fact]
    public async Task From_the_last_release_each_step_is_told_and_the_steps_are_the_whole_difference()
    {
        var (app, analyst) = (accepted.App, accepted.Analyst);
        Assert.Contains("staat nog in geen publicatie", await analyst.Text("/monitor/minors-by-year/why?From=2024&To=2024"));
        await accepted.Publish("Uitgelegd", "minors-by-year");
        await app.Register("rotterdam", "2024-02-20");
        await app.Register("rotterdam", "2024-08-20");
        await app.Register("rotterdam", "2023-08-20");
        await app.AddAgreedList(analyst, 2024, "number,file_type\nX-1,registration\n");

        var page = await analyst.Page("/monitor/minors-by-year/why?From=2024&To=2024");

        var rows = page.QuerySelectorAll("main table")[0]
            .QuerySelectorAll("tr")
            .Skip(1)
            .Select(r => (Name: r.Children[0].TextContent.Trim(), By: r.Children[1].TextContent.Trim()))
            .ToList();
        Assert.StartsWith("Uitgelegd", rows[0].Name);
        Assert.Equal(["3", "+1", "+1", "5"], rows.Select(r => r.By));
        Assert.Equal(["Daarna geregistreerd", "Kwartalen die niet in de publicatie staan", "Nu geteld"], rows.Skip(1).Select(r => r.Name));
        var beside = page.QuerySelectorAll("main table")[1].QuerySelector("tbody tr")!.TextContent;
        Assert.Equal("2024 0 5 1", string.Join(' ', beside.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(HttpStatusCode.NotFound, await analyst.Status("/monitor/nergens/why"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await analyst.Status("/monitor/minors-by-year/why?From=2025&To=2024"));
        Assert.Contains("/monitor/minors-by-year/why", (await analyst.Page("/monitor/minors-by-year")).Source.Text);
    }
}
