using System.Globalization;
using CaseRegistry.Web.Infrastructure;
using Microsoft.AspNetCore.Html;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>One line or one part of the bars: its label and its numbers, one for every place on the axis.</summary>
public sealed record ChartSeries(string Label, IReadOnlyList<int> Values);

/// <summary>The picture above a table: lines over the years, or stacked bars. Drawn once wide and once narrow.</summary>
public sealed class TableChart
{
    private const int MostSeries = 6;
    private const double LetterWidth = 7.6;
    private const double LineHeight = 22;

    private readonly IReadOnlyList<ChartSeries> _series;
    private readonly IReadOnlyList<string> _places;
    private readonly bool _isByYear;

    private TableChart(IReadOnlyList<ChartSeries> series, IReadOnlyList<string> places, bool isByYear) =>
        (_series, _places, _isByYear) = (series, places, isByYear);

    /// <summary>Whether the smaller series were left out of the lines, or put together in the bars.</summary>
    public bool IsReduced { get; private init; }

    /// <summary>The numbers of the picture in words, for who does not see it.</summary>
    public string Description =>
        string.Join("; ", _series.Select(s => $"{s.Label}: {string.Join(", ", s.Values.Select((v, i) => $"{_places[i]} {v}"))}"));

    public static TableChart? Of(TableLayout layout, ViewTable.Result table, string together)
    {
        if (table.Rows.Count == 0)
        {
            return null;
        }

        var placeColumn = layout.IsByYear ? ViewTable.YearColumn : layout.Category;
        var places = layout.Codes(placeColumn);
        var all = layout.Codes(layout.Series).Select(code => (Code: code, Total: layout.Count(layout.Series, code))).ToList();
        var reduced = all.Count > MostSeries;
        var room = layout.IsByYear ? MostSeries : MostSeries - 1;
        var kept = reduced
            ? all.OrderByDescending(s => s.Code == CodeLists.Unknown).ThenByDescending(s => s.Total).Take(room).ToList()
            : all;
        var series = all.Where(kept.Contains)
            .Select(s => new ChartSeries(
                layout.Label(layout.Series, s.Code),
                [.. places.Select(p => layout.Count(layout.Series, s.Code, placeColumn, p))]
            ))
            .ToList();
        if (reduced && !layout.IsByYear)
        {
            var rest = places.Select((p, i) => layout.Count(placeColumn, p) - series.Sum(s => s.Values[i]));
            series.Add(new(together, [.. rest]));
        }

        return new(series, [.. places.Select(p => layout.Label(placeColumn, p))], layout.IsByYear) { IsReduced = reduced };
    }

    public IHtmlContent Wide(string title) => _isByYear ? Lines(960, "wide", title) : Bars(960, "wide", title);

    public IHtmlContent Narrow(string title) => _isByYear ? Lines(360, "narrow", title) : Bars(360, "narrow", title);

    private IHtmlContent Lines(double width, string variant, string title)
    {
        var direct = variant == "wide";
        var svg = new Svg($"chart-{variant}", width);
        var right = direct ? Math.Min(330, 24 + _series.Max(s => LabelOf(s).Length) * LetterWidth) : 20;
        var (left, top, bottom) = (48.0, 16.0, direct ? 340.0 : 240.0);
        var plot = width - left - right;
        var step = NiceStep(_series.Max(s => s.Values.Max()));
        var highest = step * Math.Max(1, Math.Ceiling(_series.Max(s => s.Values.Max()) / step));
        double X(int i) => left + (_places.Count == 1 ? plot / 2 : plot * i / (_places.Count - 1));
        double Y(double value) => bottom - (bottom - top) * value / highest;

        for (var value = 0.0; value <= highest; value += step)
        {
            svg.Line(value == 0 ? "chart-axis" : "chart-grid", left, Y(value), left + plot, Y(value));
            svg.Text("chart-text chart-text--end", left - 8, Y(value) + 5, value.ToString("N0", CultureInfo.CurrentCulture));
        }

        var every = (int)Math.Ceiling(_places.Count / (direct ? 14.0 : 6.0));
        for (var i = 0; i < _places.Count; i += every)
        {
            svg.Text("chart-text chart-text--middle", X(i), bottom + 22, _places[i]);
        }

        for (var s = 0; s < _series.Count; s++)
        {
            var points = _series[s].Values.Select((v, i) => (X(i), Y(v))).ToList();
            svg.Polyline($"chart-line chart-{s + 1}", points);
            points.ForEach(p => svg.Marker(s + 1, p.Item1, p.Item2));
        }

        if (direct)
        {
            var places = Apart([.. _series.Select(s => Y(s.Values[^1]))], bottom);
            for (var s = 0; s < _series.Count; s++)
            {
                svg.Text($"chart-label chart-{s + 1}", left + plot + 14, places[s] + 5, LabelOf(_series[s]));
            }

            return svg.Close(bottom + 36, $"chart-{variant}", title, Description);
        }

        var y = bottom + 54;
        for (var s = 0; s < _series.Count; s++, y += LineHeight)
        {
            svg.Line($"chart-line chart-{s + 1}", 4, y - 5, 44, y - 5);
            svg.Marker(s + 1, 24, y - 5);
            svg.Text($"chart-label chart-{s + 1}", 52, y, LabelOf(_series[s]));
        }

        return svg.Close(y, $"chart-{variant}", title, Description);
    }

