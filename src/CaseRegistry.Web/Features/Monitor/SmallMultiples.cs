using CaseRegistry.Web.Resources;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>The same small line for each series, all on one scale, so that they compare at a look.</summary>
public sealed class SmallMultiples(string name, string title, IStringLocalizer<Texts> text) : Picture(name, title, text)
{
    protected override double Draw(Svg svg, bool wide)
    {
        var isLong = Series.Max(s => s.Label.Length) > 21;
        var across =
            wide ? (isLong ? 3 : 5)
            : isLong ? 1
            : 2;
        var (cell, plot) = (svg.Width / across, 76.0);
        const double High = 142;
        var highest = Math.Max(1, Series.Max(s => s.Highest));
        for (var s = 0; s < Series.Count; s++)
        {
            var series = Series[s];
            var (left, top) = (s % across * cell + 6, s / across * High);
            var width = cell - 50;
            var (start, bottom) = (top + 28, top + 28 + plot);
            double X(double i) => left + (Places.Count == 1 ? width / 2 : width * i / (Places.Count - 1));
            double Y(double value) => bottom - plot * value / highest;

            svg.Text("chart-small", left, top + 16, series.Label);
            svg.Line("chart-grid", left, start, left + width, start);
            svg.Line("chart-axis", left, bottom, left + width, bottom);
            svg.Text("chart-faint", left, bottom + 16, Places[0]);
            if (Places.Count > 1)
            {
                svg.Text("chart-faint chart-text--end", left + width, bottom + 16, Places[^1]);
            }

            foreach (var (number, place) in DrawnBreaks)
            {
                svg.Line("chart-break", X(place), start, X(place), bottom);
                svg.Text("chart-faint chart-text--middle", X(place), start - 2, $"{number}");
            }

            var run = new List<(double, double)>();
            for (var i = 0; i <= Places.Count; i++)
            {
                if (i < Places.Count && series.Values[i].Number is { } number)
                {
                    run.Add((X(i), Y(number)));
                    continue;
                }

                if (run.Count > 1)
                {
                    svg.Polyline("chart-line chart-1", run);
                }

                run.Clear();
                if (i < Places.Count && series.Values[i].IsSuppressed)
                {
                    svg.Hatched(X(i) - 6, bottom - 18, 12, 18);
                }
            }

            if (series.Values[^1].Number is { } last)
            {
                svg.Marker("chart-1", 1, X(Places.Count - 1), Y(last));
                svg.Text("chart-label chart-1", X(Places.Count - 1) + 11, Y(last) + 5, Say(series.Values[^1]));
            }
        }

        return (Series.Count + across - 1) / across * High;
    }
}
