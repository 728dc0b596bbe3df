using System.Globalization;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Resources;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>The pictures that fit a table: lines over the years or stacked bars; with minors per region the regions side by side and on a map.</summary>
public static class TablePictures
{
    private const int MostSeries = 6;

    public static IReadOnlyList<Picture> Of(ViewTable.Result table, CodeLists lists, IStringLocalizer<Texts> text)
    {
        if (table.Rows.Count == 0)
        {
            return [];
        }

        var title = text[$"Table.{table.Table}"].Value;
        var main = Chart(new(table, lists), title, table.Breaks, text);
        return MinorsBy.Fits(table) ? [main, .. Of(new MinorsBy(table, lists), table.Breaks, text)] : [main];
    }

    /// <summary>The codes side by side; regions also on a map, of the last year.</summary>
    public static IReadOnlyList<Picture> Of(MinorsBy minors, IReadOnlyList<SeriesBreak> breaks, IStringLocalizer<Texts> text)
    {
        var title = text[$"Table.{minors.Table}"].Value;
        var years = minors.Years.Select(y => $"{y:0000}").ToList();
        var multiples = new SmallMultiples($"{minors.Column}s", text["{0}: side by side, on one scale", title], text)
        {
            Places = years,
            Breaks = SeriesBreaks.PlacesOf(breaks, minors.Years[0]),
            Series = [.. minors.Codes.Select(c => new ChartSeries(minors.Label(c), minors.Years.Select(y => minors.Count(y, c))))],
        };
        if (minors.Column != "region")
        {
            return [multiples];
        }

        return
        [
            multiples,
            new TileMap("map", text["{0}: map, {1}", title, years[^1]], text)
            {
                Places = [years[^1]],
                Regions = minors.Codes,
                Series = [.. minors.Codes.Select(c => new ChartSeries(minors.Label(c), new[] { minors.Count(minors.Years[^1], c) }))],
            },
        ];
    }

    private static Picture Chart(TableLayout layout, string title, IReadOnlyList<SeriesBreak> breaks, IStringLocalizer<Texts> text)
    {
        var placeColumn = layout.IsByYear ? CountTable.YearColumn : layout.Category;
        var places = layout.Codes(placeColumn);
        var all = layout.Codes(layout.Series).Select(code => (Code: code, Total: layout.Count(layout.Series, code))).ToList();
        var reduced = all.Count > MostSeries;
        var room = layout.IsByYear ? MostSeries : MostSeries - 1;
        var kept = reduced
            ? all.OrderByDescending(s => s.Code == CodeLists.Unknown).ThenByDescending(s => s.Total).Take(room).ToList()
            : all;
        var shown = all.Where(kept.Contains).Select(s => (Label: layout.Label(layout.Series, s.Code), Counts: CountsOf(s.Code))).ToList();
        if (reduced && !layout.IsByYear)
        {
            var rest = places.Select((p, i) => layout.Count(placeColumn, p) - shown.Sum(s => s.Counts[i])).ToList();
            shown.Add((text["Other categories together"], rest));
        }

        IReadOnlyList<string> labels = [.. places.Select(p => layout.Label(placeColumn, p))];
        IReadOnlyList<ChartSeries> series = [.. shown.Select(s => new ChartSeries(s.Label, s.Counts))];
        return layout.IsByYear
            ? new LineChart("chart", title, text)
            {
                Places = labels,
                Breaks = SeriesBreaks.PlacesOf(breaks, int.Parse(places[0], CultureInfo.InvariantCulture)),
                Series = series,
                IsReduced = reduced,
            }
            : new BarChart("chart", title, text)
            {
                Places = labels,
                Series = series,
                IsReduced = reduced,
            };

        List<int> CountsOf(string code) => [.. places.Select(p => layout.Count(layout.Series, code, placeColumn, p))];
    }
}
