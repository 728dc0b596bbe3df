using System.Collections.Immutable;

namespace CaseRegistry.Statistics;

/// <summary>What a cell must be able to be in another table than the true one; either direction will do when both are given.</summary>
/// <param name="Up">In persons more than it is; 0 when that does not help.</param>
/// <param name="Down">In persons less than it is; 0 when that does not help.</param>
/// <param name="Persons">Whom it is about: the one person among them learns nothing new of himself.</param>
internal sealed record Requirement(int Group, long Up, long Down, int Persons)
{
    /// <summary>Others who know so much of it by themselves that this is not promised to them.</summary>
    public ImmutableHashSet<int> Knowing { get; init; } = [];

    public bool IsPromisedTo(int person) => person != Persons && !Knowing.Contains(person);
}

/// <summary>What is said of a cell.</summary>
/// <param name="Number">What is shown; nothing where it is withheld.</param>
/// <param name="Threshold">Of the release that said it: what was kept there was less than that away.</param>
internal sealed record Said(long? Number, int Threshold);

/// <summary>
/// The release as the search sees it: cells that are always equal are one group, cells that everybody knows to be zero are left out, and
/// each group is shown or open. An open group takes any whole number from Low to High, or in one
/// of the ranges beyond what would have been kept.
/// </summary>
internal sealed class Problem
{
    private readonly LinkedTables _tables;
    private readonly DisclosureRules _rules;
    private readonly CellStatus[] _statuses;
    private readonly long?[] _shown;
    private readonly bool[] _isMargin;
    private readonly IReadOnlyList<KnownSum> _sums;
    private readonly int _firstSum;
    private ILookup<int, int>? _cellsOf;

