namespace CaseRegistry.Statistics;

/// <summary>The release with the finest level of one dimension left out, protected.</summary>
public sealed record CoarserRelease(string Dimension, ProtectedRelease Release);

/// <summary>Which dimension to coarsen when too much would be withheld.</summary>
public static class Coarsening
{
    /// <summary>
    /// Each dimension without its finest level, the one with the least loss of counts first; none with which the tables cannot be protected
    /// either.
    /// </summary>
    /// <param name="effort">For each; without the search for less unless said otherwise.</param>
    /// <param name="earlier">Certificates of all earlier releases, oldest first.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<CoarserRelease> Advise(
        LinkedTables tables,
        DisclosureRules rules,
        Effort? effort = null,
        IReadOnlyList<Certificate>? earlier = null,
        CancellationToken cancellation = default
    ) =>
        [
            .. tables
                .Tables.SelectMany(t => t.Dimensions)
                .Where(d => d.Codes.Count > 1)
                .Select(d => d.Name)
                .Distinct(StringComparer.Ordinal)
                .Select(name => Protected(tables, name, rules, effort ?? Effort.Usual with { Share = 0 }, earlier, cancellation))
                .OfType<CoarserRelease>()
                .OrderBy(c => c.Release.LossOfCounts)
                .ThenBy(c => c.Dimension, StringComparer.Ordinal),
        ];

    /// <summary>The tables without the finest level of a dimension; those that do not have it stay as they are.</summary>
    public static LinkedTables Without(LinkedTables tables, string dimension) => new([.. tables.Tables.Select(t => Coarser(t, dimension))]);

    private static CoarserRelease? Protected(
        LinkedTables tables,
        string name,
        DisclosureRules rules,
        Effort effort,
        IReadOnlyList<Certificate>? earlier,
        CancellationToken cancellation
    )
    {
        try
        {
            return new(name, Disclosure.Protect(Without(tables, name), rules, effort, earlier, cancellation: cancellation));
        }
        catch (DisclosureException)
        {
            return null;
        }
    }

    private static Table Coarser(Table table, string name)
    {
        var at = table.Dimensions.ToList().FindIndex(d => d.Name == name);
        if (at < 0)
        {
            return table;
        }

        var fine = table.Dimensions[at];
        var depth = new int[fine.Codes.Count];
        for (var i = 1; i < depth.Length; i++)
        {
            depth[i] = depth[fine.Parents[i]] + 1;
        }

        // Parents stand before their children: what is left is renumbered in order.
        int[] left = [.. Enumerable.Range(0, depth.Length).Where(i => depth[i] == 0 || depth[i] < depth.Max())];
        var coarse = new Dimension(
            name,
            [.. left.Select(i => (fine.Codes[i], i == 0 ? -1 : Array.IndexOf(left, fine.Parents[i])))],
            fine.HasTotal
        );
        var coarser = table.Dimensions.Select((d, i) => i == at ? coarse : d).ToArray();
        string[] Moved(int leaf)
        {
            var codes = table.CodesOf(leaf);
            var code = fine.PositionOf(codes[at]);
            codes[at] = fine.Codes[depth[code] > 0 && depth[code] == depth.Max() ? fine.Parents[code] : code];
            return codes;
        }

        return new(
            table.Name,
            coarser,
            table
                .Leaves.Select(leaf => (Codes: Moved(leaf.Key), leaf.Value))
                .GroupBy(row => string.Join('\u001f', row.Codes))
                .Select(rows => ((IReadOnlyList<string>)rows.First().Codes, rows.Sum(row => row.Value))),
            // What cannot occur in any of its parts.
            table
                .StructuralZeros.Select(Moved)
                .GroupBy(codes => string.Join('\u001f', codes))
                .Where(parts => parts.Count() == PartsOf(table, at, parts.First()))
                .Select(parts => parts.First())
        );
    }

    /// <summary>Leaves of the table that become this one.</summary>
    private static int PartsOf(Table table, int at, string[] codes)
    {
        var dimension = table.Dimensions[at];
        var code = dimension.PositionOf(codes[at]);
        return dimension.IsLeaf(code) ? 1 : Enumerable.Range(0, dimension.Codes.Count).Count(c => dimension.Parents[c] == code);
    }
}
