using CaseRegistry.Domain.Monitor;

namespace CaseRegistry.Web.Features.Shared;

/// <summary>Counts as they are shown and given out.</summary>
public record CountTable
{
    /// <summary>What every table is called: it is not the Slachtoffermonitor, which CoMensha and the rapporteur make.</summary>
    public const string Label = "registratie zorgcoördinatie";

    public const string YearColumn = "year";
    public const int FirstYear = 1900;
    public const int LastYear = 2999;

    public required string Table { get; init; }
    public required MonitorUnit Unit { get; init; }
    public required int DefinitionVersion { get; init; }

    /// <summary>The day that the counts describe: that of the look.</summary>
    public required DateOnly ReferenceDate { get; init; }
    public int? From { get; init; }
    public int? To { get; init; }

    /// <summary>Columns of codes; the count comes after them.</summary>
    public required IReadOnlyList<string> Columns { get; init; }
    public required IReadOnlyList<CountRow> Rows { get; init; }
    public int Total => Rows.Sum(r => r.Count);

    public static IReadOnlyList<string> ColumnsOf(MonitorTable table) =>
        [.. (table.ByYear ? [YearColumn] : Array.Empty<string>()), .. table.Dimensions.Select(d => d.Name)];
}

/// <summary>A cell that is not zero.</summary>
public sealed record CountRow(IReadOnlyList<string> Codes, int Count)
{
    /// <summary>The order of a table. The database would order by its own collation.</summary>
    public static readonly Comparer<CountRow> ByCodes = Comparer<CountRow>.Create(
        (a, b) => a.Codes.Zip(b.Codes, string.CompareOrdinal).FirstOrDefault(difference => difference != 0)
    );
}