    /// <param name="unchangedMoves">Whether a kept number that did not change may be another one in a witness.</param>
    /// <param name="unkept">Cells that are withheld where they would keep an earlier number.</param>
    /// <param name="sums">Cells whose number together must have two possible values: each becomes a group that is never shown.</param>
    /// <param name="said">Cells of which it is settled what is shown.</param>
    public Problem(
        LinkedTables tables,
        DisclosureRules rules,
        IReadOnlyList<Certificate> earlier,
        bool unchangedMoves,
        IReadOnlySet<int> unkept,
        IReadOnlyList<KnownSum> sums,
        IReadOnlyDictionary<int, Said> said
    )
    {
        (_tables, _rules, _sums) = (tables, rules, sums);
        var (n, t, values) = (tables.Values.Length, rules.Threshold, tables.Values);
        var last = LastShown(tables, earlier);
        var (withheld, known) = Earlier(tables, earlier);
        _statuses = new CellStatus[n];
        _shown = Array.ConvertAll(values, v => (long?)v);
        var mayOpen = new bool[n];
        var differs = new bool[n];
        var hasZero = sums.Count > 0 ? HasZero(tables) : [];
        var mayHideZeros = rules.GroupDisclosure || sums.Any(sum => sum.Cells.Any(c => hasZero[c]));
        var (low, high) = (new long[n], new long[n]);
        var notKept = Array.ConvertAll(values, _ => Everything);
        for (var c = 0; c < n; c++)
        {
            if (tables.IsStructuralZero[c])
            {
                continue;
            }

            var isSettled = said.TryGetValue(c, out var settled);
            var isSmall = values[c] > 0 && values[c] < t;
            differs[c] = settled?.Number != values[c] && known[c].Any(e => e != values[c] && Math.Abs(e - values[c]) < t);
            var wouldBeKept = WouldBeKept(values[c], last[c], t);
            var keeps =
                isSettled ? settled!.Number
                : wouldBeKept && !unkept.Contains(c) ? last[c]
                : null;
            if (keeps is { } kept)
            {
                var then = settled?.Threshold ?? t;
                (_statuses[c], _shown[c]) = (CellStatus.Kept, kept);
                // Who takes it that nothing changed has the number itself: where that is so, it had better give no room.
                (low[c], high[c]) =
                    kept == values[c] && !unchangedMoves ? (kept, kept)
                    : kept == 0 ? (0, then - 1)
                    : (Math.Max(then, kept - then + 1), kept + then - 1);
                mayOpen[c] = true;
                continue;
            }

            if (isSmall || differs[c])
            {
                (_statuses[c], _shown[c]) = (CellStatus.Primary, null);
            }
            else if (wouldBeKept || values[c] > 0 && withheld[c].Exists(was => Math.Abs(values[c] - was) < t))
            {
                // Who sees it again knows that it differs by the threshold from what was withheld: from all that it can have been, then.
                (_statuses[c], _shown[c]) = (CellStatus.Secondary, null);
            }

            if (isSettled && _statuses[c] == CellStatus.Published)
            {
                (_statuses[c], _shown[c]) = (values[c] == 0 ? CellStatus.Primary : CellStatus.Secondary, null);
            }

            mayOpen[c] = values[c] > 0 || differs[c] || mayHideZeros || isSettled;
            (low[c], high[c]) = (values[c] == 0 || rules.Attacker == Attacker.KnowsNonNegative ? 0 : 1, long.MaxValue);
            if (rules.Attacker == Attacker.KnowsReasons)
            {
                // One that is not small is withheld so because it is near numbers that are known: so is what it can be.
                var near = known[c].Where(e => Math.Abs(e - values[c]) < t).ToList();
                (low[c], high[c]) =
                    values[c] < t ? (low[c], t - 1L)
                    : differs[c] ? (Math.Max(low[c], near.Min() - t + 1), near.Max() + t - 1)
                    : (t, high[c]);
            }

            notKept[c] = NotKept(values[c], last[c], settled?.Threshold ?? t);
        }

        // Groups: a margin with one part left is that part.
        int[] root = [.. Enumerable.Range(0, n)];
        int Root(int c)
        {
            while (root[c] != c)
            {
                c = root[c] = root[root[c]];
            }

            return c;
        }

        foreach (var (margin, parts) in tables.Equations)
        {
            var rest = parts.Where(p => mayOpen[p]).Take(2).ToList();
            if (rest.Count == 1)
            {
                var (a, b) = (Root(margin), Root(rest[0]));
                root[Math.Max(a, b)] = Math.Min(a, b);
            }
        }

        var numbers = new Dictionary<int, int>();
        GroupOf = Array.ConvertAll(root, _ => -1);
        for (var c = 0; c < n; c++)
        {
            if (mayOpen[c])
            {
                numbers.TryAdd(Root(c), numbers.Count);
                GroupOf[c] = numbers[Root(c)];
            }
        }

        _firstSum = numbers.Count;
        var m = _firstSum + sums.Count;
        (Value, Low, High, Weight, Loss, IsOpen) = (new long[m], new long[m], new long[m], new int[m], new long[m], new bool[m]);
        Beyond = new (long, long)[m][];
        Array.Fill(High, long.MaxValue);
        Array.Fill(Beyond, []);
        foreach (var group in Enumerable.Range(0, n).Where(c => GroupOf[c] >= 0).GroupBy(c => GroupOf[c]))
        {
            var (least, most) = (group.Max(c => low[c]), group.Min(c => high[c]));
            Low[group.Key] = Math.Max(least, group.Max(c => notKept[c].Low));
            High[group.Key] = Math.Min(most, group.Min(c => notKept[c].High));
            var below = group.Where(c => notKept[c].Low > 0).Select(c => notKept[c].Below).DefaultIfEmpty(-1).Min();
            var above = group.Where(c => notKept[c].High < long.MaxValue).Select(c => notKept[c].Above).DefaultIfEmpty(long.MaxValue).Max();
            Beyond[group.Key] = [.. ((long Low, long High)[])[(least, below), (above, most)]];
            Beyond[group.Key] = [.. Beyond[group.Key].Where(range => range.Low <= range.High && range.Low < long.MaxValue)];
        }

        for (var c = 0; c < n; c++)
        {
            if (GroupOf[c] is >= 0 and var g)
            {
                Value[g] = values[c];
                IsOpen[g] |= _statuses[c] != CellStatus.Published;
                if (_statuses[c] == CellStatus.Published)
                {
                    Weight[g]++;
                    Loss[g] += values[c];
                }
            }
        }

        for (var k = 0; k < sums.Count; k++)
        {
            (Value[_firstSum + k], IsOpen[_firstSum + k]) = (sums[k].Cells.Sum(c => values[c]), true);
        }

        // What is open anyway costs nothing more.
        for (var g = 0; g < m; g++)
        {
            (Weight[g], Loss[g]) = IsOpen[g] ? (0, 0) : (Weight[g], Loss[g]);
        }

        var persons = SamePersons(tables);
        _isMargin = new bool[n];
        foreach (var equation in tables.Equations)
        {
            _isMargin[equation.Margin] = true;
        }

        OneOf = Array.ConvertAll(Value, _ => -1);
        for (var c = 0; c < n; c++)
        {
            if (IsOne(c) && GroupOf[c] >= 0)
            {
                OneOf[GroupOf[c]] = persons[c];
            }
        }

        Equations = [.. Reduced()];
        MarginOf = [.. Equations.Select(e => Array.IndexOf(e.Factors, -1) is >= 0 and var k ? e.Groups[k] : -1)];
        Requirements =
        [
            .. Required(differs, persons).Distinct(),
            .. sums.Select((sum, k) => new Requirement(_firstSum + k, 1, 1, sum.Persons)),
        ];
        EquationsOf = new int[m][];
        var of = Enumerable
            .Range(0, Equations.Length)
            .SelectMany(e => Equations[e].Groups.Select(g => (g, e)))
            .ToLookup(p => p.g, p => p.e);
        for (var g = 0; g < m; g++)
        {
            EquationsOf[g] = [.. of[g]];
        }
    }

