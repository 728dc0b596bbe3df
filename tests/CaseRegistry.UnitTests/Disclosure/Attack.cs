using CaseRegistry.Statistics;
using Google.OrTools.Sat;

namespace CaseRegistry.UnitTests.Disclosure;

/// <summary>
/// An attacker who knows only what is published, and shares nothing with the search or the checker: tries every whole table of up to six
/// leaves, and asks an integer program for all leaves at once about larger ones.
/// </summary>
internal sealed class Attack
{
    private const int Tried = 6;

    private readonly Certificate _release;
    private readonly int[] _leaves;
    private readonly (long Low, long High)[] _range;
    private readonly int[][] _below;
    private readonly bool[][] _isBelow;

    private readonly List<(long Low, long High)>[] _ruledOut;

    /// <param name="statuses">What is said of each cell, where it is not what the release says.</param>
    /// <param name="next">
    /// The release of the same tables after it: what was withheld and is shown there differs from that by the threshold, or would not be shown; zeros always are.
    /// </param>
    /// <param name="earlier">All releases before it: what is withheld is not so near the number shown last that that would have been kept.</param>
    public Attack(
        Certificate release,
        Func<int, CellStatus>? statuses = null,
        Certificate? next = null,
        IReadOnlyList<Certificate>? earlier = null
    )
    {
        _release = release;
        var (tables, t) = (release.Tables, release.Rules.Threshold);
        var margins = tables.Equations.Select(e => e.Margin).ToHashSet();
        _leaves = [.. Enumerable.Range(0, tables.Names.Count).Where(c => !margins.Contains(c))];
        // Also as far as on the other side of what would have been kept.
        var far = Math.Max(tables.Values.Max(), earlier?.SelectMany(e => e.Shown).Max() + t ?? 0) + t + 1;
        _range =
        [
            .. tables.Values.Select(
                (value, c) =>
                {
                    return (statuses?.Invoke(c) ?? release.Statuses[c]) switch
                    {
                        CellStatus.Published => (value, value),
                        CellStatus.Kept => (
                            Math.Max(release.Shown[c] >= t ? t : 0, release.Shown[c]!.Value - t + 1),
                            release.Shown[c]!.Value + t - 1
                        ),
                        _ => (Least(value), far),
                    };
                }
            ),
        ];
        var parts = tables.Equations.GroupBy(e => e.Margin).ToDictionary(g => g.Key, g => g.First().Parts);
        IEnumerable<int> Leaves(int c) => parts.TryGetValue(c, out var p) ? p.SelectMany(Leaves) : [c];
        _below = [.. Enumerable.Range(0, tables.Names.Count).Select(c => Leaves(c).ToArray())];
        _ruledOut = Array.ConvertAll(tables.Values, _ => new List<(long, long)>());
        for (var c = 0; c < tables.Names.Count; c++)
        {
            if (release.Shown[c] is not null)
            {
                continue;
            }

            if (next?.Statuses[c] == CellStatus.Published && next.Shown[c] is > 0 and var shown)
            {
                _ruledOut[c].Add((shown - t + 1, shown + t - 1));
            }

            // Where the truth itself would have been kept nobody is told so.
            if (LastShown(tables.Names[c], earlier ?? []) is { } last)
            {
                var kept = (Low: last == 0 ? 0 : Math.Max(t, last - t + 1), High: last + t - 1);
                if (tables.Values[c] < kept.Low || tables.Values[c] > kept.High)
                {
                    _ruledOut[c].Add(kept);
                }
            }
        }

        _isBelow = [.. _below.Select(b => _leaves.Select(b.Contains).ToArray())];
    }

    private static long? LastShown(string cell, IReadOnlyList<Certificate> earlier) =>
        earlier
            .Reverse()
            .Select(e => Enumerable.Range(0, e.Shown.Count).Where(c => e.Tables.Names[c] == cell).Select(c => e.Shown[c]).SingleOrDefault())
            .FirstOrDefault(shown => shown is not null);

    private long Least(long value) => value == 0 || _release.Rules.Attacker == Attacker.KnowsNonNegative ? 0 : 1;

    public Certificate Release => _release;

    public IReadOnlyList<int> LeavesOf(int cell) => _below[cell];

    /// <summary>Whether a table that agrees with everything published has the cell in this range, and another cell as it is.</summary>
    public bool CanBe(int cell, long low, long high, int known = -1)
    {
        var range = WithKnown(known);
        range[cell] = (Math.Max(low, range[cell].Low), Math.Min(high, range[cell].High));
        return range[cell].Low <= range[cell].High
            && (
                _leaves.Length <= Tried && Array.TrueForAll(_ruledOut, r => r.Count == 0)
                    ? Extend(range, 0, new long[_leaves.Length])
                    : Solve(range) is not null
            );
    }

