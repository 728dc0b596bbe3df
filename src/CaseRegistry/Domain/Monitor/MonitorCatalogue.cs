namespace CaseRegistry.Domain.Monitor;

/// <summary>Number of persons in one cell of a catalogue table in one quarter; all that the national office ever reads.</summary>
/// <param name="table">Name of the catalogue table.</param>
/// <param name="cell">The codes of the cell, separated by <c>|</c>, in the order of the table's dimensions (without year).</param>
public sealed class MonitorCell(string table, int year, int quarter, string cell, int count)
{
    public string Table { get; private set; } = table;
    public int Year { get; private set; } = year;
    public int Quarter { get; private set; } = quarter;
    public string Cell { get; private set; } = cell;
    public int Count { get; private set; } = count;
}

/// <summary>A dimension of a table: its column name and the code list that gives its labels (care_region for regions).</summary>
public sealed record MonitorDimension(string Name, string List, Func<MonitorFact, string> Of);

/// <summary>A named table: what it counts persons by.</summary>
public sealed record MonitorTable(string Name, bool ByYear, IReadOnlyList<MonitorDimension> Dimensions)
{
    public string CellOf(MonitorFact fact) => string.Join('|', Dimensions.Select(d => d.Of(fact)));
}

/// <summary>The named tables of the monitor (definition version 1). Unit: a unique person; labelled "registratie zorgcoördinatie".</summary>
public static class MonitorCatalogue
{
    public const int DefinitionVersion = 1;

    private static readonly MonitorDimension Form = new("form", "exploitation_form", f => f.Form);

    public static readonly IReadOnlyList<MonitorTable> Tables =
    [
        new("minors-by-year", true, [new("minor_status", "minor_status", f => f.MinorStatus)]),
        new("form-by-year", true, [Form]),
        new("technology-by-form", false, [new("technology", "technology_involvement", f => f.Technology), Form]),
        new(
            "reporter-by-region",
            false,
            [new("region", "care_region", f => f.Region), new("reporter_type", "reporter_type", f => f.ReporterType)]
        ),
        new("monitor-group-by-year", true, [new("monitor_group", "monitor_group", f => f.MonitorGroup)]),
        new(
            "eu",
            true,
            [
                new("reporter_group", "eu_reporter_group", f => f.ReporterGroup),
                new("sex", "eu_sex", f => EuGroups.OfSex(f.Sex)),
                new("age_group", "eu_age_group", f => EuGroups.OfMinorStatus(f.MinorStatus)),
                new("citizenship_group", "eu_citizenship_group", f => EuGroups.OfCitizenship(f.CitizenshipGroup)),
                new("form_group", "eu_form_group", f => f.FormGroup),
            ]
        ),
    ];

    public static MonitorTable? Find(string? name) => Tables.FirstOrDefault(t => t.Name == name);
}
