using CaseRegistry.Statistics;

namespace CaseRegistry.UnitTests.Disclosure;

/// <summary>Tables to protect.</summary>
internal static class Examples
{
    public static readonly bool Long = Environment.GetEnvironmentVariable("CASEREGISTRY_LONG") == "1";

    private static readonly string[] Forms = ["SEKS", "ARBEID", "CRIM", "DIENST", "ONB"];

    /// <summary>Seven regions by five forms; 16 cells must be withheld at threshold 5, and 17 when zeros are known to be published.</summary>
    public static readonly long[][] Regions =
    [
        [20, 51, 33, 16, 7, 6, 7],
        [15, 9, 26, 33, 3, 1, 4],
        [21, 3, 11, 7, 3, 1, 2],
        [4, 7, 0, 0, 1, 0, 0],
        [11, 6, 5, 1, 3, 1, 2],
    ];

    public static LinkedTables RegionsByForm(IEnumerable<int>? order = null)
    {
        int[] regions = [.. order ?? Enumerable.Range(0, 7)];
        return new(
            new Table(
                "regions",
                [Dimension.Flat("region", regions.Select(r => $"R{r}")), Dimension.Flat("form", Forms)],
                regions.SelectMany(r => Forms.Select((form, f) => ((IReadOnlyList<string>)[$"R{r}", form], Regions[f][r])))
            )
        );
    }

    /// <summary>A table of so many leaves in each dimension, filled in order.</summary>
    public static LinkedTables Of(int[] sizes, IReadOnlyList<long> counts)
    {
        Dimension[] dimensions = [.. sizes.Select((size, d) => Dimension.Flat($"d{d}", Enumerable.Range(0, size).Select(i => $"{d}.{i}")))];
        return new(
            new Table(
                "table",
                dimensions,
                counts.Select(
                    (count, i) =>
                    {
                        var codes = new string[sizes.Length];
                        for (var d = sizes.Length - 1; d >= 0; d--)
                        {
                            (i, var at) = Math.DivRem(i, sizes[d]);
                            codes[d] = $"{d}.{at}";
                        }

                        return ((IReadOnlyList<string>)codes, count);
                    }
                )
            )
        );
    }

    /// <summary>All ways to give so many cells counts that sum to this at most.</summary>
    public static IEnumerable<long[]> AllCounts(int cells, long most)
    {
        if (cells == 0)
        {
            yield return [];
            yield break;
        }

        for (var first = 0L; first <= most; first++)
        {
            foreach (var rest in AllCounts(cells - 1, most - first))
            {
                yield return [first, .. rest];
            }
        }
    }

    public static long[] Sparse(Random random, int cells) =>
        [
            .. Enumerable
                .Range(0, cells)
                .Select(_ =>
                    random.Next(10) < 4 ? 0L
                    : random.Next(10) < 7 ? random.Next(1, 5)
                    : random.Next(5, 20)
                ),
        ];

    public static int Cell(LinkedTables tables, params string[] codes) => tables.CellOf(0, tables.Tables[0].CellOf(codes));
}
