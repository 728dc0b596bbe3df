using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CaseRegistry.Web.Resources;
using Microsoft.AspNetCore.Html;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>A number in a picture. It can be held back (suppressed), which is not zero, and not there at all, which is neither.</summary>
public readonly record struct ChartValue
{
    public double? Number { get; private init; }
    public bool IsSuppressed { get; private init; }

    public static readonly ChartValue None;
    public static readonly ChartValue Suppressed = new() { IsSuppressed = true };

    public static ChartValue Of(double number) => new() { Number = number };

    public static implicit operator ChartValue(int number) => Of(number);
}

/// <summary>One line, or one part of the bars: its label and its numbers, one for every place.</summary>
public sealed record ChartSeries(string Label, IReadOnlyList<ChartValue> Values)
{
    public ChartSeries(string label, IEnumerable<int> values)
        : this(label, [.. values.Select(v => (ChartValue)v)]) { }

    /// <summary>From elsewhere: drawn apart, as it is no count of this register.</summary>
    public bool IsReference { get; init; }

    public double Highest => Values.Max(v => v.Number) ?? 0;
}

/// <summary>Where a series breaks.</summary>
/// <param name="Place">The number of the place, as 2.5 for halfway between the third and the fourth.</param>
/// <param name="When">As 2024 or 2024-Q3.</param>
public readonly record struct ChartBreak(double Place, string When);

/// <summary>A picture of numbers: drawn wide and narrow on a page, or as a file; told in words, and given as a table.</summary>
public abstract class Picture(string name, string title, IStringLocalizer<Texts> text)
{
    protected const double LineHeight = 22;
    protected const double LetterWidth = 7.6;

    /// <summary>Short word in the address of its file and the ids on the page.</summary>
    public string Name => name;
    public string Title => title;

    /// <summary>Whether the smaller series were left out, or put together.</summary>
    public bool IsReduced { get; init; }

    /// <summary>Behind a number: empty, or the sign for percent.</summary>
    public string Unit { get; init; } = "";

    public required IReadOnlyList<string> Places { get; init; }
    public required IReadOnlyList<ChartSeries> Series { get; init; }

    public IReadOnlyList<ChartBreak> Breaks { get; init; } = [];

    /// <summary>
    /// The breaks in the years that are drawn, with their number: those before the first and after the last point stand at the edge. A year
    /// alone has no course that could break.
    /// </summary>
    protected IReadOnlyList<(int Number, double Place)> DrawnBreaks =>
        Places.Count == 1
            ? []
            :
            [
                .. Breaks
                    .Select((b, i) => (Number: i + 1, b.Place))
                    .Where(b => b.Place >= -0.5 && b.Place < Places.Count - 0.5)
                    .Select(b => (b.Number, Math.Clamp(b.Place, 0, Places.Count - 1))),
            ];

    /// <summary>The numbers in words, for who does not see the picture.</summary>
    public string Description =>
        string.Join(
            "; ",
            Series
                .Select(s => $"{s.Label}: {string.Join(", ", s.Values.Select((v, i) => $"{Places[i]} {Say(v)}"))}")
                .Concat(DrawnBreaks.Select(b => text["break {0} in the series: {1}", b.Number, Breaks[b.Number - 1].When].Value))
        );

    public string Say(ChartValue value) =>
        value.IsSuppressed ? text["withheld"].Value
        : value.Number is { } number ? number.ToString("#,0.#", CultureInfo.CurrentCulture) + Unit
        : text["no figure"].Value;

    public IHtmlContent Wide() => Inline(wide: true);

    public IHtmlContent Narrow() => Inline(wide: false);

    private IHtmlContent Inline(bool wide)
    {
        var svg = new Svg(wide ? 960 : 360);
        var height = Draw(svg, wide);
        var variant = wide ? "wide" : "narrow";
        return svg.Inline(variant, height, $"{name}-{variant}", title, Description);
    }

    public PictureFile ToFile(string note)
    {
        var svg = new Svg(960);
        var height = Draw(svg, wide: true);
        return new(Encoding.UTF8.GetBytes(svg.Standalone(height, title, Description, note, PictureFile.Style)));
    }

    /// <summary>Draws the shapes and says how high they became.</summary>
    protected abstract double Draw(Svg svg, bool wide);

    /// <summary>1, 2 or 5 times a power of ten, so that at most five lines are drawn.</summary>
    protected static double NiceStep(double highest)
    {
        var raw = Math.Max(1, highest / 5);
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return power * new[] { 1.0, 2, 5, 10 }.First(m => m * power >= raw);
    }

    /// <summary>0 for nothing, else 1 to 5 by the share of the highest number.</summary>
    public static int Shade(double number, double highest) => number <= 0 ? 0 : (int)Math.Clamp(Math.Ceiling(5 * number / highest), 1, 5);
}

/// <summary>A picture as it leaves, with the only style that a browser may use when it opens the file here.</summary>
public sealed record PictureFile(byte[] Bytes)
{
    public const string MediaType = "image/svg+xml; charset=utf-8";

    /// <summary>The style sheet of the pages, word for word.</summary>
    public static readonly string Style = Read();

    public static string ContentPolicy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox";

    private static string Read()
    {
        using var reader = new StreamReader(typeof(PictureFile).Assembly.GetManifestResourceStream("pictures.css")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
