using System.Globalization;
using System.Text.RegularExpressions;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using OtpNet;

namespace CaseRegistry.BrowserTests;

/// <summary>A page as somebody gets to see it.</summary>
/// <param name="Name">Also the name of its picture.</param>
/// <param name="Route">Template of the route, without constraints, that shows it.</param>
/// <param name="Account">The demonstration account that may see it; null for nobody.</param>
/// <param name="Open">Goes there.</param>
public sealed record SitePage(string Name, string Route, string? Account, Func<BrowserApp, IPage, Task> Open);

/// <summary>Every page of the application. A route without an entry here fails a test.</summary>
public static partial class Pages
{
    private const string Coordinator = "coordinator.rotterdam";
    private const string Chair = "voorzitter.rotterdam";
    private const string Officer = "privacy";
    private const string Analyst = "analist";
    private const string Administrator = "beheerder";
    private const string Region = "rotterdam";

    /// <summary>Addresses that answer with something else than a page.</summary>
    public static readonly string[] NoPages =
    [
        // Goes on by itself.
        "account/sign-in/{provider}/return",
        "account/authenticator/qr",
        "account/session",
        "audit/rows.csv",
        "imports/{id}/progress",
        "imports/{id}/refusals.csv",
        "monitor/{name}.csv",
        "monitor/own.csv",
        "releases/{id}/files/{name}",
        "monitor/{name}/{picture}.svg",
        "monitor/visibility/{picture}.svg",
        "api/{rest}",
    ];

