using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>A cell of a table in one quarter, that of a day.</summary>
internal readonly record struct CountedCell(string Table, int Year, int Quarter, string Codes)
{
    public static CountedCell On(DateOnly day, string table, string codes) => new(table, day.Year, QuarterOf(day), codes);

    public static int QuarterOf(DateOnly day) => (day.Month - 1) / 3 + 1;

    public override string ToString() => $"table {Table} {Year} Q{Quarter} {Codes}";
}

/// <summary>What one person counts as, read from the rows that were registered.</summary>
internal sealed record CountedPerson
{
    private const string Unknown = "unknown";
    private const string Gaps = "unknown-by-region";

    public required (DateOnly ReceivedOn, DateTimeOffset RegisteredAt, Guid Signal) First { get; init; }
    public required CaseId CaseId { get; init; }
    public required string Region { get; init; }
    public required string MinorStatus { get; init; }
    public required string AgeBand { get; init; }
    public required string MinorAtStart { get; init; }
    public required string Sex { get; init; }
    public required string CitizenshipGroup { get; init; }
    public required string Form { get; init; }
    public required IReadOnlyCollection<string> Forms { get; init; }
    public required string Sector { get; init; }
    public required string Route { get; init; }
    public required string Technology { get; init; }
    public required string ReporterType { get; init; }
    public required string EuReporter { get; init; }
    public required string EuForm { get; init; }
    public required string EuSex { get; init; }
    public required string EuAge { get; init; }
    public required string EuCitizenship { get; init; }
    public string Outcome { get; init; } = "none";

    /// <summary>Phase, channel and use of each way in which technology was used, whatever the platform.</summary>
    public required IReadOnlySet<string> TechnologyUses { get; init; }

    /// <summary>The cells in which the person stands, table by table as docs/counting.md defines them.</summary>
    public IEnumerable<CountedCell> Cells()
    {
        yield return In("minors-by-year", MinorStatus);
        yield return In("minors-by-region", $"{Region}|{MinorStatus}");
        yield return In("minors-by-form", $"{Form}|{MinorStatus}");
        yield return In("minors-by-reporter", $"{ReporterType}|{MinorStatus}");
        yield return In("sector-by-form", $"{Sector}|{Form}");
        yield return In("technology-by-minority", $"{Technology}|{MinorStatus}");
        yield return In("form-by-year", Form);
        yield return In("technology-by-form", $"{Technology}|{Form}");
        yield return In("reporter-by-region", $"{Region}|{ReporterType}");
        yield return In("monitor-group-by-year", MonitorGroup());
        yield return In("eu", $"{EuReporter}|{EuSex}|{EuAge}|{EuCitizenship}|{EuForm}");
        yield return In("outcome-by-year", Outcome);
        yield return In("minor-at-start-by-year", MinorAtStart);
        foreach (var form in Forms)
        {
            yield return In("all-forms-by-year", form);
        }

        string[] parts = ["phase", "channel", "use"];
        foreach (var (part, code) in TechnologyUses.SelectMany(use => parts.Zip(use.Split('|'))).ToHashSet())
        {
            yield return In($"technology-{part}-by-minority", $"{code}|{MinorStatus}");
        }

        if (MinorStatus == Unknown)
        {
            yield return In(Gaps, $"{Region}|minor_status");
        }

        if (AgeBand == Unknown)
        {
            yield return In(Gaps, $"{Region}|age_band");
        }

        if (MinorAtStart == Unknown)
        {
            yield return In(Gaps, $"{Region}|minor_at_start");
        }

        if (Sex == Unknown)
        {
            yield return In(Gaps, $"{Region}|sex");
        }

        if (CitizenshipGroup == Unknown)
        {
            yield return In(Gaps, $"{Region}|citizenship_group");
        }

        if (Form == Unknown)
        {
            yield return In(Gaps, $"{Region}|form");
        }

        if (Sector == Unknown)
        {
            yield return In(Gaps, $"{Region}|sector");
        }

        if (Route == Unknown)
        {
            yield return In(Gaps, $"{Region}|route");
        }

        if (Technology == Unknown)
        {
            yield return In(Gaps, $"{Region}|technology");
        }
    }

