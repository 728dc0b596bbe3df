using System.Globalization;
using CsvHelper.Configuration;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>How files for spreadsheets are written: RFC 4180, lines ended by a line feed, nothing that a spreadsheet would run (OWASP, CSV injection).</summary>
internal static class Csv
{
    /// <summary>A spreadsheet would take a text that begins so for a formula.</summary>
    public const string FormulaStarts = "=+-@\t\r\0";

    public static CsvConfiguration Harmless { get; } =
        new(CultureInfo.InvariantCulture)
        {
            InjectionOptions = InjectionOptions.Escape,
            InjectionCharacters = FormulaStarts.ToCharArray(),
            NewLine = "\n",
        };

    /// <summary>What a spreadsheet would run: an attack, or a cell that was never filled in by a person. A dash before a word is neither.</summary>
    public static bool IsFormula(string field) =>
        field.Length > 0
        && (field[0] is '=' or '@' or '\t' or '\r' or '\0' || field[0] is '+' or '-' && field.Length > 1 && field[1] != ' ');
}
