using System.Net;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Shared;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Security;

/// <summary>Every page for every role, with own, foreign and absent ids. A route without an expectation fails. Writes are in <see cref="WriteMatrixTests"/>.</summary>
public sealed class AuthorizationMatrixTests(RegistryApp app)
{
    /// <summary>What each route demands. Routes with case data name the kind of id that stands in them.</summary>
    internal static readonly Dictionary<string, (Permission Permission, Kind Kind)> Expected = new()
    {
        ["GET /"] = (Permission.SignedIn, Kind.None),
        ["GET account/sign-in"] = (Permission.Anyone, Kind.None),
        ["POST account/sign-in"] = (Permission.Anyone, Kind.None),
        ["GET account/second-factor"] = (Permission.Anyone, Kind.None),
        ["POST account/second-factor"] = (Permission.Anyone, Kind.None),
        ["GET account/sign-in/{provider}"] = (Permission.Anyone, Kind.Absent),
        ["GET account/sign-in/{provider}/return"] = (Permission.Anyone, Kind.None),
        ["GET account/sign-in/{provider}/complete"] = (Permission.Anyone, Kind.Absent),
        ["GET account/invitation/{provider}"] = (Permission.Anyone, Kind.Absent),
        ["POST account/sign-out/{provider}"] = (Permission.Anyone, Kind.Absent),
        ["POST account/sign-out"] = (Permission.SignedIn, Kind.None),
        ["GET account/confirm"] = (Permission.Anyone, Kind.None),
        ["POST account/confirm"] = (Permission.Anyone, Kind.None),
        ["GET account/resume"] = (Permission.SignedIn, Kind.Absent),
        ["GET account/session"] = (Permission.Anyone, Kind.None),
        ["POST account/session/extend"] = (Permission.SignedIn, Kind.None),
        ["GET account/invitation"] = (Permission.Anyone, Kind.None),
        ["POST account/invitation/code"] = (Permission.Anyone, Kind.None),
        ["POST account/invitation"] = (Permission.Anyone, Kind.None),
        ["GET account/authenticator"] = (Permission.SignedIn, Kind.None),
        ["GET account/authenticator/qr"] = (Permission.SignedIn, Kind.Absent),
        ["POST account/authenticator"] = (Permission.SignedIn, Kind.None),
        ["GET account/password"] = (Permission.SignedIn, Kind.None),
        ["POST account/password"] = (Permission.SignedIn, Kind.None),
        ["POST account/sign-in/passkey/request"] = (Permission.Anyone, Kind.None),
        ["POST account/sign-in/passkey"] = (Permission.Anyone, Kind.None),
        ["GET account/passkeys"] = (Permission.SignedIn, Kind.None),
        ["POST account/passkeys/offer"] = (Permission.SignedIn, Kind.None),
        ["POST account/passkeys"] = (Permission.SignedIn, Kind.None),
        ["POST account/passkeys/{id}/rename"] = (Permission.SignedIn, Kind.Absent),
        ["POST account/passkeys/{id}/remove"] = (Permission.SignedIn, Kind.Absent),
        ["GET administration/accounts/{id:guid}/passkeys"] = (Permission.Administer, Kind.Absent),
        ["POST administration/accounts/{id:guid}/passkeys"] = (Permission.Administer, Kind.Absent),
        ["POST administration/accounts/{id:guid}/passkeys/approve"] = (Permission.Administer, Kind.Absent),
        ["GET administration/accounts/{id:guid}/providers"] = (Permission.Administer, Kind.Absent),
        ["POST administration/accounts/{id:guid}/providers/remove"] = (Permission.Administer, Kind.Absent),
        ["GET account/sessions"] = (Permission.SignedIn, Kind.None),
        ["POST account/sessions/{id:guid}/end"] = (Permission.SignedIn, Kind.Absent),
        ["POST account/sessions/end-others"] = (Permission.SignedIn, Kind.None),
        ["POST account/notices/dismiss"] = (Permission.SignedIn, Kind.None),
        ["GET account/denied"] = (Permission.Anyone, Kind.None),
        ["POST csp-reports"] = (Permission.Anyone, Kind.None),
        ["POST language"] = (Permission.Anyone, Kind.None),
        ["ANY error/{status:int}"] = (Permission.Anyone, Kind.None),
        ["ANY api/{**rest}"] = (Permission.Anyone, Kind.None),
        ["GET signals/register"] = (Permission.RegisterSignals, Kind.None),
        ["POST signals/register"] = (Permission.RegisterSignals, Kind.None),
        ["GET signals/receipt/{once}"] = (Permission.RegisterSignals, Kind.Absent),
        ["POST signals/drafts"] = (Permission.RegisterSignals, Kind.None),
        ["GET signals/drafts/{id}"] = (Permission.RegisterSignals, Kind.Absent),
        ["GET signals/drafts/{id}/{section}"] = (Permission.RegisterSignals, Kind.Absent),
        ["POST signals/drafts/{id}/{section}"] = (Permission.RegisterSignals, Kind.Absent),
        ["POST signals/drafts/{id}/{section}/autosave"] = (Permission.RegisterSignals, Kind.Absent),
        ["GET signals/drafts/{id}/check"] = (Permission.RegisterSignals, Kind.Absent),
        ["POST signals/drafts/{id}/check"] = (Permission.RegisterSignals, Kind.Absent),
        ["POST signals/drafts/{id}/delete"] = (Permission.RegisterSignals, Kind.Absent),
        ["GET imports"] = (Permission.ImportCases, Kind.None),
        ["POST imports"] = (Permission.ImportCases, Kind.None),
        ["GET imports/{id}"] = (Permission.ImportCases, Kind.Absent),
        ["GET imports/{id}/progress"] = (Permission.ImportCases, Kind.Absent),
        ["GET imports/{id}/refusals.csv"] = (Permission.ImportCases, Kind.Absent),
        ["POST imports/{id}/confirm"] = (Permission.ImportCases, Kind.Absent),
        ["GET cases"] = (Permission.ViewCases, Kind.None),
        ["GET cases/{id}"] = (Permission.ViewCases, Kind.Case),
        ["GET cases/{id}/print"] = (Permission.ViewCases, Kind.Case),
        ["GET cases/{id}/moves/{move}"] = (Permission.ChangeCases, Kind.Case),
        ["POST cases/{id}/moves/{move}"] = (Permission.ChangeCases, Kind.Case),
        ["GET cases/{id}/contact"] = (Permission.ChangeCases, Kind.Case),
        ["POST cases/{id}/contact"] = (Permission.ChangeCases, Kind.Case),
        ["GET cases/{id}/notification"] = (Permission.ChangeCases, Kind.Case),
        ["POST cases/{id}/notification"] = (Permission.ChangeCases, Kind.Case),
        ["GET cases/notifications"] = (Permission.ImportCases, Kind.None),
        ["POST cases/notifications"] = (Permission.ImportCases, Kind.None),
        ["POST cases/{id}/contact/{contactId:guid}/done"] = (Permission.ChangeCases, Kind.Absent),
        ["GET cases/{id}/signals/add"] = (Permission.ChangeCases, Kind.Case),
        ["POST cases/{id}/signals/add"] = (Permission.ChangeCases, Kind.Case),
        ["GET cases/{id}/minority"] = (Permission.ChangeCases, Kind.Case),
        ["POST cases/{id}/minority"] = (Permission.ChangeCases, Kind.Case),
        ["GET cases/{id}/edit/{section}"] = (Permission.ChangeCases, Kind.Case),
        ["POST cases/{id}/edit/{section}"] = (Permission.ChangeCases, Kind.Case),
        ["GET meetings"] = (Permission.PlanMeetings, Kind.None),
        ["POST meetings"] = (Permission.PlanMeetings, Kind.None),
        ["GET meetings/{id}"] = (Permission.PlanMeetings, Kind.Meeting),
        ["POST meetings/{id}/items/{itemId}"] = (Permission.PlanMeetings, Kind.Absent),
        ["POST meetings/{id}/close"] = (Permission.PlanMeetings, Kind.Absent),
        ["GET meetings/invited"] = (Permission.AttendMeetings, Kind.None),
        ["GET meetings/{id}/attend"] = (Permission.AttendMeetings, Kind.Absent),
        ["GET meetings/{id}/attend/{itemId}"] = (Permission.RecordDiscussions, Kind.Absent),
        ["POST meetings/{id}/attend/{itemId}"] = (Permission.RecordDiscussions, Kind.Absent),
        ["GET legal-holds"] = (Permission.HoldCases, Kind.None),
        ["GET legal-holds/place"] = (Permission.HoldCases, Kind.None),
        ["POST legal-holds/place"] = (Permission.HoldCases, Kind.None),
        ["GET legal-holds/{id}/lift"] = (Permission.HoldCases, Kind.Case),
        ["POST legal-holds/{id}/lift"] = (Permission.HoldCases, Kind.Case),
        ["GET break-glass"] = (Permission.ReviewBreakGlass, Kind.None),
        ["GET break-glass/open"] = (Permission.BreakGlass, Kind.None),
        ["POST break-glass/open"] = (Permission.BreakGlass, Kind.None),
        ["GET break-glass/{id}/review"] = (Permission.ReviewBreakGlass, Kind.Absent),
        ["POST break-glass/{id}/review"] = (Permission.ReviewBreakGlass, Kind.Absent),
        ["GET audit"] = (Permission.ViewAudit, Kind.None),
        ["POST audit"] = (Permission.ViewAudit, Kind.None),
        ["GET audit/rows.csv"] = (Permission.ViewAudit, Kind.None),
        ["GET audit/accesses"] = (Permission.HoldCases, Kind.None),
        ["GET monitor"] = (Permission.ViewTables, Kind.None),
        ["GET monitor/{name}"] = (Permission.ViewTables, Kind.Table),
        ["GET monitor/{name}.csv"] = (Permission.ViewTables, Kind.Table),
        ["GET monitor/{name}/{picture}.svg"] = (Permission.ViewTables, Kind.Absent),
        ["GET monitor/visibility"] = (Permission.ViewTables, Kind.None),
        ["GET monitor/visibility/{picture}.svg"] = (Permission.ViewTables, Kind.Absent),
        ["GET monitor/{name}/why"] = (Permission.ViewTables, Kind.Absent),
        ["GET monitor/reconciliation"] = (Permission.ViewTables, Kind.None),
        ["GET monitor/reconciliation/list"] = (Permission.CompareWithCoMensha, Kind.None),
        ["POST monitor/reconciliation/list"] = (Permission.CompareWithCoMensha, Kind.None),
        ["POST monitor/reconciliation/{id:guid}/decide/{decision}"] = (Permission.CompareWithCoMensha, Kind.Absent),
        ["POST monitor/reconciliation/{id:guid}/compare"] = (Permission.CompareWithCoMensha, Kind.Absent),
        ["GET monitor/own"] = (Permission.ComposeTables, Kind.None),
        ["GET monitor/own.csv"] = (Permission.ComposeTables, Kind.Unasked),
        ["GET monitor/own/saved"] = (Permission.ComposeTables, Kind.None),
        ["GET monitor/own/save"] = (Permission.ComposeTables, Kind.None),
        ["POST monitor/own/save"] = (Permission.ComposeTables, Kind.None),
        ["GET monitor/own/{id:guid}"] = (Permission.ComposeTables, Kind.Absent),
        ["GET monitor/own/{id:guid}/change"] = (Permission.ComposeTables, Kind.Absent),
        ["POST monitor/own/{id:guid}/change"] = (Permission.ComposeTables, Kind.Absent),
        ["POST monitor/own/{id:guid}/share"] = (Permission.ComposeTables, Kind.Absent),
        ["POST monitor/own/{id:guid}/remove"] = (Permission.ComposeTables, Kind.Absent),
        ["GET monitor/references"] = (Permission.ViewTables, Kind.None),
        ["GET monitor/references/estimate"] = (Permission.MakeReleases, Kind.None),
        ["POST monitor/references/estimate"] = (Permission.MakeReleases, Kind.None),
        ["GET monitor/references/figure"] = (Permission.MakeReleases, Kind.None),
        ["POST monitor/references/figure"] = (Permission.MakeReleases, Kind.None),
        ["GET monitor/references/break"] = (Permission.MakeReleases, Kind.None),
        ["POST monitor/references/break"] = (Permission.MakeReleases, Kind.None),
        ["POST monitor/references/{id:guid}/retire"] = (Permission.MakeReleases, Kind.Absent),
        ["GET periods"] = (Permission.CompletePeriods, Kind.None),
        ["GET periods/{region}/{quarter}"] = (Permission.CompletePeriods, Kind.Absent),
        ["POST periods/complete"] = (Permission.CompletePeriods, Kind.None),
        ["GET periods/versions"] = (Permission.AcceptPeriods, Kind.None),
        ["GET periods/versions/{id:guid}"] = (Permission.AcceptPeriods, Kind.Absent),
        ["POST periods/versions/accept"] = (Permission.AcceptPeriods, Kind.None),
        ["POST periods/versions/{id:guid}/return"] = (Permission.AcceptPeriods, Kind.Absent),
        ["GET releases"] = (Permission.ReadReleases, Kind.None),
        ["GET releases/eu"] = (Permission.MakeReleases, Kind.None),
        ["GET releases/disclosure"] = (Permission.MakeReleases, Kind.None),
        ["GET releases/compose"] = (Permission.MakeReleases, Kind.None),
        ["POST releases/compose"] = (Permission.MakeReleases, Kind.None),
        ["GET releases/{id:guid}"] = (Permission.ReadReleases, Kind.Absent),
        ["GET releases/{id:guid}/protection"] = (Permission.MakeReleases, Kind.Absent),
        ["GET releases/{id:guid}/differences"] = (Permission.MakeReleases, Kind.Absent),
        ["GET releases/{id:guid}/files/{name}"] = (Permission.ReadReleases, Kind.Absent),
        ["POST releases/{id:guid}/publish"] = (Permission.MakeReleases, Kind.Absent),
        ["POST releases/{id:guid}/reject"] = (Permission.MakeReleases, Kind.Absent),
        ["GET persons/merges"] = (Permission.ChangeCases, Kind.None),
        ["GET persons/{id}/merge"] = (Permission.ChangeCases, Kind.Case),
        ["POST persons/{id}/merge"] = (Permission.ChangeCases, Kind.Case),
        ["POST persons/merges/{id:guid}/{decision}"] = (Permission.ChangeCases, Kind.Absent),
        ["GET administration/accounts"] = (Permission.Administer, Kind.None),
        ["POST administration/accounts"] = (Permission.Administer, Kind.None),
        ["GET administration/accounts/create"] = (Permission.Administer, Kind.None),
        ["POST administration/accounts/create"] = (Permission.Administer, Kind.None),
        ["GET administration/accounts/{id:guid}"] = (Permission.Administer, Kind.Absent),
        ["POST administration/accounts/{id:guid}"] = (Permission.Administer, Kind.Absent),
        ["POST administration/accounts/{id:guid}/link"] = (Permission.Administer, Kind.Absent),
        ["POST administration/accounts/{id:guid}/sessions/end"] = (Permission.Administer, Kind.Absent),
        ["GET administration/requests"] = (Permission.Administer, Kind.None),
        ["GET administration/requests/codes"] = (Permission.Administer, Kind.None),
        ["POST administration/requests/{id:guid}/approve"] = (Permission.Administer, Kind.Absent),
        ["GET administration/certifications"] = (Permission.Administer, Kind.None),
        ["POST administration/certifications"] = (Permission.Administer, Kind.None),
        ["GET administration/regions"] = (Permission.Administer, Kind.None),
        ["GET administration/regions/add"] = (Permission.Administer, Kind.None),
        ["POST administration/regions/add"] = (Permission.Administer, Kind.None),
        ["GET administration/regions/{code}"] = (Permission.Administer, Kind.Absent),
        ["POST administration/regions/{code}"] = (Permission.Administer, Kind.Absent),
        ["GET administration/municipalities"] = (Permission.Administer, Kind.None),
        ["GET administration/municipalities/add"] = (Permission.Administer, Kind.None),
        ["POST administration/municipalities/add"] = (Permission.Administer, Kind.None),
        ["GET administration/municipalities/{code}"] = (Permission.Administer, Kind.Absent),
        ["POST administration/municipalities/{code}"] = (Permission.Administer, Kind.Absent),
        ["GET administration/lists"] = (Permission.Administer, Kind.None),
        ["GET administration/lists/{list}"] = (Permission.Administer, Kind.Absent),
        ["GET administration/lists/{list}/add"] = (Permission.Administer, Kind.Absent),
        ["POST administration/lists/{list}/add"] = (Permission.Administer, Kind.Absent),
        ["GET administration/lists/{list}/{code}"] = (Permission.Administer, Kind.Absent),
        ["POST administration/lists/{list}/{code}"] = (Permission.Administer, Kind.Absent),
        ["GET administration/organisations"] = (Permission.Administer, Kind.None),
        ["GET administration/organisations/{id}"] = (Permission.Administer, Kind.Absent),
        ["POST administration/organisations/{id}"] = (Permission.Administer, Kind.Absent),
        ["GET administration/clients"] = (Permission.Administer, Kind.None),
        ["GET administration/clients/create"] = (Permission.Administer, Kind.None),
        ["POST administration/clients/create"] = (Permission.Administer, Kind.None),
        ["POST administration/clients/{id:guid}/revoke"] = (Permission.Administer, Kind.Absent),
        ["GET administration/webhooks"] = (Permission.Administer, Kind.None),
        ["GET administration/webhooks/add"] = (Permission.Administer, Kind.None),
        ["POST administration/webhooks/add"] = (Permission.Administer, Kind.None),
        ["GET administration/webhooks/{id:guid}"] = (Permission.Administer, Kind.Absent),
        ["POST administration/webhooks/{id:guid}/retire"] = (Permission.Administer, Kind.Absent),
        ["POST administration/webhooks/{id:guid}/deliveries/{deliveryId:guid}/replay"] = (Permission.Administer, Kind.Absent),
        ["GET api/v1/signals"] = (Permission.ViewSignals, Kind.Api),
        ["POST api/v1/signals"] = (Permission.RegisterSignals, Kind.Api),
        ["GET api/v1/cases"] = (Permission.ViewCases, Kind.Api),
        ["GET api/v1/cases/{id}"] = (Permission.ViewCases, Kind.Api),
        ["POST api/v1/cases/{id}/moves"] = (Permission.ChangeCases, Kind.Api),
        ["POST api/v1/cases/{id}/signals"] = (Permission.ChangeCases, Kind.Api),
        ["GET api/v1/releases"] = (Permission.ReadReleases, Kind.Api),
        ["GET api/v1/releases/{id:guid}"] = (Permission.ReadReleases, Kind.Api),
        ["GET api/v1/releases/{id:guid}/tables/{name}"] = (Permission.ReadReleases, Kind.Api),
        ["GET api/v1/releases/{id:guid}/files/{name}"] = (Permission.ReadReleases, Kind.Api),
        ["GET api/v1/tables/{name}"] = (Permission.ViewTables, Kind.Api),
    };

