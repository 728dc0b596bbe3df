namespace CaseRegistry.Statistics;

/// <summary>
/// What is open and which moves show it to be safe. All moves that were ever found are kept: one is alive while all its groups are open.
/// </summary>
internal sealed class Search
{
    private const int Whole = 1500;
    private const int Near = 1000;
    private const int Beside = 8;

    private readonly Problem _problem;
    private readonly MoveFinder? _finder;
    private readonly CancellationToken _cancellation;
    private readonly List<Move> _moves = [];
    private readonly List<int> _shutOf = [];
    private readonly List<int>[] _movesOf;
    private readonly List<int>[] _meeting;
    private readonly int[] _alive;
    private readonly ILookup<int, int> _requirementsOf;
    private readonly HashSet<string> _seen = [];
    private readonly bool _hasOnes;
    private double _workElsewhere;

    /// <param name="before">A search in the same problem with fewer sums: what it opened and found is kept.</param>
    public Search(Problem problem, CancellationToken cancellation, Search? before = null)
    {
        (_problem, _cancellation) = (problem, cancellation);
        Open = [.. problem.IsOpen];
        _movesOf = Array.ConvertAll(problem.Value, _ => new List<int>());
        _meeting = Array.ConvertAll(problem.Requirements, _ => new List<int>());
        _alive = new int[problem.Requirements.Length];
        _requirementsOf = Enumerable.Range(0, _alive.Length).ToLookup(r => problem.Requirements[r].Group);
        _hasOnes = problem.OneOf.Any(one => one >= 0);
        _finder = problem.Value.Length <= Whole ? new(problem, [.. Enumerable.Range(0, problem.Value.Length)]) : null;
        _workElsewhere = before?.Work ?? 0;
        if (before is null)
        {
            return;
        }

        for (var c = 0; c < problem.GroupOf.Length; c++)
        {
            if (problem.GroupOf[c] is >= 0 and var g && before._problem.GroupOf[c] is >= 0 and var then)
            {
                Open[g] |= before.Open[then];
            }
        }

        foreach (var m in Enumerable.Range(0, before._moves.Count).Where(m => before._shutOf[m] == 0))
        {
            Add(problem.From(before._problem, before._moves[m]));
        }
    }

    public bool[] Open { get; }

    /// <summary>Whether an integer program ended without an answer.</summary>
    public bool IsUncertain => _finder?.IsUncertain ?? true;

    public double Work => _workElsewhere + (_finder?.Work ?? 0);

    public (int Weight, long Loss) Cost
    {
        get
        {
            var (weight, loss) = (0, 0L);
            for (var g = 0; g < Open.Length; g++)
            {
                if (Open[g])
                {
                    (weight, loss) = (weight + _problem.Weight[g], loss + _problem.Loss[g]);
                }
            }

            return (weight, loss);
        }
    }

    /// <summary>Opens what is needed until every requirement is met. Prices may be shaken to come out elsewhere.</summary>
    /// <exception cref="DisclosureException">A requirement cannot be met at all.</exception>
    public void Repair(IEnumerable<int> requirements, Random? shake = null)
    {
        foreach (var r in requirements)
        {
            while (Missing(r) is { } known)
            {
                var prices = new Dictionary<int, double>();
                double Price(int g)
                {
                    if (Open[g])
                    {
                        return 0;
                    }

                    if (shake is null)
                    {
                        return PriceOf(g);
                    }

                    if (!prices.TryGetValue(g, out var price))
                    {
                        prices[g] = price = PriceOf(g) * (0.6 + 0.8 * shake.NextDouble());
                    }

                    return price;
                }

                var move =
                    Find(_problem.Requirements[r], Price, known)
                    ?? FindBeyond(_problem.Requirements[r], Price, known)
                    ?? throw new DisclosureException(
                        $"{_problem.NameOf(_problem.Requirements[r].Group)} cannot be protected, even when all others are withheld."
                    )
                    {
                        Cells = [.. _problem.CellsOf(_problem.Requirements[r].Group)],
                    };
                foreach (var g in move.Groups.Where(g => !Open[g]))
                {
                    Set(g, true);
                }

                Add(move);
            }
        }
    }

    /// <summary>Shows again what is not needed, the largest first. It may be ended after each group.</summary>
    public void CleanUp(IEnumerable<int> groups, Func<bool> isOver)
    {
        foreach (
            var g in groups
                .Where(g => Open[g] && !_problem.IsOpen[g])
                .OrderByDescending(g => (_problem.Weight[g], _problem.Loss[g]))
                .ToList()
        )
        {
            if (isOver())
            {
                return;
            }

            var broken = Set(g, false);
            if (!broken.All(MeetWithOpen))
            {
                Set(g, true);
            }
        }
    }

    /// <summary>Shuts these groups and tells which requirements are no longer met.</summary>
    public List<int> Shut(IEnumerable<int> groups)
    {
        var touched = groups.SelectMany(g => Set(g, false)).Distinct().Order().ToList();
        return [.. touched.Where(r => Missing(r) is not null)];
    }

    public void Restore(bool[] open)
    {
        for (var g = 0; g < Open.Length; g++)
        {
            if (Open[g] != open[g])
            {
                Set(g, open[g]);
            }
        }
    }