    public int Cells => _tables.Names.Count;

    /// <summary>Cells that are withheld whatever is opened.</summary>
    public int Withheld => _statuses.Count(s => s is CellStatus.Primary or CellStatus.Secondary);

    /// <summary>The group of each cell; -1 of a cell that everybody knows.</summary>
    public int[] GroupOf { get; }
    public long[] Value { get; }
    public long[] Low { get; }
    public long[] High { get; }

    /// <summary>Further ranges: what would have been kept lies between.</summary>
    public (long Low, long High)[][] Beyond { get; }

    /// <summary>Cells that are withheld when the group is opened.</summary>
    public int[] Weight { get; }

    /// <summary>Persons in them.</summary>
    public long[] Loss { get; }

    /// <summary>Open from the start: primary, kept, or withheld as before.</summary>
    public bool[] IsOpen { get; }

    /// <summary>Which one person a group with a leaf counts, where the attacker may be that person; else -1.</summary>
    public int[] OneOf { get; }

    /// <summary>Sums that are zero.</summary>
    public (int[] Groups, int[] Factors)[] Equations { get; }

    /// <summary>The group that an equation is the sum of, or -1 when it is known to all.</summary>
    public int[] MarginOf { get; }

    public int[][] EquationsOf { get; }

    public Requirement[] Requirements { get; set; }

    /// <summary>The first of its cells, by its codes.</summary>
    public string NameOf(int group) =>
        Array.IndexOf(GroupOf, group) is not (>= 0 and var cell) ? "A sum whose change would be seen beside an earlier release"
        : _tables.Names[cell] is { Length: > 0 } name ? name.Replace('\u001f', ' ')
        : "The total";

    /// <summary>A move of the same tables with fewer sums, with what it changes of the sums of these.</summary>
    public Move From(Problem before, Move move)
    {
        before._cellsOf ??= Enumerable.Range(0, before.GroupOf.Length).ToLookup(c => before.GroupOf[c]);
        var cells = move
            .Groups.Index()
            .SelectMany(p => before._cellsOf[p.Item].Select(c => (Group: GroupOf[c], Deviation: move.Deviations[p.Index])))
            .Distinct()
            .Order()
            .ToList();
        var changes = new SortedDictionary<int, long>();
        foreach (var (g, deviation) in cells)
        {
            foreach (var e in EquationsOf[g].Where(e => MarginOf[e] >= _firstSum))
            {
                changes[MarginOf[e]] =
                    changes.GetValueOrDefault(MarginOf[e]) + Equations[e].Factors[Array.BinarySearch(Equations[e].Groups, g)] * deviation;
            }
        }

        cells.AddRange(changes.Where(c => c.Value != 0).Select(c => (c.Key, c.Value)));
        return new([.. cells.Select(c => c.Group)], [.. cells.Select(c => c.Deviation)]);
    }