    public static readonly IReadOnlyList<SitePage> All =
    [
        // Nobody in particular
        At("sign-in", "account/sign-in", null, "/account/sign-in"),
        Refused("sign-in-refused", "account/sign-in", null, "/account/sign-in"),
        At("provider-away", "account/sign-in/{provider}", null, "/account/sign-in/afwezig"),
        At("provider-failed", "account/sign-in/{provider}/complete", null, "/account/sign-in/gemeente/complete"),
        new(
            "invitation-away",
            "account/invitation/{provider}",
            null,
            async (app, page) =>
            {
                await page.GotoAsync(await Invitation(app));
                await page.GotoAsync("/account/invitation/afwezig");
            }
        ),
        At("second-factor", "account/second-factor", null, "/account/second-factor"),
        Refused("second-factor-refused", "account/second-factor", null, "/account/second-factor"),
        new("invitation", "account/invitation", null, async (app, page) => await page.GotoAsync(await Invitation(app))),
        new("invitation-code", "account/invitation", null, async (app, page) => await page.GotoAsync(await WithCode(app))),
        At("invitation-used", "account/invitation", null, $"/account/invitation?account={Guid.Empty}&token=x"),
        new("authenticator", "account/authenticator", null, AcceptInvitation),
        new(
            "authenticator-refused",
            "account/authenticator",
            null,
            async (app, page) =>
            {
                await AcceptInvitation(app, page);
                await page.FillAsync("[name=OneTimeCode]", "000000");
                await Send(page);
            }
        ),
        new("recovery-codes", "account/authenticator", null, SetUpAuthenticator),
        At("authenticator-set-up", "account/authenticator", null, "/account/authenticator") with
        {
            Open = async (app, page) =>
            {
                await SetUpAuthenticator(app, page);
                await page.GotoAsync("/account/authenticator");
            },
        },
        At("denied", "account/denied", null, "/account/denied"),
        At("error", "error/{status}", null, "/error/500"),
        At("unavailable", "error/{status}", null, "/error/503"),
        At("not-found", "error/{status}", Coordinator, "/nothing-here"),
        // Everybody
        At("password", "account/password", Analyst, "/account/password"),
        Refused("password-refused", "account/password", Analyst, "/account/password"),
        At("passkeys", "account/passkeys", Analyst, "/account/passkeys"),
        At("confirm", "account/confirm", Analyst, "/account/confirm"),
        Refused("confirm-refused", "account/confirm", Analyst, "/account/confirm"),
        new("resume", "account/resume", null, ResumeForm),
        At("sessions", "account/sessions", Analyst, "/account/sessions"),
        At("home-coordinator", "", Coordinator, "/"),
        At("home-chair", "", Chair, "/"),
        At("home-member", "", "deelnemer.rotterdam", "/"),
        At("home-analyst", "", Analyst, "/"),
        At("home-privacy", "", Officer, "/"),
        new(
            "home-notices",
            "",
            Analyst,
            async (app, page) =>
            {
                await Told(app, Analyst);
                await page.GotoAsync("/");
            }
        ),
        new(
            "sessions-notices",
            "account/sessions",
            Analyst,
            async (app, page) =>
            {
                await Told(app, Analyst);
                await page.GotoAsync("/account/sessions");
            }
        ),
        new(
            "requests-codes",
            "administration/requests/codes",
            Administrator,
            async (app, page) =>
            {
                await WithCode(app);
                await page.GotoAsync("/administration/requests/codes");
            }
        ),
        At("home-dpo", "", "fg", "/"),
        At("home-administrator", "", "beheerder", "/"),
        // Registering
        At("register", "signals/register", Coordinator, "/signals/register"),
        Refused("register-refused", "signals/register", Coordinator, "/signals/register"),
        new(
            "register-technology",
            "signals/register",
            Coordinator,
            async (_, page) =>
            {
                await page.GotoAsync("/signals/register");
                await page.CheckAsync("[name=TechnologyInvolvement][value=yes]");
                await page.CheckAsync("[name=MinorStatus][value=unknown]");
                await page.CheckAsync("[name=Certainty][value=confirmed]");
                await Send(page);
            }
        ),
        new("receipt", "signals/receipt/{once}", Coordinator, Register),
        new("receipt-member", "signals/receipt/{once}", "deelnemer.rotterdam", Register),
        new("draft", "signals/drafts/{id}", Coordinator, StartDraft),
        Section("signal"),
        Section("person"),
        Section("identity"),
        Section("safe_contact"),
        Section("exploitation"),
        Section("technology"),
        new("draft-check", "signals/drafts/{id}/check", Coordinator, CheckDraft),
        new(
            "draft-check-refused",
            "signals/drafts/{id}/check",
            Coordinator,
            async (app, page) =>
            {
                await CheckDraft(app, page);
                await Send(page);
            }
        ),
        At("imports", "imports", Coordinator, "/imports"),
        Refused("imports-refused", "imports", Coordinator, "/imports"),
        new("import", "imports/{id}", Coordinator, Import),
        new(
            "import-name-gone",
            "imports/{id}",
            Coordinator,
            async (app, page) =>
            {
                await Import(app, page);
                var id = Domain.Signals.ImportJobId.From(Guid.Parse(page.Url.Split('/')[^1]));
                await app.Read(db =>
                    db.ImportJobs.IgnoreQueryFilters()
                        .Where(j => j.Id == id)
                        .ExecuteUpdateAsync(set =>
                            set.SetProperty(j => j.State, Domain.Signals.ImportState.Failed)
                                .SetProperty(j => j.FileName, (ProtectedText?)null)
                        )
                );
                await page.ReloadAsync();
            }
        ),
        // Cases
        At("cases", "cases", Coordinator, "/cases"),
        At(
            "cases-filtered",
            "cases",
            Coordinator,
            "/cases?state=in_care&minor_status=minor&technology_involvement=yes&exploitation_main=sexual"
        ),
        At("cases-none", "cases", Coordinator, "/cases?case_number=niets"),
        At("cases-refused", "cases", Coordinator, "/cases?from=gisteren&state=in_care"),
        Case("case", "", c => c.State == FileState.InCare),
        Case("case-closed", "", c => c.State == FileState.Closed),
        Case("case-agenda", "", c => c.Conference == ConferenceState.OnAgenda),
        Case("case-discussed", "", c => c.Conference == ConferenceState.Discussed),
        Case("case-held", "", c => c.LegalHold),
        Case("case-lost", "", c => c.LostFromViewSince != null),
        Case("case-print", "print", c => c.State == FileState.InCare),
        Case("move-close", "moves/{move}", c => c.State == FileState.InCare, "close"),
        Case("move-agenda", "moves/{move}", c => c.State == FileState.InCare, "put_on_agenda"),
        Case("move-recheck", "moves/{move}", c => c.LostFromViewSince != null, "recheck"),
        Case("move-lost", "moves/{move}", c => c.State == FileState.InCare, "mark_lost_from_view"),
        Case("move-reopen", "moves/{move}", c => c.State == FileState.Closed, "reopen"),
        Case("move-refused", "moves/{move}", c => c.State == FileState.InCare, "close", Send),
        Case(
            "move-stale",
            "moves/{move}",
            c => c.State == FileState.InCare && !c.Restricted,
            "restrict",
            page => ChangeMeanwhile(page, "Reason", "/cases/[^/]+$")
        ),
        Case("contact", "contact"),
        Case("contact-refused", "contact", then: Send),
        Case("add-signal", "signals/add"),
        Case("add-signal-refused", "signals/add", then: Send),
        Case("minority", "minority"),
        Case("minority-refused", "minority", then: Send),
        Case("notification", "notification"),
        Case("notification-refused", "notification", then: Send),
        At("notifications", "cases/notifications", Coordinator, "/cases/notifications"),
        Refused("notifications-refused", "cases/notifications", Coordinator, "/cases/notifications"),
        Case("edit-person", "edit/{section}", null, "person"),
        Case("edit-identity", "edit/{section}", null, "identity"),
        Case("edit-safe-contact", "edit/{section}", null, "safe_contact"),
        Case("edit-exploitation", "edit/{section}", null, "exploitation"),
        Case("edit-exploitation-refused", "edit/{section}", null, "exploitation", EndBeforeBegin),
        Case("edit-technology", "edit/{section}", null, "technology"),
        Case("edit-stale", "edit/{section}", null, "identity", page => ChangeMeanwhile(page, "FamilyName", "/cases/[^/]+$")),
        // Meetings
        At("meetings", "meetings", Coordinator, "/meetings"),
        Refused("meetings-refused", "meetings", Coordinator, "/meetings"),
        new("meeting", "meetings/{id}", Coordinator, async (app, page) => await page.GotoAsync($"/meetings/{await OpenMeeting(app)}")),
        new(
            "meeting-closed",
            "meetings/{id}",
            Coordinator,
            async (app, page) =>
                await page.GotoAsync(
                    $"/meetings/{await app.Read(db => db.Meetings.Where(m => m.Region == Region && m.ClosedAt != null).Select(m => m.Id).FirstAsync())}"
                )
        ),
        At("meetings-invited", "meetings/invited", Chair, "/meetings/invited"),
        new(
            "attend",
            "meetings/{id}/attend",
            Chair,
            async (app, page) => await page.GotoAsync($"/meetings/{await OpenMeeting(app)}/attend")
        ),
        new("outcome", "meetings/{id}/attend/{itemId}", Chair, RecordOutcome),
        new(
            "outcome-refused",
            "meetings/{id}/attend/{itemId}",
            Chair,
            async (app, page) =>
            {
                await RecordOutcome(app, page);
                await Send(page);
            }
        ),
        // Emergency access
        At("break-glass", "break-glass", Officer, "/break-glass"),
        At("break-glass-open", "break-glass/open", Coordinator, "/break-glass/open"),
        Refused("break-glass-open-refused", "break-glass/open", Coordinator, "/break-glass/open"),
        new("break-glass-review", "break-glass/{id}/review", Officer, ReviewEmergency),
        // Audit trail
        At("audit", "audit", Officer, "/audit"),
        At("audit-filtered", "audit", Officer, "/audit?Outcome=denied&To=2020-01-01"),
        At("accesses", "audit/accesses", Officer, "/audit/accesses"),
        new(
            "accesses-of-a-case",
            "audit/accesses",
            Officer,
            async (app, page) =>
            {
                var number = await app.Read(db =>
                    db.Cases.Where(c => c.Region == Region).OrderBy(c => c.Number).Select(c => c.Number).FirstAsync()
                );
                await page.GotoAsync($"/audit/accesses?Number={number}");
            }
        ),
        At("accesses-refused", "audit/accesses", Officer, "/audit/accesses?Number=onzin"),
        // Holds on destruction
        At("legal-holds", "legal-holds", Officer, "/legal-holds"),
        At("legal-hold-place", "legal-holds/place", Officer, "/legal-holds/place"),
        Refused("legal-hold-place-refused", "legal-holds/place", Officer, "/legal-holds/place"),
        new("legal-hold-lift", "legal-holds/{id}/lift", Officer, Lift),
        new(
            "legal-hold-lift-refused",
            "legal-holds/{id}/lift",
            Officer,
            async (app, page) =>
            {
                await Lift(app, page);
                await Send(page);
            }
        ),
        // National counts
        At("monitor", "monitor", Analyst, "/monitor"),
        Table("minors-by-year"),
        Table("form-by-year"),
        Table("technology-by-form"),
        Table("reporter-by-region"),
        Table("monitor-group-by-year"),
        Table("eu"),
        Table("outcome-by-year"),
        Table("minor-at-start-by-year"),
        Table("all-forms-by-year"),
        Table("signals-by-year"),
        Table("advice-by-year"),
        Table("minors-by-region"),
        Table("minors-by-form"),
        Table("minors-by-reporter"),
        Table("sector-by-form"),
        Table("technology-by-minority"),
        Table("technology-phase-by-minority"),
        Table("technology-channel-by-minority"),
        Table("technology-use-by-minority"),
        Table("unknown-by-region"),
        At("table-empty", "monitor/{name}", Analyst, "/monitor/minors-by-year?From=1950&To=1951"),
        At("table-refused", "monitor/{name}", Analyst, "/monitor/minors-by-year?From=x"),
        At("own", "monitor/own", Analyst, "/monitor/own"),
        At("own-cross", "monitor/own", Analyst, "/monitor/own?by=region&by=minor_status"),
        At("own-list", "monitor/own", Analyst, "/monitor/own?by=region&by=sex&by=form"),
        At("own-technology", "monitor/own", Analyst, "/monitor/own?by=phase&by=channel&minorsonly=true"),
        At("own-empty", "monitor/own", Analyst, "/monitor/own?by=year&from=1950&to=1951"),
        At("own-refused", "monitor/own", Analyst, "/monitor/own?by=sex&by=sex&from=x"),
        new(
            "own-saved",
            "monitor/own/saved",
            Analyst,
            async (app, page) =>
            {
                await OwnTable(page);
                await page.GotoAsync("/monitor/own/saved");
            }
        ),
        new("own-kept", "monitor/own/{id}", Analyst, (_, page) => OwnTable(page)),
        At("own-save", "monitor/own/save", Analyst, "/monitor/own/save?by=region&by=minor_status"),
        Refused("own-save-refused", "monitor/own/save", Analyst, "/monitor/own/save"),
        new(
            "own-change",
            "monitor/own/{id}/change",
            Analyst,
            async (app, page) =>
            {
                await OwnTable(page);
                await page.GotoAsync($"{page.Url}/change");
            }
        ),
        // Persons, quarters and releases
        At("merges-none", "persons/merges", "coordinator.amsterdam", "/persons/merges"),
        new(
            "merge",
            "persons/{id}/merge",
            Coordinator,
            async (app, page) => await page.GotoAsync($"/persons/{(await TwoCases(app)).From}/merge")
        ),
        new(
            "merge-refused",
            "persons/{id}/merge",
            Coordinator,
            async (app, page) =>
            {
                await page.GotoAsync($"/persons/{(await TwoCases(app)).From}/merge");
                await Send(page);
            }
        ),
        new("merges", "persons/merges", Coordinator, AskMerge),
        At("periods", "periods", Coordinator, "/periods"),
        new(
            "periods-refused",
            "periods",
            Coordinator,
            async (_, page) =>
            {
                await page.GotoAsync("/periods");
                await Send(page);
            }
        ),
        At("period", "periods/{region}/{quarter}", Coordinator, $"/periods/{Region}/2026-Q1"),
        new(
            "period-accepted",
            "periods/{region}/{quarter}",
            Coordinator,
            async (app, page) =>
            {
                await Quarter(app, "2025-Q2", accepted: true);
                await page.GotoAsync($"/periods/{Region}/2025-Q2");
                await page.Locator("main details summary").First.ClickAsync();
            }
        ),
        At("period-runs", "periods/{region}/{quarter}", Coordinator, $"/periods/{Region}/2099-Q1"),
        new(
            "versions",
            "periods/versions",
            Analyst,
            async (app, page) =>
            {
                await Submitted(app);
                await page.GotoAsync("/periods/versions?Year=2025");
            }
        ),
        new(
            "version",
            "periods/versions/{id}",
            Analyst,
            async (app, page) => await page.GotoAsync($"/periods/versions/{await Submitted(app)}")
        ),
        new(
            "version-refused",
            "periods/versions/{id}",
            Analyst,
            async (app, page) =>
            {
                await page.GotoAsync($"/periods/versions/{await Submitted(app)}");
                await page.Locator("form[action$='/return'] button").ClickAsync();
                await page.Locator("[data-error-summary]").WaitForAsync();
            }
        ),
        new(
            "releases",
            "releases",
            Analyst,
            async (app, page) =>
            {
                await Frozen(app, published: true);
                await page.GotoAsync("/releases");
            }
        ),
        At("eu-calendar", "releases/eu", Analyst, "/releases/eu"),
        new(
            "compose",
            "releases/compose",
            Analyst,
            async (app, page) =>
            {
                await Frozen(app, published: false);
                await page.GotoAsync("/releases/compose");
            }
        ),
        new(
            "compose-refused",
            "releases/compose",
            Analyst,
            async (app, page) =>
            {
                await Frozen(app, published: false);
                await page.GotoAsync("/releases/compose");
                await Send(page);
            }
        ),
        new(
            "release",
            "releases/{id}",
            Analyst,
            async (app, page) => await page.GotoAsync($"/releases/{await Frozen(app, published: false)}")
        ),
        new(
            "release-published",
            "releases/{id}",
            Analyst,
            async (app, page) =>
            {
                await page.GotoAsync($"/releases/{await Frozen(app, published: true)}");
                await page.Locator("main details summary").Last.ClickAsync();
            }
        ),
        new(
            "differences",
            "releases/{id}/differences",
            Analyst,
            async (app, page) =>
            {
                await Frozen(app, published: true);
                await page.GotoAsync($"/releases/{await Frozen(app, published: true)}/differences");
            }
        ),
        new(
            "visibility",
            "monitor/visibility",
            Analyst,
            async (app, page) =>
            {
                await References(page);
                await page.GotoAsync("/monitor/visibility");
            }
        ),
        At("visibility-refused", "monitor/visibility", Analyst, "/monitor/visibility?From=x"),
        new(
            "references",
            "monitor/references",
            Analyst,
            async (app, page) =>
            {
                await References(page);
                await page.GotoAsync("/monitor/references");
            }
        ),
        new(
            "reconciliation",
            "monitor/reconciliation",
            Analyst,
            async (app, page) =>
            {
                await using var second = await app.Visit("analist.twee");
                await SendList(page, "number,file_type,minor_status\nCM-1,registration,minor\nCM-2,registration_shelter,adult\n");
                await page.Arrives("/monitor/reconciliation$");
                await second.Page.GotoAsync("/monitor/reconciliation");
                await second.Page.Locator("form[action$='/agree'] button").First.ClickAsync();
                await second.Page.Arrives("/monitor/reconciliation\\?year=");
                await page.GotoAsync("/monitor/reconciliation?year=2025");
            }
        ),
        new(
            "reconciliation-waits",
            "monitor/reconciliation",
            "analist.twee",
            async (app, page) =>
            {
                await using var first = await app.Visit(Analyst);
                await SendList(first.Page, "number,file_type,minor_status\nCM-1,registration,minor\nCM-3,registration_shelter,adult\n");
                await first.Page.Arrives("/monitor/reconciliation$");
                await page.GotoAsync("/monitor/reconciliation");
            }
        ),
        At("reconciliation-list", "monitor/reconciliation/list", Analyst, "/monitor/reconciliation/list"),
        new(
            "reconciliation-list-refused",
            "monitor/reconciliation/list",
            Analyst,
            (_, page) => SendList(page, "number,file_type\nCM-1,onzin\nCM 1,registration\n")
        ),
        At("why", "monitor/{name}/why", Analyst, "/monitor/minors-by-year/why?From=2020"),
        At("why-refused", "monitor/{name}/why", Analyst, "/monitor/minors-by-year/why?From=x"),
        new(
            "releases-disclosure",
            "releases/disclosure",
            Analyst,
            async (app, page) =>
            {
                await Quarter(app, "2025-Q2", accepted: true);
                await page.GotoAsync("/releases/disclosure?Tables=minors-by-form&FirstYear=2025&LastYear=2025&AcceptGaps=true");
            }
        ),
        new("release-for-everyone", "releases/{id}", Analyst, (app, page) => ForEveryone(app, page)),
        new(
            "release-protection",
            "releases/{id}/protection",
            Analyst,
            async (app, page) =>
            {
                await ForEveryone(app, page);
                await page.GotoAsync($"{page.Url}/protection");
            }
        ),
        new(
            "release-protection-rounded",
            "releases/{id}/protection",
            Analyst,
            async (app, page) =>
            {
                await ForEveryone(app, page, "Rounding");
                await page.GotoAsync($"{page.Url}/protection");
            }
        ),
        At("releases-disclosure-refused", "releases/disclosure", Analyst, "/releases/disclosure?Tables=x&Threshold=1"),
        At("references-estimate", "monitor/references/estimate", Analyst, "/monitor/references/estimate"),
        Refused("references-estimate-refused", "monitor/references/estimate", Analyst, "/monitor/references/estimate"),
        At("references-figure", "monitor/references/figure", Analyst, "/monitor/references/figure"),
        Refused("references-figure-refused", "monitor/references/figure", Analyst, "/monitor/references/figure"),
        At("references-break", "monitor/references/break", Analyst, "/monitor/references/break"),
        Refused("references-break-refused", "monitor/references/break", Analyst, "/monitor/references/break"),
        // Administration
        Admin("accounts"),
        Admin("accounts/create"),
        AdminRefused("accounts/create"),
        Admin("requests"),
        new(
            "administration-requests-waits",
            "administration/requests",
            Administrator,
            (app, page) => Ask(app, page, "clients/create", FillInClient)
        ),
        Admin("certifications"),
        new("administration-certifications-due", "administration/certifications", Administrator, CertifyDue),
        Listed("accounts", "accounts/{id}"),
        new(
            "administration-passkeys",
            "administration/accounts/{id}/passkeys",
            Administrator,
            async (app, page) =>
            {
                var id = await app.Read(db => db.Users.Where(a => a.IsDemo).Select(a => a.Id).FirstAsync());
                await page.GotoAsync($"/administration/accounts/{id}/passkeys");
            }
        ),
        new(
            "administration-providers",
            "administration/accounts/{id}/providers",
            Administrator,
            async (app, page) =>
            {
                var id = await app.Read(db => db.Users.Where(a => a.IsDemo).Select(a => a.Id).FirstAsync());
                await page.GotoAsync($"/administration/accounts/{id}/providers");
            }
        ),
        new(
            "one-time-link",
            "administration/accounts/{id}",
            Administrator,
            (app, page) =>
                Agree(
                    app,
                    page,
                    "accounts/create",
                    async asker =>
                    {
                        await asker.FillAsync("[name=Email]", $"{Guid.CreateVersion7():N}@test.caseregistry.example");
                        await asker.FillAsync("[name=DisplayName]", "Nieuwe collega");
                        await asker.CheckAsync("[name=Roles][value=NationalAnalyst]");
                    }
                )
        ),
        Admin("regions"),
        Admin("regions/add"),
        AdminRefused("regions/add"),
        Listed("regions", "regions/{code}"),
        Admin("municipalities"),
        Admin("municipalities/add"),
        AdminRefused("municipalities/add"),
        Listed("municipalities", "municipalities/{code}"),
        Admin("lists"),
        At("administration-list", "administration/lists/{list}", Administrator, "/administration/lists/sector"),
        At("administration-list-add", "administration/lists/{list}/add", Administrator, "/administration/lists/sector/add"),
        Refused("administration-list-add-refused", "administration/lists/{list}/add", Administrator, "/administration/lists/sector/add"),
        At("administration-list-item", "administration/lists/{list}/{code}", Administrator, "/administration/lists/sector/webcam"),
        Admin("organisations"),
        new(
            "administration-organisation",
            "administration/organisations/{id}",
            Administrator,
            async (app, page) => await page.GotoAsync($"/administration/organisations/{await Organisation(app)}")
        ),
        new(
            "administration-organisation-stale",
            "administration/organisations/{id}",
            Administrator,
            async (app, page) =>
            {
                await page.GotoAsync($"/administration/organisations/{await Organisation(app)}");
                await ChangeMeanwhile(page, "Name", "/administration/organisations$");
            }
        ),
        Admin("clients"),
        Admin("clients/create"),
        AdminRefused("clients/create"),
        new("client-key", "administration/clients/create", Administrator, (app, page) => Agree(app, page, "clients/create", FillInClient)),
        Admin("webhooks"),
        Admin("webhooks/add"),
        AdminRefused("webhooks/add"),
        new(
            "receiver-secret",
            "administration/webhooks/add",
            Administrator,
            (app, page) => Agree(app, page, "webhooks/add", FillInReceiver)
        ),
        new("administration-deliveries", "administration/webhooks/{id}", Administrator, Deliveries),
    ];

