using System.Text.Json;
using System.Text.Json.Serialization;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Web.Infrastructure.Releases;

/// <summary>A text in both languages of the register.</summary>
public sealed record Words(string Nl, string En);

/// <summary>A code of a dimension with its labels on the day of freezing.</summary>
public sealed record FrozenCode(string Code, Words Label);

/// <summary>A column of codes; <c>year</c> is one as well.</summary>
public sealed record FrozenDimension(string Name, Words Label, IReadOnlyList<FrozenCode> Codes);

/// <summary>A cell that is not zero: one code for each dimension.</summary>
/// <param name="Count">Null where it is withheld.</param>
/// <param name="Mark">Null where it shows the number of then.</param>
public sealed record FrozenRow(IReadOnlyList<string> Codes, int? Count, string? Mark = null)
{
    /// <summary>It would tell of somebody.</summary>
    public const string Withheld = "withheld";

    /// <summary>It shows the number of an earlier release, from which that of then differs by less than the threshold, if at all.</summary>
    public const string Kept = "kept";

    /// <summary>As all numbers of a release that was rounded; not written down with each.</summary>
    public const string Rounded = "rounded";
}

/// <summary>A table with everything that is needed to read it without the register.</summary>
public sealed record FrozenTable(
    string Name,
    Words Title,
    Words Definition,
    Words Unit,
    bool AddsUp,
    IReadOnlyList<int> Rules,
    IReadOnlyList<FrozenDimension> Dimensions,
    IReadOnlyList<FrozenRow> Rows
)
{
    /// <summary>Every cell, zeros too, in the order of the codes: the last dimension runs fastest.</summary>
    public IEnumerable<FrozenRow> AllCells()
    {
        var rows = Rows.ToDictionary(r => string.Join('|', r.Codes), StringComparer.Ordinal);
        IEnumerable<IReadOnlyList<string>> cells =
        [
            [],
        ];
        foreach (var dimension in Dimensions)
        {
            cells = cells.SelectMany(cell => dimension.Codes.Select(IReadOnlyList<string> (code) => [.. cell, code.Code]));
        }

        return cells.Select(cell => rows.GetValueOrDefault(string.Join('|', cell)) ?? new FrozenRow(cell, 0));
    }
}

/// <summary>The version of a quarter of a region that went into a release.</summary>
/// <param name="Version">Null for everyone: a higher one would tell that somebody came, went or was corrected.</param>
public sealed record FrozenPeriod(string Region, string Quarter, int? Version);

/// <summary>From here on the numbers do not compare with those before.</summary>
/// <param name="When">As 2024 or 2024-Q3.</param>
public sealed record FrozenBreak(string When, Words Note);

/// <summary>What was done so that numbers for everyone tell of nobody; the tables have their margins with them, under the code <c>_T</c>.</summary>
/// <param name="Way">As <see cref="DisclosureWay"/>.</param>
/// <param name="Threshold">In persons: numbers from 1 to one below it are small. Null for rounding.</param>
/// <param name="Without">The dimension that was left out so that less is withheld.</param>
/// <param name="CertificateSha256">
/// Of what the certificate says is published (docs/disclosure-control.md); of the certificate itself it would tell too much. Null for
/// rounding.
/// </param>
/// <param name="Note">What whoever reads the numbers has to know.</param>
public sealed record FrozenProtection(string Way, int? Threshold, string? Without, string? CertificateSha256, Words Note);

/// <summary>
/// Everything that the files of a release are made of. The same set gives the same bytes in every language, time zone and
/// place: labels and moments stand in it, and nothing else is looked at.
/// </summary>
/// <param name="FrozenAt">UTC; the reference date is its day in the Netherlands.</param>
/// <param name="Missing">Quarters of regions that were not accepted then, as <c>limburg:2026-Q1</c>.</param>
/// <param name="Rules">The counting rules by number.</param>
/// <param name="Protection">Null where the numbers are exact.</param>
public sealed record FrozenSet(
    Guid Id,
    string Title,
    string Audience,
    int DefinitionVersion,
    DateTimeOffset FrozenAt,
    DateOnly ReferenceDate,
    int FirstYear,
    int LastYear,
    string Label,
    IReadOnlyDictionary<int, Words> Rules,
    IReadOnlyList<FrozenPeriod> Periods,
    IReadOnlyList<string> Missing,
    IReadOnlyList<FrozenBreak> Breaks,
    IReadOnlyList<FrozenTable> Tables,
    FrozenProtection? Protection = null
)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>What is said of a number; null where it is that of the reference date.</summary>
    public string? MarkOf(FrozenRow row) => row.Mark ?? (Protection?.Way == Code.Of(DisclosureWay.Rounding) ? FrozenRow.Rounded : null);

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    public static FrozenSet Of(byte[] bytes) => JsonSerializer.Deserialize<FrozenSet>(bytes, Options)!;
}

/// <summary>What is known of a release for everyone and stands in none of its files; it is kept encrypted.</summary>
/// <param name="Certificate">With the true tables: a <see cref="Statistics.Certificate"/>, or a <see cref="Statistics.RoundedRelease"/>. Null for exact releases.</param>
/// <param name="Periods">With the versions that were counted.</param>
public sealed record ConfidentialPart(byte[]? Certificate, IReadOnlyList<FrozenPeriod> Periods)
{
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    public static ConfidentialPart Of(byte[] bytes) => JsonSerializer.Deserialize<ConfidentialPart>(bytes)!;
}