    /// <summary>Whether the move keeps every sum and what is known of each group, in whole numbers.</summary>
    public bool Allows(Move move)
    {
        var sums = new Dictionary<int, long>();
        for (var i = 0; i < move.Groups.Length; i++)
        {
            var g = move.Groups[i];
            var value = Value[g] + move.Deviations[i];
            if ((value < Low[g] || value > High[g]) && !Array.Exists(Beyond[g], range => value >= range.Low && value <= range.High))
            {
                return false;
            }

            foreach (var e in EquationsOf[g])
            {
                var factor = Equations[e].Factors[Array.BinarySearch(Equations[e].Groups, g)];
                sums[e] = sums.GetValueOrDefault(e) + factor * move.Deviations[i];
            }
        }

        return sums.Values.All(sum => sum == 0);
    }

    /// <summary>
    /// The plainest move: persons are added to one leaf, and so to every margin that it is part of; with linked tables to a leaf of each.
    /// It opens many margins, and is there when nothing better is found.
    /// </summary>
    /// <param name="price">Infinite for groups that stay shut.</param>
    /// <param name="known">A group that does not change, or -1.</param>
    public Move? Raise(Requirement requirement, Func<int, double> price, int known)
    {
        const int MostSteps = 100_000;
        if (requirement.Up == 0)
        {
            return null;
        }

        var added = new SortedDictionary<int, long>();
        var (over, under) = (new SortedSet<int>(), new SortedSet<int>());
        long SumOf(int e) => Equations[e].Groups.Select((g, k) => Equations[e].Factors[k] * added.GetValueOrDefault(g)).Sum();
        bool MayGrow(int g, long by) =>
            g != known && !double.IsPositiveInfinity(price(g)) && added.GetValueOrDefault(g) + by <= High[g] - Value[g];
        int PartOf(int e, long by) =>
            Equations[e].Groups.Where(g => g != MarginOf[e] && MayGrow(g, by)).OrderBy(price).ThenBy(g => g).FirstOrDefault(-1);
        bool Add(int g, long by)
        {
            if (!MayGrow(g, by))
            {
                return false;
            }

            added[g] = added.GetValueOrDefault(g) + by;
            foreach (var e in EquationsOf[g])
            {
                var sum = SumOf(e);
                over.Remove(e);
                under.Remove(e);
                if (sum != 0)
                {
                    (sum > 0 ? over : under).Add(e);
                }
            }

            return true;
        }

        // Two groups of equal cells can each be a part of the other, where what one has more is zero: then there is no way down.
        int LeafOf(int g, long by)
        {
            var seen = new HashSet<int>();
            while (g >= 0 && EquationsOf[g].FirstOrDefault(e => MarginOf[e] == g, -1) is >= 0 and var e)
            {
                g = seen.Add(g) ? PartOf(e, by) : -1;
            }

            return g;
        }

        if (LeafOf(requirement.Group, requirement.Up) is not (>= 0 and var leaf) || !Add(leaf, requirement.Up))
        {
            return null;
        }

        for (var step = 0; over.Count + under.Count > 0; step++)
        {
            // Upwards first: what a margin lacks then is lacking in another table.
            var e = over.Count > 0 ? over.Min : under.Min;
            var by = Math.Abs(SumOf(e));
            var next = over.Count > 0 ? MarginOf[e] : LeafOf(PartOf(e, by), by);
            if (step == MostSteps || next < 0 || !Add(next, by))
            {
                return null;
            }
        }

        var move = new Move([.. added.Keys], [.. added.Values]);
        return move.Meets(requirement) && Allows(move) ? move : null;
    }

