using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;

namespace CaseRegistry.Web.Features.Shared;

/// <summary>A table as a file: the same bytes for page, API and command.</summary>
public static class TableFile
{
    public const string CsvType = "text/csv; charset=utf-8";
    public const string CountColumn = "count";

    /// <summary>Comma separated (RFC 4180), one row per cell, lines ended by a line feed.</summary>
    public static byte[] Csv(CountTable table)
    {
        var text = new StringBuilder();
        Line(text, table.Columns.Append(CountColumn));
        foreach (var row in table.Rows)
        {
            Line(text, row.Codes.Select(Harmless).Append(row.Count.ToString(CultureInfo.InvariantCulture)));
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static string CsvName(CountTable table) => $"{table.Table}-{table.ReferenceDate:yyyy-MM-dd}.csv";

    /// <summary>The table as the API answers it.</summary>
    public sealed record Content(
        string Table,
        [property: JsonPropertyName("definition_version")] int DefinitionVersion,
        [property: JsonPropertyName("reference_date")] DateOnly ReferenceDate,
        string Label,
        string Unit,
        IReadOnlyList<string> Columns,
        IReadOnlyList<IReadOnlyDictionary<string, object>> Rows
    );

    public static Content ContentOf(CountTable table) =>
        new(
            table.Table,
            table.DefinitionVersion,
            table.ReferenceDate,
            CountTable.Label,
            Code.Of(table.Unit),
            [.. table.Columns, CountColumn],
            [.. table.Rows.Select(row => Named(table.Columns, row))]
        );

    public static byte[] JsonBytes(CountTable table) => JsonSerializer.SerializeToUtf8Bytes(ContentOf(table), Json.Options);

    private static Dictionary<string, object> Named(IReadOnlyList<string> columns, CountRow row)
    {
        var cell = new Dictionary<string, object>();
        foreach (var (column, code) in columns.Zip(row.Codes))
        {
            cell[column] = column == CountTable.YearColumn ? int.Parse(code, CultureInfo.InvariantCulture) : code;
        }

        cell[CountColumn] = row.Count;
        return cell;
    }

    private static string Harmless(string code) =>
        code.Length > 0 && Infrastructure.Csv.FormulaStarts.Contains(code[0]) ? "'" + code : code;

    private static void Line(StringBuilder text, IEnumerable<string> fields) => text.AppendJoin(',', fields.Select(Quoted)).Append('\n');

    private static string Quoted(string field) =>
        field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