    /// <summary>What people of each role may do beside their own account, as the domain says it.</summary>
    private static readonly Dictionary<Role, Permission[]> Granted = new()
    {
        [Role.CareCoordinator] =
        [
            Permission.RegisterSignals,
            Permission.ImportCases,
            Permission.ViewSignals,
            Permission.ViewCases,
            Permission.ChangeCases,
            Permission.BreakGlass,
            Permission.PlanMeetings,
            Permission.CompletePeriods,
        ],
        [Role.RegionalTableMember] = [Permission.RegisterSignals, Permission.AttendMeetings],
        [Role.RegionalTableChair] = [Permission.RegisterSignals, Permission.AttendMeetings, Permission.RecordDiscussions],
        [Role.NationalAnalyst] =
        [
            Permission.ViewTables,
            Permission.ComposeTables,
            Permission.CompareWithCoMensha,
            Permission.AcceptPeriods,
            Permission.MakeReleases,
            Permission.ReadReleases,
            Permission.ReadExactReleases,
        ],
        [Role.PrivacyOfficer] = [Permission.ViewAudit, Permission.HoldCases, Permission.ReviewBreakGlass],
        [Role.DataProtectionOfficer] = [Permission.ViewAudit],
        [Role.Administrator] = [Permission.Administer],
    };

