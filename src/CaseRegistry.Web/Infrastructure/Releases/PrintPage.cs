using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace CaseRegistry.Web.Infrastructure.Releases;

/// <summary>A release as one page to print: plain HTML without script, style or anything from elsewhere.</summary>
internal static class PrintPage
{
    public static byte[] Of(FrozenSet set)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Append(CultureInfo.InvariantCulture, $"<title>{Text(set.Title)}</title>\n</head>\n<body>\n<h1>{Text(set.Title)}</h1>\n");
        html.Append(
            CultureInfo.InvariantCulture,
            $"<p>{Text(set.Label)}. Peildatum {set.ReferenceDate:yyyy-MM-dd}. Definitieversie {set.DefinitionVersion}. Nummer {set.Id}.</p>\n"
        );
        html.Append("<p>Wat niet in een tabel staat, is nul. Onbekend is een eigen categorie.</p>\n");
        if (set.Protection is { } protection)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p>{Text(protection.Note.Nl)}</p>\n");
        }

        if (set.Missing.Count > 0)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<p>Niet ingeleverd of niet aanvaard: {Text(string.Join(", ", set.Missing))}.</p>\n"
            );
        }

        foreach (var @break in set.Breaks)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p>Breuk in de reeks vanaf {Text(@break.When)}: {Text(@break.Note.Nl)}</p>\n");
        }

        foreach (var table in set.Tables)
        {
            Table(html, set, table);
        }

        html.Append("<h2>Telregels</h2>\n<ol>\n");
        foreach (var (number, rule) in set.Rules.OrderBy(r => r.Key))
        {
            html.Append(CultureInfo.InvariantCulture, $"<li value=\"{number}\">{Text(rule.Nl)}</li>\n");
        }

        html.Append("</ol>\n</body>\n</html>\n");
        return Encoding.UTF8.GetBytes(html.ToString());
    }

    private static void Table(StringBuilder html, FrozenSet set, FrozenTable table)
    {
        html.Append(
            CultureInfo.InvariantCulture,
            $"<h2>{Text(table.Title.Nl)}</h2>\n<p>{Text(table.Definition.Nl)}</p>\n<table>\n<thead><tr>"
        );
        foreach (var dimension in table.Dimensions)
        {
            html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Text(dimension.Label.Nl)}</th>");
        }

        html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Text(table.Unit.Nl)}</th>");
        html.Append(set.Protection is null ? "" : "<th scope=\"col\">Status</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        var labels = table.Dimensions.Select(d => d.Codes.ToDictionary(c => c.Code, c => c.Label.Nl, StringComparer.Ordinal)).ToList();
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            for (var i = 0; i < row.Codes.Count; i++)
            {
                html.Append(CultureInfo.InvariantCulture, $"<td>{Text(labels[i][row.Codes[i]])}</td>");
            }

            html.Append(
                CultureInfo.InvariantCulture,
                $"<td>{row.Count?.ToString(CultureInfo.InvariantCulture) ?? PublicTables.Withheld}</td>"
            );
            html.Append(set.Protection is null ? "" : $"<td>{PublicTables.InWords(set.MarkOf(row))}</td>");
            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table>\n");
    }

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
