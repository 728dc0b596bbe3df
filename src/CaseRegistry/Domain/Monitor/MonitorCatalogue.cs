using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;

namespace CaseRegistry.Domain.Monitor;

/// <summary>What a table counts.</summary>
public enum MonitorUnit
{
    /// <summary>Unique persons: the headline.</summary>
    Persons,

    /// <summary>Everything that was reported about someone who counts.</summary>
    Signals,

    /// <summary>Cases closed as advice only, about nobody who counts.</summary>
    Consultations,
}

/// <summary>Number in one cell of a catalogue table in one quarter; all that the national office ever reads.</summary>
public sealed class MonitorCell(string table, int year, int quarter, string cell, int count)
{
    public MonitorCell(MonitorCellKey key, int count)
        : this(key.Table, key.Year, key.Quarter, key.Cell, count) { }

    public string Table { get; private set; } = table;
    public int Year { get; private set; } = year;
    public int Quarter { get; private set; } = quarter;
    public string Cell { get; private set; } = cell;
    public int Count { get; private set; } = count;
}

/// <summary>Which cell of which table and quarter.</summary>
/// <param name="Table">Name of the catalogue table.</param>
/// <param name="Cell">The codes of the cell, separated by <c>|</c>, in the order of the table's dimensions (without year).</param>
public readonly record struct MonitorCellKey(string Table, int Year, int Quarter, string Cell)
{
    /// <summary>The order of the key in the database, byte by byte.</summary>
    public static readonly Comparer<MonitorCellKey> Order = Comparer<MonitorCellKey>.Create(
        (one, other) =>
        {
            var table = string.CompareOrdinal(one.Table, other.Table);
            var time = (one.Year, one.Quarter).CompareTo((other.Year, other.Quarter));
            return table != 0 ? table
                : time != 0 ? time
                : string.CompareOrdinal(one.Cell, other.Cell);
        }
    );
}

/// <summary>A dimension of a table: its column name and the code list that gives its labels (care_region for regions).</summary>
public record MonitorDimension(string Name, string List)
{
    /// <summary>The counting rule of docs/counting.md that says which code a person has, beside those of the unit.</summary>
    public int? Rule { get; init; }

    /// <summary>The fields of the register from which the code comes, by their names on the form.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>One person may stand under several of its codes.</summary>
    public bool IsMultiple { get; init; }
}

/// <summary>A named table: what it counts, and by what.</summary>
public abstract record MonitorTable(string Name, MonitorUnit Unit, bool ByYear, IReadOnlyList<MonitorDimension> Dimensions)
{
    /// <summary>Whether its cells together are all that is counted; not where one thing stands in several.</summary>
    public bool AddsUp => Dimensions.All(d => !d.IsMultiple);

    /// <summary>The definition version in which the table came; each version since is a sentence of its history.</summary>
    public int Since { get; init; } = 1;

    /// <summary>The counting rules of docs/counting.md that make its numbers.</summary>
    public IReadOnlyList<int> Rules => [.. (
                Unit == MonitorUnit.Persons ? [1, 2]
                : Unit == MonitorUnit.Signals ? [3]
                : new[] { 2 }
            ).Concat(Dimensions.Select(d => d.Rule).OfType<int>()).Append(6).Distinct().Order()];

    /// <summary>The fields of the register that decide where something is counted, the day of receipt first.</summary>
    public IReadOnlyList<string> Fields => ["ReceivedOn", .. Dimensions.SelectMany(d => d.Fields).Distinct()];
}

/// <inheritdoc cref="MonitorDimension"/>
public sealed record MonitorDimension<T>(string Name, string List, Func<T, IEnumerable<string>> Of) : MonitorDimension(Name, List)
{
    /// <summary>One of which everything has exactly one code.</summary>
    public MonitorDimension(string name, string list, Func<T, string> of)
        : this(name, list, counted => [of(counted)]) { }
}

