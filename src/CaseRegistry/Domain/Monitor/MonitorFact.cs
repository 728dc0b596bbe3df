using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;

namespace CaseRegistry.Domain.Monitor;

/// <summary>
/// What one person contributes to the national monitor: one row of codes, by the counting rules (docs/counting.md). It is
/// case data: filtered by region and never visible to the national office, which reads <see cref="MonitorCell"/> only.
/// </summary>
public sealed class MonitorFact : ICaseData
{
    private const char Separator = ';';
    private readonly List<MonitorTechnologyFact> _technologyUses = [];

    /// <summary>The outcome of who was never discussed.</summary>
    public const string NotDiscussed = "none";

    /// <summary>Directive 2011/36/EU art. 13(2): whoever is presumed to be a child counts as one.</summary>
    public static readonly IReadOnlyList<string> Minors = [Code.Of(Victims.MinorStatus.Minor), Code.Of(Victims.MinorStatus.PresumedMinor)];

    private MonitorFact() { }

    public PersonId PersonId { get; private set; }

    /// <summary>The case of the earliest signal about the person.</summary>
    public CaseId CaseId { get; private set; }

    /// <summary>The region that registered that case.</summary>
    public string Region { get; private set; } = "";
    public int Year { get; private set; }
    public int Quarter { get; private set; }
    public string MinorStatus { get; private set; } = "";
    public string AgeBand { get; private set; } = "";
    public string MinorAtStart { get; private set; } = "";
    public string Sex { get; private set; } = "";
    public string CitizenshipGroup { get; private set; } = "";
    public string Form { get; private set; } = "";
    public string Sector { get; private set; } = "";
    public string Route { get; private set; } = "";
    public string Technology { get; private set; } = "";
    public string ReporterType { get; private set; } = "";

    /// <summary>EU group of the reporting organisation, of its type, or unknown.</summary>
    public string ReporterGroup { get; private set; } = "";

    /// <summary>EU group of the main form.</summary>
    public string FormGroup { get; private set; } = "";

    /// <summary>Every form of exploitation, the main one among them; each once, separated by semicolons.</summary>
    public string Forms { get; private set; } = "";

    public IReadOnlyList<string> AllForms => Forms.Split(Separator);

    /// <summary>Latest conference outcome, or <see cref="NotDiscussed"/>.</summary>
    public string Outcome { get; private set; } = "";

    /// <summary>Ways in which technology was used, as registered in the case of the earliest signal; each once.</summary>
    public IReadOnlyCollection<MonitorTechnologyFact> TechnologyUses => _technologyUses;

    public string MonitorGroup => GroupOf(Form, Route);

    /// <summary>Which of the answers that the monitor counts by are not known (code list monitor_field).</summary>
    public IEnumerable<string> UnknownFields =>
        new (string Field, string Code)[]
        {
            ("minor_status", MinorStatus),
            ("age_band", AgeBand),
            ("minor_at_start", MinorAtStart),
            ("sex", Sex),
            ("citizenship_group", CitizenshipGroup),
            ("form", Form),
            ("sector", Sector),
            ("route", Route),
            ("technology", Technology),
        }
            .Where(f => f.Code == EuGroups.Unknown)
            .Select(f => f.Field);

    /// <summary>The rapporteur's group of a main form and route (code list monitor_group).</summary>
    public static string GroupOf(string form, string route) =>
        (form, route) switch
        {
            ("sexual", "domestic") => "domestic_sexual",
            ("sexual", "cross_border") => "cross_border_sexual",
            ("sexual", _) => "sexual_unknown_route",
            ("labour" or "domestic_servitude", _) => "labour",
            ("criminal" or "begging", _) => "criminal",
            ("unknown", _) => "unknown",
            _ => "other",
        };

