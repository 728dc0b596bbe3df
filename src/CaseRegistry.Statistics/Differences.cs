using System.Globalization;
using Google.OrTools.Sat;
using Google.OrTools.Util;

namespace CaseRegistry.Statistics;

/// <summary>Cells of which the number together is known in a release and in an earlier one, and changed by little.</summary>
/// <param name="Cells">No two of them count the same person.</param>
/// <param name="Persons">
/// Whom it is about, where it is one person and nobody else is or was among them: he may know it. As in <see cref="Problem.SamePersons"/>; -1
/// when it is to be hidden from everybody.
/// </param>
internal sealed record KnownSum(int[] Cells, int Persons);

/// <summary>
/// What two releases tell together of cells that make up no margin: a set of cells, of all tables, whose sum is known in both. A sum is taken to
/// be known where no witness of that release moves it, or, for the one person in a leaf, none that leaves that leaf as it is. Releases
/// share no unknowns, so that what all of them tell of a difference two of them tell.
/// </summary>
public static class Differences
{
    private const double Patience = 20;
    private const int AtOnce = 16;
    private const int Divided = 200;

    /// <summary>What a witness changes of the cells at these places, and the leaves of one person, by number, that it changes.</summary>
    private sealed record Row(int[] At, long[] Deviations, (bool IsBefore, int Cell)[] Ones);

    /// <summary>
    /// The second look at a certificate that <see cref="CertificateChecker"/> finds nothing wrong with: that one adds and compares, and looks at
    /// cells; which sums of cells tell of a small change an integer program finds.
    /// </summary>
    /// <param name="earlier">The certificates of all earlier releases, oldest first.</param>
    /// <returns>What is wrong, in plain words; nothing when no such sum is known.</returns>
    public static IReadOnlyList<string> Check(
        Certificate certificate,
        IReadOnlyList<Certificate> earlier,
        CancellationToken cancellation = default
    )
    {
        try
        {
            return
            [
                .. Small(certificate, earlier, cancellation)
                    .Select(sum =>
                        $"{string.Join(" + ", sum.Cells.Select(c => certificate.Tables.Names[c].Replace('\u001f', ' ')))}: a small change of them together is known."
                    ),
            ];
        }
        catch (DisclosureException fault)
        {
            return [fault.Message];
        }
    }

    /// <summary>
    /// Sets of cells of which the number is known in this release and in an earlier one, and differs by 1 to the threshold less one. When
    /// there are none, then none that cannot be divided into sets that are known in both themselves. In one order, whatever that of the tables.
    /// </summary>
    /// <exception cref="DisclosureException">It could not be told within the work allowed.</exception>
    internal static IReadOnlyList<KnownSum> Small(Certificate release, IReadOnlyList<Certificate> earlier, CancellationToken cancellation)
    {
        var found = new List<KnownSum>();
        foreach (var before in earlier)
        {
            var pair = new Pair(release, before);
            found.AddRange(pair.Untouched());
            foreach (var part in pair.Connected())
            {
                cancellation.ThrowIfCancellationRequested();
                found.AddRange(pair.Small(part));
            }
        }

        return
        [
            .. found
                .DistinctBy(sum => (string.Join(' ', sum.Cells), sum.Persons))
                .Order(
                    Comparer<KnownSum>.Create(
                        (a, b) =>
                            a.Cells.AsSpan().SequenceCompareTo(b.Cells) is not 0 and var order ? order : a.Persons.CompareTo(b.Persons)
                    )
                ),
        ];
    }

    /// <summary>A release beside an earlier one: the finest cells that both have.</summary>
    private sealed class Pair
    {
        private readonly int _threshold;
        private readonly int[] _cells;
        private readonly long[] _now;
        private readonly long[] _then;
        private readonly int[] _persons;
        private readonly int[] _personsThen;
        private readonly int[] _samePersons;
        private readonly int[] _samePersonsThen;
        private readonly bool[] _isStructuralZero;
        private readonly Row[] _rows;
        private readonly Overlap _overlap;

