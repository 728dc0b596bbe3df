using Google.OrTools.Sat;

namespace CaseRegistry.Statistics;

/// <summary>
/// The least that must be withheld, by cuts: a covering program proposes what to withhold, the attacker's problem finds a cell that is not
/// protected, what is open is widened as far as that cell stays unprotected, and one group outside must be opened. Whoever withholds more
/// tells less, so that each cut holds for every safe release. Fischetti and Salazar, as <see cref="MoveFinder"/>.
/// </summary>
internal sealed class ExactSearch(Problem problem, Search search)
{
    private readonly List<int[]> _cuts = [];
    private readonly int[] _shown = [.. Enumerable.Range(0, problem.Value.Length).Where(g => !problem.IsOpen[g])];
    private readonly int[] _ones = [-1, .. Enumerable.Range(0, problem.Value.Length).Where(g => problem.IsOne[g])];
    private readonly Random _random = new(1);

    /// <summary>No safe release withholds fewer cells than this, beside the primary ones.</summary>
    public int Bound { get; private set; }

    /// <summary>Leaves the best release in the search, when it was found within the work allowed.</summary>
    /// <returns>Whether fewer cells withheld is impossible, and as many with less loss too.</returns>
    public bool Run(double work, Func<bool> isOver)
    {
        var end = search.Work + work;
        bool[] best = [.. search.Open];
        var (weight, loss) = search.Cost;
        // First the fewest cells, then of as few cells the fewest persons.
        foreach (var isLoss in (bool[])[false, true])
        {
            while (true)
            {
                if (search.Work > end || isOver() || Propose(isLoss ? weight : null) is not { } proposed)
                {
                    search.Restore(best);
                    return false;
                }

                var (least, leastLoss) = CostOf(proposed);
                Bound = Math.Max(Bound, least);
                if (isLoss ? leastLoss >= loss : least >= weight)
                {
                    break;
                }

                if (Cut(proposed))
                {
                    (best, weight, loss) = (proposed, least, leastLoss);
                    break;
                }
            }
        }

        search.Restore(best);
        return true;
    }

    private (int Weight, long Loss) CostOf(bool[] open) =>
        (_shown.Where(g => open[g]).Sum(g => problem.Weight[g]), _shown.Where(g => open[g]).Sum(g => problem.Loss[g]));

    private bool[]? Propose(int? weight)
    {
        var model = new CpModel();
        var opened = _shown.ToDictionary(g => g, _ => model.NewBoolVar(""));
        foreach (var cut in _cuts)
        {
            model.AddBoolOr(cut.Select(g => opened[g]));
        }

        var cells = LinearExpr.WeightedSum(_shown.Select(g => opened[g]), _shown.Select(g => (long)problem.Weight[g]));
        if (weight is { } most)
        {
            model.Add(cells <= most);
            model.Minimize(LinearExpr.WeightedSum(_shown.Select(g => opened[g]), _shown.Select(g => problem.Loss[g])));
        }
        else
        {
            model.Minimize(cells);
        }

        var solver = new CpSolver { StringParameters = "num_workers:1,random_seed:1,max_deterministic_time:20" };
        if (solver.Solve(model) != CpSolverStatus.Optimal)
        {
            return null;
        }

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
        var isSafe = true;
        for (var r = 0; r < problem.Requirements.Length; r++)
        {
            foreach (var known in _ones.Where(o => o != problem.Requirements[r].Group))
            {
                if (search.CanMeet(r, known, proposed))
                {
                    continue;
                }

                isSafe = false;
                bool[] open = [.. proposed];
                var order = _shown.Where(g => !open[g]).ToArray();
                _random.Shuffle(order);
                foreach (var g in order)
                {
                    open[g] = true;
                    open[g] = !search.CanMeet(r, known, open);
                }

                _cuts.Add([.. _shown.Where(g => !open[g])]);
                if (_cuts[^1].Length == 0)
                {
                    throw new DisclosureException("A cell cannot be protected, even when all others are withheld.");
                }
            }
        }

        return isSafe;
    }
}
