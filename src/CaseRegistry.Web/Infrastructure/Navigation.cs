using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Resources;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>One entry of the main menu.</summary>
public sealed record NavigationItem(string Text, string Href, bool Current);

/// <summary>The main menu: only what the actor may open.</summary>
public sealed class Navigation(CurrentActor actor, IHttpContextAccessor http, IStringLocalizer<Texts> text)
{
    private static readonly (Permission Permission, string Text, string Href)[] Entries =
    [
        (Permission.SignedIn, "My work", "/"),
        (Permission.RegisterSignals, "Register signal", "/signals/register"),
        (Permission.ViewCases, "Cases", "/cases"),
        (Permission.PlanMeetings, "Meetings", "/meetings"),
        (Permission.AttendMeetings, "My meetings", "/meetings/invited"),
        (Permission.ImportCases, "Import", "/imports"),
        (Permission.HoldCases, "Legal holds", "/legal-holds"),
        (Permission.ChangeCases, "Same person in several cases", "/persons/merges"),
        (Permission.CompletePeriods, "Quarters to hand in", "/periods"),
        (Permission.ViewTables, "National counts", "/monitor"),
        (Permission.AcceptPeriods, "Quarters of the regions", "/periods/versions"),
        (Permission.MakeReleases, "Releases", "/releases"),
        (Permission.ReviewBreakGlass, "Emergency accesses", "/break-glass"),
        (Permission.ViewAudit, "Audit log", "/audit"),
        (Permission.Administer, "Accounts", "/administration/accounts"),
        (Permission.Administer, "Regions", "/administration/regions"),
        (Permission.Administer, "Municipalities", "/administration/municipalities"),
        (Permission.Administer, "Code lists", "/administration/lists"),
        (Permission.Administer, "Organisations", "/administration/organisations"),
        (Permission.Administer, "API clients", "/administration/clients"),
        (Permission.Administer, "Receivers of releases", "/administration/webhooks"),
    ];

    public IReadOnlyList<NavigationItem> Items
    {
        get
        {
            var path = http.HttpContext?.Request.Path.Value ?? "";
            var allowed = Entries.Where(e => actor.May(e.Permission)).ToList();
            var current = allowed
                .Where(e => path == e.Href || e.Href != "/" && path.StartsWith(e.Href + "/", StringComparison.Ordinal))
                .Select(e => e.Href)
                .MaxBy(href => href.Length);
            return [.. allowed.Select(e => new NavigationItem(text[e.Text], e.Href, e.Href == current))];
        }
    }
}
