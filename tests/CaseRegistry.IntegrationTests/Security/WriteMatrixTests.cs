using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.IntegrationTests.LegalHolds;
using CaseRegistry.IntegrationTests.Periods;
using CaseRegistry.IntegrationTests.Signals;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Security;

/// <summary>What a write can be about: things of one's own region, of another one, or nowhere. Names stand in the addresses of the table.</summary>
internal sealed record Things(IReadOnlyDictionary<string, string> Names)
{
    /// <summary>Who reads the case of these things.</summary>
    public required HttpClient Coordinator { get; init; }

    /// <summary>Whose draft it is.</summary>
    public required HttpClient Author { get; init; }

    public string this[string name] => Names.GetValueOrDefault(name, "");

    public Guid Guid(string name) => System.Guid.Parse(this[name]);

    public CaseId Case => CaseId.From(Guid("case"));

    /// <summary>A word that is in no other attempt.</summary>
    public string Word => this["word"];

    public Things With(params (string Name, object Value)[] changes)
    {
        var names = new Dictionary<string, string>(Names);
        foreach (var (name, value) in changes)
        {
            names[name] = value.ToString()!;
        }

        return this with
        {
            Names = names,
        };
    }

    public string Fill(string address) => Regex.Replace(address, @"\{(\w+)\}", name => this[name.Groups[1].Value]);
}

/// <summary>A register in which two regions have one of everything, for all roles.</summary>
public sealed class TwoRegions : IAsyncLifetime
{
    // A factor counts as fresh, and nobody is idle, for as long as all writes of a role take.
    public RegistryApp App { get; } =
        new()
        {
            Settings = new()
            {
                ["Sessions:Fresh"] = "08:00:00",
                ["Sessions:Idle"] = "08:00:00",
                ["Webhooks:LookAround"] = "1.00:00:00",
            },
        };

    internal Things Own { get; private set; } = null!;
    internal Things Foreign { get; private set; } = null!;
    internal Things Absent { get; private set; } = null!;

    /// <summary>Asks what needs a second administrator.</summary>
    internal HttpClient Administrator { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await App.InitializeAsync();
        Administrator = await App.SignedIn(Role.Administrator);
        Own = await Make("rotterdam", Fields.Rotterdam);
        Foreign = await Make("amsterdam", Fields.Amsterdam);
        var names = Own.Names.Keys.ToDictionary(name => name, _ => Guid.CreateVersion7().ToString());
        Absent = Own with { Names = names };
        Absent = Absent.With(
            ("number", Elsewhere.Nowhere().Number),
            ("municipality", "GM9998"),
            ("heldnumber", Elsewhere.Nowhere().Number),
            ("quarter", "2017-Q1"),
            ("choice", "nergens")
        );
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private async Task<Things> Make(string region, string municipality)
    {
        var ids = await Elsewhere.Make(App, municipality, region, $"Word-{region}");
        await App.Until($"/imports/{ids.Import}", ImportState.Checked);
        var held = await App.Case(municipality);
        await (await App.PrivacyOfficer(region)).Place(held.CaseNumber);
        var passkey = (await App.AddAccount([Role.PrivacyOfficer], [region])).Passkey!;
        var organisation = ReportingOrganisationId.New();
        await App.Write(db => db.ReportingOrganisations.Add(new(organisation, $"Opvang {region}", "shelter", null, isProposal: true)));
        var account = App.AccountIdOf(ids.Coordinator!);
        return new Things(new Dictionary<string, string>()) { Coordinator = ids.Coordinator!, Author = ids.Coordinator! }.With(
            ("region", region),
            ("municipality", municipality),
            ("case", ids.Case),
            ("number", ids.Number),
            ("held", held.CaseId),
            ("heldnumber", held.CaseNumber),
            ("merge", ids.Merge),
            ("quarter", "2017-Q1"),
            ("period", Guid.Empty),
            ("release", Guid.Empty),
            ("reference", Guid.Empty),
            ("comensha", Guid.Empty),
            ("table", Guid.Empty),
            ("meeting", ids.Meeting),
            ("item", ids.Item),
            ("draft", ids.Draft),
            ("import", ids.Import),
            ("contact", ids.Contact),
            ("emergency", ids.BreakGlass),
            ("session", await App.Read(db => db.Sessions.Where(s => s.AccountId == account).Select(s => s.Id).FirstAsync())),
            ("passkey", passkey.Id),
            ("notice", await WriteMatrixTests.Notice(App, account)),
            ("account", await Person()),
            ("linked", await Linked()),
            ("request", await Request(region)),
            ("reset", await Reset()),
            ("client", await Client(region)),
            ("receiver", await Receiver(region)),
            ("delivery", Guid.Empty),
            ("organisation", organisation),
            ("code", "limburg"),
            ("list", "platform"),
            ("choice", await App.Read(db => db.CodeListItems.Where(i => i.List == "platform").Select(i => i.Code).FirstAsync())),
            ("word", "")
        );
    }

    private async Task<Guid> Person() => App.AccountIdOf(await App.SignedIn(Role.NationalAnalyst));

    private async Task<Guid> Linked()
    {
        var person = await App.AddAccount([Role.NationalAnalyst], []);
        await App.AsOperator(async services =>
        {
            var accounts = services.GetRequiredService<UserManager<Account>>();
            var account = await accounts.FindByIdAsync(person.Id.ToString());
            return await accounts.AddLoginAsync(account!, new(WriteMatrixTests.Issuer, $"{Guid.CreateVersion7():N}", "Elders"));
        });
        return person.Id;
    }

    private async Task<Guid> Request(string region)
    {
        var name = $"Wacht {region}";
        await Administrator.SubmitForm("/administration/clients/create", ("Name", name), ("Scopes", "tables:read"));
        return await App.Read(db => db.Set<AccountRequest>().Where(r => r.About.StartsWith(name)).Select(r => r.Id).SingleAsync());
    }

    private async Task<Guid> Reset()
    {
        var person = await App.AddAccount([Role.PrivacyOfficer], ["limburg"]);
        await Administrator.SubmitForm($"/administration/accounts/{person.Id}/passkeys", ("Reason", "Telefoon gestolen"));
        return person.Id;
    }

    private async Task<Guid> Receiver(string region)
    {
        var receiver = new WebhookReceiver($"Ontvanger {region}", "https://feed.example.org/", TimeProvider.System.GetUtcNow());
        await App.Write(db => db.Add(receiver));
        return receiver.Id;
    }

    private async Task<Guid> Client(string region)
    {
        await App.ApiClient(["signals:read"], region);
        return await App.Read(db => db.ApiClients.OrderByDescending(c => c.CreatedAt).Select(c => c.Id).FirstAsync());
    }
}

/// <summary>Every write, by every role, a key and nobody, on things of one's own, of another region and nowhere: what is seen of it afterwards.</summary>
public sealed class WriteMatrixTests : IClassFixture<TwoRegions>
{
    public const string Issuer = "https://elders.example";