    /// <summary>A route's template without constraints, defaults and catch-all marks.</summary>
    public static string Plain(string template) => Constraint().Replace(template, "{$1}").TrimStart('/').ToLowerInvariant();

    private static SitePage At(string name, string route, string? account, string address) =>
        new(name, route, account, (_, page) => page.GotoAsync(address));

    private static SitePage Refused(string name, string route, string? account, string address) =>
        new(
            name,
            route,
            account,
            async (_, page) =>
            {
                await page.GotoAsync(address);
                await Send(page);
            }
        );

    private static SitePage Admin(string rest) =>
        At($"administration-{rest.Replace('/', '-')}", $"administration/{rest}", Administrator, $"/administration/{rest}");

    private static SitePage AdminRefused(string rest) =>
        Refused($"administration-{rest.Replace('/', '-')}-refused", $"administration/{rest}", Administrator, $"/administration/{rest}");

    /// <summary>What the first link of the list leads to.</summary>
    private static SitePage Listed(string list, string route) =>
        new(
            $"administration-{list}-one",
            $"administration/{route}",
            Administrator,
            async (_, page) =>
            {
                await page.GotoAsync($"/administration/{list}");
                await page.Locator("main table tbody a").First.ClickAsync();
                await page.Arrives($"/administration/{list}/[^/]+$");
            }
        );