        public Pair(Certificate release, Certificate before)
        {
            var tables = release.Tables;
            var (cellThen, derived) = Before(tables, before.Tables);
            var columns = Finest(tables, c => cellThen[c] >= 0 || derived.ContainsKey(c));
            _cells = [.. columns.Keys.Order()];
            _threshold = release.Rules.Threshold;
            var then = Then(
                derived,
                Enumerable
                    .Range(0, cellThen.Length)
                    .Where(c => cellThen[c] >= 0)
                    .ToDictionary(c => c, c => before.Tables.Values[cellThen[c]])
            );
            (_now, _then) = (Array.ConvertAll(_cells, c => tables.Values[c]), Array.ConvertAll(_cells, c => then.GetValueOrDefault(c)));
            (_samePersons, _samePersonsThen) = (Problem.SamePersons(tables), Problem.SamePersons(before.Tables));
            (_persons, _personsThen) = (
                Array.ConvertAll(_cells, c => _samePersons[c]),
                Array.ConvertAll(_cells, c => cellThen[c] >= 0 ? _samePersonsThen[cellThen[c]] : -1)
            );
            _isStructuralZero = Array.ConvertAll(_cells, c => tables.IsStructuralZero[c]);
            _overlap = new(tables, _cells, columns);

            var cellNow = Enumerable.Range(0, cellThen.Length).Where(c => cellThen[c] >= 0).ToDictionary(c => cellThen[c]);
            _rows =
            [
                .. Rows(release, isBefore: false, changes => changes),
                .. Rows(
                    before,
                    isBefore: true,
                    changes => Then(derived, changes.Where(c => cellNow.ContainsKey(c.Key)).ToDictionary(c => cellNow[c.Key], c => c.Value))
                ),
            ];
        }

        /// <summary>Cells that nobody doubts in either release, and that are not a cell of the earlier one by their own name.</summary>
        public IEnumerable<KnownSum> Untouched()
        {
            var touched = _rows.SelectMany(row => row.At).ToHashSet();
            return Enumerable
                .Range(0, _cells.Length)
                .Where(i => _personsThen[i] < 0 && !touched.Contains(i) && !_isStructuralZero[i] && IsSmall(_now[i] - _then[i]))
                .Select(i => Sum([i]));
        }

        /// <summary>Rows that have cells in common, directly or through others: a set that cannot be divided lies within one part.</summary>
        public IEnumerable<List<Row>> Connected()
        {
            int[] root = [.. Enumerable.Range(0, _cells.Length)];
            int Root(int i)
            {
                while (root[i] != i)
                {
                    i = root[i] = root[root[i]];
                }

                return i;
            }

            foreach (var row in _rows)
            {
                foreach (var i in row.At)
                {
                    var (a, b) = (Root(i), Root(row.At[0]));
                    root[Math.Max(a, b)] = Math.Min(a, b);
                }
            }

            return _rows
                .GroupBy(row => Root(row.At[0]))
                .Select(part => part.ToList())
                .Where(part => part.Any(row => row.At.Any(i => _now[i] != _then[i])));
        }

        /// <summary>Some of the sets. The attacker may be the one person in a leaf, of each release.</summary>
        public IEnumerable<KnownSum> Small(List<Row> rows)
        {
            var model = new CpModel();
            var isIn = rows.SelectMany(row => row.At).Distinct().Order().ToDictionary(i => i, _ => model.NewBoolVar(""));
            var isKnown = rows.SelectMany(row => row.Ones).Distinct().Order().ToDictionary(one => one, _ => model.NewBoolVar(""));
            foreach (var row in rows)
            {
                model
                    .Add(LinearExpr.WeightedSum(row.At.Select(i => isIn[i]), row.Deviations) == 0)
                    .OnlyEnforceIf([.. row.Ones.Select(one => isKnown[one].Not())]);
            }

            foreach (var (one, other) in _overlap.Among(isIn.Keys))
            {
                var isOther = model.NewBoolVar("");
                foreach (var i in one)
                {
                    model.AddImplication(isIn[i], isOther.Not());
                }

                foreach (var i in other)
                {
                    model.AddImplication(isIn[i], isOther);
                }
            }

            // What cannot be another number, whatever is withheld, is not looked for.
            model.AddBoolOr(isIn.Where(i => !_isStructuralZero[i.Key]).Select(i => i.Value));
            TellsOfOthers(model, isIn, isKnown);
            model.AddLinearExpressionInDomain(
                LinearExpr.WeightedSum(isIn.Values, isIn.Keys.Select(i => _now[i] - _then[i])),
                Domain.FromIntervals([
                    [1 - _threshold, -1],
                    [1, _threshold - 1],
                ])
            );
            // The fewest cells; and who knows more than others only where it matters.
            model.Minimize(LinearExpr.Sum(isIn.Values) * 3 + LinearExpr.Sum(isKnown.Values));
            for (var (found, divided) = (0, 0); found < AtOnce; )
            {
                var (status, solver) = Solve(model);
                if (status == CpSolverStatus.Infeasible)
                {
                    yield break;
                }

                int[] set = [.. isIn.Keys.Where(i => solver.BooleanValue(isIn[i]))];
                var known = isKnown.Keys.Where(one => solver.BooleanValue(isKnown[one])).ToHashSet();
                var least =
                    status == CpSolverStatus.Optimal && divided < Divided
                        ? Indivisible(set, rows.Where(row => !row.Ones.Any(known.Contains)))
                        : set;
                // Whoever knows that much knows this one; what has it in it is that and a rest that he knows as well.
                model.AddBoolOr([.. least.Select(i => isIn[i].Not()), .. known.Select(one => isKnown[one].Not())]);
                if (least.Length < set.Length)
                {
                    divided++;
                    continue;
                }

                found++;
                yield return Sum(set);
            }
        }

