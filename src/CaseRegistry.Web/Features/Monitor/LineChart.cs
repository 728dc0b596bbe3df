using System.Globalization;
using CaseRegistry.Web.Resources;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>Lines over the years. What comes from elsewhere is dashed and hollow; a number that is held back leaves a gap with a mark.</summary>
public sealed class LineChart(string name, string title, IStringLocalizer<Texts> text) : Picture(name, title, text)
{
    /// <summary>Between which two series an interval is drawn, as their numbers in the list; they have no lines of their own.</summary>
    public (ChartSeries Low, ChartSeries High)? Band { get; init; }

    protected override double Draw(Svg svg, bool wide)
    {
        var right = wide ? Math.Min(330, 24 + Series.Max(s => LabelOf(s).Length) * LetterWidth) : 20;
        var (left, top, bottom) = (48.0, DrawnBreaks.Count > 0 ? 40.0 : 16.0, wide ? 340.0 : 260.0);
        var plot = svg.Width - left - right;
        var most = Math.Max(Series.Max(s => s.Highest), Band?.High.Highest ?? 0);
        var step = NiceStep(most);
        var highest = step * Math.Max(1, Math.Ceiling(most / step));
        double X(double i) => left + (Places.Count == 1 ? plot / 2 : plot * i / (Places.Count - 1));
        double Y(double value) => bottom - (bottom - top) * value / highest;

        for (var value = 0.0; value <= highest; value += step)
        {
            svg.Line(value == 0 ? "chart-axis" : "chart-grid", left, Y(value), left + plot, Y(value));
            svg.Text("chart-text chart-text--end", left - 8, Y(value) + 5, value.ToString("N0", CultureInfo.CurrentCulture) + Unit);
        }

        var every = (int)Math.Ceiling(Places.Count / (wide ? 14.0 : 6.0));
        for (var i = 0; i < Places.Count; i += every)
        {
            svg.Text("chart-text chart-text--middle", X(i), bottom + 22, Places[i]);
        }

        if (Band is { } band)
        {
            foreach (var run in Runs(band.High.Values))
            {
                // One year alone is as wide as a marker.
                var half = run.Count == 1 ? 8 : 0;
                IEnumerable<(double, double)> Edge(ChartSeries side) =>
                    run.SelectMany(i =>
                        new[] { (X(i) - half, Y(side.Values[i].Number!.Value)), (X(i) + half, Y(side.Values[i].Number!.Value)) }
                    );
                svg.Polygon("chart-interval", [.. Edge(band.High), .. Edge(band.Low).Reverse()]);
            }
        }

        foreach (var (number, place) in DrawnBreaks)
        {
            var x = X(place);
            svg.Line("chart-break", x, top - 8, x, bottom);
            svg.Rectangle("chart-break-sign", x - 10, top - 30, 20, 20);
            svg.Text("chart-text chart-text--middle chart-text--on", x, top - 15, $"{number}");
        }

        for (var s = 0; s < Series.Count; s++)
        {
            var (series, look) = (Series[s], LookOf(s));
            foreach (var run in Runs(series.Values))
            {
                if (run.Count > 1)
                {
                    svg.Polyline($"chart-line {look}", run.Select(i => (X(i), Y(series.Values[i].Number!.Value))));
                }

                run.ForEach(i => svg.Marker(look, s + 1, X(i), Y(series.Values[i].Number!.Value)));
            }

            for (var i = 0; i < Places.Count; i++)
            {
                if (series.Values[i].IsSuppressed)
                {
                    svg.Hatched(X(i) - 8, bottom - 24, 16, 24);
                }
            }
        }

        var shown = Enumerable.Range(0, Series.Count).Where(s => Last(Series[s]).Number is not null).ToList();
        if (wide)
        {
            var places = Apart([.. shown.Select(s => Y(Last(Series[s]).Number!.Value))], bottom);
            for (var k = 0; k < shown.Count; k++)
            {
                svg.Text($"chart-label {LookOf(shown[k])}", left + plot + 14, places[k] + 5, LabelOf(Series[shown[k]]));
            }

            return bottom + 36;
        }

        var y = bottom + 54;
        foreach (var s in shown)
        {
            svg.Line($"chart-line {LookOf(s)}", 4, y - 5, 44, y - 5);
            svg.Marker(LookOf(s), s + 1, 24, y - 5);
            svg.Text($"chart-label {LookOf(s)}", 52, y, LabelOf(Series[s]));
            y += LineHeight;
        }

        return y;
    }

    private string LookOf(int series) =>
        Series[series].IsReference ? $"chart-elsewhere chart-elsewhere-{series + 1}" : $"chart-{series + 1}";

    private string LabelOf(ChartSeries series) => $"{series.Label} {Say(Last(series))}";

    private static ChartValue Last(ChartSeries series) => series.Values.LastOrDefault(v => v.Number is not null);

    /// <summary>The places that a line connects: a number that is not there breaks it.</summary>
    private static List<List<int>> Runs(IReadOnlyList<ChartValue> values)
    {
        var runs = new List<List<int>>();
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i].Number is null)
            {
                continue;
            }

            if (i == 0 || values[i - 1].Number is null)
            {
                runs.Add([]);
            }

            runs[^1].Add(i);
        }

        return runs;
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