    private CountedCell In(string table, string codes) => CountedCell.On(First.ReceivedOn, table, codes);

    private string MonitorGroup()
    {
        if (Form == "sexual")
        {
            return Route == "unknown" ? "sexual_unknown_route" : $"{Route}_sexual";
        }

        Dictionary<string, string> groups = new()
        {
            ["labour"] = "labour",
            ["domestic_servitude"] = "labour",
            ["criminal"] = "criminal",
            ["begging"] = "criminal",
            ["unknown"] = "unknown",
        };
        return groups.GetValueOrDefault(Form, "other");
    }
}

/// <summary>All persons who count, and in which cells what is counted beside persons stands.</summary>
internal sealed record CountedRegister(Dictionary<PersonId, CountedPerson> Persons, List<CountedCell> Others)
{
    public Dictionary<CountedCell, int> Cells() =>
        Persons.Values.SelectMany(p => p.Cells()).Concat(Others).CountBy(cell => cell).ToDictionary(c => c.Key, c => c.Value);
}

/// <summary>
/// The second implementation of the counting rules, which checks the first. It starts from the rows of cases, signals,
/// statements, exploitations and uses of technology, page by page, and uses nothing of facts, cells or catalogue.
/// </summary>
internal static class SourceCount
{
    private const int PageSize = 500;
    private const string Unknown = "unknown";
    private const string Missing = "(none)";

