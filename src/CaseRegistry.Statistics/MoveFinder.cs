using System.Globalization;
using Google.OrTools.LinearSolver;
using Google.OrTools.Sat;
using Domain = Google.OrTools.Util.Domain;
using LinearExpr = Google.OrTools.Sat.LinearExpr;
using LpStatus = Google.OrTools.LinearSolver.Solver.ResultStatus;

namespace CaseRegistry.Statistics;

/// <summary>A change of the true table that keeps every sum: the difference of a witness from it. Groups in rising order.</summary>
internal sealed record Move(int[] Groups, long[] Deviations)
{
    public long Of(int group) => Array.BinarySearch(Groups, group) is >= 0 and var i ? Deviations[i] : 0;

    public bool Meets(Requirement r) => Of(r.Group) is var d && (r.Up > 0 && d >= r.Up || r.Down > 0 && d <= -r.Down);
}

/// <summary>
/// Finds the cheapest move that meets a requirement, by linear programming over some of the groups: the attacker's problem of Fischetti and
/// Salazar (<see href="https://doi.org/10.1287/mnsc.47.7.1008.9805">Management Science 47, 2001</see>), with a price on what is not
/// yet open. Where its corner is no whole table, a small integer program over the same groups decides.
/// </summary>
internal sealed class MoveFinder : IDisposable
{
    private const double Free = 0.001;

    private readonly Problem _problem;
    private readonly int[] _groups;
    private readonly Dictionary<int, int> _columns;
    private readonly Solver _solver;
    private readonly Variable[] _up;
    private readonly Variable[] _down;
    private readonly double[] _price;
    private readonly double[] _most;
    private readonly bool[] _isShut;

    public MoveFinder(Problem problem, int[] groups)
    {
        (_problem, _groups) = (problem, groups);
        _columns = new(groups.Length);
        for (var i = 0; i < groups.Length; i++)
        {
            _columns.Add(groups[i], i);
        }

        _solver = Solver.CreateSolver("GLOP") ?? throw new InvalidOperationException("The solver is missing.");
        // Little changes from one question to the next: each starts where the last one ended.
        _solver.SetSolverSpecificParametersAsString("use_dual_simplex:true use_preprocessing:false");
        _up = _solver.MakeNumVarArray(groups.Length, 0, double.PositiveInfinity);
        _down = _solver.MakeNumVarArray(groups.Length, 0, double.PositiveInfinity);
        (_price, _most, _isShut) = (new double[groups.Length], new double[groups.Length], new bool[groups.Length]);
        var objective = _solver.Objective();
        objective.SetMinimization();
        for (var i = 0; i < groups.Length; i++)
        {
            var g = groups[i];
            _most[i] = Math.Min(Most, problem.High[g] - problem.Value[g]);
            _up[i].SetUb(_most[i]);
            _down[i].SetUb(problem.Value[g] - problem.Low[g]);
        }

        foreach (var e in groups.SelectMany(g => problem.EquationsOf[g]).Distinct().Order())
        {
            var row = _solver.MakeConstraint(0, 0);
            for (var k = 0; k < problem.Equations[e].Groups.Length; k++)
            {
                if (_columns.TryGetValue(problem.Equations[e].Groups[k], out var i))
                {
                    row.SetCoefficient(_up[i], problem.Equations[e].Factors[k]);
                    row.SetCoefficient(_down[i], -problem.Equations[e].Factors[k]);
                }
            }

            Rows++;
        }
    }

    /// <summary>The farthest from the truth that is looked for, in persons.</summary>
    private const double Most = 100_000;

    // How long an integer program may take, in the solver's own measure of work, and how far from the truth it looks, in persons.
    private static readonly (double Patience, int Far) Near = (0.1, 20);
    private static readonly (double Patience, int Far) Beyond = (5, 1000);

    /// <summary>Whether an integer program ended without an answer.</summary>
    public bool IsUncertain { get; private set; }

    private int Rows { get; set; }

    /// <summary>Work done so far: steps of the simplex method times its size. The same for the same input, unlike time.</summary>
    public static double WorkOf(long steps, int size) => (steps + 20.0) * (size + 100.0);

    public double Work { get; private set; }

    /// <param name="requirement">Either of its directions will do.</param>
    /// <param name="price">What it costs to use a group: 0 when open, infinite when it may not be used.</param>
    /// <param name="known">A group that the attacker knows, or -1.</param>
    public Move? Find(Requirement requirement, Func<int, double> price, int known = -1)
    {
        Set(price, known);
        return Cheapest(requirement, price, (at, up, amount) => Directed(at, up, amount, price));
    }