    private const string Key = "key";
    private const string Nobody = "nobody";

    /// <summary>Writes for anyone, and those that can only ever be about whoever sends them and the session they come with.</summary>
    private static readonly string[] OnlyAboutOneself =
    [
        "POST account/sign-out",
        "POST account/session/extend",
        "POST account/authenticator",
        "POST account/password",
        "POST account/passkeys/offer",
        "POST account/passkeys",
        "POST account/sessions/end-others",
    ];

    /// <summary>What is asked by a form, because the question would otherwise stand in an address.</summary>
    private static readonly string[] Questions = ["POST administration/accounts", "POST audit"];

    private readonly TwoRegions _register;
    private readonly RegistryApp _app;
    private readonly Dictionary<string, Write> _writes;

    public WriteMatrixTests(TwoRegions register)
    {
        (_register, _app) = (register, register.App);
        _writes = new()
        {
            ["POST signals/register"] = new("/signals/register", Registration, SignalsCalledSo, "1")
            {
                Foreign = HttpStatusCode.UnprocessableEntity,
                Absent = HttpStatusCode.UnprocessableEntity,
            },
            ["POST signals/drafts"] = new("/signals/drafts", _ => [], _ => Read(db => db.Drafts.IgnoreQueryFilters().CountAsync()))
            {
                OnlyOwn = true,
            },
            ["POST signals/drafts/{id}/{section}"] = new("/signals/drafts/{draft}/signal", Summary, DraftOf, "{word}")
            {
                Prepare = NewDraft,
            },
            ["POST signals/drafts/{id}/{section}/autosave"] = new("/signals/drafts/{draft}/signal/autosave", Summary, DraftOf, "{word}")
            {
                Prepare = NewDraft,
                Own = HttpStatusCode.OK,
            },
            ["POST signals/drafts/{id}/check"] = new(
                "/signals/drafts/{draft}/check",
                _ => [],
                async t => $"{await DraftOf(t)} {await SignalsCalledSo(t)}",
                "NotFound  1"
            )
            {
                Prepare = CompleteDraft,
            },
            ["POST signals/drafts/{id}/delete"] = new("/signals/drafts/{draft}/delete", _ => [], DraftOf, "NotFound")
            {
                Prepare = NewDraft,
            },
            ["POST imports"] = new("/imports", _ => [], _ => Read(db => db.ImportJobs.IgnoreQueryFilters().CountAsync()))
            {
                OnlyOwn = true,
                File = t => $"{Imports.Header}\n{Imports.Row(t.Word)}\n",
            },
            ["POST imports/{id}/confirm"] = new("/imports/{import}/confirm", _ => [], IsConfirmed, "True"),
            ["POST cases/{id}/moves/{move}"] = new(
                "/cases/{case}/moves/start_triage",
                _ => [],
                t => Read(db => db.Cases.Where(c => c.Id == t.Case).Select(c => c.State.ToString()).SingleOrDefaultAsync()),
                nameof(FileState.InTriage)
            ),
            ["POST cases/{id}/contact"] = new("/cases/{case}/contact", t => [("Note", t.Word)], Timeline, "{word}"),
            ["POST cases/{id}/notification"] = new(
                "/cases/{case}/notification",
                _ => [("State", "not_notified"), ("NotifiedOn", "2026-01-02"), ("NotNotifiedReason", "no_consent")],
                t => Notifications(t.Case)
            ),
            ["POST cases/notifications"] = new("/cases/notifications", _ => [], t => Notifications(t.Case))
            {
                File = t =>
                    "case_number,notified_on,notifier,comensha_number,file_type\n"
                    + $"{t["number"]},2026-01-02,another,{Interlocked.Increment(ref _year)},registration\n",
                Foreign = HttpStatusCode.UnprocessableEntity,
                Absent = HttpStatusCode.UnprocessableEntity,
            },
            ["POST monitor/reconciliation/list"] = new(
                "/monitor/reconciliation/list",
                t => [("Year", $"{Interlocked.Increment(ref _year)}"), ("Source", t.Word), ("SourceDate", "2026-01-31")],
                t => Read(db => db.Set<Domain.Monitor.CoMenshaList>().AnyAsync(l => l.Source == t.Word)),
                "True"
            )
            {
                File = _ => "number,file_type\nCM-1,registration\n",
                OnlyOwn = true,
            },
            ["POST monitor/reconciliation/{id:guid}/decide/{decision}"] = new(
                "/monitor/reconciliation/{comensha}/decide/agree",
                _ => [],
                t => Read(db => db.Set<Domain.Monitor.CoMenshaList>().AnyAsync(l => l.Id == t.Guid("comensha") && l.AgreedAt != null)),
                "True"
            )
            {
                Prepare = (_, t) => List(t, isAgreed: false),
                HasNoRegion = true,
            },
            ["POST monitor/reconciliation/{id:guid}/compare"] = new(
                "/monitor/reconciliation/{comensha}/compare",
                _ => [],
                t => Read(db => db.Set<Domain.Monitor.CoMenshaList>().AnyAsync(l => l.Id == t.Guid("comensha") && l.ComparedAt != null)),
                "True"
            )
            {
                Prepare = (_, t) => List(t, isAgreed: true),
                HasNoRegion = true,
            },
            ["POST cases/{id}/contact/{contactId:guid}/done"] = new(
                "/cases/{case}/contact/{contact}/done",
                _ => [],
                t => Read(db => db.ContactMoments.Where(m => m.Id == t.Guid("contact")).AnyAsync(m => m.NextActionDoneAt != null)),
                "True"
            ),
            ["POST cases/{id}/signals/add"] = new("/cases/{case}/signals/add", t => Fields.Signal(("Summary", t.Word)), Timeline, "{word}"),
            ["POST cases/{id}/minority"] = new(
                "/cases/{case}/minority",
                t => [("MinorStatus", "adult"), ("AgeBasis", "stated"), ("Reason", t.Word)],
                t => Read(db => db.Cases.Where(c => c.Id == t.Case).Select(c => c.MinorStatus.ToString()).SingleOrDefaultAsync()),
                nameof(Domain.Victims.MinorStatus.Adult)
            ),
            ["POST cases/{id}/edit/{section}"] = new(
                "/cases/{case}/edit/identity",
                t => [("FamilyName", t.Word)],
                async t => (await t.Coordinator.Page(t.Fill("/cases/{case}"))).Body!.TextContent.Contains(t.Word).ToString(),
                "True"
            )
            {
                Version = t =>
                    Read(db => db.Cases.Where(c => c.Id == t.Case).Select(c => EF.Property<Guid>(c, "Version")).SingleOrDefaultAsync()),
            },
            ["POST meetings"] = new(
                "/meetings",
                t => [("CareRegion", t["region"]), ("Kind", "case_conference"), ("HeldOn", "2099-03-04")],
                _ => Read(db => db.Meetings.CountAsync())
            )
            {
                Foreign = HttpStatusCode.UnprocessableEntity,
                Absent = HttpStatusCode.UnprocessableEntity,
            },
            ["POST meetings/{id}/items/{itemId}"] = new(
                "/meetings/{meeting}/items/{item}",
                _ => [],
                t => Read(db => db.AgendaItems.Where(i => i.Id == Item(t)).Select(i => i.MeetingId.ToString()).SingleOrDefaultAsync()),
                "{meeting}"
            )
            {
                Prepare = (_, t) => Waiting(t),
                Version = t =>
                    Read(db =>
                        db.AgendaItems.Where(i => i.Id == Item(t)).Select(i => EF.Property<Guid>(i, "Version")).SingleOrDefaultAsync()
                    ),
            },
            ["POST meetings/{id}/close"] = new(
                "/meetings/{meeting}/close",
                _ => [],
                t => Read(db => db.Meetings.Where(m => m.Id == MeetingId.From(t.Guid("meeting"))).AnyAsync(m => m.ClosedAt != null)),
                "True"
            )
            {
                Prepare = async (_, t) => t.With(("meeting", await NewMeeting(t))),
            },
            ["POST meetings/{id}/attend/{itemId}"] = new(
                "/meetings/{meeting}/attend/{item}",
                t => [("Outcome", "weakened"), ("Reasons", t.Word)],
                Timeline,
                "{word}"
            )
            {
                Prepare = (client, t) => Waiting(t, client),
            },
            ["POST legal-holds/place"] = new(
                "/legal-holds/place",
                t => [("Number", t["number"]), ("Reason", t.Word)],
                t => Read(db => db.Cases.Where(c => c.Id == t.Case).AnyAsync(c => c.LegalHold)),
                "True"
            )
            {
                Foreign = HttpStatusCode.UnprocessableEntity,
                Absent = HttpStatusCode.UnprocessableEntity,
            },
            ["POST legal-holds/{id}/lift"] = new(
                "/legal-holds/{held}/lift",
                t => [("Reason", t.Word)],
                t => Read(db => db.Cases.Where(c => c.Id == CaseId.From(t.Guid("held"))).AnyAsync(c => c.LegalHold)),
                "False"
            ),
            ["POST break-glass/open"] = new(
                "/break-glass/open",
                t => [("Number", t["number"]), ("Reason", t.Word)],
                t => Read(db => db.BreakGlasses.CountAsync(b => b.CaseId == t.Case)),
                "2"
            )
            {
                // One's own case needs no glass to be broken.
                Reaches = Whose.Foreign,
                Foreign = HttpStatusCode.Redirect,
                Absent = HttpStatusCode.UnprocessableEntity,
            },
            ["POST break-glass/{id}/review"] = new(
                "/break-glass/{emergency}/review",
                t => [("Review", "justified"), ("Note", t.Word)],
                t =>
                    Read(db =>
                        db.BreakGlasses.Where(b => b.Id == BreakGlassId.From(t.Guid("emergency")))
                            .Select(b => b.Review.ToString())
                            .SingleOrDefaultAsync()
                    ),
                nameof(BreakGlassReview.Justified)
            ),
            ["POST periods/complete"] = new(
                "/periods/complete",
                t => [("Periods", $"{t["region"]}:{t["quarter"]}"), ("Remark", t.Word)],
                t => Read(db => db.PeriodVersions.IgnoreQueryFilters().CountAsync(v => v.Region == t["region"] && v.Year == 2017)),
                "1"
            ),
            ["POST periods/versions/accept"] = new("/periods/versions/accept", t => [("Ids", t["period"])], PeriodState, "Accepted")
            {
                Prepare = (_, t) => Submitted(t, "2016-Q1"),
                HasNoRegion = true,
            },
            ["POST periods/versions/{id:guid}/return"] = new(
                "/periods/versions/{period}/return",
                t => [("Question", t.Word)],
                PeriodState,
                "Returned"
            )
            {
                Prepare = (_, t) => Submitted(t, "2016-Q2"),
                HasNoRegion = true,
            },
            ["POST releases/compose"] = new(
                "/releases/compose",
                t => Release(t.Word),
                _ => Read(db => db.Set<Domain.Monitor.Release>().CountAsync())
            )
            {
                Prepare = async (client, t) =>
                {
                    var submitted = await Submitted(t, "2016-Q3");
                    await client.Accept(submitted.Guid("period"));
                    return submitted;
                },
                OnlyOwn = true,
            },
            ["POST releases/{id:guid}/publish"] = new("/releases/{release}/publish", _ => [], ReleaseState, "Published")
            {
                Prepare = (_, t) => Frozen(t, "2016-Q4"),
                HasNoRegion = true,
            },
            ["POST releases/{id:guid}/reject"] = new("/releases/{release}/reject", t => [("Reason", t.Word)], ReleaseState, "Rejected")
            {
                Prepare = (_, t) => Frozen(t, "2015-Q1"),
                HasNoRegion = true,
            },
            ["POST monitor/references/estimate"] = new(
                "/monitor/references/estimate",
                t =>
                    [
                        ("Share", "33"),
                        ("Low", "20"),
                        ("High", "40"),
                        ("FirstYear", t["year"]),
                        ("LastYear", t["year"]),
                        ("Source", t.Word),
                        ("SourceDate", "2026-01-31"),
                    ],
                t => Read(db => db.Set<Domain.Monitor.Estimate>().AnyAsync(e => e.Source == t.Word)),
                "True"
            )
            {
                Prepare = (_, t) => Task.FromResult(t.With(("year", Interlocked.Increment(ref _year)))),
                OnlyOwn = true,
            },
            ["POST monitor/references/figure"] = new(
                "/monitor/references/figure",
                t => [("Series", "Minors"), ("Year", t["year"]), ("Value", "12"), ("Source", t.Word), ("SourceDate", "2026-01-31")],
                t => Read(db => db.Set<Domain.Monitor.PublishedFigure>().AnyAsync(f => f.Source == t.Word)),
                "True"
            )
            {
                Prepare = (_, t) => Task.FromResult(t.With(("year", Interlocked.Increment(ref _year)))),
                OnlyOwn = true,
            },
            ["POST monitor/references/break"] = new(
                "/monitor/references/break",
                t => [("Year", "2020"), ("NoteNl", t.Word), ("NoteEn", t.Word)],
                t => Read(db => db.Set<Domain.Monitor.SeriesBreak>().AnyAsync(b => b.NoteNl == t.Word)),
                "True"
            )
            {
                OnlyOwn = true,
            },
            ["POST monitor/references/{id:guid}/retire"] = new(
                "/monitor/references/{reference}/retire",
                _ => [],
                t => Read(db => db.Set<Domain.Monitor.SeriesBreak>().AnyAsync(b => b.Id == t.Guid("reference") && b.RetiredAt != null)),
                "True"
            )
            {
                Prepare = async (_, t) =>
                {
                    var added = new Domain.Monitor.SeriesBreak(2019, null, (t.Word, t.Word), null, DateTimeOffset.UtcNow);
                    await _app.Write(db => db.Add(added));
                    return t.With(("reference", added.Id));
                },
                HasNoRegion = true,
            },
            ["POST monitor/own/save"] = new(
                "/monitor/own/save",
                t => [("Name", t.Word), ("by", "region")],
                t => Read(db => db.Set<OwnTable>().AnyAsync(o => o.Name == t.Word)),
                "True"
            )
            {
                OnlyOwn = true,
            },
            ["POST monitor/own/{id:guid}/change"] = new(
                "/monitor/own/{table}/change",
                t => [("Name", t.Word), ("by", "sex")],
                t => Read(db => db.Set<OwnTable>().AnyAsync(o => o.Id == t.Guid("table") && o.Name == t.Word)),
                "True"
            )
            {
                Prepare = KeptTable,
                Version = OwnTableVersion,
                HasNoRegion = true,
            },
            ["POST monitor/own/{id:guid}/share"] = new(
                "/monitor/own/{table}/share",
                _ => [("IsShared", "true")],
                t => Read(db => db.Set<OwnTable>().AnyAsync(o => o.Id == t.Guid("table") && o.IsShared)),
                "True"
            )
            {
                Prepare = KeptTable,
                Version = OwnTableVersion,
                HasNoRegion = true,
            },
            ["POST monitor/own/{id:guid}/remove"] = new(
                "/monitor/own/{table}/remove",
                _ => [],
                t => Read(db => db.Set<OwnTable>().AnyAsync(o => o.Id == t.Guid("table"))),
                "False"
            )
            {
                Prepare = KeptTable,
                Version = OwnTableVersion,
                HasNoRegion = true,
            },
            ["POST persons/{id}/merge"] = new(
                "/persons/{case}/merge",
                t => [("Number", t["heldnumber"]), ("Reason", t.Word)],
                t => Read(db => db.PersonMerges.IgnoreQueryFilters().CountAsync(m => m.CaseId == t.Case)),
                "1"
            ),
            ["POST persons/merges/{id:guid}/{decision}"] = new(
                "/persons/merges/{merge}/decline",
                _ => [],
                t =>
                    Read(db =>
                        db.PersonMerges.IgnoreQueryFilters()
                            .Where(m => m.Id == t.Guid("merge"))
                            .Select(m => m.State.ToString())
                            .SingleOrDefaultAsync()
                    ),
                "Declined"
            ),
            ["POST account/sessions/{id:guid}/end"] = new(
                "/account/sessions/{session}/end",
                _ => [],
                t => Read(db => db.Sessions.Where(s => s.Id == t.Guid("session")).AnyAsync(s => s.EndedAt != null)),
                "True"
            )
            {
                Prepare = OtherSession,
            },
            ["POST account/notices/dismiss"] = new(
                "/account/notices/dismiss",
                t => [("Ids", t["notice"])],
                t => Read(db => db.Set<AccountNotice>().AnyAsync(n => n.Id == t.Guid("notice") && n.SeenAt != null)),
                "True"
            )
            {
                Prepare = async (client, t) => t.With(("notice", await Notice(_app, _app.AccountIdOf(client)))),
            },
            ["POST account/passkeys/{id}/rename"] = new(
                "/account/passkeys/{passkey}/rename",
                t => [("PasskeyName", t.Word)],
                Passkey,
                "{word}"
            )
            {
                Prepare = OtherPasskey,
            },
            ["POST account/passkeys/{id}/remove"] = new("/account/passkeys/{passkey}/remove", _ => [], Passkey, "none")
            {
                Prepare = OtherPasskey,
            },
            ["POST administration/accounts/create"] = new(
                "/administration/accounts/create",
                t => [("Email", $"{t.Word}@example.org"), .. Account(t)],
                t => Requested(AccountRequestKind.CreateAccount, r => r.About.StartsWith($"{t.Word}@example.org;")),
                "1"
            )
            {
                OnlyOwn = true,
            },
            ["POST administration/accounts/{id:guid}"] = new(
                "/administration/accounts/{account}",
                Account,
                t => Read(db => db.Users.Where(a => a.Id == t.Guid("account")).Select(a => a.DisplayName).SingleOrDefaultAsync()),
                "{word}"
            )
            {
                HasNoRegion = true,
                Version = t =>
                    Read(db => db.Users.Where(a => a.Id == t.Guid("account")).Select(a => a.ConcurrencyStamp).SingleOrDefaultAsync()),
            },
            ["POST administration/accounts/{id:guid}/link"] = new(
                "/administration/accounts/{account}/link",
                _ => [("Reason", "Gezien")],
                t => Requested(AccountRequestKind.ResetAccount, r => r.AccountId == t.Guid("account")),
                "1"
            )
            {
                HasNoRegion = true,
            },
            ["POST administration/accounts/{id:guid}/sessions/end"] = new(
                "/administration/accounts/{account}/sessions/end",
                _ => [],
                t => Read(db => db.Sessions.CountAsync(s => s.AccountId == t.Guid("account") && s.EndedAt == null)),
                "0"
            )
            {
                HasNoRegion = true,
            },
            ["POST administration/accounts/{id:guid}/passkeys"] = new(
                "/administration/accounts/{account}/passkeys",
                t => [("Reason", t.Word)],
                t => Requested(AccountRequestKind.PasskeyReset, r => r.AccountId == t.Guid("account")),
                "1"
            )
            {
                HasNoRegion = true,
            },
            ["POST administration/accounts/{id:guid}/passkeys/approve"] = new(
                "/administration/accounts/{reset}/passkeys/approve",
                _ => [],
                t => Read(db => db.UserPasskeys.CountAsync(p => p.UserId == t.Guid("reset"))),
                "0"
            )
            {
                HasNoRegion = true,
                Version = t =>
                    Read(db =>
                        db.Set<AccountRequest>().Where(r => r.AccountId == t.Guid("reset")).Select(r => r.Id).SingleOrDefaultAsync()
                    ),
                VersionField = "Reset",
            },
            ["POST administration/accounts/{id:guid}/providers/remove"] = new(
                "/administration/accounts/{linked}/providers/remove",
                _ => [("Issuer", Issuer)],
                t => Read(db => db.UserLogins.CountAsync(l => l.UserId == t.Guid("linked"))),
                "0"
            )
            {
                HasNoRegion = true,
            },
            ["POST administration/requests/{id:guid}/approve"] = new(
                "/administration/requests/{request}/approve",
                _ => [],
                async t =>
                    $"{await Read(db => db.Set<AccountRequest>().AnyAsync(r => r.Id == t.Guid("request") && r.ApprovedAt != null))} "
                    + await Read(db => db.ApiClients.CountAsync(c => c.Name == t.Fill("Wacht {region}"))),
                "True 1"
            )
            {
                HasNoRegion = true,
                Own = HttpStatusCode.OK,
            },
            ["POST administration/certifications"] = new(
                "/administration/certifications",
                t => [("Ids", t["account"])],
                t => Read(db => db.Users.Where(a => a.Id == t.Guid("account")).Select(a => a.CertifiedAt).SingleOrDefaultAsync())
            )
            {
                HasNoRegion = true,
                Prepare = LongUncertified,
            },
            ["POST administration/regions/add"] = new(
                "/administration/regions/add",
                t => [("RegionCode", t.Word), ("Name", t.Word), ("NumberPrefix", "ZZZ"), ("PoliceUnit", "limburg")],
                t => Read(db => db.CareRegions.CountAsync(r => r.Code == t.Word)),
                "1"
            )
            {
                OnlyOwn = true,
            },
            ["POST administration/regions/{code}"] = new(
                "/administration/regions/{code}",
                t => [("Name", t.Word), ("PoliceUnit", "limburg")],
                t => Read(db => db.CareRegions.Where(r => r.Code == t["code"]).Select(r => r.Name).SingleOrDefaultAsync()),
                "{word}"
            )
            {
                HasNoRegion = true,
                Version = t =>
                    Read(db =>
                        db.CareRegions.Where(r => r.Code == t["code"]).Select(r => EF.Property<Guid>(r, "Version")).SingleOrDefaultAsync()
                    ),
            },
            ["POST administration/municipalities/add"] = new(
                "/administration/municipalities/add",
                t => [("MunicipalityCode", "GM9901"), ("Name", t.Word), ("Region", "limburg"), ("From", "2027-01-01")],
                t => Read(db => db.Municipalities.CountAsync(m => m.Name == t.Word)),
                "1"
            )
            {
                OnlyOwn = true,
            },
            ["POST administration/municipalities/{code}"] = new(
                "/administration/municipalities/{municipality}",
                t => [("Name", t.Word), ("Region", "rotterdam")],
                t => Read(db => db.Municipalities.Where(m => m.Code == t["municipality"]).Select(m => m.Name).SingleOrDefaultAsync()),
                "{word}"
            )
            {
                HasNoRegion = true,
                Version = t =>
                    Read(db =>
                        db.Municipalities.Where(m => m.Code == t["municipality"])
                            .Select(m => EF.Property<Guid>(m, "Version"))
                            .SingleOrDefaultAsync()
                    ),
            },
            ["POST administration/lists/{list}/add"] = new(
                "/administration/lists/{list}/add",
                t => [("ItemCode", t.Word), ("LabelNl", t.Word), ("LabelEn", t.Word), ("Order", "998")],
                t => Read(db => db.CodeListItems.CountAsync(i => i.List == t["list"] && i.LabelNl == t.Word)),
                "1"
            )
            {
                HasNoRegion = true,
            },
            ["POST administration/lists/{list}/{code}"] = new(
                "/administration/lists/{list}/{choice}",
                t => [("LabelNl", t.Word), ("LabelEn", t.Word), ("Order", "997")],
                t =>
                    Read(db =>
                        db.CodeListItems.Where(i => i.List == t["list"] && i.Code == t["choice"])
                            .Select(i => i.LabelNl)
                            .SingleOrDefaultAsync()
                    ),
                "{word}"
            )
            {
                HasNoRegion = true,
                Version = t =>
                    Read(db =>
                        db.CodeListItems.Where(i => i.List == t["list"] && i.Code == t["choice"])
                            .Select(i => EF.Property<Guid>(i, "Version"))
                            .SingleOrDefaultAsync()
                    ),
            },
            ["POST administration/organisations/{id}"] = new(
                "/administration/organisations/{organisation}",
                t => [("Name", t.Word), ("ReporterType", "shelter")],
                t => Read(db => db.ReportingOrganisations.Where(o => o.Id == Organisation(t)).Select(o => o.Name).SingleOrDefaultAsync()),
                "{word}"
            )
            {
                HasNoRegion = true,
                Version = t =>
                    Read(db =>
                        db.ReportingOrganisations.Where(o => o.Id == Organisation(t))
                            .Select(o => EF.Property<Guid>(o, "Version"))
                            .SingleOrDefaultAsync()
                    ),
            },
            ["POST administration/clients/create"] = new(
                "/administration/clients/create",
                t => [("Name", t.Word), ("Scopes", "tables:read")],
                t => Requested(AccountRequestKind.CreateClient, r => r.About.StartsWith(t.Word)),
                "1"
            )
            {
                OnlyOwn = true,
            },
            ["POST administration/clients/{id:guid}/revoke"] = new(
                "/administration/clients/{client}/revoke",
                _ => [],
                t => Read(db => db.ApiClients.AnyAsync(c => c.Id == t.Guid("client") && c.RevokedAt != null)),
                "True"
            )
            {
                HasNoRegion = true,
            },
            ["POST administration/webhooks/add"] = new(
                "/administration/webhooks/add",
                t => [("Name", t.Word), ("Url", "https://feed.example.org/")],
                t => Requested(AccountRequestKind.AddReceiver, r => r.About.StartsWith(t.Word)),
                "1"
            )
            {
                OnlyOwn = true,
            },
            ["POST administration/webhooks/{id:guid}/deliveries/{deliveryId:guid}/replay"] = new(
                "/administration/webhooks/{receiver}/deliveries/{delivery}/replay",
                _ => [],
                t =>
                    Read(db =>
                        db.Set<WebhookDelivery>()
                            .Where(d => d.Id == t.Guid("delivery"))
                            .Select(d => d.State.ToString())
                            .SingleOrDefaultAsync()
                    ),
                nameof(DeliveryState.Replaying)
            )
            {
                HasNoRegion = true,
                Prepare = (_, t) => DeadLetter(t),
            },
            ["POST administration/webhooks/{id:guid}/retire"] = new(
                "/administration/webhooks/{receiver}/retire",
                _ => [],
                t => Read(db => db.Set<WebhookReceiver>().AnyAsync(r => r.Id == t.Guid("receiver") && r.RetiredAt != null)),
                "True"
            )
            {
                HasNoRegion = true,
                Prepare = async (_, t) => t.With(("receiver", await NewReceiver(t))),
            },
            ["POST api/v1/signals"] = new("/api/v1/signals", _ => [], SignalsCalledSo, "1")
            {
                Json = t => Fields.Json(("external_reference", t.Word), ("municipality_code", t["municipality"])),
                Own = HttpStatusCode.Created,
                Foreign = HttpStatusCode.UnprocessableEntity,
                Absent = HttpStatusCode.UnprocessableEntity,
            },
            ["POST api/v1/cases/{id}/moves"] = new(
                "/api/v1/cases/{case}/moves",
                _ => [],
                t => Read(db => db.Cases.Where(c => c.Id == t.Case).Select(c => c.State.ToString()).SingleOrDefaultAsync()),
                nameof(FileState.InTriage)
            )
            {
                Json = _ => new { move = "start_triage" },
                Prepare = async (_, t) => t.With(("case", (await _app.Case(t["municipality"])).CaseId)),
                Own = HttpStatusCode.OK,
            },
            ["POST api/v1/cases/{id}/signals"] = new("/api/v1/cases/{case}/signals", _ => [], Timeline, "{word}")
            {
                Json = t => new
                {
                    received_on = "2026-03-05",
                    reporter_type = "police",
                    certainty = "suspicion",
                    summary = t.Word,
                },
                Own = HttpStatusCode.Created,
            },
        };
    }

