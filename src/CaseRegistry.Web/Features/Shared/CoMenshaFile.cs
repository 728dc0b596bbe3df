using System.Text;
using System.Text.RegularExpressions;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Resources;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Shared;

/// <summary>A number that CoMensha gave to a file.</summary>
internal static partial class CoMenshaNumber
{
    public const int MaxLength = 30;

    /// <summary>As it is compared: without spaces, in capitals.</summary>
    public static string Plain(string number) => number.Replace(" ", "", StringComparison.Ordinal).Trim().ToUpperInvariant();

    public static bool IsValid(string number) => Form().IsMatch(Plain(number));

    /// <summary>Keyed fingerprint, lower-case hexadecimal: equal numbers have equal ones, and none can be read from it.</summary>
    public static string Tag(KeyRing keys, string number) =>
        Convert.ToHexStringLower(keys.Tag(Encoding.UTF8.GetBytes($"comensha|{Plain(number)}")));

    [GeneratedRegex(@"^[A-Z0-9][A-Z0-9./-]{0,29}\z")]
    private static partial Regex Form();
}

/// <summary>A small file of comma separated values with named columns: of CoMensha, or of what CoMensha gave back.</summary>
internal sealed class CoMenshaFile
{
    public const int MaxBytes = 4 * 1024 * 1024;

    private readonly Dictionary<string, int> _columns;

    private CoMenshaFile(Dictionary<string, int> columns, IReadOnlyList<(int Number, string[] Fields)> rows) =>
        (_columns, Rows) = (columns, rows);

    /// <summary>Each with the number that a spreadsheet shows for it.</summary>
    public IReadOnlyList<(int Number, string[] Fields)> Rows { get; }

    /// <exception cref="UnreadableFileException">Not a file of comma separated values, or with other columns.</exception>
    public static async Task<CoMenshaFile> Read(
        IFormFile file,
        IReadOnlyList<string> required,
        IReadOnlyList<string> optional,
        IStringLocalizer<Texts> text
    )
    {
        if (file.Length > MaxBytes)
        {
            throw new UnreadableFileException(text["The file is too large: at most {0} MB.", MaxBytes / 1024 / 1024]);
        }

        var records = UploadedFile.Records(await UploadedFile.Read(file, text, CancellationToken.None), text);
        var header = records[0].Fields.Select(h => h.Trim()).ToList();
        if (required.Except(header).ToList() is { Count: > 0 } missing)
        {
            throw new UnreadableFileException(text["These columns are missing: {0}.", string.Join(", ", missing)]);
        }

        if (header.Except(required).Except(optional).ToList() is { Count: > 0 } unknown)
        {
            throw new UnreadableFileException(text["These columns are not known: {0}.", string.Join(", ", unknown)]);
        }

        if (header.Distinct().Count() != header.Count)
        {
            throw new UnreadableFileException(text["A column occurs twice."]);
        }

        return new(header.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i), [.. records.Skip(1)]);
    }

    /// <summary>What a row has in a column, without spaces around it; null when it is empty or the column is not there.</summary>
    public string? Field(string[] row, string column) =>
        _columns.TryGetValue(column, out var at) && at < row.Length && row[at].Trim() is { Length: > 0 } value ? value : null;
}
