using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CaseRegistry.Domain.Monitor;

namespace CaseRegistry.Web.Infrastructure.Releases;

/// <summary>
/// The files of a release: for each table CSV (RFC 4180), JSON-stat 2.0 and SDMX-CSV 2.0, and for all of them a workbook, the SDMX
/// structure and a page to print. Cells that are not listed in CSV and workbook are zero. For everyone the margins stand in them too.
/// </summary>
internal static class ReleaseFiles
{
    public const string ManifestName = "manifest.json";
    public const string SignatureName = "manifest.sig";
    public const string CsvType = "text/csv; charset=utf-8";
    public const string JsonType = "application/json; charset=utf-8";
    public const string XmlType = "application/xml; charset=utf-8";
    public const string HtmlType = "text/html; charset=utf-8";
    public const string WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private static readonly JsonSerializerOptions Indented = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static async Task<IReadOnlyList<ReleaseFile>> Of(FrozenSet set)
    {
        var files = new List<ReleaseFile>();
        void Add(string name, string type, byte[] bytes) => files.Add(new(set.Id, name, type, HashOf(bytes), bytes));
        foreach (var table in set.Tables)
        {
            Add($"{table.Name}.csv", CsvType, Csv(set, table));
            Add($"{table.Name}.json", JsonType, JsonStat.Of(set, table));
            Add($"{table.Name}.sdmx.csv", CsvType, Sdmx.Csv(set, table));
        }

        Add("structure.xml", XmlType, Sdmx.Structure(set));
        Add("release.xlsx", WorkbookType, await Workbook.Of(set));
        Add("release.html", HtmlType, PrintPage.Of(set));
        return [.. files.OrderBy(f => f.Name, StringComparer.Ordinal)];
    }

    /// <summary>SHA-256, lower-case hexadecimal.</summary>
    public static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>What the signature is over: what was frozen, when, by which definition, and the hash of every file.</summary>
    public static byte[] Manifest(FrozenSet set, byte[] content, IEnumerable<ReleaseFile> files) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                Format = "caseregistry release 1",
                set.Id,
                set.Title,
                set.Audience,
                set.Label,
                set.DefinitionVersion,
                FrozenAt = set.FrozenAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
                ReferenceDate = set.ReferenceDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                set.FirstYear,
                set.LastYear,
                set.Periods,
                set.Missing,
                set.Breaks,
                set.Protection,
                ContentSha256 = HashOf(content),
                Files = files.Select(f => new
                {
                    f.Name,
                    f.Sha256,
                    Size = f.Bytes.Length,
                }),
            },
            Indented
        );

    /// <summary>
    /// The same bytes as <c>monitor table</c> gives of these numbers; for everyone with a column that says what a number is:
    /// published, withheld, kept or rounded.
    /// </summary>
    private static byte[] Csv(FrozenSet set, FrozenTable table)
    {
        var text = new StringBuilder();
        string[] columns = set.Protection is null ? ["count"] : ["count", "status"];
        text.AppendJoin(',', table.Dimensions.Select(d => d.Name).Concat(columns)).Append('\n');
        foreach (var row in table.Rows)
        {
            var count = row.Count?.ToString(CultureInfo.InvariantCulture) ?? "";
            string[] values = set.Protection is null ? [count] : [count, set.MarkOf(row) ?? "published"];
            text.AppendJoin(',', row.Codes.Select(Harmless).Concat(values)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    // Codes are an administrator's.
    internal static string Harmless(string code)
    {
        var harmless = code.Length > 0 && Infrastructure.Csv.FormulaStarts.Contains(code[0]) ? "'" + code : code;
        return harmless.AsSpan().IndexOfAny(",\"\r\n") < 0 ? harmless : $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