    /// <summary>
    /// As <see cref="Find"/>, by an integer program, for which groups can also be on the other side of what would have been kept. It is asked
    /// only where a linear program does not rule it out, in which they can be in between too.
    /// </summary>
    public Move? FindBeyond(Requirement requirement, Func<int, double> price, int known)
    {
        Set(price, known);
        int[] wide = [.. Enumerable.Range(0, _groups.Length).Where(i => !_isShut[i] && _problem.Beyond[_groups[i]].Length > 0)];
        foreach (var i in wide)
        {
            var (g, beyond) = (_groups[i], _problem.Beyond[_groups[i]]);
            _up[i].SetUb(Math.Max(_most[i], Math.Min(Most, beyond.Max(range => range.High) - _problem.Value[g])));
            _down[i].SetUb(_problem.Value[g] - Math.Min(_problem.Low[g], beyond.Min(range => range.Low)));
        }

        var move = Cheapest(
            requirement,
            price,
            (at, up, amount) => CanBe(at, up, amount) ? Integer(at, up, amount, price, _ => true, isBeyond: true) : null
        );
        foreach (var i in wide)
        {
            _up[i].SetUb(_most[i]);
            _down[i].SetUb(_problem.Value[_groups[i]] - _problem.Low[_groups[i]]);
        }

        return move;
    }

    private bool CanBe(int at, bool up, long amount)
    {
        var (wanted, other) = up ? (_up[at], _down[at]) : (_down[at], _up[at]);
        var (far, back) = (wanted.Ub(), other.Ub());
        if (far < amount)
        {
            return false;
        }

        wanted.SetLb(amount);
        other.SetUb(0);
        var status = _solver.Solve();
        Work += WorkOf(_solver.Iterations(), _groups.Length + Rows);
        wanted.SetLb(0);
        other.SetUb(back);
        return status != LpStatus.INFEASIBLE;
    }

    private void Set(Func<int, double> price, int known)
    {
        for (var i = 0; i < _groups.Length; i++)
        {
            var cost = _groups[i] == known ? double.PositiveInfinity : price(_groups[i]);
            var isShut = double.IsPositiveInfinity(cost);
            if (isShut != _isShut[i])
            {
                _up[i].SetUb(isShut ? 0 : _most[i]);
                _down[i].SetUb(isShut ? 0 : _problem.Value[_groups[i]] - _problem.Low[_groups[i]]);
                _isShut[i] = isShut;
            }

            if (!isShut && cost != _price[i] - Free)
            {
                _price[i] = cost + Free;
                _solver.Objective().SetCoefficient(_up[i], _price[i]);
                _solver.Objective().SetCoefficient(_down[i], _price[i]);
            }
        }
    }

    private Move? Cheapest(Requirement requirement, Func<int, double> price, Func<int, bool, long, Move?> find)
    {
        var at = _columns[requirement.Group];
        if (_isShut[at])
        {
            return null;
        }

        Move? best = null;
        var least = double.PositiveInfinity;
        foreach (var (up, amount) in ((bool, long)[])[(true, requirement.Up), (false, requirement.Down)])
        {
            if (amount > 0 && find(at, up, amount) is { } move)
            {
                var cost = move.Groups.Sum(price);
                if (cost < least)
                {
                    (best, least) = (move, cost);
                }

                if (cost == 0)
                {
                    break;
                }
            }
        }

        return best;
    }

    /// <summary>
    /// Groups of which at least one must be opened before the requirement can be met, by the dual of the linear program: opening any other
    /// does not help. Nothing when the linear program has a solution.
    /// </summary>
    public List<int>? Blocking(Requirement requirement, Func<int, bool> isOpen, int known)
    {
        for (var i = 0; i < _groups.Length; i++)
        {
            var isShut = _groups[i] == known || !isOpen(_groups[i]);
            if (isShut != _isShut[i])
            {
                _up[i].SetUb(isShut ? 0 : _most[i]);
                _down[i].SetUb(isShut ? 0 : _problem.Value[_groups[i]] - _problem.Low[_groups[i]]);
                _isShut[i] = isShut;
            }
        }

        const double Nil = 1e-7;
        var blocking = new HashSet<int>();
        var at = _columns[requirement.Group];
        var g = _groups[at];
        foreach (var (up, amount) in ((bool, long)[])[(true, requirement.Up), (false, requirement.Down)])
        {
            var (wanted, other, far) = up ? (_up[at], _down[at], _most[at]) : (_down[at], _up[at], _problem.Value[g] - _problem.Low[g]);
            if (amount == 0 || far < amount)
            {
                continue;
            }

            wanted.SetUb(amount);
            other.SetUb(0);
            _solver.Objective().SetCoefficient(wanted, -1);
            var isSolved = _solver.Solve() == LpStatus.OPTIMAL;
            IsUncertain |= !isSolved;
            Work += WorkOf(_solver.Iterations(), _groups.Length + Rows);
            // Without an answer nothing is cut off.
            var isMet = !isSolved || wanted.SolutionValue() > amount - 1e-6;
            if (!isMet)
            {
                for (var i = 0; i < _groups.Length; i++)
                {
                    if (
                        _isShut[i]
                        && _groups[i] != known
                        && (
                            _up[i].ReducedCost() < -Nil
                            || _down[i].ReducedCost() < -Nil && _problem.Value[_groups[i]] > _problem.Low[_groups[i]]
                        )
                    )
                    {
                        blocking.Add(_groups[i]);
                    }
                }
            }

            _solver.Objective().SetCoefficient(wanted, 0);
            wanted.SetUb(far);
            other.SetUb(up ? _problem.Value[g] - _problem.Low[g] : _most[at]);
            if (isMet)
            {
                return null;
            }
        }

        return [.. blocking.Order()];
    }