    private static SitePage Table(string name) => At($"table-{name}", "monitor/{name}", Analyst, $"/monitor/{name}");

    /// <summary>Keeps a table, unless it is there, and opens it.</summary>
    private static async Task OwnTable(IPage page)
    {
        await page.GotoAsync("/monitor/own/saved");
        var kept = page.Locator("main tbody a");
        if (await kept.CountAsync() > 0)
        {
            await kept.First.ClickAsync();
            await page.Arrives("/monitor/own/[0-9a-f-]{36}$");
            return;
        }

        await page.GotoAsync("/monitor/own/save?by=region&by=minor_status");
        await page.FillAsync("[name=Name]", "Minderjarigen per regio");
        await page.Locator("main form[method=post] button:not([type=button])").First.ClickAsync();
        await page.Arrives("/monitor/own/[0-9a-f-]{36}$");
    }

    /// <summary>An estimate, published figures and a break, where there are none yet.</summary>
    private static async Task References(IPage page)
    {
        await page.GotoAsync("/monitor/references");
        if (await page.Locator("main table").CountAsync() > 0)
        {
            return;
        }

        var year = DateTime.UtcNow.Year;
        await Enter(
            page,
            "estimate",
            ("Share", "33"),
            ("Low", "20"),
            ("High", "40"),
            ("FirstYear", $"{year - 3}"),
            ("LastYear", $"{year}"),
            ("Source", "Slachtoffermonitor 2017-2021, p. 12"),
            ("SourceDate", "2022-10-18")
        );
        foreach (var (series, value) in new[] { ("Victims", 944), ("Minors", 79) })
        {
            await Figure(page, series, year - 2, value);
            await Figure(page, series, year - 4, value - 9);
            await Figure(page, series, year - 3, value - 30);
        }

        await Enter(
            page,
            "break",
            ("Year", $"{year - 1}"),
            ("QuarterOfYear", "3"),
            ("NoteNl", "Nieuwe definitie."),
            ("NoteEn", "New definition.")
        );
    }