    public static async Task<CountedRegister> Of(RegistryDbContext db, CancellationToken cancellationToken)
    {
        var groups = await db
            .CodeListItems.AsNoTracking()
            .Where(i => i.EuGroup != null)
            .ToDictionaryAsync(i => (i.List, i.Code), i => i.EuGroup!, cancellationToken);
        var organisations = await db
            .ReportingOrganisations.AsNoTracking()
            .Where(o => o.EuGroup != null)
            .ToDictionaryAsync(o => o.Id, o => o.EuGroup!, cancellationToken);
        string Group(string list, string code) => groups.GetValueOrDefault((list, code), Unknown);

        var persons = new Dictionary<PersonId, CountedPerson>();
        var others = new List<CountedCell>();
        var outcomes = new Dictionary<PersonId, (DateTimeOffset At, Guid Id, string Outcome)>();
        var after = 0L;
        while (true)
        {
            var page = await db
                .Cases.OfEveryRegion()
                .Where(c => EF.Property<long>(c, "Sequence") > after)
                .OrderBy(c => EF.Property<long>(c, "Sequence"))
                .Take(PageSize)
                .Select(c => new
                {
                    Sequence = EF.Property<long>(c, "Sequence"),
                    c.Id,
                    c.PersonId,
                    c.RegisteredRegion,
                    c.ClosureReason,
                    c.AgeBand,
                    c.MinorAtStart,
                    c.Sex,
                    c.Citizenships,
                    c.TechnologyInvolvement,
                })
                .ToListAsync(cancellationToken);
            if (page.Count == 0)
            {
                break;
            }

            after = page[^1].Sequence;
            var ids = page.Select(c => c.Id).ToList();
            var signals = (
                await db
                    .Signals.OfEveryRegion()
                    .Where(s => ids.Contains(s.CaseId))
                    .Select(s => new
                    {
                        s.Id,
                        s.CaseId,
                        s.ReceivedOn,
                        s.RegisteredAt,
                        s.ReporterType,
                        s.ReportingOrganisationId,
                    })
                    .ToListAsync(cancellationToken)
            ).ToLookup(s => s.CaseId);
            var statements = (
                await db
                    .MinorStatusStatements.OfEveryRegion()
                    .Where(s => ids.Contains(s.CaseId))
                    .OrderBy(s => EF.Property<long>(s, "Sequence"))
                    .Select(s => new { s.CaseId, s.Status })
                    .ToListAsync(cancellationToken)
            ).ToLookup(s => s.CaseId);
            var exploitations = (
                await db
                    .Exploitations.OfEveryRegion()
                    .Where(e => ids.Contains(e.CaseId))
                    .Select(e => new
                    {
                        e.CaseId,
                        e.IsMain,
                        e.Form,
                        e.Sector,
                        e.Route,
                    })
                    .ToListAsync(cancellationToken)
            ).ToLookup(e => e.CaseId);
            var uses = (
                await db
                    .TechnologyUses.OfEveryRegion()
                    .Where(u => ids.Contains(u.CaseId))
                    .Select(u => new { u.CaseId, Codes = u.Phase + "|" + u.Channel + "|" + u.Use })
                    .ToListAsync(cancellationToken)
            ).ToLookup(u => u.CaseId, u => u.Codes);
            var discussions = (
                await db
                    .Discussions.OfEveryRegion()
                    .Where(d => ids.Contains(d.CaseId))
                    .Select(d => new
                    {
                        d.CaseId,
                        d.RecordedAt,
                        d.Id,
                        d.Outcome,
                    })
                    .ToListAsync(cancellationToken)
            ).ToLookup(d => d.CaseId);

            foreach (var @case in page)
            {
                foreach (var d in discussions[@case.Id])
                {
                    var latest = (d.RecordedAt, d.Id, Code.Of(d.Outcome));
                    if (
                        !outcomes.TryGetValue(@case.PersonId, out var earlier)
                        || (latest.RecordedAt, latest.Id).CompareTo((earlier.At, earlier.Id)) > 0
                    )
                    {
                        outcomes[@case.PersonId] = latest;
                    }
                }

                if (@case.ClosureReason == ClosureReason.Duplicate)
                {
                    continue;
                }

                var first = signals[@case.Id].MinBy(s => (s.ReceivedOn, s.RegisteredAt, s.Id.Value));
                if (@case.ClosureReason == ClosureReason.AdviceOnly)
                {
                    if (first is not null)
                    {
                        others.Add(CountedCell.On(first.ReceivedOn, "advice-by-year", first.ReporterType));
                    }

                    continue;
                }

                others.AddRange(signals[@case.Id].Select(s => CountedCell.On(s.ReceivedOn, "signals-by-year", s.ReporterType)));
                if (
                    first is null
                    || persons.TryGetValue(@case.PersonId, out var known)
                        && known.First.CompareTo((first.ReceivedOn, first.RegisteredAt, first.Id.Value)) <= 0
                )
                {
                    continue;
                }

                // A case without them is a fault that the comparison has to show, not to stumble over.
                var minority = statements[@case.Id].LastOrDefault() is { } statement ? Code.Of(statement.Status) : Missing;
                var citizenship = Citizenship.Group(@case.Citizenships.Split(';', StringSplitOptions.RemoveEmptyEntries));
                var main = exploitations[@case.Id].FirstOrDefault(e => e.IsMain);
                persons[@case.PersonId] = new()
                {
                    First = (first.ReceivedOn, first.RegisteredAt, first.Id.Value),
                    CaseId = @case.Id,
                    Region = @case.RegisteredRegion,
                    MinorStatus = minority,
                    AgeBand = @case.AgeBand ?? Unknown,
                    MinorAtStart = @case.MinorAtStart is { } start ? Code.Of(start) : Unknown,
                    Sex = @case.Sex,
                    CitizenshipGroup = citizenship,
                    Form = main?.Form ?? Missing,
                    Forms = exploitations[@case.Id].Select(e => e.Form).ToHashSet(StringComparer.Ordinal),
                    Sector = main?.Sector ?? Missing,
                    Route = main?.Route ?? Missing,
                    Technology = Code.Of(@case.TechnologyInvolvement),
                    TechnologyUses = uses[@case.Id].ToHashSet(StringComparer.Ordinal),
                    ReporterType = first.ReporterType,
                    EuReporter =
                        first.ReportingOrganisationId is { } id && organisations.TryGetValue(id, out var own)
                            ? own
                            : Group("reporter_type", first.ReporterType),
                    EuForm = Group("exploitation_form", main?.Form ?? Missing),
                    EuSex = Group("sex", @case.Sex),
                    EuAge = Group("minor_status", minority),
                    EuCitizenship = Group("citizenship_group", citizenship),
                };
            }
        }

        foreach (var (person, latest) in outcomes.Where(o => persons.ContainsKey(o.Key)))
        {
            persons[person] = persons[person] with { Outcome = latest.Outcome };
        }

        return new(persons, others);
    }
}