    internal enum Kind
    {
        /// <summary>No id in the route.</summary>
        None,
        Case,
        Meeting,
        Table,

        /// <summary>An id that is not there: 404 for those who may ask.</summary>
        Absent,

        /// <summary>A question that the address leaves out: refused for those who may ask.</summary>
        Unasked,

        /// <summary>For keys only; people have no way in.</summary>
        Api,
    }

    private IEnumerable<(string Method, string Pattern)> Routes() =>
        app
            .Services.GetRequiredService<IEnumerable<EndpointDataSource>>()
            .SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<ControllerActionDescriptor>() is not null)
            .SelectMany(e =>
                (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["ANY"]).Select(m =>
                    (m, e.RoutePattern.RawText is { Length: > 0 } text ? text : "/")
                )
            )
            .Distinct();

    [Fact]
    public void Every_route_declares_what_it_demands()
    {
        var routes = Routes().Select(r => $"{r.Method} {r.Pattern}").ToList();

        Assert.True(routes.Count > 60, $"{routes.Count} routes");
        Assert.Empty(routes.Except(Expected.Keys));
        Assert.Empty(Expected.Keys.Except(routes));
    }

    [Fact]
    public void A_role_has_the_permissions_of_the_domain_and_no_others()
    {
        Assert.Equal(Enum.GetValues<Role>(), Granted.Keys.Order());
        Assert.All(
            Granted,
            role => Assert.Equal([Permission.Anyone, Permission.SignedIn, .. role.Value], Roles.PermissionsOf([role.Key]).Order())
        );
    }

    [Theory]
    [InlineData(Role.CareCoordinator)]
    [InlineData(Role.RegionalTableMember)]
    [InlineData(Role.RegionalTableChair)]
    [InlineData(Role.NationalAnalyst)]
    [InlineData(Role.PrivacyOfficer)]
    [InlineData(Role.DataProtectionOfficer)]
    [InlineData(Role.Administrator)]
    public async Task A_role_opens_what_it_may_and_nothing_else(Role role)
    {
        var client = await app.SignedIn(role, Roles.NeedsRegion(role) ? ["rotterdam"] : []);
        var may = Roles.PermissionsOf([role]).ToHashSet();
        var own = await app.Case();
        var foreign = await app.Case(Fields.Amsterdam);
        var ownMeeting = await Meeting("rotterdam");
        var foreignMeeting = await Meeting("amsterdam");
        var faults = new List<string>();
        foreach (
            var (method, pattern) in Routes().Where(r => r.Method is "GET" && !r.Pattern.EndsWith("sign-out", StringComparison.Ordinal))
        )
        {
            var (permission, kind) = Expected[$"{method} {pattern}"];
            if (permission == Permission.Anyone)
            {
                continue;
            }

            var allowed = may.Contains(permission) && kind != Kind.Api;
            (string Id, HttpStatusCode Status)[] asks = kind switch
            {
                Kind.Case =>
                [
                    (own.CaseId.ToString(), HttpStatusCode.OK),
                    (foreign.CaseId.ToString(), HttpStatusCode.NotFound),
                    (CaseId.New().ToString(), HttpStatusCode.NotFound),
                ],
                Kind.Meeting =>
                [
                    (ownMeeting, HttpStatusCode.OK),
                    (foreignMeeting, HttpStatusCode.NotFound),
                    (Guid.CreateVersion7().ToString(), HttpStatusCode.NotFound),
                ],
                Kind.Table => [("minors-by-year", HttpStatusCode.OK), ("nothing", HttpStatusCode.NotFound)],
                Kind.Unasked => [("", HttpStatusCode.UnprocessableEntity)],
                Kind.Absent or Kind.Api => [(Guid.CreateVersion7().ToString(), HttpStatusCode.NotFound)],
                _ => [("", HttpStatusCode.OK)],
            };
            foreach (var (id, status) in asks)
            {
                var url = "/" + Fill(pattern, id).TrimStart('/');
                var expected =
                    kind == Kind.Api ? HttpStatusCode.Unauthorized
                    : allowed ? status
                    : HttpStatusCode.Forbidden;
                var actual = await client.Status(url);
                if (actual != expected)
                {
                    faults.Add($"{role} {method} {url}: {actual} instead of {expected}");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    public static TheoryData<string> OfNoUse => ["nobody", .. ShutOut.All];

    [Theory]
    [MemberData(nameof(OfNoUse))]
    public async Task Nobody_and_whoever_is_shut_out_opens_nothing_that_is_not_for_anyone(string who)
    {
        var (client, again) = who == "nobody" ? new(app.Anonymous(), () => Task.CompletedTask) : await ShutOut.By(app, who);
        var own = await app.Case();
        var faults = new List<string>();
        foreach (var (method, pattern) in Routes().Where(r => r.Method == "GET"))
        {
            var (permission, kind) = Expected[$"{method} {pattern}"];
            if (permission != Permission.Anyone)
            {
                var expected = kind == Kind.Api ? HttpStatusCode.Unauthorized : HttpStatusCode.Redirect;
                await again();
                var actual = await client.Status("/" + Fill(pattern, own.CaseId.ToString()).TrimStart('/'));
                if (actual != expected)
                {
                    faults.Add($"{method} {pattern}: {actual} instead of {expected}");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task A_key_opens_no_page_but_what_is_for_anyone()
    {
        var system = await app.ApiClient([.. Scopes.All], "rotterdam");
        var own = await app.Case();
        foreach (var (method, pattern) in Routes().Where(r => r.Method == "GET"))
        {
            var (permission, kind) = Expected[$"{method} {pattern}"];
            if (permission != Permission.Anyone && kind != Kind.Api)
            {
                Assert.Equal(
                    (pattern, HttpStatusCode.Redirect),
                    (pattern, await system.Status("/" + Fill(pattern, own.CaseId.ToString()).TrimStart('/')))
                );
            }
        }
    }

    private Task<string> Meeting(string region) =>
        app.AsOperator(async services =>
        {
            var db = services.GetRequiredService<Data.RegistryDbContext>();
            var meeting = Domain.Meetings.Meeting.Plan(
                region,
                MeetingKind.CaseConference,
                new(2099, 1, 1),
                TimeProvider.System.GetUtcNow()
            );
            await services
                .GetRequiredService<Web.Infrastructure.Mediator.Writer>()
                .Write(db, () => Task.FromResult(db.Meetings.Add(meeting)), CancellationToken.None);
            return meeting.Id.ToString();
        });

    private static string Fill(string pattern, string id) =>
        System.Text.RegularExpressions.Regex.Replace(
            pattern,
            @"\{(\w+)[^}]*\}",
            match =>
                match.Groups[1].Value switch
                {
                    "section" => "person",
                    "move" => "close",
                    "itemId" or "contactId" => Guid.Empty.ToString(),
                    _ => id,
                }
        );
}