    public static TheoryData<string> Actors => [.. Enum.GetNames<Role>(), Key, Nobody, .. ShutOut.All];

    [Fact]
    public void Every_write_is_in_the_table()
    {
        var writes = AuthorizationMatrixTests
            .Expected.Where(e => e.Key.StartsWith("POST ", StringComparison.Ordinal) && e.Value.Permission != Permission.Anyone)
            .Select(e => e.Key)
            .Except([.. OnlyAboutOneself, .. Questions])
            .ToList();

        Assert.True(writes.Count > 45, $"{writes.Count} writes");
        Assert.Empty(writes.Except(_writes.Keys));
        Assert.Empty(_writes.Keys.Except(writes));
    }

    [Theory]
    [MemberData(nameof(Actors))]
    public async Task An_actor_writes_what_it_may_on_what_is_its_own_and_nothing_else(string actor)
    {
        var role = Enum.TryParse<Role>(actor, out var known) ? known : (Role?)null;
        var (client, again) = await ClientOf(actor, role);
        var may = role is { } r ? Roles.PermissionsOf([r]).ToHashSet() : [];
        var faults = new List<string>();
        var effects = 0;
        foreach (var (route, write) in _writes)
        {
            var isApi = write.Json is not null;
            var allowed = actor == Key ? isApi : !isApi && may.Contains(AuthorizationMatrixTests.Expected[route].Permission);
            foreach (var whose in Enum.GetValues<Whose>().Where(write.IsTriedOn))
            {
                var things = Of(whose).With(("word", $"w{Guid.NewGuid():N}"));
                things = allowed && whose == Whose.Own && write.Prepare is not null ? await write.Prepare(client, things) : things;
                var before = await write.Seen(things);
                await again();
                var status = (await Send(client, write, things)).StatusCode;
                var after = await write.Seen(things);
                var refused =
                    isApi ? HttpStatusCode.Unauthorized
                    : role is null ? HttpStatusCode.Redirect
                    : HttpStatusCode.Forbidden;
                var expected = allowed ? write.StatusOn(whose) : refused;
                var takesEffect = allowed && whose == write.Reaches;
                effects += takesEffect ? 1 : 0;
                if (status != expected)
                {
                    faults.Add($"{actor} {route} {whose}: {status} instead of {expected}");
                }
                else if (takesEffect ? before == after || !after.Contains(things.Fill(write.Shows)) : before != after)
                {
                    faults.Add($"{actor} {route} {whose}: '{before}' became '{after}'");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(role is null && actor != Key, effects == 0);
    }

    private async Task<ShutOut> ClientOf(string actor, Role? role) =>
        ShutOut.All.Contains(actor) ? await ShutOut.By(_app, actor) : new(await Welcome(actor, role), () => Task.CompletedTask);

    private async Task<HttpClient> Welcome(string actor, Role? role) =>
        actor switch
        {
            Nobody => _app.Anonymous(),
            Key => await _app.ApiClient([.. Scopes.All], "rotterdam"),
            // Whose draft and import they are.
            nameof(Role.CareCoordinator) => _register.Own.Coordinator,
            _ => await _app.SignedIn(role!.Value, Roles.NeedsRegion(role.Value) ? ["rotterdam"] : []),
        };

    private Things Of(Whose whose) =>
        whose switch
        {
            Whose.Own => _register.Own,
            Whose.Foreign => _register.Foreign,
            _ => _register.Absent,
        };

    /// <summary>What a form would send, without the form: whoever may not open it can still send it.</summary>
    private static async Task<HttpResponseMessage> Send(HttpClient client, Write write, Things things)
    {
        var address = things.Fill(write.Address);
        if (write.Json is not null)
        {
            return await client.PostJson(address, write.Json(things));
        }

        // The token is that of any page of the same session.
        var token = (await client.Page("/account/password")).QuerySelector("main input[name=__RequestVerificationToken]");
        var fields = write.Fields(things).ToList();
        fields.AddRange([("__RequestVerificationToken", token?.GetAttribute("value") ?? "none"), ("__once", things.Word)]);
        if (write.Version is not null)
        {
            fields.Add((write.VersionField, await write.Version(things)));
        }

        if (write.File is not { } file)
        {
            using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
            return await client.PostAsync(new Uri(address, UriKind.Relative), form);
        }

        using var upload = new MultipartFormDataContent();
        fields.ForEach(f => upload.Add(new StringContent(f.Value), f.Name));
        upload.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(file(things))), "File", "file.csv");
        return await client.PostAsync(new Uri(address, UriKind.Relative), upload);
    }

    private Task<string> Notifications(CaseId id) =>
        Read(db => db.NotificationsToCoMensha.IgnoreQueryFilters().CountAsync(n => n.CaseId == id));

    /// <summary>Each attempt has a year of its own: for one year there is one figure.</summary>
    private static int _year = 1900;

    private static (string Name, string Value)[] Release(string title) =>
        [
            ("Title", title),
            ("Audience", "Restricted"),
            ("FirstYear", "2015"),
            ("LastYear", "2016"),
            ("Tables", "minors-by-year"),
            ("AcceptGaps", "true"),
        ];

    private async Task<Things> List(Things things, bool isAgreed)
    {
        var now = DateTimeOffset.UtcNow;
        var list = new Domain.Monitor.CoMenshaList(
            Interlocked.Increment(ref _year),
            (things.Word, new(2026, 1, 31)),
            "00",
            [("00", "registration", "minor")],
            null,
            now
        );
        if (isAgreed)
        {
            list.Agree(Guid.NewGuid(), now);
        }

        await _app.Write(db => db.Add(list));
        return things.With(("comensha", list.Id));
    }

    private async Task<Things> Submitted(Things things, string quarter)
    {
        await things.Coordinator.Complete(things["region"], quarter, "Ingeleverd");
        return things.With(("period", await _app.LatestVersion(things["region"], quarter)));
    }

    /// <summary>A release that somebody else froze.</summary>
    private async Task<Things> Frozen(Things things, string quarter)
    {
        var analyst = await _app.SignedIn(Role.NationalAnalyst);
        await analyst.Accept((await Submitted(things, quarter)).Guid("period"));
        var frozen = await analyst.SubmitForm("/releases/compose", Release("Bevroren"));
        return things.With(("release", frozen.Headers.Location!.OriginalString.Split('/')[^1]));
    }

    private async Task<Things> KeptTable(HttpClient client, Things things)
    {
        var table = new OwnTable(
            _app.AccountIdOf(client),
            $"Tabel {things.Word}",
            new(["region"], null, null, false),
            TimeProvider.System.GetUtcNow()
        );
        await _app.Write(db => db.Add(table));
        return things.With(("table", table.Id));
    }

    private Task<string> OwnTableVersion(Things things) =>
        Read(db =>
            db.Set<OwnTable>().Where(o => o.Id == things.Guid("table")).Select(o => EF.Property<Guid>(o, "Version")).SingleOrDefaultAsync()
        );

    private Task<string> PeriodState(Things things) =>
        Read(db =>
            db.PeriodVersions.IgnoreQueryFilters()
                .Where(v => v.Id == things.Guid("period"))
                .Select(v => v.State.ToString())
                .SingleOrDefaultAsync()
        );

    private Task<string> ReleaseState(Things things) =>
        Read(db =>
            db.Set<Domain.Monitor.Release>()
                .Where(r => r.Id == things.Guid("release"))
                .Select(r => r.State.ToString())
                .SingleOrDefaultAsync()
        );

    private async Task<string> Read<T>(Func<Data.RegistryDbContext, Task<T>> read) => $"{await _app.Read(read)}";

    private static (string Name, string Value)[] Registration(Things things) =>
        [
            .. Fields.Minimal(
                ("MunicipalityCode", things["municipality"]),
                ("ExternalReference", things.Word),
                ("AgeBasis", "stated"),
                ("Sex", "female"),
                ("Sector", "unknown"),
                ("Route", "unknown")
            ),
        ];

    private static (string Name, string Value)[] Summary(Things things) => [("Summary", things.Word)];

    private static (string Name, string Value)[] Account(Things things) =>
        [
            ("DisplayName", things.Word),
            ("Roles", "NationalAnalyst"),
            ("ExpiresOn", $"{TimeProvider.System.Today().AddDays(30):yyyy-MM-dd}"),
        ];

    private static AgendaItemId Item(Things things) => AgendaItemId.From(things.Guid("item"));

    private static ReportingOrganisationId Organisation(Things things) => ReportingOrganisationId.From(things.Guid("organisation"));

    private Task<string> SignalsCalledSo(Things things) => Read(db => db.Signals.CountAsync(s => s.ExternalReference == things.Word));

    private static async Task<string> DraftOf(Things things)
    {
        var answer = await things.Author.GetAsync(new Uri(things.Fill("/signals/drafts/{draft}/signal"), UriKind.Relative));
        return $"{answer.StatusCode} {(await answer.Page()).QuerySelector("[name=Summary]")?.TextContent.Trim()}";
    }

    private Task<string> IsConfirmed(Things things) =>
        Read(db =>
            db.ImportJobs.IgnoreQueryFilters()
                .AnyAsync(j => j.Id == ImportJobId.From(things.Guid("import")) && j.State != ImportState.Checked)
        );

    private static async Task<string> Timeline(Things things) =>
        (await things.Coordinator.Page(things.Fill("/cases/{case}"))).QuerySelector(".timeline")?.TextContent ?? "";

    private Task<string> Passkey(Things things) =>
        _app.Read(async db =>
        {
            var id = Base64Url.IsValid(things["passkey"]) ? Base64Url.DecodeFromChars(things["passkey"]) : [];
            return (await db.UserPasskeys.ToListAsync()).Find(p => p.CredentialId.SequenceEqual(id))?.Data.Name ?? "none";
        });

    private Task<string> Requested(AccountRequestKind kind, System.Linq.Expressions.Expression<Func<AccountRequest, bool>> about) =>
        Read(db => db.Set<AccountRequest>().Where(r => r.Kind == kind).CountAsync(about));

    private async Task<Things> DeadLetter(Things things)
    {
        var delivery = Guid.CreateVersion7();
        var receiver = things.Guid("receiver");
        await _app.Write(db =>
            db.Add(
                new WebhookDelivery(
                    delivery,
                    receiver,
                    BitConverter.ToInt64(delivery.ToByteArray(), 8),
                    Guid.CreateVersion7(),
                    "Publicatie",
                    "{}",
                    TimeProvider.System.GetUtcNow()
                )
            )
        );
        await _app.Read(db =>
            db.Set<WebhookDelivery>().Where(d => d.Id == delivery).ExecuteUpdateAsync(s => s.SetProperty(d => d.State, DeliveryState.Dead))
        );
        return things.With(("delivery", delivery));
    }

    private async Task<Guid> NewReceiver(Things things)
    {
        var receiver = new WebhookReceiver($"Ontvanger {things.Word}", "https://feed.example.org/", TimeProvider.System.GetUtcNow());
        await _app.Write(db => db.Add(receiver));
        return receiver.Id;
    }

    private static async Task<Things> NewDraft(HttpClient client, Things things) =>
        things.With(("draft", (await StartDraftTests.Start(client)).Split('/')[^1])) with
        {
            Author = client,
        };

    private static async Task<Things> CompleteDraft(HttpClient client, Things things)
    {
        var started = await NewDraft(client, things);
        foreach (var section in new[] { "signal", "person", "exploitation", "technology" })
        {
            await client.SubmitForm(started.Fill($"/signals/drafts/{{draft}}/{section}"), Registration(started));
        }

        return started;
    }

    private async Task<MeetingId> NewMeeting(Things things)
    {
        var meeting = Meeting.Plan(things["region"], MeetingKind.CaseConference, new(2099, 5, 6), TimeProvider.System.GetUtcNow());
        await _app.Write(db => db.Meetings.Add(meeting));
        return meeting.Id;
    }

    /// <summary>A new case that waits for a new meeting; with somebody invited it is on its agenda.</summary>
    private async Task<Things> Waiting(Things things, HttpClient? invited = null)
    {
        var (registered, meeting) = (await _app.Case(things["municipality"]), await NewMeeting(things));
        (string, string)[] invitation = invited is null
            ? []
            : [("MeetingId", meeting.ToString()), ("Invited", _app.AccountIdOf(invited).ToString())];
        await things.Coordinator.SubmitForm($"/cases/{registered.CaseId}/moves/put_on_agenda", invitation);
        var item = await _app.Read(db => db.AgendaItems.Where(i => i.CaseId == registered.CaseId).Select(i => i.Id).SingleAsync());
        return things.With(("case", registered.CaseId), ("meeting", meeting), ("item", item));
    }

    internal static Task<Guid> Notice(RegistryApp app, Guid account) =>
        app.Write(db =>
        {
            var notice = new AccountNotice(
                account,
                AccountNoticeKind.NewBrowser,
                "Firefox, Linux",
                "10.0.0.0/16",
                TimeProvider.System.GetUtcNow()
            );
            db.Add(notice);
            return notice.Id;
        });

    private async Task<Things> OtherSession(HttpClient client, Things things)
    {
        var account = _app.AccountOf(client);
        await RegistryApp.SignIn(_app.Anonymous(), account);
        var newest = await _app.Read(db =>
            db.Sessions.Where(s => s.AccountId == account.Id).OrderByDescending(s => s.CreatedAt).Select(s => s.Id).FirstAsync()
        );
        return things.With(("session", newest));
    }

    private async Task<Things> OtherPasskey(HttpClient client, Things things)
    {
        var passkey = SoftwarePasskey.Make(_app.AccountIdOf(client));
        await client.Add(passkey);
        return things.With(("passkey", passkey.Id));
    }

    private async Task<Things> LongUncertified(HttpClient client, Things things)
    {
        var then = TimeProvider.System.GetUtcNow().AddDays(-100);
        await _app.Read(db =>
            db.Users.Where(a => a.Id == things.Guid("account")).ExecuteUpdateAsync(set => set.SetProperty(a => a.CertifiedAt, then))
        );
        return things;
    }

    private enum Whose
    {
        Own,
        Foreign,
        Absent,
    }

    /// <param name="Address">Where it goes, with the names of the things that it is about.</param>
    /// <param name="Fields">The answers of its form.</param>
    /// <param name="Seen">What the register shows of those things.</param>
    /// <param name="Shows">What that holds after a write that takes effect, and not before.</param>
    private sealed record Write(
        string Address,
        Func<Things, (string Name, string Value)[]> Fields,
        Func<Things, Task<string>> Seen,
        string Shows = ""
    )
    {
        /// <summary>Makes things on which it can take effect.</summary>
        public Func<HttpClient, Things, Task<Things>>? Prepare { get; init; }

        /// <summary>The version that a form carries.</summary>
        public Func<Things, Task<string>>? Version { get; init; }
        public string VersionField { get; init; } = "Version";

        /// <summary>The message, where it goes to the API.</summary>
        public Func<Things, object>? Json { get; init; }

        public HttpStatusCode Own { get; init; } = HttpStatusCode.Redirect;
        public HttpStatusCode Foreign { get; init; } = HttpStatusCode.NotFound;
        public HttpStatusCode Absent { get; init; } = HttpStatusCode.NotFound;

        /// <summary>On whose things it takes effect.</summary>
        public Whose Reaches { get; init; } = Whose.Own;

        /// <summary>It makes something new and names nothing that is there.</summary>
        public bool OnlyOwn { get; init; }

        /// <summary>What it is about belongs to the whole registry.</summary>
        public bool HasNoRegion { get; init; }

        /// <summary>What it takes in, where that is a file.</summary>
        public Func<Things, string>? File { get; init; }

        public bool IsTriedOn(Whose whose) => whose == Whose.Own || !OnlyOwn && !(HasNoRegion && whose == Whose.Foreign);

        public HttpStatusCode StatusOn(Whose whose) =>
            whose switch
            {
                Whose.Own => Own,
                Whose.Foreign => Foreign,
                _ => Absent,
            };
    }
}
