using CaseRegistry.Statistics;
using Google.OrTools.Sat;

namespace CaseRegistry.UnitTests.Disclosure;

/// <summary>
/// An attacker who lays two releases of the same tables side by side and looks at every set of the finest cells of a table, margin or not, whose
/// sum is known in both. What is known is asked of <see cref="Attack"/>: each table in which a sum is another one rules out all sets that it
/// moves, until a set is left that no table moves, or none.
/// </summary>
internal sealed class SideBySide
{
    private readonly (Attack Attack, int Known)[] _releases;
    private readonly int[] _cells;
    private readonly List<long[]> _moves = [];

    /// <param name="before">With a cell that the attacker knows, or -1.</param>
    public SideBySide((Attack Attack, int Known) before, (Attack Attack, int Known) after, int table)
    {
        _releases = [before, after];
        var tables = after.Attack.Release.Tables;
        Assert.Equal(before.Attack.Release.Tables.Names, tables.Names);
        var all = tables.Tables[table];
        _cells =
        [
            .. Enumerable
                .Range(0, all.Size)
                .Where(cell => all.Coordinates(cell).Select((at, d) => all.Dimensions[d].IsLeaf(at)).All(isLeaf => isLeaf))
                .Select(cell => tables.CellOf(table, cell)),
        ];
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
            if (_releases[1].Known >= 0)
            {
                // Whoever knows himself learns nothing of himself.
                model.AddBoolOr(isIn.Where((_, i) => _cells[i] != _releases[1].Known && after.Tables.Values[_cells[i]] > 0));
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