/// <summary>A table that counts what is known as a <typeparamref name="T"/>.</summary>
public sealed record MonitorTable<T>(string Name, MonitorUnit Unit, bool ByYear, params IReadOnlyList<MonitorDimension<T>> By)
    : MonitorTable(Name, Unit, ByYear, By)
{
    public IEnumerable<MonitorCellKey> CellsOf(T counted, int year, int quarter) =>
        By.Select(d => d.Of(counted))
            .Aggregate((cells, codes) => cells.SelectMany(cell => codes.Select(code => $"{cell}|{code}")))
            .Select(cell => new MonitorCellKey(Name, year, quarter, cell));
}

/// <summary>The named tables of the monitor (definition version 1), all labelled "registratie zorgcoördinatie".</summary>
public static class MonitorCatalogue
{
    public const int DefinitionVersion = 1;

    private static readonly MonitorDimension<MonitorFact> Minority = new("minor_status", "minor_status", f => f.MinorStatus)
    {
        Rule = 5,
        Fields = ["MinorStatus"],
    };

    private static readonly MonitorDimension<MonitorFact> Form = new("form", "exploitation_form", f => f.Form)
    {
        Rule = 4,
        Fields = ["ExploitationMain"],
    };

    private static readonly MonitorDimension<MonitorFact> Technology = new("technology", "technology_involvement", f => f.Technology)
    {
        Rule = 9,
        Fields = ["TechnologyInvolvement"],
    };

    private static readonly MonitorDimension<MonitorFact> Region = new("region", "care_region", f => f.Region)
    {
        Rule = 1,
        Fields = ["CareRegion"],
    };

    private static readonly MonitorDimension<MonitorFact> FirstReporter = new("reporter_type", "reporter_type", f => f.ReporterType)
    {
        Rule = 3,
        Fields = ["ReporterType"],
    };

    private static readonly MonitorDimension<Signal> Reporter = new("reporter_type", "reporter_type", s => s.ReporterType)
    {
        Rule = 3,
        Fields = ["ReporterType"],
    };

    private static readonly IReadOnlyList<MonitorTable<MonitorFact>> Persons =
    [
        ByYear("minors-by-year", Minority),
        ByYear("minors-by-region", Region, Minority),
        ByYear("minors-by-form", Form, Minority),
        ByYear("minors-by-reporter", FirstReporter, Minority),
        ByYear(
            "minor-at-start-by-year",
            new MonitorDimension<MonitorFact>("minor_at_start", "minor_status", f => f.MinorAtStart) { Rule = 5, Fields = ["MinorAtStart"] }
        ),
        ByYear("form-by-year", Form),
        ByYear(
            "all-forms-by-year",
            new MonitorDimension<MonitorFact>("form", "exploitation_form", f => f.AllForms)
            {
                Rule = 4,
                Fields = ["ExploitationMain", "FurtherExploitations"],
                IsMultiple = true,
            }
        ),
        ByYear(
            "sector-by-form",
            new MonitorDimension<MonitorFact>("sector", "sector", f => f.Sector) { Rule = 4, Fields = ["Sector", "ExploitationMain"] },
            Form
        ),
        ByYear(
            "monitor-group-by-year",
            new MonitorDimension<MonitorFact>("monitor_group", "monitor_group", f => f.MonitorGroup)
            {
                Rule = 4,
                Fields = ["ExploitationMain", "Route"],
            }
        ),
        new("technology-by-form", MonitorUnit.Persons, false, Technology, Form),
        ByYear("technology-by-minority", Technology, Minority),
        ByYear("technology-phase-by-minority", Uses("phase", "technology_phase", u => u.Phase), Minority),
        ByYear("technology-channel-by-minority", Uses("channel", "technology_channel", u => u.Channel), Minority),
        ByYear("technology-use-by-minority", Uses("use", "technology_use", u => u.Use), Minority),
        new("reporter-by-region", MonitorUnit.Persons, false, Region, FirstReporter),
        ByYear(
            "outcome-by-year",
            new MonitorDimension<MonitorFact>("outcome", "conference_outcome", f => f.Outcome) { Rule = 2, Fields = ["Outcome"] }
        ),
        ByYear(
            "unknown-by-region",
            Region,
            new MonitorDimension<MonitorFact>("field", "monitor_field", f => f.UnknownFields)
            {
                Rule = 6,
                Fields =
                [
                    "MinorStatus",
                    "AgeBand",
                    "MinorAtStart",
                    "Sex",
                    "Citizenships",
                    "ExploitationMain",
                    "Sector",
                    "Route",
                    "TechnologyInvolvement",
                ],
                IsMultiple = true,
            }
        ),
        ByYear(
            "eu",
            new MonitorDimension<MonitorFact>("reporter_group", "eu_reporter_group", f => f.ReporterGroup)
            {
                Rule = 8,
                Fields = ["ReportingOrganisation", "ReporterType"],
            },
            new("sex", "eu_sex", f => EuGroups.OfSex(f.Sex)) { Fields = ["Sex"] },
            new("age_group", "eu_age_group", f => EuGroups.OfMinorStatus(f.MinorStatus)) { Rule = 5, Fields = ["MinorStatus"] },
            new("citizenship_group", "eu_citizenship_group", f => EuGroups.OfCitizenship(f.CitizenshipGroup))
            {
                Rule = 7,
                Fields = ["Citizenships"],
            },
            new("form_group", "eu_form_group", f => f.FormGroup) { Rule = 4, Fields = ["ExploitationMain"] }
        ),
    ];