    private static async Task Figure(IPage page, string series, int year, int value)
    {
        await page.GotoAsync("/monitor/references/figure");
        await page.CheckAsync($"[name=Series][value={series}]");
        await Fill(page, ("Year", $"{year}"), ("Value", $"{value}"), ("Source", "nationaalrapporteur.nl"), ("SourceDate", "2025-01-01"));
    }

    private static async Task Enter(IPage page, string what, params (string Name, string Value)[] fields)
    {
        await page.GotoAsync($"/monitor/references/{what}");
        await Fill(page, fields);
    }

    private static async Task Fill(IPage page, params (string Name, string Value)[] fields)
    {
        foreach (var (name, value) in fields)
        {
            await page.FillAsync($"[name={name}]", value);
        }

        await page.Locator("main form[method=post] button:not([type=button])").First.ClickAsync();
        await page.Arrives("/monitor/references$");
    }

    private static SitePage Section(string section) =>
        new(
            $"draft-{section}",
            "signals/drafts/{id}/{section}",
            Coordinator,
            async (app, page) =>
            {
                await StartDraft(app, page);
                await page.GotoAsync($"{page.Url}/{section}");
            }
        );

    private static SitePage Case(
        string name,
        string rest,
        System.Linq.Expressions.Expression<Func<Domain.Cases.Case, bool>>? which = null,
        string? part = null,
        Func<IPage, Task>? then = null
    ) =>
        new(
            name,
            $"cases/{{id}}/{rest}".TrimEnd('/'),
            Coordinator,
            async (app, page) =>
            {
                var id = await app.Read(db =>
                    db.Cases.Where(c => c.Region == Region)
                        .Where(which ?? (c => true))
                        .OrderBy(c => c.Number)
                        .Select(c => c.Id)
                        .FirstAsync()
                );
                await page.GotoAsync($"/cases/{id}/{rest.Split('{')[0]}{part}".TrimEnd('/'));
                if (then is not null)
                {
                    await then(page);
                }
            }
        );

    /// <summary>Sends the first form of the page as it is.</summary>
    private static async Task Send(IPage page)
    {
        await page.Locator("main form[method=post] button:not([type=button])").First.ClickAsync();
        await page.Locator("[data-error-summary]").WaitForAsync();
    }

    /// <summary>A further form of exploitation of which more is known, with a fault in it.</summary>
    private static async Task EndBeforeBegin(IPage page)
    {
        await page.SelectOptionAsync("[name='FurtherExploitations[0].Form']", "labour");
        await page.Locator("details summary").First.ClickAsync();
        await page.FillAsync("[name='FurtherExploitations[0].ExploitedFrom']", "2025-03");
        await page.FillAsync("[name='FurtherExploitations[0].ExploitedTo']", "2025-01");
        await Send(page);
    }

