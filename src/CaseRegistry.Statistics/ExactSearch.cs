using Google.OrTools.Sat;

namespace CaseRegistry.Statistics;

/// <summary>
/// The least that must be withheld, by cuts: a covering program proposes what to withhold; where a cell is not protected so, the dual of
/// the attacker's problem names groups of which one must be opened. Whoever withholds more tells less, so that each cut holds for every
/// safe release. What was proposed is repaired too, which often is the better release. Fischetti and Salazar, as <see cref="MoveFinder"/>.
/// </summary>
internal sealed class ExactSearch(Problem problem, Search search) : IDisposable
{
    private readonly MoveFinder _attacker = new(problem, [.. Enumerable.Range(0, problem.Value.Length)]);
    private readonly HashSet<string> _seen = [];
    private readonly List<int[]> _cuts = [];
    private readonly int[] _shown = [.. Enumerable.Range(0, problem.Value.Length).Where(g => !problem.IsOpen[g])];
    private readonly int[] _ones = [-1, .. Enumerable.Range(0, problem.Value.Length).Where(g => problem.OneOf[g] >= 0)];
    private readonly Random _random = new(1);
    private double _least;
    private double _workOfCover;

    /// <summary>No safe release withholds fewer cells than this, beside the primary ones.</summary>
    public int Bound { get; private set; }

    public double Work => search.Work + _attacker.Work + _workOfCover;

    /// <summary>Looks at the whole release, until it is solved or gets no further. Leaves the best release in the search.</summary>
    /// <returns>Whether withholding fewer cells is impossible, and as many with less loss too.</returns>
    public bool Solve(Func<bool> isOver)
    {
        bool[] best = [.. search.Open];
        var cost = search.Cost;
        // First the fewest cells, then of as few cells the fewest persons.
        foreach (var isLoss in (bool[])[false, true])
        {
            while (isLoss || Bound < cost.Weight)
            {
                if (isOver() || Propose(isLoss, cost.Weight) is not { } proposed)
                {
                    search.Restore(best);
                    return false;
                }

                if (!isLoss)
                {
                    Bound = Math.Max(Bound, (int)Math.Ceiling(_least));
                }

                var isSafe = Try(proposed, ref best, ref cost);
                if (isLoss ? Math.Ceiling(_least) >= cost.Loss : Bound >= cost.Weight)
                {
                    break;
                }

                if (isSafe)
                {
                    // The covering program did not prove that there is no cheaper one, and has nothing to learn from this one.
                    search.Restore(best);
                    return false;
                }
            }
        }

        search.Restore(best);
        return !search.IsUncertain;
    }

    /// <summary>Cuts off the proposal where it is not safe, and repairs it. Keeps what is better.</summary>
    /// <returns>Whether it was safe as it was.</returns>
    private bool Try(bool[] proposed, ref bool[] best, ref (int Weight, long Loss) cost)
    {
        search.Restore(proposed);
        var isSafe = !Cut(proposed);
        search.Repair(Enumerable.Range(0, problem.Requirements.Length));
        search.CleanUp(_shown, () => false);

        if (search.Cost.CompareTo(cost) < 0)
        {
            (best, cost) = ([.. search.Open], search.Cost);
        }

        return isSafe;
    }

    public void Dispose() => _attacker.Dispose();

    /// <summary>The cheapest that all cuts so far allow.</summary>
    private bool[]? Propose(bool isLoss, int most)
    {
        var model = new CpModel();
        var opened = _shown.ToDictionary(g => g, _ => model.NewBoolVar(""));
        foreach (var cut in _cuts)
        {
            model.AddBoolOr(cut.Select(g => opened[g]));
        }

        var cells = LinearExpr.WeightedSum(_shown.Select(g => opened[g]), _shown.Select(g => (long)problem.Weight[g]));
        if (isLoss)
        {
            model.Add(cells <= most);
            model.Minimize(LinearExpr.WeightedSum(_shown.Select(g => opened[g]), _shown.Select(g => problem.Loss[g])));
        }
        else
        {
            model.Add(cells >= Bound);
            model.Minimize(cells);
        }

        var solver = new CpSolver { StringParameters = "num_workers:1,random_seed:1,linearization_level:2,max_deterministic_time:0.4" };
        var status = solver.Solve(model);
        _workOfCover += 5e7 * solver.Response!.DeterministicTime;
        if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
        {
            return null;
        }

        _least = solver.BestObjectiveBound - 1e-6;
        bool[] open = [.. problem.IsOpen];
        foreach (var g in _shown)
        {
            open[g] = solver.BooleanValue(opened[g]);
        }

        return open;
    }

    /// <summary>Adds a cut for each requirement that is not met; when there is none the proposal is safe.</summary>
    private bool Cut(bool[] proposed)
    {
        var found = false;
        for (var r = 0; r < problem.Requirements.Length; r++)
        {
            foreach (var known in _ones.Where(o => o < 0 || problem.Requirements[r].IsPromisedTo(problem.OneOf[o])))
            {
                if (search.HasMove(r, known, proposed))
                {
                    continue;
                }

                var cut = Linear(r, known, proposed) ?? (search.CanMeet(r, known, proposed) ? null : Whole(r, known, proposed));
                if (cut is { Length: 0 })
                {
                    throw new DisclosureException("A cell cannot be protected, even when all others are withheld.");
                }

                if (cut is not null)
                {
                    found = true;
                    if (_seen.Add(string.Join(' ', cut)))
                    {
                        _cuts.Add(cut);
                    }
                }
            }
        }

        return found;
    }

    private int[]? Linear(int r, int known, bool[] proposed)
    {
        var requirement = problem.Requirements[r];
        if (_attacker.Blocking(requirement, g => proposed[g], known) is not { } blocking)
        {
            return null;
        }

        // The fewer groups the stronger the cut: each is left out as long as the rest still blocks.
        var cut = blocking.ToHashSet();
        int[] order = [.. blocking];
        _random.Shuffle(order);
        foreach (var g in order.Where(cut.Contains))
        {
            cut.Remove(g);
            if (_attacker.Blocking(requirement, x => !cut.Contains(x), known) is { } fewer)
            {
                cut.IntersectWith(fewer);
            }
            else
            {
                cut.Add(g);
            }
        }

        return [.. cut.Order()];
    }

    /// <summary>Where a fraction of a person would do but no whole one.</summary>
    private int[] Whole(int r, int known, bool[] proposed)
    {
        bool[] open = [.. proposed];
        foreach (var g in _shown.Where(g => !open[g]))
        {
            open[g] = true;
            open[g] = !search.CanMeet(r, known, open);
        }

        return [.. _shown.Where(g => !open[g])];
    }
}