    /// <summary>Few living moves that meet all requirements.</summary>
    /// <param name="andMore">Also others that move what those leave as it is: the less is taken to be known the better.</param>
    public IReadOnlyList<Move> Witnesses(bool andMore)
    {
        var chosen = new HashSet<int>();
        // The ones that are met in one way only come first, then whatever is chosen already serves.
        foreach (var r in Enumerable.Range(0, _alive.Length).OrderBy(r => _alive[r]))
        {
            while (MissingIn(r, chosen.Contains) is { } known)
            {
                chosen.Add(
                    _meeting[r]
                        .Where(m => _shutOf[m] == 0 && (known < 0 || _moves[m].Of(known) == 0))
                        .OrderBy(m => _moves[m].Groups.Length)
                        .First()
                );
            }
        }

        if (andMore)
        {
            var span = new Span();
            foreach (var m in chosen.Order())
            {
                span.Add(_moves[m]);
            }

            chosen.UnionWith(
                Enumerable
                    .Range(0, _moves.Count)
                    .Where(m => _shutOf[m] == 0)
                    .OrderBy(m => _moves[m].Groups.Length)
                    .Where(m => span.Add(_moves[m]))
            );
        }

        return [.. chosen.Order().Select(m => _moves[m])];
    }

    /// <summary>Which moves are no sum of others, by elimination in the integers modulo a prime: one that is taken for such a sum is left out.</summary>
    private sealed class Span
    {
        private const long Prime = 2_147_483_647;

        private readonly Dictionary<int, SortedDictionary<int, long>> _rows = [];

        public bool Add(Move move)
        {
            var row = new SortedDictionary<int, long>(
                move.Groups.Index().ToDictionary(p => p.Item, p => ((move.Deviations[p.Index] % Prime) + Prime) % Prime)
            );
            while (row.Count > 0)
            {
                var (first, factor) = row.First();
                if (!_rows.TryGetValue(first, out var pivot))
                {
                    var inverse = (long)System.Numerics.BigInteger.ModPow(factor, Prime - 2, Prime);
                    _rows.Add(first, new(row.ToDictionary(r => r.Key, r => r.Value * inverse % Prime)));
                    return true;
                }

                foreach (var (g, value) in pivot)
                {
                    var rest = (row.GetValueOrDefault(g) + (Prime - factor) * value) % Prime;
                    if (rest == 0)
                    {
                        row.Remove(g);
                    }
                    else
                    {
                        row[g] = rest;
                    }
                }
            }

            return false;
        }
    }

    /// <summary>Nothing when the requirement is met; else the group that the attacker may know, or -1.</summary>
    public int? Missing(int r) =>
        _alive[r] == 0 ? -1
        : !_hasOnes ? null
        : MissingIn(r, _ => true);

    /// <summary>Whether the requirement can be met with what is open, where the attacker knows also this group.</summary>
    public bool CanMeet(int r, int known, bool[] open)
    {
        if (HasMove(r, known, open))
        {
            return true;
        }

        if (Find(_problem.Requirements[r], g => open[g] ? 0 : double.PositiveInfinity, known) is not { } move)
        {
            return false;
        }

        Add(move);
        return true;
    }

    /// <summary>Whether a move that was found before meets the requirement with what is open.</summary>
    public bool HasMove(int r, int known, bool[] open) =>
        _meeting[r].Exists(m => Array.TrueForAll(_moves[m].Groups, g => open[g] && g != known));

    /// <summary>Groups in the order of their distance to this one.</summary>
    public IEnumerable<int> Around(int start, Func<int, bool> wanted, int limit)
    {
        var seen = new HashSet<int> { start };
        var queue = new Queue<int>([start]);
        while (queue.TryDequeue(out var g) && limit > 0)
        {
            if (wanted(g))
            {
                limit--;
                yield return g;
            }

            foreach (var e in _problem.EquationsOf[g])
            {
                foreach (var next in _problem.Equations[e].Groups)
                {
                    if (seen.Add(next))
                    {
                        queue.Enqueue(next);
                    }
                }
            }
        }
    }

    // One that holds many persons is a little dearer: of two tables with as many cells withheld the one with less loss is the better.
    private double PriceOf(int g) => _problem.Weight[g] * (1 + 0.02 * Math.Log2(1 + _problem.Value[g]));

    private bool MeetWithOpen(int r) => IsMet(r, isLast: false);

    /// <summary>Whether a requirement is met with what is open.</summary>
    /// <param name="isLast">Whatever it takes to find out.</param>
    public bool IsMet(int r, bool isLast)
    {
        double Price(int g) => Open[g] ? 0 : double.PositiveInfinity;
        while (Missing(r) is { } known)
        {
            var requirement = _problem.Requirements[r];
            if ((Find(requirement, Price, known) ?? (isLast ? FindBeyond(requirement, Price, known) : null)) is not { } move)
            {
                return false;
            }

            Add(move);
        }

        return true;
    }

