using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>Writes a picture with classes only: colours, dashes and sizes are those of the style sheet.</summary>
public sealed class Svg(double width)
{
    private const double Margin = 16;
    private const double Head = 48;
    private const double Foot = 36;

    private readonly StringBuilder _shapes = new();

    public double Width => width;

    public void Line(string classes, double x1, double y1, double x2, double y2) =>
        Add($"<line class=\"{classes}\" x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\"/>");

    public void Path(string classes, string data) => Add($"<path class=\"{classes}\" d=\"{data}\"/>");

    public void Rectangle(string classes, double x, double y, double w, double h) =>
        Add($"<rect class=\"{classes}\" x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(w)}\" height=\"{N(h)}\"/>");

    public void Text(string classes, double x, double y, string text) =>
        Add($"<text class=\"{classes}\" x=\"{N(x)}\" y=\"{N(y)}\">{HtmlEncoder.Default.Encode(text)}</text>");

    public void Polyline(string classes, IEnumerable<(double X, double Y)> points) => Path(classes, Corners(points));

    public void Polygon(string classes, IEnumerable<(double X, double Y)> points) => Path(classes, Corners(points) + "Z");

    /// <summary>What a number that is held back looks like: no colour, slanting lines.</summary>
    public void Hatched(double x, double y, double w, double h)
    {
        Rectangle("chart-suppressed", x, y, w, h);
        const double Step = 8;
        for (var start = Step; start < w + h; start += Step)
        {
            var (x1, y1) = start <= h ? (x, y + start) : (x + start - h, y + h);
            var (x2, y2) = start <= w ? (x + start, y) : (x + w, y + start - w);
            Line("chart-hatch", x1, y1, x2, y2);
        }
    }

    /// <summary>A mark that tells series apart without colour.</summary>
    public void Marker(string classes, int series, double x, double y)
    {
        (double X, double Y)[] corners = series switch
        {
            1 => Round(24),
            2 => [(-5, -5), (5, -5), (5, 5), (-5, 5)],
            3 => [(0, -6.5), (6, 5), (-6, 5)],
            4 => [(0, -7), (7, 0), (0, 7), (-7, 0)],
            5 => [(-6, -5), (6, -5), (0, 6.5)],
            _ => [(-2, -6), (2, -6), (2, -2), (6, -2), (6, 2), (2, 2), (2, 6), (-2, 6), (-2, 2), (-6, 2), (-6, -2), (-2, -2)],
        };
        Polygon($"chart-marker {classes}", corners.Select(c => (x + c.X, y + c.Y)));
    }

    /// <summary>For a page, whose style sheet it uses.</summary>
    public IHtmlContent Inline(string variant, double height, string id, string title, string description) =>
        new HtmlString(
            $"<svg class=\"picture chart-{variant}\" viewBox=\"0 0 {N(width)} {N(height)}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">"
                + $"<title id=\"{id}-title\">{Encoded(title)}</title><desc id=\"{id}-desc\">{Encoded(description)}</desc>{_shapes}</svg>"
        );

    /// <summary>For a file of its own: with its style, its title in view and a line that says what it is.</summary>
    public string Standalone(double height, string title, string description, string note, string style)
    {
        var (w, h) = (width + 2 * Margin, Head + height + Foot);
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"picture\" width=\"{N(w)}\" height=\"{N(h)}\" viewBox=\"0 0 {N(w)} {N(h)}\" role=\"img\">"
            + $"<title>{Encoded(title)}</title><desc>{Encoded(description)}</desc><style>{style}</style>"
            + $"<rect class=\"picture-paper\" width=\"{N(w)}\" height=\"{N(h)}\"/>"
            + $"<text class=\"picture-title\" x=\"{N(Margin)}\" y=\"32\">{Encoded(title)}</text>"
            + $"<g transform=\"translate({N(Margin)} {N(Head)})\">{_shapes}</g>"
            + $"<text class=\"chart-text\" x=\"{N(Margin)}\" y=\"{N(h - 12)}\">{Encoded(note)}</text></svg>";
    }

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(text);

    private static string Corners(IEnumerable<(double X, double Y)> points) =>
        "M" + string.Join('L', points.Select(p => $"{N(p.X)} {N(p.Y)}"));

    private static (double X, double Y)[] Round(int corners) =>
        [.. Enumerable.Range(0, corners).Select(i => (5.5 * Math.Cos(Math.Tau * i / corners), 5.5 * Math.Sin(Math.Tau * i / corners)))];

    private void Add(string shape) => _shapes.Append(shape);

    private static string N(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