    private static async Task ReviewEmergency(BrowserApp app, IPage page)
    {
        var id = await app.AsOperator(async services =>
        {
            var db = services.GetRequiredService<RegistryDbContext>();
            var @case = await db.Cases.Where(c => c.Region == Region).OrderBy(c => c.Number).FirstAsync();
            var account = await db.Users.Where(a => a.UserName!.StartsWith("coordinator.amsterdam")).Select(a => a.Id).SingleAsync();
            var key = await services.GetRequiredService<Web.Infrastructure.Encryption.CaseKeys>().Open(@case.Id, CancellationToken.None);
            var opened = Domain.Cases.BreakGlass.Open(@case, key, account, "Direct gevaar", DateTimeOffset.UnixEpoch);
            return await services
                .GetRequiredService<Web.Infrastructure.Mediator.Writer>()
                .Write(
                    db,
                    () =>
                    {
                        db.BreakGlasses.Add(opened);
                        return Task.FromResult(opened.Id);
                    },
                    CancellationToken.None
                );
        });
        await page.GotoAsync($"/break-glass/{id}/review");
    }

    private static Task<(Domain.Cases.CaseId From, string Into)> TwoCases(BrowserApp app) =>
        app.Read(async db =>
        {
            var cases = await db
                .Cases.Where(c => c.Region == Region && c.ErasedAt == null)
                .OrderBy(c => c.Number)
                .Take(2)
                .Select(c => new { c.Id, c.Number })
                .ToListAsync();
            return (cases[1].Id, cases[0].Number);
        });

    private static async Task AskMerge(BrowserApp app, IPage page)
    {
        var (from, into) = await TwoCases(app);
        if (!await app.Read(db => db.PersonMerges.AnyAsync(m => m.CaseId == from)))
        {
            await page.GotoAsync($"/persons/{from}/merge");
            await page.FillAsync("[name=Number]", into);
            await page.FillAsync("[name=Reason]", "Hetzelfde telefoonnummer en hetzelfde verhaal.");
            await page.Locator("main form[method=post] button").First.ClickAsync();
            await page.Arrives("/persons/merges$");
        }

        await page.GotoAsync("/persons/merges");
    }

    /// <summary>A quarter that the region handed in and nobody decided on.</summary>
    private static Task<Guid> Submitted(BrowserApp app) => Quarter(app, "2025-Q1", accepted: false);

    internal static Task<Guid> Quarter(BrowserApp app, string quarter, bool accepted) =>
        app.AsOperator(async services =>
        {
            var mediator = services.GetRequiredService<MediatR.IMediator>();
            var (year, number) = Domain.Shared.Quarter.Parse(quarter, null);
            var db = services.GetRequiredService<MonitorDbContext>();
            var versions = db.PeriodVersions.Where(v => v.Region == Region && v.Year == year && v.QuarterNumber == number);
            if (!await versions.AnyAsync())
            {
                await mediator.Send(
                    new Web.Features.Periods.CompletePeriods.Command { Periods = [$"{Region}:{quarter}"], Remark = "Alles is nagekeken." }
                );
            }

            var version = await versions.OrderByDescending(v => v.Number).Select(v => new { v.Id, v.State }).FirstAsync();
            if (accepted && version.State == Domain.Monitor.PeriodState.Submitted)
            {
                await mediator.Send(new Web.Features.Periods.AcceptPeriods.Command { Ids = [version.Id] });
            }

            return version.Id;
        });

    private static async Task ForEveryone(BrowserApp app, IPage page, string way = "Withholding")
    {
        await Quarter(app, "2025-Q2", accepted: true);
        await page.GotoAsync(
            "/releases/disclosure?Title=Voor+iedereen&Tables=minors-by-form&Tables=minors-by-region&FirstYear=2025&LastYear=2025&AcceptGaps=true"
        );
        await page.Locator($"form[action$='/compose']:has(input[name=Way][value={way}]) button").First.ClickAsync();
        await page.Arrives("/releases/[0-9a-f-]{36}$");
    }

    private static async Task<Guid> Frozen(BrowserApp app, bool published)
    {
        await Quarter(app, "2025-Q2", accepted: true);
        var id = await As(
            app,
            mediator =>
                mediator.Send(
                    new Web.Features.Releases.FreezeRelease.Command
                    {
                        Title = "Proefpublicatie",
                        Audience = Domain.Monitor.ReleaseAudience.Restricted,
                        FirstYear = 2025,
                        LastYear = 2025,
                        Tables = ["minors-by-year", "minors-by-form"],
                        AcceptGaps = true,
                    }
                )
        );
        if (published)
        {
            await As(app, mediator => mediator.Send(new Web.Features.Releases.PublishRelease.Command { Id = id }));
        }

        return id;
    }

    /// <summary>As an analyst who is somebody else each time.</summary>
    private static Task<T> As<T>(BrowserApp app, Func<MediatR.IMediator, Task<T>> work) =>
        app.AsOperator(services =>
        {
            var account = Guid.CreateVersion7();
            services
                .GetRequiredService<CurrentActor>()
                .Become($"account:{account:N}", account, [Role.NationalAnalyst], Roles.PermissionsOf([Role.NationalAnalyst]), []);
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            services
                .GetRequiredService<Web.Infrastructure.Identity.CurrentSession>()
                .Open(account, new System.Security.Claims.ClaimsPrincipal(), now.AddMinutes(15), now.AddHours(8), now);
            return work(services.GetRequiredService<MediatR.IMediator>());
        });

    private static async Task Lift(BrowserApp app, IPage page)
    {
        await page.GotoAsync("/legal-holds");
        await page.Locator("main table tbody a").First.ClickAsync();
        await page.Arrives("/legal-holds/[^/]+/lift$");
    }

    private static async Task ChangeMeanwhile(IPage page, string field, string done)
    {
        await using var other = await page.Context.Browser!.NewContextAsync(
            new() { StorageState = await page.Context.StorageStateAsync() }
        );
        other.SetDefaultTimeout(BrowserApp.Patience);
        var otherPage = await other.NewPageAsync();
        foreach (var (one, name) in new[] { (otherPage, "Ander"), (page, "Eigen") })
        {
            if (one == otherPage)
            {
                await one.GotoAsync(page.Url);
            }

            await one.FillAsync($"[name={field}]", $"{name} {Guid.CreateVersion7():N}");
        }

        await otherPage.Locator("main form[method=post] button").ClickAsync();
        await otherPage.Arrives(done);
        await Send(page);
    }

