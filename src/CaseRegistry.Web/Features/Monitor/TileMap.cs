using CaseRegistry.Web.Resources;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>
/// Regions as tiles of one size, about where they lie. A region that is not one of the ten with which the register begins gets the next
/// free place below them.
/// </summary>
public sealed class TileMap(string name, string title, IStringLocalizer<Texts> text) : Picture(name, title, text)
{
    private const int Columns = 3;

    private static readonly Dictionary<string, (int Column, int Row)> Known = new(StringComparer.Ordinal)
    {
        ["noord-holland"] = (0, 0),
        ["noord-nederland"] = (2, 0),
        ["amsterdam"] = (0, 1),
        ["midden-nederland"] = (1, 1),
        ["oost-nederland"] = (2, 1),
        ["den-haag"] = (0, 2),
        ["rotterdam"] = (1, 2),
        ["zeeland-west-brabant"] = (0, 3),
        ["oost-brabant"] = (1, 3),
        ["limburg"] = (2, 3),
    };

    /// <summary>The regions of the series, by their codes.</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    protected override double Draw(Svg svg, bool wide)
    {
        var highest = Math.Max(1, Series.Max(s => s.Values[0].Number ?? 0));
        var (w, h) = wide ? (190.0, 76.0) : (svg.Width / Columns, 76.0);
        var tiles = PlacesOf(Regions);
        for (var s = 0; s < Series.Count; s++)
        {
            var (column, row) = tiles[s];
            var (x, y) = (column * w + 2, row * h + 2);
            var value = Series[s].Values[0];
            var on = "";
            if (value.IsSuppressed)
            {
                svg.Hatched(x, y, w - 4, h - 4);
            }
            else
            {
                var shade = Shade(value.Number ?? 0, highest);
                svg.Rectangle($"chart-tile chart-shade-{shade}", x, y, w - 4, h - 4);
                on = shade > 3 ? " chart-text--on" : "";
            }

            var lines = Series[s].Label.Split('-', ' ') is { Length: > 2 } parts
                ? [string.Join('-', parts[..^1]) + "-", parts[^1]]
                : new[] { Series[s].Label };
            for (var line = 0; line < lines.Length; line++)
            {
                svg.Text($"chart-faint chart-text--middle{on}", x + (w - 4) / 2, y + 20 + line * 15, lines[line]);
            }

            svg.Text($"chart-number chart-text--middle{on}", x + (w - 4) / 2, y + 60, Say(value));
        }

        return (tiles.Max(t => t.Row) + 1) * h;
    }

    public static IReadOnlyList<(int Column, int Row)> PlacesOf(IReadOnlyList<string> regions)
    {
        var first = regions.Any(Known.ContainsKey) ? Known.Values.Max(p => p.Row) + 1 : 0;
        var others = 0;
        return [.. regions.Select(r => Known.TryGetValue(r, out var place) ? place : (others % Columns, first + others++ / Columns))];
    }
}