    /// <summary>A table that agrees with everything published, by cell, in which these cells have another sum; nothing when their sum is known.</summary>
    /// <param name="known">A cell that is as it is, or -1.</param>
    public long[]? Other(IReadOnlyCollection<int> cells, int known = -1)
    {
        var sum = cells.Sum(c => _release.Tables.Values[c]);
        var range = WithKnown(known);
        return Solve(range, (cells, 0, sum - 1)) ?? Solve(range, (cells, sum + 1, int.MaxValue));
    }

    private (long Low, long High)[] WithKnown(int known)
    {
        var range = ((long Low, long High)[])[.. _range];
        if (known >= 0)
        {
            range[known] = (_release.Tables.Values[known], _release.Tables.Values[known]);
        }

        return range;
    }

    private long[]? Solve((long Low, long High)[] range, (IReadOnlyCollection<int> Cells, long Low, long High)? sum = null)
    {
        var model = new CpModel();
        // Where a range is empty there is no table.
        if (Array.Exists(range, r => r.Low > r.High))
        {
            return null;
        }

        var cells = Array.ConvertAll(range, r => model.NewIntVar(r.Low, Math.Min(r.High, int.MaxValue), ""));
        foreach (var (margin, parts) in _release.Tables.Equations)
        {
            model.Add(LinearExpr.Sum(parts.Select(p => cells[p])) == cells[margin]);
        }

        for (var c = 0; c < range.Length; c++)
        {
            foreach (var (from, to) in _ruledOut[c])
            {
                model.AddLinearExpressionInDomain(
                    cells[c],
                    Google.OrTools.Util.Domain.FromIntervals([
                        [0, from - 1],
                        [to + 1, int.MaxValue],
                    ])
                );
            }
        }

        if (sum is var (among, low, high))
        {
            model.AddLinearConstraint(LinearExpr.Sum(among.Select(c => cells[c])), low, high);
        }

        var solver = new CpSolver { StringParameters = "num_workers:1" };
        var status = solver.Solve(model);
        Assert.NotEqual(CpSolverStatus.Unknown, status);
        return status is CpSolverStatus.Optimal or CpSolverStatus.Feasible ? Array.ConvertAll(cells, solver.Value) : null;
    }

    public bool IsDetermined(int cell)
    {
        var value = _release.Tables.Values[cell];
        return !CanBe(cell, 0, value - 1) && !CanBe(cell, value + 1, long.MaxValue);
    }

    /// <summary>The first small cell that is not protected as the rules say; a kept one promises less.</summary>
    public int? Unprotected()
    {
        var (tables, rules) = (_release.Tables, _release.Rules);
        for (var c = 0; c < tables.Names.Count; c++)
        {
            var value = tables.Values[c];
            if (value == 0 || value >= rules.Threshold || _release.Statuses[c] == CellStatus.Kept)
            {
                continue;
            }

            var least = rules.Attacker == Attacker.KnowsNonNegative ? 1 : Math.Max(1, _below[c].Count(leaf => tables.Values[leaf] > 0));
            var isSafe =
                rules.Protection == Protection.Recomputation
                    ? !IsDetermined(c)
                    : CanBe(c, 0, least) && CanBe(c, rules.Threshold - 1, long.MaxValue);
            if (!isSafe)
            {
                return c;
            }
        }

        return null;
    }

    private bool Extend((long Low, long High)[] range, int depth, long[] table)
    {
        for (var c = 0; c < range.Length; c++)
        {
            long low = 0,
                high = 0;
            for (var i = 0; i < _leaves.Length; i++)
            {
                if (_isBelow[c][i])
                {
                    low += i < depth ? table[i] : range[_leaves[i]].Low;
                    high += i < depth ? table[i] : range[_leaves[i]].High;
                }
            }

            if (low > range[c].High || high < range[c].Low)
            {
                return false;
            }
        }

        if (depth == _leaves.Length)
        {
            return true;
        }

        var (from, to) = range[_leaves[depth]];
        // The true number first, then ever farther from it.
        var middle = Math.Clamp(_release.Tables.Values[_leaves[depth]], from, to);
        for (var step = 0L; step <= to - from; step++)
        {
            foreach (var value in step == 0 ? (long[])[middle] : [middle + step, middle - step])
            {
                if (value >= from && value <= to)
                {
                    table[depth] = value;
                    if (Extend(range, depth + 1, table))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }
}
