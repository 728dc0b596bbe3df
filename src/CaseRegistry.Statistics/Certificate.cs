using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CaseRegistry.Statistics;

/// <summary>Another table that agrees with everything published: what it has more or less than the true one, cell by cell.</summary>
/// <param name="Cells">In rising order.</param>
/// <param name="Deviations">In persons, none zero.</param>
public sealed record Witness(int[] Cells, long[] Deviations);

/// <summary>
/// A protected release: what is published of each cell, and privately the true tables and the witnesses that show it to be safe. As bytes
/// it is confidential, and so is their hash. <see cref="PublishedHash"/> may be published.
/// </summary>
public sealed class Certificate
{
    internal static readonly JsonSerializerOptions Layout = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
    };

    internal Certificate(
        LinkedTables tables,
        DisclosureRules rules,
        CellStatus[] statuses,
        long?[] shown,
        IReadOnlyList<Witness> witnesses,
        IReadOnlyList<string> earlier
    )
    {
        (Tables, Rules, Statuses, Shown, Witnesses, Earlier) = (tables, rules, statuses, shown, witnesses, earlier);
    }

    public LinkedTables Tables { get; }

    public DisclosureRules Rules { get; }

    /// <summary>By cell of <see cref="Tables"/>.</summary>
    public IReadOnlyList<CellStatus> Statuses { get; }

    /// <summary>Whether a cell of <see cref="Tables"/> is the sum of others.</summary>
    internal bool IsMargin(int cell) => (_margins ??= [.. Tables.Equations.Select(e => e.Margin)]).Contains(cell);

    private HashSet<int>? _margins;

    /// <summary>The number that is published of each cell; none where it is withheld.</summary>
    public IReadOnlyList<long?> Shown { get; }

    public IReadOnlyList<Witness> Witnesses { get; }

    /// <summary>Persons in withheld cells as a share of the persons in all cells, margins included; 0 to 1.</summary>
    public double LossOfCounts =>
        Tables.Values.Sum() is > 0 and var all ? Tables.Values.Where((_, c) => Shown[c] is null).Sum() / (double)all : 0;

    /// <summary>Hashes of the certificates of the earlier releases that this one was protected against, oldest first.</summary>
    public IReadOnlyList<string> Earlier { get; }

    /// <summary>With further witnesses.</summary>
    internal Certificate And(IEnumerable<Witness> witnesses) =>
        new(Tables, Rules, [.. Statuses], [.. Shown], [.. Witnesses, .. witnesses], Earlier);

    /// <summary>SHA-256 of <see cref="ToBytes"/>, in hexadecimal.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(ToBytes()));

    /// <summary>
    /// SHA-256 over the rules and over name, number and what is said of it (published, withheld, kept or impossible) of each cell, in hexadecimal:
    /// nothing that whoever has the tables does not know. Why a cell is withheld is not in it, for that could be found by trying.
    /// </summary>
    public string PublishedHash()
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Rules.Threshold} {Rules.Attacker} {Rules.Protection} {Rules.GroupDisclosure} {Rules.OwnRow}\n"
        );
        for (var c = 0; c < Statuses.Count; c++)
        {
            var said =
                Shown[c] is null ? "withheld"
                : Statuses[c] == CellStatus.Kept ? "kept"
                : Tables.IsStructuralZero[c] ? "impossible"
                : "published";
            text.Append(CultureInfo.InvariantCulture, $"{Tables.Names[c]}\t{Shown[c]}\t{said}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>UTF-8 JSON, the same for the same certificate.</summary>
    public byte[] ToBytes() =>
        JsonSerializer.SerializeToUtf8Bytes(
            new Content(
                "CaseRegistry.Disclosure/2",
                PublishedHash(),
                new(Rules.Threshold, Rules.Attacker, Rules.Protection, Rules.GroupDisclosure, Rules.OwnRow),
                Earlier,
                [.. Tables.Tables.Select(TableContent.Of)],
                [.. Enumerable.Range(0, Statuses.Count).Where(c => Statuses[c] == CellStatus.Primary)],
                [.. Enumerable.Range(0, Statuses.Count).Where(c => Statuses[c] == CellStatus.Secondary)],
                [
                    .. Enumerable
                        .Range(0, Statuses.Count)
                        .Where(c => Statuses[c] == CellStatus.Kept)
                        .SelectMany(c => (long[])[c, Shown[c]!.Value]),
                ],
                [.. Witnesses.Select(w => w.Cells.SelectMany((c, i) => (long[])[c, w.Deviations[i]]).ToArray())]
            ),
            Layout
        );

    /// <summary>Reads what <see cref="ToBytes"/> wrote; whether it is true is for <see cref="CertificateChecker"/> to say.</summary>
    /// <exception cref="FormatException">It is no certificate, or not in its one form.</exception>
    public static Certificate Parse(byte[] bytes)
    {
        Certificate certificate;
        try
        {
            certificate = From(JsonSerializer.Deserialize<Content>(bytes, Layout)!);
        }
        catch (Exception fault)
            when (fault
                    is JsonException
                        or ArgumentException
                        or InvalidOperationException
                        or IndexOutOfRangeException
                        or OverflowException
                        or NullReferenceException
            )
        {
            throw new FormatException($"This is no certificate: {fault.Message}", fault);
        }

        return certificate.ToBytes().AsSpan().SequenceEqual(bytes)
            ? certificate
            : throw new FormatException("The certificate is not in the form in which it was written: something in it was changed.");
    }

    private static Certificate From(Content content)
    {
        var tables = new LinkedTables([.. content.Tables.Select(t => t.ToTable())]);
        var statuses = new CellStatus[tables.Names.Count];
        var shown = Array.ConvertAll(tables.Values, v => (long?)v);
        foreach (
            var (cells, status) in ((int[], CellStatus)[])[(content.Primary, CellStatus.Primary), (content.Secondary, CellStatus.Secondary)]
        )
        {
            foreach (var c in cells)
            {
                (statuses[c], shown[c]) = (status, null);
            }
        }

        foreach (var pair in content.Kept.Chunk(2))
        {
            (statuses[pair[0]], shown[pair[0]]) = (CellStatus.Kept, pair[1]);
        }

        var witnesses = content.Witnesses.Select(w => new Witness(
            [.. w.Chunk(2).Select(p => checked((int)p[0]))],
            [.. w.Chunk(2).Select(p => p[1])]
        ));
        var r = content.Rules;
        return new(
            tables,
            new(r.Threshold, r.Attacker, r.Protection, r.GroupDisclosure, r.OwnRow),
            statuses,
            shown,
            [.. witnesses],
            content.Earlier
        );
    }

    private sealed record Content(
        string Format,
        string Published,
        RulesContent Rules,
        IReadOnlyList<string> Earlier,
        TableContent[] Tables,
        int[] Primary,
        int[] Secondary,
        long[] Kept,
        long[][] Witnesses
    );

    private sealed record RulesContent(int Threshold, Attacker Attacker, Protection Protection, bool GroupDisclosure, bool OwnRow);
}

/// <summary>How a table stands in a file: leaf counts as pairs of cell number and persons.</summary>
internal sealed record TableContent(string Name, TableContent.DimensionContent[] Dimensions, long[] Counts, int[] StructuralZeros)
{
    public static TableContent Of(Table table) =>
        new(
            table.Name,
            [.. table.Dimensions.Select(d => new DimensionContent(d.Name, d.HasTotal, [.. d.Codes], [.. d.Parents]))],
            [.. table.Leaves.Where(l => l.Value > 0).SelectMany(l => (long[])[l.Key, l.Value])],
            [.. table.StructuralZeros]
        );

    public Table ToTable()
    {
        Dimension[] dimensions = [.. Dimensions.Select(d => new Dimension(d.Name, [.. d.Codes.Zip(d.Parents)], d.HasTotal))];
        var empty = new Table(Name, dimensions, []);
        return new(
            Name,
            dimensions,
            Counts.Chunk(2).Select(p => ((IReadOnlyList<string>)empty.CodesOf(checked((int)p[0])), p[1])),
            StructuralZeros.Select(empty.CodesOf)
        );
    }

    internal sealed record DimensionContent(string Name, bool HasTotal, string[] Codes, int[] Parents);
}
