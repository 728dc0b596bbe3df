using System.Globalization;
using Google.OrTools.Sat;
using Google.OrTools.Util;

namespace CaseRegistry.Statistics;

/// <summary>
/// What two releases tell together of cells that make up no margin: a set of cells of one table whose sum is known in both. A sum is taken to
/// be known where no witness of that release moves it, or, for the one person in a leaf, none that leaves that leaf as it is. Releases
/// share no unknowns, so that what all of them tell of a difference two of them tell.
/// </summary>
public static class Differences
{
    private const double Patience = 20;
    private const int AtOnce = 16;

    /// <summary>What a witness changes of the cells at these places, and the leaves of one person, by number, that it changes.</summary>
    private sealed record Row(int[] At, long[] Deviations, (bool IsBefore, int Cell)[] Ones);

    /// <summary>
    /// The second look at a certificate that <see cref="CertificateChecker"/> finds nothing wrong with: that one adds and compares, and looks at
    /// cells; which sums of cells tell of a small change an integer program finds.
    /// </summary>
    /// <param name="earlier">The certificates of all earlier releases, oldest first.</param>
    /// <returns>What is wrong, in plain words; nothing when no such sum is known.</returns>
    public static IReadOnlyList<string> Check(
        Certificate certificate,
        IReadOnlyList<Certificate> earlier,
        CancellationToken cancellation = default
    )
    {
        try
        {
            return
            [
                .. Small(certificate, earlier, cancellation)
                    .Select(set =>
                        $"{string.Join(" + ", set.Select(c => certificate.Tables.Names[c].Replace('\u001f', ' ')))}: a small change of them together is known."
                    ),
            ];
        }
        catch (DisclosureException fault)
        {
            return [fault.Message];
        }
    }

    /// <summary>
    /// Sets of cells of which the number is known in this release and in an earlier one, and differs by 1 to the threshold less one. When
    /// there are none, then none that cannot be divided into sets that are known in both themselves.
    /// </summary>
    /// <exception cref="DisclosureException">It could not be told within the work allowed.</exception>
    internal static IReadOnlyList<int[]> Small(Certificate release, IReadOnlyList<Certificate> earlier, CancellationToken cancellation)
    {
        var found = new List<int[]>();
        var persons = Problem.SamePersons(release.Tables);
        foreach (var before in earlier)
        {
            for (var table = 0; table < release.Tables.Tables.Count; table++)
            {
                var (cells, then) = Common(release.Tables, table, before.Tables);
                Row[] rows = [.. Rows(release, cells, isBefore: false), .. Rows(before, then, isBefore: true)];
                long[] now = Array.ConvertAll(cells, c => release.Tables.Values[c]);
                long[] change = [.. now.Zip(then, (n, t) => n - before.Tables.Values[t])];
                foreach (var part in Connected(rows, cells.Length).Where(part => part.Any(row => row.At.Any(i => change[i] != 0))))
                {
                    cancellation.ThrowIfCancellationRequested();
                    found.AddRange(Small(part, cells, persons, now, change, release.Rules.Threshold));
                }
            }
        }

        return [.. found.DistinctBy(set => string.Join(' ', set))];
    }

    /// <summary>The finest cells of a table that the earlier release has too, and what they are called there.</summary>
    private static (int[] Cells, int[] Before) Common(LinkedTables tables, int table, LinkedTables earlier)
    {
        var before = Enumerable.Range(0, earlier.Names.Count).ToDictionary(c => earlier.Names[c], StringComparer.Ordinal);
        var (dimensions, size) = (tables.Tables[table].Dimensions, tables.Tables[table].Size);
        var isThere = new bool[size];
        var hasFiner = new bool[size];
        // Parts stand behind their margins.
        for (var cell = size - 1; cell >= 0; cell--)
        {
            isThere[cell] = before.ContainsKey(tables.Names[tables.CellOf(table, cell)]);
            var at = tables.Tables[table].Coordinates(cell);
            for (var (d, step) = (dimensions.Count - 1, 1); d >= 0; step *= dimensions[d].Codes.Count, d--)
            {
                if (at[d] > 0)
                {
                    hasFiner[cell + (dimensions[d].Parents[at[d]] - at[d]) * step] |= isThere[cell] || hasFiner[cell];
                }
            }
        }

        int[] cells =
        [
            .. Enumerable.Range(0, size).Where(cell => isThere[cell] && !hasFiner[cell]).Select(cell => tables.CellOf(table, cell)).Order(),
        ];
        return (cells, Array.ConvertAll(cells, c => before[tables.Names[c]]));
    }