    /// <summary>The release in which the given groups are open.</summary>
    public Certificate Release(bool[] open, IEnumerable<Move> moves, IReadOnlyList<Certificate> earlier)
    {
        var (statuses, shown) = ((CellStatus[])[.. _statuses], (long?[])[.. _shown]);
        for (var c = 0; c < statuses.Length; c++)
        {
            if (GroupOf[c] is >= 0 and var g && open[g] && statuses[c] == CellStatus.Published)
            {
                (statuses[c], shown[c]) = (_tables.Values[c] == 0 ? CellStatus.Primary : CellStatus.Secondary, null);
            }
        }

        var cells = Enumerable.Range(0, GroupOf.Length).ToLookup(c => GroupOf[c]);
        var witnesses = moves
            .Select(move =>
            {
                var pairs = move
                    .Groups.SelectMany((g, i) => cells[g].Select(c => (Cell: c, Deviation: move.Deviations[i])))
                    .OrderBy(p => p.Cell)
                    .ToList();
                return new Witness([.. pairs.Select(p => p.Cell)], [.. pairs.Select(p => p.Deviation)]);
            })
            .Order(
                Comparer<Witness>.Create(
                    (a, b) =>
                        a.Cells.AsSpan().SequenceCompareTo(b.Cells) is not 0 and var order
                            ? order
                            : a.Deviations.AsSpan().SequenceCompareTo(b.Deviations)
                )
            );
        return new(_tables, _rules, statuses, shown, [.. witnesses], [.. earlier.Select(e => e.Hash())]);
    }

    /// <summary>Whether the number that was shown last is shown again: a count that became small is not, unless it was published as zero.</summary>
    internal static bool WouldBeKept(long value, long? last, int threshold) =>
        last is { } shown && Math.Abs(value - shown) < threshold && (shown == 0 || value >= threshold);

    private static readonly (long Low, long High, long Below, long Above) Everything = (0, long.MaxValue, -1, long.MaxValue);

    /// <summary>
    /// What a count that is withheld can be: one that would have been kept would not be withheld. From Low to High on the side of those that
    /// it is on, up to Below or from Above on the other; everything where it would have been kept itself, for that nobody is told.
    /// </summary>
    internal static (long Low, long High, long Below, long Above) NotKept(long value, long? last, int threshold)
    {
        if (last is not { } shown || WouldBeKept(value, last, threshold))
        {
            return Everything;
        }

        var (below, above) = (shown == 0 ? -1 : Math.Max(threshold - 1, shown - threshold), shown + threshold);
        return value <= below ? (0, below, -1, above) : (above, long.MaxValue, below, long.MaxValue);
    }

    /// <summary>Of each cell the number that was shown last in these releases.</summary>
    internal static long?[] LastShown(LinkedTables tables, IEnumerable<Certificate> earlier)
    {
        var last = new long?[tables.Values.Length];
        var numbers = tables.Numbers();
        foreach (var release in earlier)
        {
            for (var before = 0; before < release.Statuses.Count; before++)
            {
                if (release.Statuses[before] == CellStatus.Published && numbers.TryGetValue(release.Tables.Names[before], out var c))
                {
                    last[c] = release.Tables.Values[before];
                }
            }
        }

        return last;
    }

    /// <summary>
    /// Of each cell what it can have been when the release before withheld it, and all numbers that were shown or can be derived.
    /// </summary>
    private static (List<long>[] Withheld, List<long>[] Known) Earlier(LinkedTables tables, IReadOnlyList<Certificate> earlier)
    {
        var withheld = Array.ConvertAll(tables.Values, _ => new List<long>());
        var known = Array.ConvertAll(tables.Values, _ => new List<long>());
        var numbers = tables.Numbers();
        foreach (var release in earlier)
        {
            var values = release.Tables.Values;
            var moved = release
                .Witnesses.SelectMany(
                    (w, number) => w.Cells.Select((c, i) => (Cell: c, Number: number, Value: values[c] + w.Deviations[i]))
                )
                .ToLookup(m => m.Cell);
            var isMargin = new bool[values.Length];
            foreach (var equation in release.Tables.Equations)
            {
                isMargin[equation.Margin] = true;
            }

            var persons = SamePersons(release.Tables);
            var ones = release
                .Witnesses.Select(w => w.Cells.Where(o => release.Rules.OwnRow && values[o] == 1 && !isMargin[o]).ToHashSet())
                .ToList();
            for (var before = 0; before < values.Length; before++)
            {
                if (!numbers.TryGetValue(release.Tables.Names[before], out var c))
                {
                    continue;
                }

                var isShown = release.Statuses[before] == CellStatus.Published;
                withheld[c] = release.Shown[before] is null ? [values[before], .. moved[before].Select(m => m.Value)] : [];
                var cell = before;
                var isOpen =
                    moved[before].Any()
                    && !moved[before]
                        .Select(m => ones[m.Number].Where(o => persons[o] != persons[cell]))
                        .Aggregate((one, other) => one.Intersect(other))
                        .Any();
                if (isShown || !isOpen)
                {
                    known[c].Add(values[before]);
                }
            }
        }

        return (withheld, known);
    }