    public void Dispose() => _solver.Dispose();

    private Move? Directed(int at, bool up, long amount, Func<int, double> price)
    {
        var g = _groups[at];
        var (wanted, other, far) = up ? (_up[at], _down[at], _most[at]) : (_down[at], _up[at], _problem.Value[g] - _problem.Low[g]);
        if (far < amount)
        {
            return null;
        }

        wanted.SetBounds(amount, far);
        other.SetUb(0);
        var status = _solver.Solve();
        IsUncertain |= status is not (LpStatus.OPTIMAL or LpStatus.FEASIBLE or LpStatus.INFEASIBLE);
        Work += WorkOf(_solver.Iterations(), _groups.Length + Rows);
        double[]? deviations = status is LpStatus.OPTIMAL or LpStatus.FEASIBLE
            ? [.. _up.Zip(_down, (u, d) => u.SolutionValue() - d.SolutionValue())]
            : null;
        wanted.SetBounds(0, far);
        other.SetUb(up ? _problem.Value[g] - _problem.Low[g] : _most[at]);
        if (deviations is null)
        {
            return null;
        }

        for (var scale = 1; scale <= 6; scale++)
        {
            if (Whole(deviations, scale) is { } move && _problem.Allows(move))
            {
                return move;
            }
        }

        // Among the groups of the corner first: it is a small question.
        return Integer(at, up, amount, price, i => Math.Abs(deviations[i]) > 1e-9) ?? Integer(at, up, amount, price, _ => true);
    }

    private Move? Whole(double[] deviations, int scale)
    {
        var found = new List<(int Group, long Deviation)>();
        for (var i = 0; i < deviations.Length; i++)
        {
            var scaled = deviations[i] * scale;
            var whole = Math.Round(scaled);
            if (Math.Abs(scaled - whole) > 1e-5)
            {
                return null;
            }

            if (whole != 0)
            {
                found.Add((_groups[i], (long)whole));
            }
        }

        found.Sort();
        return new([.. found.Select(f => f.Group)], [.. found.Select(f => f.Deviation)]);
    }

    private Move? Integer(int at, bool up, long amount, Func<int, double> price, Func<int, bool> isAmong, bool isBeyond = false)
    {
        var (patience, far) = isBeyond ? Beyond : Near;
        var model = new CpModel();
        var terms = new List<LinearExpr>();
        var variables = new IntVar?[_groups.Length];
        for (var i = 0; i < _groups.Length; i++)
        {
            if (_isShut[i] || !isAmong(i))
            {
                continue;
            }

            var g = _groups[i];
            var most = i == at ? Math.Max(far, amount) : far;
            var deviations = new Domain(Math.Max(-most, _problem.Low[g] - _problem.Value[g]), Math.Min(most, (long)_most[i]));
            foreach (var (from, to) in isBeyond ? _problem.Beyond[g] : [])
            {
                deviations = deviations.UnionWith(new(Math.Max(-most, from - _problem.Value[g]), Math.Min(most, to - _problem.Value[g])));
            }

            if (i == at)
            {
                deviations = deviations.IntersectionWith(up ? new(amount, most) : new(-most, -amount));
                if (deviations.IsEmpty())
                {
                    return null;
                }
            }

            variables[i] = model.NewIntVarFromDomain(deviations, "");
            var cost = (long)Math.Min(1e6, price(g) * 1000);
            if (cost > 0)
            {
                var isUsed = model.NewBoolVar("");
                model.Add(variables[i]! == 0).OnlyEnforceIf(isUsed.Not());
                terms.Add(isUsed * cost);
            }
        }

        foreach (var e in _groups.SelectMany(g => _problem.EquationsOf[g]).Distinct().Order())
        {
            var (groups, factors) = _problem.Equations[e];
            var sum = groups
                .Select((g, k) => (Variable: _columns.TryGetValue(g, out var i) ? variables[i] : null, Factor: factors[k]))
                .Where(p => p.Variable is not null)
                .Select(p => (LinearExpr)(p.Variable! * p.Factor))
                .ToList();
            if (sum.Count > 0)
            {
                model.Add(LinearExpr.Sum(sum) == 0);
            }
        }

        model.Minimize(LinearExpr.Sum(terms));
        var solver = new CpSolver
        {
            StringParameters = "num_workers:1,random_seed:1,max_deterministic_time:" + patience.ToString(CultureInfo.InvariantCulture),
        };
        var status = solver.Solve(model);
        // Infeasible means: not so near, or not among these. There may be another one.
        IsUncertain |= status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible);
        Work += 1e6;
        if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
        {
            return null;
        }

        var found = Enumerable
            .Range(0, _groups.Length)
            .Where(i => variables[i] is not null)
            .Select(i => (Group: _groups[i], Deviation: solver.Value(variables[i]!)))
            .Where(f => f.Deviation != 0)
            .Order()
            .ToList();
        return new([.. found.Select(f => f.Group)], [.. found.Select(f => f.Deviation)]);
    }
}
