using System.Globalization;
using CaseRegistry.Web.Resources;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>One bar for every place, made of the series; letters tell the parts apart without colour.</summary>
public sealed class BarChart(string name, string title, IStringLocalizer<Texts> text) : Picture(name, title, text)
{
    protected override double Draw(Svg svg, bool wide)
    {
        var left = wide ? 24 + Places.Max(p => p.Length) * LetterWidth : 0;
        var highest = Math.Max(1, Places.Select((_, i) => Sum(i)).Max());
        var scale = (svg.Width - left - 60) / highest;
        var y = 4.0;
        for (var i = 0; i < Places.Count; i++)
        {
            svg.Text($"chart-text{(wide ? " chart-text--end" : "")}", wide ? left - 10 : 0, y + 17, Places[i]);
            y += wide ? 0 : 24;
            var x = left;
            for (var s = 0; s < Series.Count; s++)
            {
                if (Series[s].Values[i].IsSuppressed)
                {
                    svg.Hatched(x, y, 24, 24);
                    x += 24;
                    continue;
                }

                var length = (Series[s].Values[i].Number ?? 0) * scale;
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

            svg.Text("chart-text", x + 8, y + 17, Sum(i).ToString("N0", CultureInfo.CurrentCulture));
            y += 34;
        }

        y += 24;
        for (var s = 0; s < Series.Count; s++, y += LineHeight + 6)
        {
            svg.Rectangle($"chart-bar chart-{s + 1}", left, y - 17, 24, 24);
            svg.Text("chart-text chart-text--middle chart-text--on", left + 12, y, LetterOf(s));
            svg.Text("chart-text", left + 34, y, $"{Series[s].Label} {Series[s].Values.Sum(v => v.Number ?? 0):N0}");
        }

        return y;
    }

    private double Sum(int place) => Series.Sum(s => s.Values[place].Number ?? 0);

    private static string LetterOf(int series) => ((char)('A' + series)).ToString();
}