    private IHtmlContent Bars(double width, string variant, string title)
    {
        var beside = variant == "wide";
        var svg = new Svg($"chart-{variant}", width);
        var left = beside ? 24 + _places.Max(p => p.Length) * LetterWidth : 0;
        var highest = Math.Max(1, _places.Select((_, i) => _series.Sum(s => s.Values[i])).Max());
        var scale = (width - left - 60) / highest;
        var y = 4.0;
        for (var i = 0; i < _places.Count; i++)
        {
            svg.Text($"chart-text{(beside ? " chart-text--end" : "")}", beside ? left - 10 : 0, y + 17, _places[i]);
            y += beside ? 0 : 24;
            var x = left;
            for (var s = 0; s < _series.Count; s++)
            {
                var length = _series[s].Values[i] * scale;
                if (length == 0)
                {
                    continue;
                }

                svg.Rectangle($"chart-bar chart-{s + 1}", x, y, length, 24);
                if (length > 18)
                {
                    svg.Text("chart-text chart-text--middle chart-text--on", x + length / 2, y + 17, LetterOf(s));
                }

                x += length;
            }

            svg.Text("chart-text", x + 8, y + 17, _series.Sum(s => s.Values[i]).ToString("N0", CultureInfo.CurrentCulture));
            y += 34;
        }

        y += 24;
        for (var s = 0; s < _series.Count; s++, y += LineHeight + 6)
        {
            svg.Rectangle($"chart-bar chart-{s + 1}", left, y - 17, 24, 24);
            svg.Text("chart-text chart-text--middle chart-text--on", left + 12, y, LetterOf(s));
            svg.Text("chart-text", left + 34, y, $"{_series[s].Label} {_series[s].Values.Sum():N0}");
        }

        return svg.Close(y, $"chart-{variant}", title, Description);
    }

    private static string LabelOf(ChartSeries series) => $"{series.Label} {series.Values[^1]:N0}";

    private static string LetterOf(int series) => ((char)('A' + series)).ToString();

    /// <summary>1, 2 or 5 times a power of ten, so that at most five lines are drawn.</summary>
    private static double NiceStep(double highest)
    {
        var raw = Math.Max(1, highest / 5);
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return power * new[] { 1.0, 2, 5, 10 }.First(m => m * power >= raw);
    }

    /// <summary>Moves labels that would cover each other apart, in their order, and keeps them above the axis.</summary>
    private static double[] Apart(double[] wanted, double lowest)
    {
        var order = Enumerable.Range(0, wanted.Length).OrderBy(i => wanted[i]).ToList();
        var placed = (double[])wanted.Clone();
        for (var k = 1; k < order.Count; k++)
        {
            placed[order[k]] = Math.Max(placed[order[k]], placed[order[k - 1]] + LineHeight);
        }

        var below = lowest;
        foreach (var i in Enumerable.Reverse(order))
        {
            placed[i] = Math.Min(placed[i], below);
            below = placed[i] - LineHeight;
        }

        return placed;
    }
}