    private static MonitorTable<MonitorFact> ByYear(string name, params IReadOnlyList<MonitorDimension<MonitorFact>> by) =>
        new(name, MonitorUnit.Persons, true, by);

    /// <summary>Each code of a person once, so that every margin counts distinct persons (counting rule 9).</summary>
    private static MonitorDimension<MonitorFact> Uses(string name, string list, Func<MonitorTechnologyFact, string> code) =>
        new(name, list, f => f.TechnologyUses.Select(code).Distinct())
        {
            Rule = 9,
            Fields = ["TechnologyUses"],
            IsMultiple = true,
        };

    private static readonly MonitorTable<Signal> Signals = new("signals-by-year", MonitorUnit.Signals, true, Reporter);
    private static readonly MonitorTable<Signal> Advice = new("advice-by-year", MonitorUnit.Consultations, true, Reporter);

    public static readonly IReadOnlyList<MonitorTable> Tables = [.. Persons, Signals, Advice];

    /// <summary>
    /// The first two of these dimensions that divide the same answer otherwise, as a form and its group: beside each other, numbers of the
    /// one give numbers of the other away.
    /// </summary>
    /// <param name="names">Dimensions of tables of the catalogue.</param>
    public static (string One, string Other)? DividedTwice(IEnumerable<string> names)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        var dimensions = Tables.SelectMany(t => t.Dimensions).Where(d => wanted.Contains(d.Name)).DistinctBy(d => d.Name).ToList();
        var twice =
            from one in dimensions
            from other in dimensions
            where string.CompareOrdinal(one.Name, other.Name) < 0 && one.Fields.Intersect(other.Fields).Any()
            select ((string, string)?)(one.Name, other.Name);
        return twice.FirstOrDefault();
    }

    public static MonitorTable? Find(string? name) => Tables.FirstOrDefault(t => t.Name == name);

    /// <summary>The cells of a person: at least one in each table of persons.</summary>
    public static IEnumerable<MonitorCellKey> CellsOf(MonitorFact fact) =>
        Persons.SelectMany(t => t.CellsOf(fact, fact.Year, fact.Quarter));

    /// <summary>
    /// The cells of what a case brings beside a person (counting rules 2 and 3): one consultation, in the period of its earliest
    /// signal, when it was for advice only; else each of its signals, in the period in which it was received. A duplicate brings none.
    /// </summary>
    public static IEnumerable<MonitorCellKey> CellsOf(Case @case, IEnumerable<Signal> signals) =>
        @case.ClosureReason switch
        {
            ClosureReason.Duplicate => [],
            ClosureReason.AdviceOnly => signals.OrderBy(CountedCase.Earliness).Take(1).SelectMany(s => CellsOf(Advice, s)),
            _ => signals.SelectMany(s => CellsOf(Signals, s)),
        };

    private static IEnumerable<MonitorCellKey> CellsOf(MonitorTable<Signal> table, Signal signal) =>
        table.CellsOf(signal, signal.ReceivedOn.Year, signal.ReceivedOn.Quarter());
}
