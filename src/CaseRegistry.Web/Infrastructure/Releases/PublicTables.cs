using System.Globalization;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Statistics;

namespace CaseRegistry.Web.Infrastructure.Releases;

/// <summary>
/// The tables of a release for everyone: margins stand in them, and every number as it may be shown (docs/disclosure-control.md). Each year is a
/// table of its own, and there is no total over years: releases over other years would give the difference away.
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

    /// <summary>Cells with all margins, as many as are protected while somebody waits for the page.</summary>
    public const int MostCells = 20_000;

    /// <summary>As many as are looked at before something is left out.</summary>
    private const int MostLookedAt = 200_000;

    /// <summary>The same for what is looked at ahead and for what is frozen after it.</summary>
    public static Effort Effort { get; } = new(TimeSpan.FromSeconds(20), 0.1) { AtMost = TimeSpan.FromMinutes(4) };

    private static readonly Words TotalLabel = new("Totaal", "Total");

    /// <summary>Whoever is counted may look for others: the attacker knows what is published, that zeros are, and his own row.</summary>
    public static DisclosureRules RulesOf(int threshold) => new(threshold, GroupDisclosure: true, OwnRow: true);

    public static bool AreTooLarge(LinkedTables tables) => tables.Names.Count > MostCells;

    /// <exception cref="RuleViolationException">They are too large to look at, or count differently.</exception>
    /// <param name="exact">Those without a dimension of years are of the one year.</param>
    public static LinkedTables Linked(IReadOnlyList<FrozenTable> exact, int year)
    {
        if (exact.Sum(t => t.Dimensions.Aggregate(1L, (cells, d) => cells * (d.Codes.Count + 1))) > MostLookedAt)
        {
            throw new RuleViolationException("Release.Tables.AreTooLarge");
        }

        try
        {
            return new([.. exact.SelectMany(t => YearsOf(t, year).Select(y => OfYear(t, y)))]);
        }
        catch (ArgumentException)
        {
            // Its words have true numbers in them.
            throw new RuleViolationException("Release.Tables.DoNotAgree");
        }
    }

    /// <summary>What the tables of one year consist of, in words: to compare what was frozen with its certificate.</summary>
    public static IEnumerable<string> ShapesOf(IReadOnlyList<FrozenTable> shown, int year) =>
        from table in shown
        from y in YearsOf(table, year)
        select Shape(
            NameOf(table, y),
            table.Dimensions.Where(d => d.Name != Year).Select(d => (d.Name, d.Codes.Select(c => c.Code))).Prepend((Year, [y]))
        );

    /// <inheritdoc cref="ShapesOf(IReadOnlyList{FrozenTable}, int)"/>
    public static IEnumerable<string> ShapesOf(LinkedTables tables) =>
        tables.Tables.Select(t => Shape(t.Name, t.Dimensions.Select(d => (d.Name, (IEnumerable<string>)d.Codes))));

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
        return new(
            Code.Of(way),
            way == DisclosureWay.Withholding ? threshold : null,
            without,
            certificate?.PublishedHash(),
            label is null ? note : new($"{note.Nl} Niet uitgesplitst naar: {label.Nl}.", $"{note.En} Not broken down by: {label.En}.")
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

    private const string Year = "year";

    private static IEnumerable<string> YearsOf(FrozenTable table, int year) =>
        table.Dimensions.FirstOrDefault(d => d.Name == Year)?.Codes.Select(c => c.Code)
        ?? [year.ToString("0000", CultureInfo.InvariantCulture)];

    private static string NameOf(FrozenTable table, string year) => $"{table.Name}/{year}";

    /// <summary>The name in the catalogue of a table of one year, and whether year is a column of it there.</summary>
    public static (string Name, bool HasYear) OfCatalogue(Table table)
    {
        var name = table.Name[..table.Name.IndexOf('/', StringComparison.Ordinal)];
        return (name, MonitorCatalogue.Find(name)?.ByYear is not false);
    }

    private static string Shape(string name, IEnumerable<(string Name, IEnumerable<string> Codes)> dimensions) =>
        $"{name}: {string.Join("; ", dimensions.Select(d => $"{d.Name} {string.Join(',', d.Codes)}"))}";

    private static Table OfYear(FrozenTable table, string year)
    {
        var hasYear = table.Dimensions[0].Name == Year;
        return new(
            NameOf(table, year),
            [
                Dimension.Only(Year, year),
                .. table.Dimensions.Where(d => d.Name != Year).Select(d => Dimension.Flat(d.Name, d.Codes.Select(c => c.Code), Total)),
            ],
            table
                .Rows.Where(r => !hasYear || r.Codes[0] == year)
                .Select(r => ((IReadOnlyList<string>)(hasYear ? r.Codes : [year, .. r.Codes]), (long)r.Count!.Value))
        );
    }

    private static IReadOnlyList<FrozenTable> Of(
        IReadOnlyList<FrozenTable> exact,
        LinkedTables tables,
        Func<int, (long? Shown, string? Mark)> cell
    )
    {
        var shown = new List<FrozenTable>();
        var number = 0;
        foreach (var table in exact)
        {
            var hasYear = table.Dimensions[0].Name == Year;
            var first = tables.Tables[number];
            var rows = new List<FrozenRow>();
            for (var years = hasYear ? table.Dimensions[0].Codes.Count : 1; years > 0; years--, number++)
            {
                for (var i = 0; i < tables.Tables[number].Size; i++)
                {
                    var (count, mark) = cell(tables.CellOf(number, i));
                    if (count != 0 || mark is not null)
                    {
                        var codes = tables.Tables[number].CodesOf(i);
                        rows.Add(new(hasYear ? codes : codes[1..], (int?)count, mark));
                    }
                }
            }

            shown.Add(
                table with
                {
                    Dimensions =
                    [
                        .. table.Dimensions.Select(dimension =>
                            dimension.Name == Year
                                ? dimension
                                : dimension with
                                {
                                    Codes =
                                    [
                                        new(Total, TotalLabel),
                                        .. dimension.Codes.Where(c =>
                                            first.Dimensions.First(d => d.Name == dimension.Name).PositionOf(c.Code) > 0
                                        ),
                                    ],
                                }
                        ),
                    ],
                    Rows = rows,
                }
            );
        }

        return shown;
    }
}
