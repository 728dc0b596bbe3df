using System.Globalization;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>Minors in a table "x by year and minor status": those of whom it is known and those who are presumed to be, together.</summary>
public sealed class MinorsBy
{
    private readonly Dictionary<(int Year, string Code), int> _counts;
    private readonly Dictionary<(int Year, string Code), int> _registered;
    private readonly TableLayout _layout;

    public MinorsBy(CountTable table, CodeLists lists, IReadOnlyList<int>? years = null)
    {
        Table = table.Table;
        Column = table.Columns[1];
        _layout = new(table, lists);
        Years = years ?? [.. _layout.Codes(CountTable.YearColumn).Select(y => int.Parse(y, CultureInfo.InvariantCulture))];
        Dictionary<(int, string), int> Sums(IEnumerable<CountRow> rows) =>
            rows.GroupBy(r => (int.Parse(r.Codes[0], CultureInfo.InvariantCulture), r.Codes[1]))
                .ToDictionary(g => g.Key, g => g.Sum(r => r.Count));
        _counts = Sums(table.Rows.Where(r => MonitorFact.Minors.Contains(r.Codes[2])));
        _registered = Sums(table.Rows);
        // A region that is open and silent is what this is about.
        Codes =
            Column == "region"
                ? [.. lists.Regions.Where(r => r.EndsOn is null).Select(r => r.Code).Union(_layout.Codes(Column)).OrderBy(Label)]
                : _layout.Codes(Column);
    }

    public static bool Fits(CountTable table) => table.Columns is [CountTable.YearColumn, _, "minor_status"];

    public string Table { get; }
    public string Column { get; }
    public IReadOnlyList<int> Years { get; }
    public IReadOnlyList<string> Codes { get; }

    public string Label(string code) => _layout.Label(Column, code);

    public int Count(int year, string code) => _counts.GetValueOrDefault((year, code));

    /// <summary>Everyone who is counted there, of whatever age.</summary>
    public int Registered(int year, string code) => _registered.GetValueOrDefault((year, code));

    public int Count(int year) => Codes.Sum(c => Count(year, c));

    /// <summary>Where fewer minors were counted than in the year before, the greatest loss first.</summary>
    public IReadOnlyList<(string Code, int Before, int After)> Losses(int year) =>
        [
            .. Codes
                .Select(c => (Code: c, Before: Count(year - 1, c), After: Count(year, c)))
                .Where(c => c.After < c.Before)
                .OrderBy(c => c.After - c.Before)
                .ThenBy(c => Label(c.Code), StringComparer.Ordinal),
        ];
}
