namespace CaseRegistry.Statistics;

/// <summary>
/// The tables of a release with those of earlier releases that agree with it in every number they have in common. Whoever takes it that nothing
/// changed since, as of a year that is over, has them all of the same persons, as if they were released together.
/// </summary>
/// <param name="Tables">Those of the release first.</param>
/// <param name="Own">The number here of each cell of the release.</param>
/// <param name="Said">Of each cell that is not in the release what was shown when it last was in one.</param>
internal sealed record Beside(LinkedTables Tables, int[] Own, IReadOnlyDictionary<int, Said> Said)
{
    /// <summary>The release alone.</summary>
    public static Beside Nothing(LinkedTables tables) =>
        new(tables, [.. Enumerable.Range(0, tables.Names.Count)], new Dictionary<int, Said>());

    /// <returns>Nothing where all that agrees is in the release itself.</returns>
    public static Beside? Of(LinkedTables tables, IReadOnlyList<Certificate> earlier)
    {
        var values = Enumerable
            .Range(0, tables.Names.Count)
            .ToDictionary(c => tables.Names[c], c => tables.Values[c], StringComparer.Ordinal);
        var last = new Dictionary<string, (long Value, Said Said)>(StringComparer.Ordinal);
        var others = new List<(Table Table, (string Name, long Value)[] Cells)>();
        foreach (var release in earlier.Reverse())
        {
            for (var c = 0; c < release.Statuses.Count; c++)
            {
                last.TryAdd(release.Tables.Names[c], (release.Tables.Values[c], new(release.Shown[c], release.Rules.Threshold)));
            }

            others.AddRange(
                release.Tables.Tables.Select(
                    (table, t) =>
                        (
                            table,
                            Enumerable
                                .Range(0, table.Size)
                                .Select(cell => release.Tables.CellOf(t, cell))
                                .Select(c => (release.Tables.Names[c], release.Tables.Values[c]))
                                .ToArray()
                        )
                )
            );
        }

        // What agrees with one that agrees counts too.
        List<Table> all = [.. tables.Tables];
        bool Agrees((string Name, long Value) cell) =>
            cell.Value == (values.TryGetValue(cell.Name, out var now) ? now : last[cell.Name].Value);
        HashSet<string>? sums = null;
        bool TellsMore(Table table)
        {
            if (all.Exists(other => other.Dimensions.Select(d => d.Tree).SequenceEqual(table.Dimensions.Select(d => d.Tree))))
            {
                return false;
            }

            sums ??= [.. Sums(new(all))];
            return !Sums(new(table)).All(sums.Contains);
        }

        for (var count = 0; count < all.Count; )
        {
            count = all.Count;
            foreach (var (table, cells) in others)
            {
                var common = cells.Count(c => values.ContainsKey(c.Name));
                if (common > 0 && Array.TrueForAll(cells, Agrees) && (common < cells.Length || TellsMore(table)))
                {
                    sums = null;
                    all.Add(table.As($"{string.Concat(tables.Tables.Select(t => t.Name))} {all.Count}"));
                    foreach (var (name, value) in cells)
                    {
                        values[name] = value;
                    }
                }
            }
        }

        if (all.Count == tables.Tables.Count)
        {
            return null;
        }

        var linked = new LinkedTables(all);
        var numbers = linked.Numbers();
        int[] own = [.. tables.Names.Select(name => numbers[name])];
        var isOwn = own.ToHashSet();
        return new(
            linked,
            own,
            Enumerable.Range(0, linked.Names.Count).Where(c => !isOwn.Contains(c)).ToDictionary(c => c, c => last[linked.Names[c]].Said)
        );
    }

    /// <summary>Which cells are the sum of which, by their names.</summary>
    private static IEnumerable<string> Sums(LinkedTables tables) =>
        tables.Equations.Select(e => string.Join('\u001e', e.Parts.Prepend(e.Margin).Select(c => tables.Names[c])));

    /// <summary>
    /// All of them together; what was shown is, and stays so. What cannot be promised to somebody, with all withheld that the release can
    /// withhold, is asked for so far that there are two possible values for him, or not of him.
    /// </summary>
    public Problem ProblemOf(DisclosureRules rules, IReadOnlyList<Certificate> earlier, CancellationToken cancellation)
    {
        var problem = new Problem(Tables, rules, earlier, unchangedMoves: false, new HashSet<int>(), [], Said);
        Requirement[] full = [.. problem.Requirements];
        var promised = Promised(problem, cancellation);
        var less = full.Where((r, i) => (r.Up, r.Down) != (1, 1) && !(promised[i] && problem.Requirements[i] == r))
            .Select(r => r with { Up = 1, Down = 1 })
            .Distinct()
            .ToList();
        problem.Requirements = [.. problem.Requirements.Where((_, i) => promised[i]), .. less];
        promised = Promised(problem, cancellation);
        problem.Requirements = [.. problem.Requirements.Where((_, i) => promised[i])];
        return problem;
    }

    private static bool[] Promised(Problem problem, CancellationToken cancellation)
    {
        var search = new Search(problem, cancellation);
        search.Restore(Array.ConvertAll(problem.Value, _ => true));
        return [.. Enumerable.Range(0, problem.Requirements.Length).Select(search.Promise)];
    }

    /// <summary>What can be found out by whoever takes it that nothing changed, in plain words.</summary>
    public static IEnumerable<string> Faults(Certificate release, IReadOnlyList<Certificate> earlier, CancellationToken cancellation)
    {
        // One by itself was looked at by the checker, but for kept numbers that were given room though they did not change.
        var hasRoom = release.Witnesses.Any(w =>
            w.Cells.Any(c => release.Statuses[c] == CellStatus.Kept && release.Shown[c] == release.Tables.Values[c])
        );
        if ((Of(release.Tables, earlier) ?? (hasRoom ? Nothing(release.Tables) : null)) is not { } beside)
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
        foreach (var requirement in problem.Requirements.Where((_, r) => !search.IsMet(r, isLast: true)))
        {
            yield return $"{problem.NameOf(requirement.Group)}: can be found out by whoever takes it that what stayed the same did not change.";
        }
    }
}