    /// <summary>Cells that are zero, or have a part that is: one that need not be.</summary>
    internal static bool[] HasZero(LinkedTables tables)
    {
        bool[] has = [.. tables.Values.Select((value, c) => value == 0 && !tables.IsStructuralZero[c])];
        for (var changed = true; changed; )
        {
            changed = false;
            foreach (var equation in tables.Equations.Where(e => !has[e.Margin] && e.Parts.Any(p => has[p])))
            {
                has[equation.Margin] = changed = true;
            }
        }

        return has;
    }

    /// <summary>Cells that count the same persons: a margin and its one part that is not zero. Those get one number.</summary>
    internal static int[] SamePersons(LinkedTables tables)
    {
        int[] same = [.. Enumerable.Range(0, tables.Values.Length)];
        for (var changed = true; changed; )
        {
            changed = false;
            foreach (var (margin, parts) in tables.Equations)
            {
                var rest = parts.Where(p => tables.Values[p] != 0).Take(2).ToList();
                if (rest.Count == 1 && same[rest[0]] != same[margin])
                {
                    same[rest[0]] = same[margin] = Math.Min(same[rest[0]], same[margin]);
                    changed = true;
                }
            }
        }

        return same;
    }

    private IEnumerable<(int[] Groups, int[] Factors)> Reduced()
    {
        var seen = new HashSet<string>();
        foreach (
            var (margin, parts) in _tables
                .Equations.Select(e => (Margin: GroupOf[e.Margin], e.Parts))
                .Concat(_sums.Select((sum, k) => (Margin: _firstSum + k, Parts: sum.Cells)))
        )
        {
            var factors = new SortedDictionary<int, int>();
            foreach (var (g, factor) in parts.Select(p => (GroupOf[p], 1)).Append((margin, -1)).Where(f => f.Item1 >= 0))
            {
                factors[g] = factors.GetValueOrDefault(g) + factor;
            }

            var terms = factors.Where(f => f.Value != 0).ToList();
            if (terms.Count > 0 && seen.Add(string.Join(' ', terms)))
            {
                yield return ([.. terms.Select(f => f.Key)], [.. terms.Select(f => f.Value)]);
            }
        }
    }

    /// <summary>Cells that keep an earlier number and stand in an equation with one of these cells, or with one that does.</summary>
    public IEnumerable<int> KeptNear(IEnumerable<int> cells, int steps)
    {
        var near = cells.ToHashSet();
        for (var step = 0; step < steps; step++)
        {
            near.UnionWith(
                _tables.Equations.Select(e => e.Parts.Append(e.Margin)).Where(all => all.Any(near.Contains)).SelectMany(all => all).ToList()
            );
        }

        return near.Where(c => _statuses[c] == CellStatus.Kept && _tables.Values[c] > 0);
    }

    /// <summary>The cells of a group; of a sum those in it.</summary>
    public IEnumerable<int> CellsOf(int group) =>
        group < _firstSum ? Enumerable.Range(0, GroupOf.Length).Where(c => GroupOf[c] == group) : _sums[group - _firstSum].Cells;