    private static IEnumerable<Row> Rows(Certificate release, int[] cells, bool isBefore)
    {
        var places = cells.Index().ToDictionary(p => p.Item, p => p.Index);
        var margins = release.Tables.Equations.Select(e => e.Margin).ToHashSet();
        foreach (var witness in release.Witnesses)
        {
            var moved = witness.Cells.Index().Where(p => places.ContainsKey(p.Item)).ToList();
            if (moved.Count > 0)
            {
                yield return new(
                    [.. moved.Select(p => places[p.Item])],
                    [.. moved.Select(p => witness.Deviations[p.Index])],
                    [
                        .. witness
                            .Cells.Where(c => release.Rules.OwnRow && release.Tables.Values[c] == 1 && !margins.Contains(c))
                            .Select(c => (isBefore, c)),
                    ]
                );
            }
        }
    }

    /// <summary>Rows that have cells in common, directly or through others: a set that cannot be divided lies within one part.</summary>
    private static IEnumerable<List<Row>> Connected(Row[] rows, int cells)
    {
        int[] root = [.. Enumerable.Range(0, cells)];
        int Root(int i)
        {
            while (root[i] != i)
            {
                i = root[i] = root[root[i]];
            }

            return i;
        }

        foreach (var row in rows)
        {
            foreach (var i in row.At)
            {
                var (a, b) = (Root(i), Root(row.At[0]));
                root[Math.Max(a, b)] = Math.Min(a, b);
            }
        }

        return rows.GroupBy(row => Root(row.At[0])).Select(part => part.ToList());
    }

    /// <summary>Some of those sets. The attacker may be the one person in a leaf, of each release.</summary>
    private static IEnumerable<int[]> Small(List<Row> rows, int[] cells, int[] persons, long[] now, long[] change, int threshold)
    {
        var model = new CpModel();
        var isIn = rows.SelectMany(row => row.At).Distinct().Order().ToDictionary(i => i, _ => model.NewBoolVar(""));
        var isKnown = rows.SelectMany(row => row.Ones).Distinct().Order().ToDictionary(one => one, _ => model.NewBoolVar(""));
        foreach (var isBefore in (bool[])[false, true])
        {
            model.AddAtMostOne(isKnown.Where(one => one.Key.IsBefore == isBefore).Select(one => one.Value));
        }

        foreach (var row in rows)
        {
            model
                .Add(LinearExpr.WeightedSum(row.At.Select(i => isIn[i]), row.Deviations) == 0)
                .OnlyEnforceIf([.. row.Ones.Select(one => isKnown[one].Not())]);
        }

        // Of himself he learns nothing.
        foreach (var (one, known) in isKnown.Where(one => !one.Key.IsBefore))
        {
            model.AddBoolOr(
                isIn.Where(i => now[i.Key] > 0 && persons[cells[i.Key]] != persons[one.Cell]).Select(i => i.Value).Append(known.Not())
            );
        }

        model.AddLinearExpressionInDomain(
            LinearExpr.WeightedSum(isIn.Values, isIn.Keys.Select(i => change[i])),
            Domain.FromIntervals([
                [1 - threshold, -1],
                [1, threshold - 1],
            ])
        );
        model.Minimize(LinearExpr.Sum(isIn.Values));
        for (var found = 0; found < AtOnce; found++)
        {
            var solver = new CpSolver
            {
                StringParameters = "num_workers:1,random_seed:1,max_deterministic_time:" + Patience.ToString(CultureInfo.InvariantCulture),
            };
            var status = solver.Solve(model);
            if (status == CpSolverStatus.Infeasible)
            {
                yield break;
            }

            if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
            {
                throw new DisclosureException(
                    "Whether differences with earlier releases tell of a few could not be found out: leave a level out."
                );
            }

            int[] set = [.. isIn.Keys.Where(i => solver.BooleanValue(isIn[i]))];
            // Others than this one and what has it in it.
            model.AddBoolOr(set.Select(i => isIn[i].Not()));

            yield return Array.ConvertAll(set, i => cells[i]);
        }
    }
}
