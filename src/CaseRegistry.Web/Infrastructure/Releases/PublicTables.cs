using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Statistics;

namespace CaseRegistry.Web.Infrastructure.Releases;

/// <summary>
/// The tables of a release for everyone: margins stand in them, and every number as it may be shown (docs/disclosure-control.md). Years
/// are a dimension like any other; their total is the sum over the years of the release.
/// </summary>
internal static class PublicTables
{
    /// <summary>The code of a margin, as in SDMX.</summary>
    public const string Total = "_T";

    /// <summary>What stands in place of a number.</summary>
    public const string Withheld = "x";

    /// <summary>Below this a count is too small for everyone; only upwards to be chosen.</summary>
    public const int LeastThreshold = 10;
    public const int MostThreshold = 1000;

    /// <summary>What rounding rounds to.</summary>
    public const int Base = 5;

    /// <summary>Cells with all margins, as many as are protected while somebody waits for the page. A single year and its total are one.</summary>
    public const int MostCells = 20_000;

    /// <summary>As many as are looked at before something is left out.</summary>
    private const int MostLookedAt = 200_000;

    /// <summary>The same for what is looked at ahead and for what is frozen after it.</summary>
    public static Effort Effort { get; } = new(TimeSpan.FromSeconds(20), 0.1);

    private static readonly Words TotalLabel = new("Totaal", "Total");

    /// <summary>Whoever is counted may look for others: the attacker knows what is published, that zeros are, and his own row.</summary>
    public static DisclosureRules RulesOf(int threshold) => new(threshold, GroupDisclosure: true, OwnRow: true);

    public static bool AreTooLarge(LinkedTables tables, bool isOneYear) => tables.Names.Count / (isOneYear ? 2 : 1) > MostCells;

    /// <exception cref="RuleViolationException">They are too large to look at, or count differently.</exception>
    public static LinkedTables Linked(IReadOnlyList<FrozenTable> exact)
    {
        if (exact.Sum(t => t.Dimensions.Aggregate(1L, (cells, d) => cells * (d.Codes.Count + 1))) > MostLookedAt)
        {
            throw new RuleViolationException("Release.Tables.AreTooLarge");
        }

        try
        {
            return new([
                .. exact.Select(t => new Table(
                    t.Name,
                    [.. t.Dimensions.Select(d => Dimension.Flat(d.Name, d.Codes.Select(c => c.Code), Total))],
                    t.Rows.Select(r => (r.Codes, (long)r.Count!.Value))
                )),
            ]);
        }
        catch (ArgumentException)
        {
            // Its words have true numbers in them.
            throw new RuleViolationException("Release.Tables.DoNotAgree");
        }
    }

    /// <summary>What of the certificate is published, with the labels of the exact tables.</summary>
    public static IReadOnlyList<FrozenTable> Of(IReadOnlyList<FrozenTable> exact, Certificate certificate) =>
        Of(
            exact,
            certificate.Tables,
            c =>
                certificate.Shown[c] is not { } shown ? (null, FrozenRow.Withheld)
                : certificate.Statuses[c] == CellStatus.Kept ? (shown, FrozenRow.Kept)
                : (shown, null)
        );

    public static IReadOnlyList<FrozenTable> Of(IReadOnlyList<FrozenTable> exact, RoundedRelease rounded) =>
        Of(exact, rounded.Tables, c => (rounded.Shown[c], null));

    private static IEnumerable<FrozenRow> RowsOf(LinkedTables tables, int number, Func<int, (long? Shown, string? Mark)> cell)
    {
        var table = tables.Tables[number];
        for (var i = 0; i < table.Size; i++)
        {
            var (shown, mark) = cell(tables.CellOf(number, i));
            if (shown != 0 || mark is not null)
            {
                yield return new(table.CodesOf(i), (int?)shown, mark);
            }
        }
    }

    public static FrozenProtection Described(DisclosureWay way, int threshold, string? without, Words? label, Certificate? certificate)
    {
        string Text(FormattableString text) => FormattableString.Invariant(text);
        var note =
            way == DisclosureWay.Withholding
                ? new Words(
                    Text(
                        $"Aantallen van 1 tot en met {threshold - 1} zijn afgeschermd ({Withheld}), en zo nodig andere getallen die ze zouden verraden. Een getal met de status 'eerder gepubliceerd' is dat van een eerdere publicatie: het aantal van de peildatum is gelijk of scheelt minder dan {threshold}."
                    ),
                    Text(
                        $"Counts from 1 to {threshold - 1} are withheld ({Withheld}), and others where they would give them away. A number with the status 'published earlier' is that of an earlier release: the count of the reference date is the same or differs by less than {threshold}."
                    )
                )
                : new(
                    Text(
                        $"Alle getallen zijn zo afgerond op veelvouden van {Base} dat totalen de som van hun delen zijn. Ook een nul kan een klein aantal zijn."
                    ),
                    Text(
                        $"All numbers are rounded to multiples of {Base} so that totals are the sums of their parts. A zero may be a small count as well."
                    )
                );
        var (nl, en) = (
            $"{note.Nl} Een totaal over de jaren is de som van de jaren van deze publicatie.",
            $"{note.En} A total over the years is the sum of the years of this release."
        );
        return new(
            Code.Of(way),
            way == DisclosureWay.Withholding ? threshold : null,
            without,
            certificate?.PublishedHash(),
            label is null ? new(nl, en) : new($"{nl} Niet uitgesplitst naar: {label.Nl}.", $"{en} Not broken down by: {label.En}.")
        );
    }

    /// <summary>A mark in the files that are read by people.</summary>
    public static string InWords(string? mark) =>
        mark switch
        {
            FrozenRow.Withheld => "afgeschermd",
            FrozenRow.Kept => "eerder gepubliceerd",
            FrozenRow.Rounded => "afgerond",
            _ => "",
        };

    /// <summary>
    /// Whether a cell means the same in a release over other years: those of one year do. A total over years keeps no number of before, nor
    /// does any cell of a table without years.
    /// </summary>
    public static bool IsOfOneYear(string name) => name.Split('\u001f').Any(part => part.StartsWith("year=", StringComparison.Ordinal));

    private static IReadOnlyList<FrozenTable> Of(
        IReadOnlyList<FrozenTable> exact,
        LinkedTables tables,
        Func<int, (long? Shown, string? Mark)> cell
    ) =>
        [
            .. exact.Select(
                (table, number) =>
                    table with
                    {
                        Dimensions =
                        [
                            .. table.Dimensions.Select(
                                (dimension, d) =>
                                    dimension with
                                    {
                                        Codes =
                                        [
                                            new(Total, TotalLabel),
                                            .. dimension.Codes.Where(c =>
                                                c.Code != Total && tables.Tables[number].Dimensions[d].PositionOf(c.Code) > 0
                                            ),
                                        ],
                                    }
                            ),
                        ],
                        Rows = [.. RowsOf(tables, number, cell)],
                    }
            ),
        ];
}
