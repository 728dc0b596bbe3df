using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Resources;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Signals;

/// <summary>One thing that is wrong with a row. Row numbers are those of a spreadsheet, blank rows included.</summary>
/// <param name="Column">Import column, or empty when it is about the row.</param>
public sealed record RowFault(int Row, string? Reference, string Column, string Message);

/// <summary>
/// A CSV file (RFC 4180, UTF-8, comma) of registrations in the layout of docs/import.md. Columns are the fields of the form
/// in snake case; columns that are not there are empty.
/// </summary>
public sealed class RegistrationFile
{
    private static readonly Dictionary<string, PropertyInfo> Columns = typeof(CaseFields)
        .GetProperties()
        .ToDictionary(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name));

    private readonly IStringLocalizer<Texts> _text;

    private readonly IReadOnlyList<int> _numbers;

    private RegistrationFile(
        IReadOnlyList<string> header,
        IReadOnlyList<string[]> rows,
        IReadOnlyList<int> numbers,
        IStringLocalizer<Texts> text
    ) => (Header, Rows, _numbers, _text) = (header, rows, numbers, text);

    public IReadOnlyList<string> Header { get; }

    /// <summary>The fields of each row, as they stand in the file.</summary>
    public IReadOnlyList<string[]> Rows { get; }

    public static IEnumerable<string> KnownColumns => Columns.Keys;

    /// <exception cref="UnreadableFileException">No header, unknown columns, or an end in the middle of a quoted field.</exception>
    public static RegistrationFile Parse(string content, IStringLocalizer<Texts> text)
    {
        var records = UploadedFile.Records(content, text);
        var header = records[0].Fields.Select(h => h.Trim()).ToArray();
        if (!header.Contains("received_on") && !header.Contains("minor_status"))
        {
            throw new UnreadableFileException(text["The first row does not hold the names of the columns, separated by commas."]);
        }

        if (header.Where(h => !Columns.ContainsKey(h)).ToList() is { Count: > 0 } unknown)
        {
            throw new UnreadableFileException(text["These columns are not known: {0}.", string.Join(", ", unknown)]);
        }

        if (header.Distinct().Count() != header.Length)
        {
            throw new UnreadableFileException(text["A column occurs twice."]);
        }

        return new(header, [.. records.Skip(1).Select(r => r.Fields)], [.. records.Skip(1).Select(r => r.Number)], text);
    }

    /// <summary>By which a row is known to whoever made the file; none when it is too long to be one.</summary>
    public string? ReferenceOf(int index)
    {
        var column = Header.ToList().IndexOf("external_reference");
        return column >= 0 && column < Rows[index].Length && Rows[index][column].Trim() is { Length: > 0 and <= 64 } reference
            ? reference
            : null;
    }

    /// <summary>Row number as a spreadsheet shows it, which counts the blank rows too.</summary>
    public int NumberOf(int index) => _numbers[index];

    /// <summary>The message of a row, or what cannot be read of it.</summary>
    public (RegisterSignal.Command? Command, IReadOnlyList<RowFault> Faults) Read(int index)
    {
        var row = Rows[index];
        var reference = ReferenceOf(index);
        if (row.Length != Header.Count)
        {
            var message = _text["The row has {0} fields instead of {1}: it is cut off or a comma is not quoted.", row.Length, Header.Count];
            return (null, [new(NumberOf(index), reference, "", message)]);
        }

        var command = new RegisterSignal.Command();
        var faults = new List<RowFault>();
        foreach (var (column, field) in Header.Zip(row))
        {
            var problem =
                Csv.IsFormula(field) || Csv.IsFormula(field.TrimStart()) ? _text["A field must not begin with a formula."].Value
                : field.Contains('\0', StringComparison.Ordinal) ? _text["A field must not hold control characters."].Value
                : Set(command, Columns[column], field.Trim());
            if (problem is not null)
            {
                faults.Add(new(NumberOf(index), reference, column, problem));
            }
        }

        return (faults.Count == 0 ? command : null, faults);
    }

    private string? Set(RegisterSignal.Command command, PropertyInfo property, string field)
    {
        if (field.Length == 0)
        {
            return null;
        }

        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        object? value = type switch
        {
            _ when type == typeof(string) => field,
            _ when type == typeof(DateOnly) => DateOnly.TryParseExact(
                field,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var date
            )
                ? date
                : null,
            _ when type == typeof(Month) => Month.TryParse(field, out var month) ? month : null,
            _ when type == typeof(bool) => field.ToLowerInvariant() switch
            {
                "true" or "yes" or "ja" or "1" => true,
                "false" or "no" or "nee" or "0" => false,
                _ => null,
            },
            _ when type == typeof(List<string>) => CodesConverter.Split(field).Distinct().ToList(),
            _ when type == typeof(List<TechnologyUseFields>) => TuplesConverter<TechnologyUseFields>.Split(field),
            _ => TuplesConverter<FurtherExploitation>.Split(field),
        };
        if (value is null)
        {
            return type == typeof(DateOnly) ? _text["'{0}' is not a date: write yyyy-mm-dd.", Short(field)]
                : type == typeof(Month) ? _text["'{0}' is not a month: write yyyy-mm.", Short(field)]
                : _text["'{0}' is neither yes nor no.", Short(field)];
        }

        property.SetValue(command, value);
        return null;
    }

    private static string Short(string field) => field.Length > 40 ? field[..40] + "…" : field;

    /// <summary>The refusals as a CSV file of its own.</summary>
    public static string Refusals(IEnumerable<RowFault> faults)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        using var csv = new CsvWriter(writer, Csv.Harmless);
        foreach (var name in new[] { "row", "external_reference", "column", "message" })
        {
            csv.WriteField(name);
        }

        csv.NextRecord();
        foreach (var fault in faults)
        {
            csv.WriteField(fault.Row.ToString(CultureInfo.InvariantCulture));
            csv.WriteField(fault.Reference);
            csv.WriteField(fault.Column);
            csv.WriteField(fault.Message);
            csv.NextRecord();
        }

        csv.Flush();
        return writer.ToString();
    }
}
