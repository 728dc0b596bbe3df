using System.Globalization;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Web.Infrastructure;

namespace CaseRegistry.Web.Features.Shared;

/// <summary>A table as people read it: codes in the order of their lists, with labels, years without gaps, "unknown" always there.</summary>
/// <param name="definition">What the table is made of; by default that of the catalogue under its name.</param>
public sealed class TableLayout(CountTable table, CodeLists lists, MonitorTable? definition = null)
{
    private readonly MonitorTable _definition = definition ?? MonitorCatalogue.Find(table.Table)!;

    /// <summary>One thing may stand under several codes of the column: they do not add up.</summary>
    public bool IsMultiple(string column) => _definition.Dimensions.Any(d => d.Name == column && d.IsMultiple);

    /// <summary>Where it is not known, there is a code for it.</summary>
    public bool HasUnknown(string column) => column != CountTable.YearColumn && lists.Find(ListOf(column), CodeLists.Unknown) is not null;

    public bool AddsUp => _definition.AddsUp;

    public bool IsByYear => table.Columns[0] == CountTable.YearColumn;

    /// <summary>Two columns of codes can be read crosswise; more are a list.</summary>
    public bool IsCross => table.Columns.Count == 2;

    /// <summary>The column that is read across the page: the years, else the one with the fewest codes.</summary>
    public string Across => IsByYear ? CountTable.YearColumn : table.Columns.MinBy(c => Codes(c).Count)!;

    public string Down => table.Columns.First(c => c != Across);

    /// <summary>What the chart shows apart: by lines of the years, or in the bars.</summary>
    public string Series =>
        !IsByYear
            ? table.Columns.First(c => c != Category)
            : table.Columns.FirstOrDefault(c => c is "age_group" or "minor_status") ?? table.Columns[1];

    /// <summary>What every bar of the chart stands for: a table x-by-y has one for each y.</summary>
    public string Category => table.Columns.First(c => table.Table.EndsWith($"-by-{c}", StringComparison.Ordinal));

    public IReadOnlyList<string> Codes(string column)
    {
        var index = IndexOf(column);
        var present = table.Rows.Select(r => r.Codes[index]).ToHashSet(StringComparer.Ordinal);
        if (column == CountTable.YearColumn)
        {
            var years = present.Select(y => int.Parse(y, CultureInfo.InvariantCulture)).ToList();
            return years.Count == 0 ? [] : [.. Enumerable.Range(years.Min(), years.Max() - years.Min() + 1).Select(y => $"{y:0000}")];
        }

        var list = ListOf(column);
        if (HasUnknown(column))
        {
            present.Add(CodeLists.Unknown);
        }

        return [.. present.OrderBy(c => lists.Find(list, c)?.Order ?? int.MaxValue).ThenBy(c => Label(column, c), StringComparer.Ordinal)];
    }

    public string Label(string column, string code) =>
        column switch
        {
            CountTable.YearColumn => code,
            "outcome" when code == MonitorFact.NotDiscussed => lists.Label("conference_state", code),
            _ => lists.Label(ListOf(column), code),
        };

    public int Count(string column, string code) => Sum(column, code, null, null);

    public int Count(string column, string code, string otherColumn, string otherCode) => Sum(column, code, otherColumn, otherCode);

    private int Sum(string column, string code, string? otherColumn, string? otherCode)
    {
        var index = IndexOf(column);
        var other = otherColumn is null ? -1 : IndexOf(otherColumn);
        return table.Rows.Where(r => r.Codes[index] == code && (other < 0 || r.Codes[other] == otherCode)).Sum(r => r.Count);
    }

    private int IndexOf(string column) => table.Columns.ToList().IndexOf(column);

    private string ListOf(string column) => _definition.Dimensions.First(d => d.Name == column).List;
}