        /// <summary>
        /// Of himself nobody learns anything: whoever is the one person in a leaf must find others in the set, today or before. Where he is alone in it
        /// today, a zero in it at least can be hidden from him.
        /// </summary>
        private void TellsOfOthers(CpModel model, Dictionary<int, BoolVar> isIn, Dictionary<(bool IsBefore, int Cell), BoolVar> isKnown)
        {
            if (isKnown.Count == 0)
            {
                return;
            }

            var others = new Dictionary<bool, BoolVar>();
            foreach (var isBefore in (bool[])[false, true])
            {
                var (values, persons, same) = isBefore ? (_then, _personsThen, _samePersonsThen) : (_now, _persons, _samePersons);
                var all = isIn.Where(i => values[i.Key] > 0).ToList();
                var known = isKnown.Where(one => one.Key.IsBefore == isBefore).ToList();
                others[isBefore] = model.NewBoolVar("");
                model.AddAtMostOne(known.Select(one => one.Value));
                model.Add(LinearExpr.Sum(all.Select(i => i.Value)) >= 1).OnlyEnforceIf(others[isBefore]);
                foreach (var (one, literal) in known)
                {
                    var own = all.Where(i => persons[i.Key] == same[one.Cell]).Select(i => i.Value);
                    model
                        .Add(LinearExpr.Sum(all.Select(i => i.Value)) - LinearExpr.Sum(own) >= 1)
                        .OnlyEnforceIf([others[isBefore], literal]);
                }
            }

            var isHideable = model.NewBoolVar("");
            model.AddBoolOr(isIn.Where(i => _now[i.Key] == 0 && !_isStructuralZero[i.Key]).Select(i => i.Value).Append(isHideable.Not()));
            foreach (var (one, literal) in isKnown)
            {
                model.AddBoolOr([others[false], others[true], literal.Not()]);
                if (!one.IsBefore)
                {
                    model.AddBoolOr([others[false], isHideable, literal.Not()]);
                }
            }
        }

        /// <summary>The smallest part of a set that none of these moves.</summary>
        private static int[] Indivisible(int[] set, IEnumerable<Row> rows)
        {
            var model = new CpModel();
            var isIn = set.ToDictionary(i => i, _ => model.NewBoolVar(""));
            foreach (var row in rows)
            {
                var at = row.At.Index().Where(p => isIn.ContainsKey(p.Item)).ToList();
                if (at.Count > 0)
                {
                    model.Add(LinearExpr.WeightedSum(at.Select(p => isIn[p.Item]), at.Select(p => row.Deviations[p.Index])) == 0);
                }
            }

            model.AddBoolOr(isIn.Values);
            model.Minimize(LinearExpr.Sum(isIn.Values));
            var (_, solver) = Solve(model);
            return [.. set.Where(i => solver.BooleanValue(isIn[i]))];
        }