    /// <summary>
    /// The fact of a person, from all cases about them; null when none of them counts. A duplicate never counts, and a
    /// consultation for advice only is no person (counting rules 1 and 2).
    /// </summary>
    public static MonitorFact? Of(PersonId person, IEnumerable<CountedCase> cases, EuGroups groups)
    {
        var all = cases.ToList();
        var first = all.Where(c => c.Case.ClosureReason is not (ClosureReason.Duplicate or ClosureReason.AdviceOnly))
            .SelectMany(c => c.Signals.Select(s => (Counted: c, Signal: s)))
            .OrderBy(x => CountedCase.Earliness(x.Signal))
            .FirstOrDefault();
        if (first.Counted?.Case is not { } @case)
        {
            return null;
        }

        var main = first.Counted.Exploitations.Single(e => e.IsMain);
        var outcome = all.SelectMany(c => c.Discussions).OrderBy(d => d.RecordedAt).ThenBy(d => d.Id).LastOrDefault()?.Outcome;
        var fact = new MonitorFact
        {
            PersonId = person,
            CaseId = @case.Id,
            Region = @case.RegisteredRegion,
            Year = first.Signal.ReceivedOn.Year,
            Quarter = first.Signal.ReceivedOn.Quarter(),
            MinorStatus = Code.Of(@case.MinorStatus),
            AgeBand = @case.AgeBand ?? "unknown",
            MinorAtStart = @case.MinorAtStart is { } atStart ? Code.Of(atStart) : "unknown",
            Sex = @case.Sex,
            CitizenshipGroup = @case.CitizenshipGroup,
            Form = main.Form,
            Sector = main.Sector,
            Route = main.Route,
            Technology = Code.Of(@case.TechnologyInvolvement),
            ReporterType = first.Signal.ReporterType,
            ReporterGroup = groups.OfReporter(first.Signal.ReportingOrganisationId?.Value, first.Signal.ReporterType),
            FormGroup = groups.OfForm(main.Form),
            Outcome = outcome is { } latest ? Code.Of(latest) : NotDiscussed,
            Forms = string.Join(Separator, first.Counted.Exploitations.Select(e => e.Form).Distinct().Order(StringComparer.Ordinal)),
        };
        fact._technologyUses.AddRange(
            first
                .Counted.TechnologyUses.Select(u => (u.Phase, u.Channel, u.Use))
                .Distinct()
                .Select(u => new MonitorTechnologyFact(person, fact.CaseId, fact.Region, u.Phase, u.Channel, u.Use))
        );
        return fact;
    }

    /// <summary>Takes over what another fact of the same person says.</summary>
    public void Become(MonitorFact other)
    {
        CaseId = other.CaseId;
        Region = other.Region;
        (Year, Quarter) = (other.Year, other.Quarter);
        (MinorStatus, AgeBand, MinorAtStart) = (other.MinorStatus, other.AgeBand, other.MinorAtStart);
        (Sex, CitizenshipGroup) = (other.Sex, other.CitizenshipGroup);
        (Form, Sector, Route) = (other.Form, other.Sector, other.Route);
        Forms = other.Forms;
        (Technology, ReporterType) = (other.Technology, other.ReporterType);
        (ReporterGroup, FormGroup, Outcome) = (other.ReporterGroup, other.FormGroup, other.Outcome);
        _technologyUses.RemoveAll(mine => !other._technologyUses.Exists(mine.IsSameUse));
        foreach (var use in other._technologyUses)
        {
            if (_technologyUses.Find(use.IsSameUse) is { } known)
            {
                known.Become(use);
            }
            else
            {
                _technologyUses.Add(use);
            }
        }
    }
}

/// <summary>EU groups of reporters and forms (Directive 2011/36/EU art. 19a), from the code lists and organisations.</summary>
public sealed class EuGroups(
    IReadOnlyDictionary<string, string> reporterTypes,
    IReadOnlyDictionary<Guid, string> organisations,
    IReadOnlyDictionary<string, string> forms
)
{
    public const string Unknown = "unknown";

    public string OfReporter(Guid? organisation, string type) =>
        organisation is { } id && organisations.TryGetValue(id, out var own) ? own : reporterTypes.GetValueOrDefault(type, Unknown);

    public string OfForm(string form) => forms.GetValueOrDefault(form, Unknown);

    /// <summary>child, adult or unknown.</summary>
    public static string OfMinorStatus(string status) =>
        status switch
        {
            "minor" or "presumed_minor" => "child",
            "adult" => "adult",
            _ => Unknown,
        };

    /// <summary>female, male, other or unknown.</summary>
    public static string OfSex(string sex) => sex == "x" ? "other" : sex;

    /// <summary>own, other_eu, non_eu or unknown.</summary>
    public static string OfCitizenship(string group) =>
        group switch
        {
            "nl" => "own",
            "eu" => "other_eu",
            "non_eu" or "stateless" => "non_eu",
            _ => Unknown,
        };
}