    /// <summary>Asks for a requirement only of whom it can be promised with what is open.</summary>
    /// <returns>Whether it can be promised to anybody.</returns>
    public bool Promise(int r)
    {
        while (!IsMet(r, isLast: true))
        {
            if (Missing(r) is not (>= 0 and var known))
            {
                return false;
            }

            var requirement = _problem.Requirements[r];
            _problem.Requirements[r] = requirement with { Knowing = [.. requirement.Knowing, _problem.OneOf[known]] };
        }

        return true;
    }

    private int? MissingIn(int r, Func<int, bool> among)
    {
        HashSet<int>? ones = null;
        foreach (var m in _meeting[r])
        {
            if (_shutOf[m] > 0 || !among(m))
            {
                continue;
            }

            if (ones is null)
            {
                ones = [.. _moves[m].Groups.Where(g => _problem.OneOf[g] >= 0 && _problem.Requirements[r].IsPromisedTo(_problem.OneOf[g]))];
            }
            else
            {
                ones.RemoveWhere(g => _moves[m].Of(g) == 0);
            }

            if (ones.Count == 0)
            {
                return null;
            }
        }

        return ones is null ? -1 : ones.Min();
    }

    private Move? Find(Requirement requirement, Func<int, double> price, int known)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (_finder is not null)
        {
            return _finder.Find(requirement, price, known) ?? _problem.Raise(requirement, price, known);
        }

        // Too large for one program: ever wider surroundings, what is open first.
        for (var size = Near; ; size *= 6)
        {
            var isAll = size >= Open.Length;
            var groups = isAll ? [.. Enumerable.Range(0, Open.Length)] : Surroundings(requirement.Group, size);
            using var finder = new MoveFinder(_problem, groups);
            var move = finder.Find(requirement, price, known);
            _workElsewhere += finder.Work;
            if (move is not null || isAll)
            {
                return move ?? _problem.Raise(requirement, price, known);
            }
        }
    }

    private Move? FindBeyond(Requirement requirement, Func<int, double> price, int known)
    {
        if (_finder is not null)
        {
            return _finder.FindBeyond(requirement, price, known);
        }

        using var finder = new MoveFinder(_problem, Surroundings(requirement.Group, Near));
        return finder.FindBeyond(requirement, price, known);
    }

    /// <summary>Leaves near the group, each with every margin that it is part of: only so can a change add up.</summary>
    private int[] Surroundings(int start, int size)
    {
        var seen = new HashSet<int>();
        var queue = new Queue<int>();
        var queued = new HashSet<int>();
        void AddWithMargins(int g)
        {
            if (!seen.Add(g))
            {
                return;
            }

            foreach (var e in _problem.EquationsOf[g])
            {
                if (_problem.MarginOf[e] is >= 0 and var margin && margin != g)
                {
                    AddWithMargins(margin);
                }
            }
        }

        void Consider(int g)
        {
            if (seen.Count < size && queued.Add(g))
            {
                AddWithMargins(g);
                queue.Enqueue(g);
            }
        }

        Consider(start);
        while (queue.TryDequeue(out var g) && seen.Count < size)
        {
            var below = _problem.EquationsOf[g].Where(e => _problem.MarginOf[e] == g).ToList();
            foreach (var e in below.Count > 0 ? below : [.. _problem.EquationsOf[g]])
            {
                foreach (
                    var part in _problem
                        .Equations[e]
                        .Groups.Where(n => n != _problem.MarginOf[e] && n != g)
                        .OrderBy(n => (Open[n] ? 0 : 1, _problem.Value[n], n))
                        .Take(Beside)
                )
                {
                    Consider(part);
                }
            }
        }

        return [.. seen.Order()];
    }

    private void Add(Move move)
    {
        if (!_problem.Allows(move))
        {
            throw new InvalidOperationException("A move does not keep the sums.");
        }

        if (!_seen.Add(string.Join(' ', move.Groups) + '/' + string.Join(' ', move.Deviations)))
        {
            return;
        }

        var m = _moves.Count;
        _moves.Add(move);
        var shut = 0;
        foreach (var g in move.Groups)
        {
            _movesOf[g].Add(m);
            shut += Open[g] ? 0 : 1;
        }

        _shutOf.Add(shut);
        foreach (var r in move.Groups.SelectMany(g => _requirementsOf[g]).Where(r => move.Meets(_problem.Requirements[r])))
        {
            _meeting[r].Add(m);
            _alive[r] += shut == 0 ? 1 : 0;
        }
    }

    /// <summary>Opens or shuts a group and tells which requirements were met by moves that died of it.</summary>
    private List<int> Set(int g, bool open)
    {
        var touched = new List<int>();
        Open[g] = open;
        foreach (var m in _movesOf[g])
        {
            var wasAlive = _shutOf[m] == 0;
            _shutOf[m] += open ? -1 : 1;
            if (wasAlive != (_shutOf[m] == 0))
            {
                foreach (
                    var r in _moves[m].Groups.SelectMany(x => _requirementsOf[x]).Where(r => _moves[m].Meets(_problem.Requirements[r]))
                )
                {
                    _alive[r] += wasAlive ? -1 : 1;
                    touched.Add(r);
                }
            }
        }

        return [.. touched.Distinct()];
    }
}