        private static (CpSolverStatus Status, CpSolver Solver) Solve(CpModel model)
        {
            var solver = new CpSolver
            {
                StringParameters = "num_workers:1,random_seed:1,max_deterministic_time:" + Patience.ToString(CultureInfo.InvariantCulture),
            };
            var status = solver.Solve(model);
            return status is CpSolverStatus.Optimal or CpSolverStatus.Feasible or CpSolverStatus.Infeasible
                ? (status, solver)
                : throw new DisclosureException(
                    "Whether differences with earlier releases tell of a few could not be found out: leave a level out."
                );
        }

        private bool IsSmall(long change) => change != 0 && Math.Abs(change) < _threshold;

        private KnownSum Sum(int[] set)
        {
            var now = set.Where(i => _now[i] > 0).Select(i => _persons[i]).Distinct().ToList();
            var isHideable = set.Any(i => _now[i] == 0 && !_isStructuralZero[i]);
            return new(Array.ConvertAll(set, i => _cells[i]), now.Count == 1 && !(isHideable && set.Sum(i => _then[i]) > 0) ? now[0] : -1);
        }

        private IEnumerable<Row> Rows(Certificate release, bool isBefore, Func<Dictionary<int, long>, Dictionary<int, long>> today)
        {
            var places = _cells.Index().ToDictionary(p => p.Item, p => p.Index);
            var margins = release.Tables.Equations.Select(e => e.Margin).ToHashSet();
            foreach (var witness in release.Witnesses)
            {
                var moved = today(witness.Cells.Index().ToDictionary(p => p.Item, p => witness.Deviations[p.Index]))
                    .Where(c => places.ContainsKey(c.Key))
                    .OrderBy(c => c.Key)
                    .ToList();
                if (moved.Count > 0)
                {
                    yield return new(
                        [.. moved.Select(c => places[c.Key])],
                        [.. moved.Select(c => c.Value)],
                        [
                            .. witness
                                .Cells.Where(c => release.Rules.OwnRow && release.Tables.Values[c] == 1 && !margins.Contains(c))
                                .Select(c => (isBefore, c)),
                        ]
                    );
                }
            }
        }
    }

    /// <summary>
    /// The number of each cell in the earlier release, by name, or -1; and by which sum those that it did not have follow from others, in that
    /// order: a group that stood there in its parts only, a code that is new.
    /// </summary>
    private static (int[] Cells, OrderedDictionary<int, Equation> Derived) Before(LinkedTables tables, LinkedTables earlier)
    {
        var names = Enumerable.Range(0, earlier.Names.Count).ToDictionary(c => earlier.Names[c], StringComparer.Ordinal);
        int[] cells = [.. tables.Names.Select(name => names.GetValueOrDefault(name, -1))];
        var derived = new OrderedDictionary<int, Equation>();
        for (var count = -1; count < derived.Count; )
        {
            count = derived.Count;
            foreach (var equation in tables.Equations)
            {
                var missing = equation.Parts.Append(equation.Margin).Where(c => cells[c] < 0 && !derived.ContainsKey(c)).Take(2).ToList();
                if (missing.Count == 1)
                {
                    derived.Add(missing[0], equation);
                }
            }
        }

        return (cells, derived);
    }

    /// <summary>With the numbers that follow from these.</summary>
    private static Dictionary<int, long> Then(OrderedDictionary<int, Equation> derived, Dictionary<int, long> numbers)
    {
        foreach (var (cell, equation) in derived)
        {
            var parts = equation.Parts.Where(p => p != cell).Sum(p => numbers.GetValueOrDefault(p));
            var number = cell == equation.Margin ? parts : numbers.GetValueOrDefault(equation.Margin) - parts;
            if (number != 0)
            {
                numbers[cell] = number;
            }
        }

        return numbers;
    }