    private static async Task Register(BrowserApp app, IPage page)
    {
        await page.GotoAsync("/signals/register");
        await page.FillAsync("[name=ReceivedOn]", TimeProvider.System.Today().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await page.SelectOptionAsync("[name=MunicipalityCode]", "GM0599");
        await page.SelectOptionAsync("[name=ReporterType]", "police");
        await page.CheckAsync("[name=Certainty][value=suspicion]");
        await page.CheckAsync("[name=MinorStatus][value=adult]");
        await page.SelectOptionAsync("[name=ExploitationMain]", "labour");
        await page.CheckAsync("[name=TechnologyInvolvement][value=no]");
        await page.Locator("main form[method=post] button").First.ClickAsync();
        await page.Arrives("/signals/receipt/[^/]+$");
    }

    private static async Task StartDraft(BrowserApp app, IPage page)
    {
        await page.GotoAsync("/signals/register");
        await page.Locator("main form[action='/signals/drafts'] button").ClickAsync();
        await page.Arrives("/signals/drafts/[^/]+$");
    }

    private static async Task CheckDraft(BrowserApp app, IPage page)
    {
        await StartDraft(app, page);
        await page.GotoAsync($"{page.Url}/check");
    }

    private static async Task Import(BrowserApp app, IPage page)
    {
        const string File = """
            received_on,municipality_code,reporter_type,certainty,minor_status,age_basis,sex,exploitation_main,sector,route,technology_involvement
            2026-01-05,GM0599,police,suspicion,adult,document,female,labour,agriculture,unknown,no
            2026-01-05,GM0599,police,suspicion,,document,female,labour,agriculture,unknown,no
            """;
        await page.GotoAsync("/imports");
        await page.SetInputFilesAsync(
            "[name=File]",
            new FilePayload
            {
                Name = "aanmeldingen.csv",
                MimeType = "text/csv",
                Buffer = System.Text.Encoding.UTF8.GetBytes(File),
            }
        );
        await page.Locator("main form[method=post] button").ClickAsync();
        await page.Arrives("/imports/[^/]+$");
        // The page renews itself until the file has been checked.
        await page.Locator("main form[action$='/confirm']").WaitForAsync();
    }

    /// <summary>An organisation that a coordinator named and that waits for the administrator.</summary>
    private static Task<ReportingOrganisationId> Organisation(BrowserApp app) =>
        app.AsOperator(async services =>
        {
            var db = services.GetRequiredService<AdministrationDbContext>();
            var organisation = new ReportingOrganisation(
                ReportingOrganisationId.New(),
                $"Stichting {Guid.CreateVersion7():N}",
                "shelter",
                null,
                isProposal: true
            );
            return await services
                .GetRequiredService<Web.Infrastructure.Mediator.Writer>()
                .Write(
                    db,
                    () =>
                    {
                        db.ReportingOrganisations.Add(organisation);
                        return Task.FromResult(organisation.Id);
                    },
                    CancellationToken.None
                );
        });

    private static Task<Domain.Meetings.MeetingId> OpenMeeting(BrowserApp app) =>
        app.Read(db =>
            db.Meetings.Where(m => m.Region == Region && m.ClosedAt == null).OrderBy(m => m.HeldOn).Select(m => m.Id).FirstAsync()
        );

    private static async Task RecordOutcome(BrowserApp app, IPage page)
    {
        await page.GotoAsync($"/meetings/{await OpenMeeting(app)}/attend");
        await page.Locator("main section a").First.ClickAsync();
        await page.Arrives("/attend/[^/]+$");
    }

    internal static Task<string> Invitation(BrowserApp app) =>
        app.AsOperator(async services =>
        {
            var account = await NewAccount(services, Role.CareCoordinator);
            var token = await services.GetRequiredService<UserManager<Account>>().GeneratePasswordResetTokenAsync(account);
            return $"/account/invitation?account={account.Id}&token={Uri.EscapeDataString(token)}";
        });

    /// <summary>A link that came of a request of the administrator of the demonstration.</summary>
    private static async Task<string> WithCode(BrowserApp app)
    {
        var link = await Invitation(app);
        var account = Guid.Parse(Regex.Match(link, "account=([^&]+)").Groups[1].Value);
        await app.AsOperator(async services =>
        {
            var db = services.GetRequiredService<AdministrationDbContext>();
            var now = TimeProvider.System.GetUtcNow();
            var asker = await db.Users.Where(a => a.Email!.StartsWith(Administrator + "@")).Select(a => a.Id).FirstAsync();
            return await services
                .GetRequiredService<Web.Infrastructure.Mediator.Writer>()
                .Write(
                    db,
                    () =>
                    {
                        var request = new AccountRequest(AccountRequestKind.ResetAccount, account, asker, "Test", "", now);
                        request.Approve(account, now);
                        services.GetRequiredService<Web.Infrastructure.Identity.InvitationCodes>().Give(request, account);
                        db.AccountRequests.Add(request);
                        return Task.FromResult(0);
                    },
                    CancellationToken.None
                );
        });
        return link;
    }

    private static Task Told(BrowserApp app, string name) =>
        app.AsOperator(async services =>
        {
            var db = services.GetRequiredService<AdministrationDbContext>();
            var id = await db.Users.Where(a => a.Email!.StartsWith(name + "@")).Select(a => a.Id).FirstAsync();
            return await services
                .GetRequiredService<Web.Infrastructure.Mediator.Writer>()
                .Write(
                    db,
                    () =>
                        Task.FromResult(
                            db.AccountNotices.Add(
                                new(id, AccountNoticeKind.NewBrowser, "Firefox, Linux", "10.0.0.0/16", TimeProvider.System.GetUtcNow())
                            )
                        ),
                    CancellationToken.None
                );
        });

    /// <summary>A care coordinator whom no other test knows, with the password of the demonstration.</summary>
    internal static Task<string> NewCoordinator(BrowserApp app) =>
        app.AsOperator(async services => (await NewAccount(services, Role.CareCoordinator)).Email!);

    internal static Task<string> NewAnalyst(BrowserApp app) =>
        app.AsOperator(async services => (await NewAccount(services, Role.NationalAnalyst)).Email!);

    private static async Task<Account> NewAccount(IServiceProvider services, Role role)
    {
        var accounts = services.GetRequiredService<UserManager<Account>>();
        var email = $"{Guid.CreateVersion7():N}@test.caseregistry.example";
        var account = new Account
        {
            UserName = email,
            Email = email,
            DisplayName = "Genodigde",
            Organisation = "Test",
        };
        if (Roles.NeedsRegion(role))
        {
            account.Regions.Add(new(account.Id, Region));
        }

        Assert.True((await accounts.CreateAsync(account, Web.Infrastructure.DemoAccounts.Password)).Succeeded);
        Assert.True((await accounts.AddToRoleAsync(account, role.ToString())).Succeeded);
        return account;
    }

    /// <summary>The other administrator asks for something; this one agrees and gets the link or key.</summary>
    private static async Task Agree(BrowserApp app, IPage page, string form, Func<IPage, Task> fillIn)
    {
        await Ask(app, page, form, fillIn);
        await page.Locator("main form[action$='/approve'] button").First.ClickAsync();
        await page.Locator("main code").First.WaitForAsync();
    }

    private static async Task FillInClient(IPage page)
    {
        await page.FillAsync("[name=Name]", $"Koppeling {Guid.CreateVersion7():N}");
        await page.CheckAsync("[name=Scopes][value='tables:read']");
        await page.FillAsync("[name=ValidDays]", "30");
    }

    private static async Task FillInReceiver(IPage page)
    {
        await page.FillAsync("[name=Name]", $"Ontvanger {Guid.CreateVersion7():N}");
        await page.FillAsync("[name=Url]", "https://feed.example.org/releases");
    }

    /// <summary>A receiver with one message of each state.</summary>
    private static async Task Deliveries(BrowserApp app, IPage page)
    {
        var now = TimeProvider.System.GetUtcNow();
        var receiver = new WebhookReceiver($"Ontvanger {Guid.CreateVersion7():N}", "https://feed.example.org/releases", now);
        await app.AsOperator(services =>
        {
            var db = services.GetRequiredService<RegistryDbContext>();
            return services
                .GetRequiredService<Web.Infrastructure.Mediator.Writer>()
                .Write(
                    db,
                    () =>
                    {
                        db.Add(receiver).Property(r => r.LastNumber).CurrentValue = 4;
                        foreach (var number in new long[] { 1, 2, 3, 4 })
                        {
                            var later = now.AddDays(1);
                            db.Add(
                                new WebhookDelivery(
                                    Guid.CreateVersion7(),
                                    receiver.Id,
                                    number,
                                    Guid.CreateVersion7(),
                                    "Publicatie",
                                    "{}",
                                    later
                                )
                            );
                        }

                        return Task.FromResult(true);
                    },
                    CancellationToken.None
                );
        });
        foreach (var state in Enum.GetValues<DeliveryState>())
        {
            await app.Read(db =>
                db.Set<WebhookDelivery>()
                    .Where(d => d.ReceiverId == receiver.Id && d.Number == (long)state)
                    .ExecuteUpdateAsync(s =>
                        s.SetProperty(d => d.State, state)
                            .SetProperty(d => d.Attempts, 3)
                            .SetProperty(d => d.LastAnswer, "timeout")
                            .SetProperty(d => d.LastAt, now)
                    )
            );
        }

        await page.GotoAsync($"/administration/webhooks/{receiver.Id}");
    }

    private static async Task SendList(IPage page, string content)
    {
        await page.GotoAsync("/monitor/reconciliation/list");
        await page.FillAsync("[name=Year]", "2025");
        await page.FillAsync("[name=Source]", "CoMensha");
        await page.FillAsync("[name=SourceDate]", "2026-01-31");
        await page.SetInputFilesAsync(
            "[name=File]",
            new FilePayload
            {
                Name = "comensha.csv",
                MimeType = "text/csv",
                Buffer = System.Text.Encoding.UTF8.GetBytes(content),
            }
        );
        await page.Locator("main form[method=post] button").First.ClickAsync();
    }

    /// <summary>The other administrator asks for something; this one sees it.</summary>
    private static async Task Ask(BrowserApp app, IPage page, string form, Func<IPage, Task> fillIn)
    {
        await using var asker = await app.Visit("beheerder.twee");
        await asker.Page.GotoAsync($"/administration/{form}");
        await fillIn(asker.Page);
        await asker.Page.Locator("main form[method=post] button").First.ClickAsync();
        await asker.Page.Arrives("/administration/requests$");
        await page.GotoAsync("/administration/requests");
    }

    /// <summary>An account that nobody confirmed yet; nothing is chosen.</summary>
    private static async Task CertifyDue(BrowserApp app, IPage page)
    {
        await Invitation(app);
        await page.GotoAsync("/administration/certifications");
        await Send(page);
    }

    private static async Task AcceptInvitation(BrowserApp app, IPage page)
    {
        const string Password = "bakfiets-zonsopkomst-havermout-trombone";
        await page.GotoAsync(await Invitation(app));
        await page.FillAsync("[name=NewPassword]", Password);
        await page.FillAsync("[name=RepeatPassword]", Password);
        await page.Locator("main button").ClickAsync();
        await page.Arrives("/account/authenticator$");
    }

    /// <summary>A form that asks for a factor first, and is there again after it.</summary>
    private static async Task ResumeForm(BrowserApp app, IPage page)
    {
        await AcceptInvitation(app, page);
        await page.GotoAsync("/break-glass/open");
        await page.FillAsync("[name=Reason]", "Nood");
        var longAgo = TimeProvider.System.GetUtcNow().AddDays(-1);
        var account = Guid.Parse((await page.Locator("[data-session]").GetAttributeAsync("data-account"))!);
        await app.Read(db =>
            db.Sessions.Where(s => s.AccountId == account).ExecuteUpdateAsync(set => set.SetProperty(s => s.ConfirmedAt, longAgo))
        );
        await page.Locator("main form[method=post] button").First.ClickAsync();
        await page.FillAsync("main [name=CurrentPassword]", "bakfiets-zonsopkomst-havermout-trombone");
        await page.Locator("main form[method=post] button").First.ClickAsync();
        await page.Arrives("/account/resume$");
    }

    private static async Task SetUpAuthenticator(BrowserApp app, IPage page)
    {
        await AcceptInvitation(app, page);
        var key = (await page.Locator("main code").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await page.FillAsync("[name=OneTimeCode]", new Totp(Base32Encoding.ToBytes(key)).ComputeTotp());
        await page.Locator("main button").ClickAsync();
        await page.Locator("main li code").First.WaitForAsync();
    }

    [GeneratedRegex(@"\{\**([A-Za-z]+)[^}]*\}")]
    private static partial Regex Constraint();
}
