using CaseRegistry.Statistics;

namespace CaseRegistry.Benchmarks;

/// <summary>Made tables as those of victims are: skewed, mostly zeros and small counts. The same each time.</summary>
internal static class VictimTables
{
    /// <summary>Cells with all margins, to a table of about as many.</summary>
    public static IEnumerable<(int Cells, int Seed, Table Table)> All =>
        from size in (int[])[357, 714, 2142, 33516]
        from seed in (int[])[1, 2]
        select (size, seed, Make(size, seed));

    /// <param name="cells">357 (2 dimensions), 714 (3), 2142 (4) or 33516 (5).</param>
    public static Table Make(int cells, int seed)
    {
        Dimension[] dimensions = cells switch
        {
            357 => [Tree("region", 4, 4), Tree("form", 4, 3)],
            714 => [Tree("region", 4, 4), Tree("form", 3, 2, 2), Flat("minor", 2)],
            2142 => [Tree("region", 4, 4), Tree("form", 4, 3), Flat("sex", 2), Flat("minor", 1)],
            33516 => [Tree("region", 4, 4), Tree("form", 3, 5), Flat("sex", 2), Tree("age", 3, 1), Flat("route", 3)],
            _ => throw new ArgumentOutOfRangeException(nameof(cells)),
        };
        var random = new Random(seed * 7919 + cells);
        var weights = dimensions
            .Select(d =>
                Enumerable
                    .Range(0, d.Codes.Count)
                    .Where(d.IsLeaf)
                    .Select(code => (Code: d.Codes[code], Weight: Math.Exp(1.1 * Normal(random))))
                    .ToList()
            )
            .ToList();
        var leaves = weights
            .Aggregate(
                (IEnumerable<(string[] Codes, double Weight)>)[([], 1.0)],
                (all, dimension) =>
                    all.SelectMany(a => dimension.Select(code => ((string[])[.. a.Codes, code.Code], a.Weight * code.Weight)))
            )
            .Select(l => (l.Codes, Weight: l.Weight * Math.Exp(0.7 * Normal(random))))
            .ToList();
        var persons = leaves.Count * 1.6 / leaves.Sum(l => l.Weight);
        return new(
            "victims",
            dimensions,
            leaves.Select(l => ((IReadOnlyList<string>)l.Codes, (long)Poisson(random, l.Weight * persons))).Where(l => l.Item2 > 0)
        );
    }

    /// <summary>The table some months later: one more in every fifteenth leaf or so, one less in some, a few who turn out to be another case.</summary>
    public static Table Later(Table table, Random random)
    {
        var counts = Enumerable
            .Range(0, table.Size)
            .Where(cell => table.Coordinates(cell).Select((at, d) => table.Dimensions[d].IsLeaf(at)).All(isLeaf => isLeaf))
            .ToDictionary(cell => cell, cell => table.Leaves.GetValueOrDefault(cell));
        int[] leaves = [.. counts.Keys];
        foreach (var leaf in leaves)
        {
            counts[leaf] += Poisson(random, 0.02 + counts[leaf] * 0.08);
            if (counts[leaf] > 0 && random.Next(50) == 0)
            {
                counts[leaf]--;
                counts[leaves[random.Next(leaves.Length)]] += random.Next(2);
            }
        }

        return new(
            table.Name,
            table.Dimensions,
            counts.Where(c => c.Value > 0).Select(c => ((IReadOnlyList<string>)table.CodesOf(c.Key), c.Value))
        );
    }

    /// <summary>The same persons by some of the dimensions in each table, as a release for everyone has them.</summary>
    public static LinkedTables Linked(Table table)
    {
        Table By(params int[] kept) =>
            new(
                string.Join(" by ", kept.Select(d => table.Dimensions[d].Name)),
                [.. kept.Select(d => table.Dimensions[d])],
                table
                    .Leaves.Select(l => (Codes: table.CodesOf(l.Key), l.Value))
                    .GroupBy(l => string.Join('/', kept.Select(d => l.Codes[d])))
                    .Select(g => ((IReadOnlyList<string>)[.. kept.Select(d => g.First().Codes[d])], g.Sum(l => l.Value)))
            );
        return new(By(0, 1), By(0, 2, 3), By(1, 3));
    }

    private static Dimension Flat(string name, int leaves) => Dimension.Flat(name, Enumerable.Range(1, leaves).Select(i => $"{name}{i}"));

    /// <summary>Groups, each with so many parts; a third number is how many of the groups' parts are split again.</summary>
    private static Dimension Tree(string name, int groups, int parts, int split = 0)
    {
        var codes = new List<(string, int)> { ("Total", -1) };
        for (var g = 1; g <= groups; g++)
        {
            codes.Add(($"{name}{g}", 0));
            var group = codes.Count - 1;
            for (var p = 1; p <= parts; p++)
            {
                codes.Add(($"{name}{g}.{p}", group));
                var part = codes.Count - 1;
                for (var s = 1; p == 1 && g == 1 && s <= split; s++)
                {
                    codes.Add(($"{name}{g}.{p}.{s}", part));
                }
            }
        }

        return new(name, codes);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static int Poisson(Random random, double mean)
    {
        if (mean > 30)
        {
            return (int)Math.Max(0, Math.Round(mean + Math.Sqrt(mean) * Normal(random)));
        }

        var (count, product) = (0, random.NextDouble());
        for (var limit = Math.Exp(-mean); product > limit; count++)
        {
            product *= random.NextDouble();
        }

        return count;
    }
}