    /// <summary>Whether the attacker may be the one person in this leaf.</summary>
    private bool IsOne(int cell) => _rules.OwnRow && _tables.Values[cell] == 1 && !_isMargin[cell];

    /// <summary>
    /// How low each cell can be at all: a margin is at least the number of its parts that are known not to be zero, and so is a cell that
    /// counts the same persons as that margin.
    /// </summary>
    /// <param name="one">A kept leaf that is known not to be zero, or -1.</param>
    private long[] Least(int one)
    {
        var values = _tables.Values;
        long[] least =
        [
            .. values.Select(
                (value, c) =>
                    c == one ? 1L
                    : value == 0 || _statuses[c] == CellStatus.Kept || _rules.Attacker == Attacker.KnowsNonNegative ? 0L
                    : 1L
            ),
        ];
        for (var changed = true; changed; )
        {
            changed = false;
            foreach (var (margin, parts) in _tables.Equations)
            {
                var sum = parts.Sum(p => least[p]);
                changed |= sum > least[margin];
                least[margin] = Math.Max(sum, least[margin]);
                var rest = parts.Where(p => values[p] != 0).Take(2).ToList();
                if (rest.Count == 1 && least[rest[0]] < least[margin])
                {
                    least[rest[0]] = least[margin];
                    changed = true;
                }
            }
        }

        return least;
    }

    private IEnumerable<Requirement> Required(bool[] differs, int[] persons)
    {
        var (values, t) = (_tables.Values, _rules.Threshold);
        var isInterval = _rules.Protection == Protection.Interval;
        var least = isInterval ? Least(-1) : values;
        // Of a kept leaf only the one person in it knows that it is not zero.
        var leastFor = Enumerable
            .Range(0, values.Length)
            .Where(c => isInterval && _statuses[c] == CellStatus.Kept && IsOne(c))
            .Select(c => (Person: persons[c], Least: Least(c)))
            .ToList();
        for (var c = 0; c < values.Length; c++)
        {
            var isThreshold = _statuses[c] == CellStatus.Primary && values[c] > 0 && values[c] < t;
            if (isThreshold && isInterval)
            {
                if (values[c] < t - 1)
                {
                    yield return new(GroupOf[c], t - 1 - values[c], 0, persons[c]);
                }

                var lows = leastFor.Select(one => (one.Person, Low: Math.Max(1, one.Least[c]))).ToList();
                foreach (var low in lows.Select(one => one.Low).Append(Math.Max(1, least[c])).Distinct())
                {
                    var requirement =
                        values[c] > low ? new Requirement(GroupOf[c], 0, values[c] - low, persons[c])
                        : values[c] >= t - 1 ? new Requirement(GroupOf[c], 1, 1, persons[c])
                        : null;
                    if (requirement is not null)
                    {
                        var knowing = lows.Where(one => one.Low > low).Select(one => one.Person).ToImmutableHashSet();
                        yield return knowing.IsEmpty ? requirement : requirement with { Knowing = knowing };
                    }
                }
            }
            else if (isThreshold || differs[c] && _statuses[c] != CellStatus.Published)
            {
                yield return new(GroupOf[c], 1, 1, persons[c]);
            }
        }

        if (_rules.GroupDisclosure)
        {
            var room = new Dictionary<int, long>();
            foreach (var (margin, parts) in _tables.Equations.Where(e => values[e.Margin] > 0))
            {
                foreach (var zero in parts.Where(p => values[p] == 0))
                {
                    room[zero] = Math.Min(room.GetValueOrDefault(zero, long.MaxValue), values[margin]);
                }
            }

            foreach (var (margin, parts) in _tables.Equations.Where(e => values[e.Margin] > 0))
            {
                var possible = parts.Where(p => !_tables.IsStructuralZero[p]).ToList();
                var zeros = possible.Where(p => values[p] == 0).ToList();
                if (zeros.Count > 0 && zeros.Count == possible.Count - 1)
                {
                    // The one that is easiest to believe: beside the most persons in every direction.
                    var zero = zeros.MaxBy(z => room[z]);
                    yield return new(GroupOf[zero], 1, 0, persons[margin]);
                }
            }
        }
    }
}
