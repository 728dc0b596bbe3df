using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>Writes a picture with classes only: colours, dashes and sizes are those of the style sheet.</summary>
internal sealed class Svg(string cssClass, double width)
{
    private readonly StringBuilder _shapes = new();

    public void Line(string classes, double x1, double y1, double x2, double y2) =>
        Add($"<line class=\"{classes}\" x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\"/>");

    public void Path(string classes, string data) => Add($"<path class=\"{classes}\" d=\"{data}\"/>");

    public void Rectangle(string classes, double x, double y, double w, double h) =>
        Add($"<rect class=\"{classes}\" x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(w)}\" height=\"{N(h)}\"/>");

    public void Text(string classes, double x, double y, string text) =>
        Add($"<text class=\"{classes}\" x=\"{N(x)}\" y=\"{N(y)}\">{HtmlEncoder.Default.Encode(text)}</text>");

    public void Polyline(string classes, IEnumerable<(double X, double Y)> points) =>
        Path(classes, "M" + string.Join('L', points.Select(p => $"{N(p.X)} {N(p.Y)}")));

    /// <summary>A mark that tells series apart without colour.</summary>
    public void Marker(int series, double x, double y)
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
        Path($"chart-marker chart-{series}", "M" + string.Join('L', corners.Select(c => $"{N(x + c.X)} {N(y + c.Y)}")) + "Z");
    }

    public IHtmlContent Close(double height, string id, string title, string description)
    {
        var encode = HtmlEncoder.Default;
        return new HtmlString(
            $"<svg class=\"{cssClass}\" viewBox=\"0 0 {N(width)} {N(height)}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">"
                + $"<title id=\"{id}-title\">{encode.Encode(title)}</title><desc id=\"{id}-desc\">{encode.Encode(description)}</desc>"
                + $"{_shapes}</svg>"
        );
    }

    private static (double X, double Y)[] Round(int corners) =>
        [.. Enumerable.Range(0, corners).Select(i => (5.5 * Math.Cos(Math.Tau * i / corners), 5.5 * Math.Sin(Math.Tau * i / corners)))];

    private void Add(string shape) => _shapes.Append(shape);

    private static string N(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
