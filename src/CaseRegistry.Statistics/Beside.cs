namespace CaseRegistry.Statistics;

/// <summary>
/// The tables of a release with those of earlier releases that agree with it in every number they have in common. Whoever takes it that nothing
/// changed since, as of a year that is over, has them all of the same persons, as if they were released together.
/// </summary>
/// <param name="Tables">Those of the release first.</param>
/// <param name="Own">The number here of each cell of the release.</param>
/// <param name="Said">Of each cell that is not in the release whether a number was shown when it last was in one.</param>
internal sealed record Beside(LinkedTables Tables, int[] Own, IReadOnlyDictionary<int, bool> Said)
{
    /// <returns>Nothing where all that agrees is in the release itself.</returns>
    public static Beside? Of(LinkedTables tables, IReadOnlyList<Certificate> earlier)
    {
        var values = Enumerable
            .Range(0, tables.Names.Count)
            .ToDictionary(c => tables.Names[c], c => tables.Values[c], StringComparer.Ordinal);
        var last = new Dictionary<string, (long Value, bool IsShown)>(StringComparer.Ordinal);
        List<Table> all = [.. tables.Tables];
        foreach (var release in earlier.Reverse())
        {
            for (var c = 0; c < release.Statuses.Count; c++)
            {
                last.TryAdd(release.Tables.Names[c], (release.Tables.Values[c], release.Shown[c] is not null));
            }

            for (var t = 0; t < release.Tables.Tables.Count; t++)
            {
                var table = release.Tables.Tables[t];
                int[] cells = [.. Enumerable.Range(0, table.Size).Select(cell => release.Tables.CellOf(t, cell))];
                var common = cells.Count(c => values.ContainsKey(release.Tables.Names[c]));
                if (
                    common > 0
                    && common < cells.Length
                    && Array.TrueForAll(
                        cells,
                        c =>
                            release.Tables.Values[c]
                            == (values.TryGetValue(release.Tables.Names[c], out var now) ? now : last[release.Tables.Names[c]].Value)
                    )
                )
                {
                    all.Add(table.As($"{all.Count} {table.Name}"));
                    foreach (var c in cells)
                    {
                        values[release.Tables.Names[c]] = release.Tables.Values[c];
                    }
                }
            }
        }

        if (all.Count == tables.Tables.Count)
        {
            return null;
        }

        var linked = new LinkedTables(all);
        var numbers = Enumerable.Range(0, linked.Names.Count).ToDictionary(c => linked.Names[c], StringComparer.Ordinal);
        int[] own = [.. tables.Names.Select(name => numbers[name])];
        var isOwn = own.ToHashSet();
        return new(
            linked,
            own,
            Enumerable.Range(0, linked.Names.Count).Where(c => !isOwn.Contains(c)).ToDictionary(c => c, c => last[linked.Names[c]].IsShown)
        );
    }

    /// <summary>
    /// All of them together; what was shown is, and stays so. What is known already, whatever the release withholds, is not asked for.
    /// </summary>
    public Problem ProblemOf(DisclosureRules rules, IReadOnlyList<Certificate> earlier, CancellationToken cancellation)
    {
        var problem = new Problem(Tables, rules, earlier, unchangedMoves: false, new HashSet<int>(), [], Said);
        var search = new Search(problem, cancellation);
        search.Restore(Array.ConvertAll(problem.Value, _ => true));
        problem.Requirements = [.. problem.Requirements.Where((_, r) => search.IsMet(r))];
        return problem;
    }

    /// <summary>What can be found out by whoever takes it that nothing changed, in plain words.</summary>
    public static IEnumerable<string> Faults(Certificate release, IReadOnlyList<Certificate> earlier, CancellationToken cancellation)
    {
        if (Of(release.Tables, earlier) is not { } beside)
        {
            yield break;
        }

        var problem = beside.ProblemOf(release.Rules, earlier, cancellation);
        bool[] open = [.. problem.IsOpen];
        foreach (var isShown in (bool[])[false, true])
        {
            foreach (var (c, cell) in beside.Own.Index().Where(p => (release.Statuses[p.Index] == CellStatus.Published) == isShown))
            {
                if (problem.GroupOf[cell] is >= 0 and var g)
                {
                    open[g] = !isShown;
                }
            }
        }

        var search = new Search(problem, cancellation);
        search.Restore(open);
        foreach (var r in Enumerable.Range(0, problem.Requirements.Length).Where(r => !search.IsMet(r)))
        {
            yield return $"{problem.NameOf(problem.Requirements[r].Group)}: beside earlier tables of the same persons it is not protected.";
        }
    }
}