    /// <summary>
    /// Those of the cells that are no sum of others of them, each with its level: 0 when none of the others is part of it, else one more than the
    /// highest of its parts.
    /// </summary>
    private static Dictionary<int, int> Finest(LinkedTables tables, Func<int, bool> isThere)
    {
        var equations = tables.Equations.ToLookup(e => e.Margin, e => e.Parts);
        var finest = new Dictionary<int, int>();
        var seen = new Dictionary<int, (bool IsMadeUp, int Level)>();
        (bool IsMadeUp, int Level) Look(int cell)
        {
            if (!seen.TryGetValue(cell, out var result))
            {
                var (isCovered, level) = (false, 0);
                foreach (var parts in equations[cell])
                {
                    var below = Array.ConvertAll(parts, Look);
                    isCovered |= below.All(p => p.IsMadeUp);
                    level = Math.Max(level, below.Max(p => p.Level));
                }

                if (isThere(cell) && !isCovered)
                {
                    finest.Add(cell, level++);
                }

                seen.Add(cell, result = (isCovered || isThere(cell), level));
            }

            return result;
        }

        for (var c = 0; c < tables.Names.Count; c++)
        {
            Look(c);
        }

        return finest;
    }

    /// <summary>Which cells can count the same person: those of which no dimension that both have tells them apart.</summary>
    private sealed class Overlap
    {
        private readonly Dictionary<(string Dimension, string Code), HashSet<string>> _above = [];
        private readonly (string Kind, SortedDictionary<string, string> Codes)[] _cells;

        /// <param name="levels">Of each cell; cells of the same dimensions and level do not overlap.</param>
        public Overlap(LinkedTables tables, int[] cells, Dictionary<int, int> levels)
        {
            var codes = new Dictionary<int, SortedDictionary<string, string>>();
            for (var t = 0; t < tables.Tables.Count; t++)
            {
                var dimensions = tables.Tables[t].Dimensions;
                foreach (var dimension in dimensions)
                {
                    for (var code = 0; code < dimension.Codes.Count; code++)
                    {
                        var above = _above.TryGetValue((dimension.Name, dimension.Codes[code]), out var others)
                            ? others
                            : _above[(dimension.Name, dimension.Codes[code])] = new(StringComparer.Ordinal);
                        for (var parent = dimension.Parents[code]; parent >= 0; parent = dimension.Parents[parent])
                        {
                            above.Add(dimension.Codes[parent]);
                        }
                    }
                }

                for (var cell = 0; cell < tables.Tables[t].Size; cell++)
                {
                    if (levels.ContainsKey(tables.CellOf(t, cell)))
                    {
                        var at = tables.Tables[t].Coordinates(cell);
                        codes.TryAdd(
                            tables.CellOf(t, cell),
                            new(
                                dimensions
                                    .Index()
                                    .Where(d => at[d.Index] > 0 || !d.Item.HasTotal)
                                    .ToDictionary(d => d.Item.Name, d => d.Item.Codes[at[d.Index]]),
                                StringComparer.Ordinal
                            )
                        );
                    }
                }
            }

            _cells = Array.ConvertAll(cells, c => ($"{levels[c]}\u001f{string.Join('\u001f', codes[c].Keys)}", codes[c]));
        }

        /// <summary>Pairs of groups of cells: whoever is counted in a cell of one of them may be counted in one of the other too.</summary>
        public IEnumerable<(List<int> One, List<int> Other)> Among(IEnumerable<int> places)
        {
            var kinds = places
                .GroupBy(i => _cells[i].Kind)
                .OrderBy(kind => kind.Key, StringComparer.Ordinal)
                .Select(k => k.ToList())
                .ToList();
            for (var a = 0; a < kinds.Count; a++)
            {
                for (var b = 0; b < a; b++)
                {
                    var common = _cells[kinds[a][0]].Codes.Keys.Intersect(_cells[kinds[b][0]].Codes.Keys, StringComparer.Ordinal).ToList();
                    var used = common.ToDictionary(d => d, d => kinds[a].Concat(kinds[b]).Select(i => _cells[i].Codes[d]).ToHashSet());
                    // By the highest code above that one of them has: what is below it in both is not told apart there.
                    string Where(int i) =>
                        string.Join(
                            '\u001f',
                            common.Select(d =>
                                _above[(d, _cells[i].Codes[d])]
                                    .Where(used[d].Contains)
                                    .Append(_cells[i].Codes[d])
                                    .MinBy(code => _above[(d, code)].Count)
                            )
                        );
                    var other = kinds[b].ToLookup(Where);
                    foreach (var one in kinds[a].GroupBy(Where).Where(one => other.Contains(one.Key)))
                    {
                        yield return ([.. one], [.. other[one.Key]]);
                    }
                }
            }
        }
    }
}
