using CaseRegistry.Statistics;
using Google.OrTools.Sat;

namespace CaseRegistry.UnitTests.Disclosure;

/// <summary>
/// An attacker who lays two releases of the same tables side by side and looks at every set of leaves, of any of the tables and margin or not, in
/// which nobody is counted twice and whose sum is known in both. What is known is asked of <see cref="Attack"/>: each table in which a sum
/// is another one rules out all sets that it moves, until a set is left that no table moves, or none.
/// </summary>
internal sealed class SideBySide
{
    private readonly (Attack Attack, int Known)[] _releases;
    private readonly int[] _cells;
    private readonly bool[,] _areApart;
    private readonly List<long[]> _moves = [];

    /// <param name="before">With a leaf in which the attacker is the one person, or -1.</param>
    public SideBySide((Attack Attack, int Known) before, (Attack Attack, int Known) after)
    {
        _releases = [before, after];
        var tables = after.Attack.Release.Tables;
        Assert.Equal(before.Attack.Release.Tables.Names, tables.Names);
        var leaves = new SortedDictionary<int, Dictionary<string, string>>();
        for (var t = 0; t < tables.Tables.Count; t++)
        {
            var (table, number) = (tables.Tables[t], t);
            foreach (var cell in Enumerable.Range(0, table.Size))
            {
                var at = table.Coordinates(cell);
                if (table.Dimensions.Index().All(d => d.Item.IsLeaf(at[d.Index])))
                {
                    leaves[tables.CellOf(number, cell)] = table
                        .Dimensions.Index()
                        .ToDictionary(d => d.Item.Name, d => d.Item.Codes[at[d.Index]]);
                }
            }
        }

        _cells = [.. leaves.Keys];
        _areApart = new bool[_cells.Length, _cells.Length];
        for (var a = 0; a < _cells.Length; a++)
        {
            for (var b = 0; b < _cells.Length; b++)
            {
                var other = leaves[_cells[b]];
                _areApart[a, b] = leaves[_cells[a]].Any(d => other.TryGetValue(d.Key, out var code) && code != d.Value);
            }
        }
    }

    /// <summary>Cells whose sum is known in both and changed by 1 to the threshold less one, and that are not two such sets that are known apart.</summary>
    public string? SmallChange()
    {
        var (before, after) = (_releases[0].Attack.Release, _releases[1].Attack.Release);
        long[] change = Array.ConvertAll(_cells, c => after.Tables.Values[c] - before.Tables.Values[c]);
        List<int[]> apart = [];
        while (true)
        {
            var (model, isIn) = Unmoved([.. Enumerable.Range(0, _cells.Length)]);
            foreach (var set in apart)
            {
                model.AddBoolOr(isIn.Select((b, i) => set.Contains(i) ? b.Not() : (ILiteral)b));
            }

            var t = after.Rules.Threshold;
            model.AddLinearExpressionInDomain(
                LinearExpr.WeightedSum(isIn, change),
                Google.OrTools.Util.Domain.FromIntervals([
                    [1 - t, -1],
                    [1, t - 1],
                ])
            );
            model.Minimize(LinearExpr.Sum(isIn));
            for (var a = 0; a < _cells.Length; a++)
            {
                for (var b = 0; b < a; b++)
                {
                    if (!_areApart[a, b])
                    {
                        model.AddBoolOr([isIn[a].Not(), isIn[b].Not()]);
                    }
                }
            }

            if (_releases.Any(r => r.Known >= 0))
            {
                // Whoever knows himself learns nothing of himself: there are others in the set, today or before. What he alone is in today is hidden
                // from him only where a zero in it can be.
                var (others, othersBefore) = (Others(1), Others(0));
                model.AddBoolOr(others.Concat(othersBefore).Select(i => isIn[i]));
                if (_releases[1].Known >= 0)
                {
                    model.AddBoolOr(
                        others
                            .Concat(Enumerable.Range(0, _cells.Length).Where(i => after.Tables.Values[_cells[i]] == 0))
                            .Select(i => isIn[i])
                    );
                }
            }

            if (Solve(model, isIn) is not { } found)
            {
                return null;
            }

            if (IsKnown(found))
            {
                if (!IsApart(found))
                {
                    return string.Join(" + ", found.Select(i => after.Tables.Names[_cells[i]])) + ": " + found.Sum(i => change[i]);
                }

                apart.Add(found);
            }
        }
    }

    /// <summary>The leaves in which there is somebody else than the attacker: not those that a margin of one person puts together with his.</summary>
    private int[] Others(int release)
    {
        var (attack, known) = _releases[release];
        var tables = attack.Release.Tables;
        var own = new HashSet<int> { known };
        for (var count = 0; count < own.Count; )
        {
            count = own.Count;
            foreach (var (margin, parts) in tables.Equations.Where(e => tables.Values[e.Margin] == 1))
            {
                var one = parts.Single(p => tables.Values[p] == 1);
                if (own.Contains(margin) || own.Contains(one))
                {
                    own.UnionWith([margin, one]);
                }
            }
        }

        return [.. Enumerable.Range(0, _cells.Length).Where(i => tables.Values[_cells[i]] > 0 && !own.Contains(_cells[i]))];
    }

    private bool IsApart(int[] set)
    {
        while (true)
        {
            var (model, isIn) = Unmoved(set);
            model.AddBoolOr(isIn);
            model.AddBoolOr(isIn.Select(b => b.Not()));
            if (Solve(model, isIn) is not { } found)
            {
                return false;
            }

            if (IsKnown([.. found.Select(i => set[i])]))
            {
                return true;
            }
        }
    }

    private bool IsKnown(int[] set)
    {
        foreach (var (attack, known) in _releases)
        {
            if (attack.Other([.. set.Select(i => _cells[i])], known) is { } other)
            {
                _moves.Add(Array.ConvertAll(_cells, c => other[c] - attack.Release.Tables.Values[c]));
                return false;
            }
        }

        return true;
    }

    private (CpModel Model, BoolVar[] IsIn) Unmoved(int[] among)
    {
        var model = new CpModel();
        var isIn = Array.ConvertAll(among, _ => model.NewBoolVar(""));
        foreach (var move in _moves)
        {
            model.Add(LinearExpr.WeightedSum(isIn, among.Select(i => move[i])) == 0);
        }

        return (model, isIn);
    }

    private static int[]? Solve(CpModel model, BoolVar[] isIn)
    {
        var solver = new CpSolver { StringParameters = "num_workers:1" };
        var status = solver.Solve(model);
        Assert.NotEqual(CpSolverStatus.Unknown, status);
        return status == CpSolverStatus.Infeasible ? null : [.. Enumerable.Range(0, isIn.Length).Where(i => solver.BooleanValue(isIn[i]))];
    }
}
