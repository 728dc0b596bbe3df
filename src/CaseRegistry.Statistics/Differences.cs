using System.Globalization;
using Google.OrTools.LinearSolver;
using Google.OrTools.Sat;
using Google.OrTools.Util;
using LinearExpr = Google.OrTools.Sat.LinearExpr;
using LpStatus = Google.OrTools.LinearSolver.Solver.ResultStatus;

namespace CaseRegistry.Statistics;

/// <summary>Cells of which the number together is known in a release and in an earlier one, and changed by little.</summary>
/// <param name="Cells">No two of them count the same person.</param>
/// <param name="Persons">
/// Whom it is about, where it is one person and nobody else is or was among them: he may know it. As in <see cref="Problem.SamePersons"/>; -1
/// when it is to be hidden from everybody.
/// </param>
internal sealed record KnownSum(int[] Cells, int Persons);

/// <summary>
/// What two releases tell together of cells that make up no margin: a set of cells, of all tables, whose sum is known in both. A sum is known
/// where no possible table of that release moves it, or, for the one person in a leaf, none that leaves that leaf as it is. The witnesses
/// are possible tables; others are asked for where those leave a set. Releases share no unknowns, so that what all of them tell of the
/// change of a set two of them tell.
/// </summary>
public static class Differences
{
    private const double Patience = 20;
    private const int AtOnce = 16;
    private const int Looks = 400;

    /// <summary>What a witness changes of the cells at these places, and the leaves of one person, by number, that it changes.</summary>
    private sealed record Row(int[] At, long[] Deviations, (bool IsBefore, int Cell)[] Ones)
    {
        /// <summary>What of it is in one part: it is possible alone.</summary>
        public Row In(Func<int, bool> isAt, Func<(bool IsBefore, int Cell), bool> isOne)
        {
            int[] kept = [.. Enumerable.Range(0, At.Length).Where(k => isAt(At[k]))];
            return new(Array.ConvertAll(kept, k => At[k]), Array.ConvertAll(kept, k => Deviations[k]), [.. Ones.Where(isOne)]);
        }
    }

    /// <summary>
    /// The second look at a certificate that <see cref="CertificateChecker"/> finds nothing wrong with: that one adds and compares, and looks at
    /// cells; which sums of cells tell of a small change an integer program finds, and a linear one what can be found out beside earlier tables
    /// of the same persons.
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
                .. Beside.Faults(certificate, earlier, cancellation),
                .. Small(certificate, earlier, cancellation.ThrowIfCancellationRequested)
                    .Sums.Select(sum =>
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
    /// <param name="goOn">Called before each look; ends it by an exception.</param>
    /// <returns>And the tables of this release that were found to hide sums which its witnesses do not: later releases must not rule them out.</returns>
    /// <exception cref="DisclosureException">It could not be told within the work allowed.</exception>
    internal static (IReadOnlyList<KnownSum> Sums, IReadOnlyList<Witness> Tables) Small(
        Certificate release,
        IReadOnlyList<Certificate> earlier,
        Action goOn
    )
    {
        var found = new List<KnownSum>();
        Pair[] pairs = [.. earlier.Select((before, e) => new Pair([.. earlier, release], e))];
        // First within what the witnesses move together: that is quick, and mostly all there is.
        foreach (var byWitnesses in (bool[])[true, false])
        {
            foreach (var pair in found.Count > 0 ? [] : pairs)
            {
                found.AddRange(pair.Untouched());
                foreach (var (cells, ones, rows) in pair.Connected(byWitnesses))
                {
                    found.AddRange(pair.Small(cells, ones, rows, goOn));
                }
            }
        }

        return (
            [
                .. found
                    .DistinctBy(sum => (string.Join(' ', sum.Cells), sum.Persons))
                    .Order(
                        Comparer<KnownSum>.Create(
                            (a, b) =>
                                a.Cells.AsSpan().SequenceCompareTo(b.Cells) is not 0 and var order ? order : a.Persons.CompareTo(b.Persons)
                        )
                    ),
            ],
            [.. pairs.SelectMany(pair => pair.Found).DistinctBy(w => string.Join(' ', w.Cells) + '/' + string.Join(' ', w.Deviations))]
        );
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
        private readonly LinkedTables _own;
        private readonly int[][] _cellsOf;
        private readonly bool[] _isStructuralZero;
        private readonly bool[] _hasZero;
        private readonly List<Row> _rows;
        private readonly Overlap _overlap;
        private readonly bool[] _isInBoth;
        private readonly Certificate _release;
        private readonly Certificate _before;
        private readonly int[] _cellThen;
        private readonly Dictionary<int, int> _cellNow;
        private readonly OrderedDictionary<int, Equation> _derived;
        private readonly Possible _possibleNow;
        private readonly Possible _possibleThen;
        private readonly List<Row> _thinkable = [];
        private readonly List<Witness> _found = [];
        private readonly (bool IsBefore, int Cell)[]?[] _ones = new (bool, int)[]?[2];

        /// <param name="releases">All releases, this one last.</param>
        /// <param name="earlier">The place of the earlier one.</param>
        public Pair(Certificate[] releases, int earlier)
        {
            _own = releases[^1].Tables;
            Certificate now = releases[^1],
                old = releases[earlier];
            (var release, _cellsOf) = WithGroups(now, old.Tables, [now, old, .. releases.Reverse()]);
            var (before, _) = WithGroups(old, _own, [old, now, .. releases.Reverse()]);
            var tables = release.Tables;
            var (cellThen, derived) = Before(tables, before.Tables);
            (_release, _before, _cellThen, _derived) = (release, before, cellThen, derived);
            _cellNow = Enumerable.Range(0, cellThen.Length).Where(c => cellThen[c] >= 0).ToDictionary(c => cellThen[c]);
            (_possibleNow, _possibleThen) = (new(releases, releases.Length - 1, release), new(releases, earlier, before));
            var columns = Finest(tables, c => cellThen[c] >= 0 || derived.ContainsKey(c));
            _cells = [.. columns.Order()];
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
            var hasZero = Problem.HasZero(tables);
            _hasZero = Array.ConvertAll(_cells, c => hasZero[c]);
            _overlap = new(tables, _cells);
            var names = releases[earlier].Tables.Numbers();
            _isInBoth = Array.ConvertAll(_cells, c => !IsGroup(c) && names.ContainsKey(tables.Names[c]));

            _rows = [.. Rows(isBefore: false), .. Rows(isBefore: true)];
        }

        /// <summary>Tables of the later release that the attacker cannot rule out, in which a set has another sum.</summary>
        public IReadOnlyList<Witness> Found => _found;

        /// <summary>Cells that nobody doubts in either release, and that are not cells of both by themselves.</summary>
        public IEnumerable<KnownSum> Untouched() =>
            Enumerable
                .Range(0, _cells.Length)
                .Where(i => !IsDoubted(i) && !_isInBoth[i] && !_isStructuralZero[i] && IsSmall(_now[i] - _then[i]))
                .Select(i => Sum([i]));

        /// <summary>
        /// Cells that stand in one sum with another one, where both are not published, directly or through others: what is possible in one part
        /// has nothing to do with another, so that a set that cannot be divided lies within one.
        /// </summary>
        /// <param name="byWitnesses">Only those that a witness moves at once: parts of those.</param>
        public IEnumerable<(int[] Cells, (bool IsBefore, int Cell)[] Ones, List<Row> Rows)> Connected(bool byWitnesses)
        {
            int[] root = [.. Enumerable.Range(0, _cellThen.Length + _before.Statuses.Count)];
            int Root(int i)
            {
                while (root[i] != i)
                {
                    i = root[i] = root[root[i]];
                }

                return i;
            }

            void Join(IEnumerable<int> nodes)
            {
                int? first = null;
                foreach (var node in nodes)
                {
                    first ??= node;
                    var (a, b) = (Root(node), Root(first.Value));
                    root[Math.Max(a, b)] = Math.Min(a, b);
                }
            }

            int Node(int cellThen) => _cellNow.TryGetValue(cellThen, out var now) ? now : _cellThen.Length + cellThen;
            if (byWitnesses)
            {
                foreach (var row in _rows)
                {
                    Join([.. row.At.Select(i => _cells[i]), .. row.Ones.Select(one => one.IsBefore ? Node(one.Cell) : one.Cell)]);
                }
            }
            else
            {
                foreach (var (margin, parts) in _release.Tables.Equations)
                {
                    Join(parts.Append(margin).Where(c => _release.Statuses[c] != CellStatus.Published));
                }

                foreach (var (margin, parts) in _before.Tables.Equations)
                {
                    Join(parts.Append(margin).Where(c => _before.Statuses[c] != CellStatus.Published).Select(Node));
                }

                foreach (var (margin, parts) in _derived.Values)
                {
                    Join(parts.Append(margin));
                }
            }

            int PartOf((bool IsBefore, int Cell) one) => Root(one.IsBefore ? Node(one.Cell) : one.Cell);
            var rows = (
                from row in _rows
                from part in row.At.Select(i => Root(_cells[i])).Distinct()
                select (Part: part, Row: row.In(i => Root(_cells[i]) == part, one => PartOf(one) == part))
            ).ToLookup(p => p.Part, p => p.Row);
            var ones = Ones(isBefore: false).Concat(Ones(isBefore: true)).ToLookup(PartOf);
            return Enumerable
                .Range(0, _cells.Length)
                .Where(IsDoubted)
                .GroupBy(i => Root(_cells[i]))
                .Where(part => part.Any(i => _now[i] != _then[i]))
                .Select(part => (part.ToArray(), ones[part.Key].ToArray(), rows[part.Key].ToList()));
        }

        private bool IsDoubted(int i) =>
            _release.Statuses[_cells[i]] != CellStatus.Published
            || (
                _cellThen[_cells[i]] is >= 0 and var then
                    ? _before.Statuses[then] != CellStatus.Published
                    : _rows.Any(row => row.At.Contains(i)) || SumThen([i]).Keys.Any(c => _before.Statuses[c] != CellStatus.Published)
            );

        /// <summary>Some of the sets. The attacker may be the one person in a leaf, of each release.</summary>
        public IEnumerable<KnownSum> Small(int[] cells, (bool IsBefore, int Cell)[] ones, List<Row> rows, Action goOn)
        {
            var model = new CpModel();
            var isIn = cells.ToDictionary(i => i, _ => model.NewBoolVar(""));
            var isKnown = ones.ToDictionary(one => one, _ => model.NewBoolVar(""));
            void Add(Row row) =>
                model
                    .Add(LinearExpr.WeightedSum(row.At.Select(i => isIn[i]), row.Deviations) == 0)
                    .OnlyEnforceIf([.. row.Ones.Select(one => isKnown[one].Not())]);
            rows.ForEach(Add);

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
            for (var (found, looks) = (0, 0); found < AtOnce; looks++)
            {
                goOn();
                var (status, solver) = Solve(model);
                if (status == CpSolverStatus.Infeasible)
                {
                    yield break;
                }

                int[] set = [.. isIn.Keys.Where(i => solver.BooleanValue(isIn[i]))];
                var known = isKnown.Keys.Where(one => solver.BooleanValue(isKnown[one])).ToList();
                if (looks < Looks && Moves(set, known, isStrict: true) is { Row: { } other })
                {
                    _rows.Add(other);
                    other = other.In(isIn.ContainsKey, isKnown.ContainsKey);
                    rows.Add(other);
                    Add(other);
                    continue;
                }

                var least = looks < Looks ? Indivisible(set, rows, known, goOn) : set;
                // Whoever knows that much knows this one; what has it in it is that and a rest that he knows as well.
                model.AddBoolOr([.. least.Select(i => isIn[i].Not()), .. known.Select(one => isKnown[one].Not())]);
                // A part may itself be one, where the set is not proven to be the smallest.
                if (least.Length == set.Length || known.Count == 0 && IsSmall(least.Sum(i => _now[i] - _then[i])))
                {
                    found++;
                    yield return Sum(least);
                }
            }
        }

        /// <summary>A table of one of the releases in which these cells have another sum; whether it was found out that there is none.</summary>
        private (Row? Row, bool IsKnown) Moves(int[] set, IReadOnlyList<(bool IsBefore, int Cell)> known, bool isStrict)
        {
            foreach (var isBefore in (bool[])[false, true])
            {
                var sum = isBefore ? SumThen(set) : set.ToDictionary(i => _cells[i], _ => 1L);
                int[] own = [.. known.Where(one => one.IsBefore == isBefore).Select(one => one.Cell)];
                var (isKnown, other) = (isBefore ? _possibleThen : _possibleNow).Other(sum, own, isStrict);
                if (isStrict && !isBefore && other is not null)
                {
                    AddFound(other.Where(c => !IsGroup(c.Key)).ToDictionary(c => _cellsOf[c.Key][0], c => c.Value));
                }

                if (!isKnown)
                {
                    return (other is null ? null : RowOf(isBefore, other), false);
                }
            }

            return (null, true);
        }

        /// <summary>Each part that stands in no sum with another one: it is possible alone.</summary>
        private void AddFound(Dictionary<int, long> changes)
        {
            var part = changes.Keys.ToDictionary(c => c);
            int Root(int c) => part[c] == c ? c : part[c] = Root(part[c]);
            foreach (var (margin, parts) in _own.Equations)
            {
                var moved = parts.Append(margin).Where(changes.ContainsKey).ToList();
                foreach (var c in moved.Skip(1))
                {
                    var (a, b) = (Root(moved[0]), Root(c));
                    part[Math.Max(a, b)] = Math.Min(a, b);
                }
            }

            foreach (var cells in changes.Keys.Order().GroupBy(Root))
            {
                _found.Add(new([.. cells], [.. cells.Select(c => changes[c])]));
            }
        }

        /// <summary>
        /// Of himself nobody learns anything: whoever is the one person in a leaf must find others in the set, today or before. Where he is alone in it
        /// today, a zero in it or below it at least can be hidden from him.
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
            model.AddBoolOr(isIn.Where(i => _hasZero[i.Key]).Select(i => i.Value).Append(isHideable.Not()));
            foreach (var (one, literal) in isKnown)
            {
                model.AddBoolOr([others[false], others[true], literal.Not()]);
                if (!one.IsBefore)
                {
                    model.AddBoolOr([others[false], isHideable, literal.Not()]);
                }
            }
        }

        /// <summary>A part of a set that is known for sure to whoever knows the set, or the set.</summary>
        private int[] Indivisible(int[] set, List<Row> rows, List<(bool IsBefore, int Cell)> known, Action goOn)
        {
            while (true)
            {
                goOn();
                var model = new CpModel();
                var isIn = set.ToDictionary(i => i, _ => model.NewBoolVar(""));
                foreach (var row in rows.Concat(_thinkable).Where(row => !row.Ones.Any(known.Contains)))
                {
                    var at = row.At.Index().Where(p => isIn.ContainsKey(p.Item)).ToList();
                    if (at.Count > 0)
                    {
                        model.Add(LinearExpr.WeightedSum(at.Select(p => isIn[p.Item]), at.Select(p => row.Deviations[p.Index])) == 0);
                    }
                }

                model.AddBoolOr(isIn.Values);
                model.Minimize(LinearExpr.Sum(isIn.Values));
                var (status, solver) = Solve(model);
                int[] part = status == CpSolverStatus.Infeasible ? set : [.. set.Where(i => solver.BooleanValue(isIn[i]))];
                if (part.Length == set.Length)
                {
                    return set;
                }

                var (other, isKnown) = Moves(part, known, isStrict: false);
                if (other is null)
                {
                    return isKnown ? part : set;
                }

                _thinkable.Add(other);
            }
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
            var isHideable = set.Any(i => _hasZero[i]);
            int[] cells = [.. set.SelectMany(i => _cellsOf[_cells[i]]).Order()];
            var now = cells.Where(c => _own.Values[c] > 0).ToList();
            return new(cells, now.Count == 1 && !(isHideable && set.Sum(i => _then[i]) > 0) ? Problem.SamePersons(_own)[now[0]] : -1);
        }

        private bool IsGroup(int cell) => _own.Names[_cellsOf[cell][0]] != _release.Tables.Names[cell];

        private IEnumerable<Row> Rows(bool isBefore) =>
            (isBefore ? _before : _release)
                .Witnesses.Select(w => RowOf(isBefore, w.Cells.Index().ToDictionary(p => p.Item, p => w.Deviations[p.Index])))
                .Where(row => row.At.Length > 0);

        /// <param name="changes">By cell of that release.</param>
        private Row RowOf(bool isBefore, Dictionary<int, long> changes)
        {
            var today = isBefore
                ? Then(_derived, changes.Where(c => _cellNow.ContainsKey(c.Key)).ToDictionary(c => _cellNow[c.Key], c => c.Value))
                : changes;
            var moved = Enumerable.Range(0, _cells.Length).Where(i => today.ContainsKey(_cells[i])).ToList();
            return new(
                [.. moved],
                [.. moved.Select(i => today[_cells[i]])],
                [.. Ones(isBefore).Where(one => changes.ContainsKey(one.Cell))]
            );
        }

        /// <summary>Leaves in which the attacker may be the one person.</summary>
        private IEnumerable<(bool IsBefore, int Cell)> Ones(bool isBefore)
        {
            var release = isBefore ? _before : _release;
            return _ones[isBefore ? 1 : 0] ??= [
                .. Enumerable
                    .Range(0, release.Rules.OwnRow ? release.Statuses.Count : 0)
                    .Where(c => release.Tables.Values[c] == 1 && !release.IsMargin(c))
                    .Select(c => (isBefore, c)),
            ];
        }

        /// <summary>The cells of the earlier release, each with how often it stands in the sum of these.</summary>
        private Dictionary<int, long> SumThen(int[] set)
        {
            var sum = set.ToDictionary(i => _cells[i], _ => 1L);
            foreach (var (cell, (margin, parts)) in _derived.Reverse())
            {
                if (sum.Remove(cell, out var times))
                {
                    foreach (var part in parts.Where(p => p != cell))
                    {
                        sum[part] = sum.GetValueOrDefault(part) + (cell == margin ? times : -times);
                    }

                    if (cell != margin)
                    {
                        sum[margin] = sum.GetValueOrDefault(margin) + times;
                    }
                }
            }

            return sum.Where(c => c.Value != 0).ToDictionary(c => _cellThen[c.Key], c => c.Value);
        }
    }

    /// <summary>The tables that a release leaves possible, asked of a linear program.</summary>
    private sealed class Possible
    {
        private const long Far = 1000;

        private readonly Certificate _release;
        private readonly int[] _open;
        private readonly Domain[] _possible;
        private readonly Lazy<(Solver, Dictionary<int, Variable>)> _strict;
        private readonly Lazy<(Solver, Dictionary<int, Variable>)> _wide;

        /// <param name="releases">
        /// What came before it tells of a number that it withheld that it is not near what was shown, or that would have been kept; what came after it
        /// that it differs by the threshold from what is shown again. What only releases yet to come can show again is taken as it is.
        /// </param>
        /// <param name="withGroups">The release with further groups of its cells: of those nothing more is known than that they are sums.</param>
        public Possible(Certificate[] releases, int at, Certificate withGroups)
        {
            (_release, var release) = (withGroups, releases[at]);
            var (tables, rules) = (release.Tables, release.Rules);
            var possible = new Domain?[tables.Values.Length];
            (_strict, _wide) = (new(() => Program(isStrict: true)), new(() => Program(isStrict: false)));
            var last = Problem.LastShown(tables, releases[..at]);
            var next = releases[(at + 1)..].Select(a => (a, Cells: a.Tables.Numbers())).ToList();
            foreach (var c in Enumerable.Range(0, possible.Length).Where(c => release.Statuses[c] != CellStatus.Published))
            {
                var value = tables.Values[c];
                var known =
                    rules.Attacker == Attacker.KnowsReasons && release.Statuses[c] == CellStatus.Secondary ? rules.Threshold
                    : value == 0 || rules.Attacker == Attacker.KnowsNonNegative ? 0
                    : 1;
                // Whoever takes it that nothing changed has the kept number itself.
                var (low, high) =
                    release.Statuses[c] == CellStatus.Kept
                        ? release.Shown[c] == value
                            ? (value, value)
                            : (
                                Math.Max(release.Shown[c] == 0 ? 0 : rules.Threshold, release.Shown[c]!.Value - rules.Threshold + 1),
                                release.Shown[c]!.Value + rules.Threshold - 1
                            )
                        : rules.Attacker != Attacker.KnowsReasons || release.Statuses[c] == CellStatus.Secondary
                            ? (known, value + Far)
                            : value < rules.Threshold
                                ? (known, rules.Threshold - 1)
                                : (value, value);
                possible[c] = new(low - value, high - value);
                if (release.Shown[c] is not null)
                {
                    continue;
                }

                var notKept = Problem.NotKept(value, last[c], rules.Threshold);
                possible[c] = possible[c]!.IntersectionWith(new(notKept.Low - value, Math.Min(notKept.High, value + Far) - value));
                if (next.Find(n => n.Cells.ContainsKey(tables.Names[c])) is not { a: { } later } found)
                {
                    possible[c] = next.Count == 0 ? possible[c] : new(0);
                }
                else if (
                    found.Cells[tables.Names[c]] is var then
                    && later.Statuses[then] == CellStatus.Published
                    && later.Tables.Values[then] > 0
                )
                {
                    var number = later.Tables.Values[then] - value;
                    possible[c] = possible[c]!.IntersectionWith(
                        Domain.FromIntervals([
                            [-value, number - later.Rules.Threshold],
                            [number + later.Rules.Threshold, Math.Max(Far, number + later.Rules.Threshold)],
                        ])
                    );
                }
            }

            var own = tables.Numbers();
            _open = [.. Enumerable.Range(0, withGroups.Statuses.Count).Where(c => withGroups.Statuses[c] != CellStatus.Published)];
            _possible = new Domain[withGroups.Statuses.Count];
            foreach (var c in _open)
            {
                // A group moves as its cells do: how far need only be far enough for all of them.
                _possible[c] = own.TryGetValue(withGroups.Tables.Names[c], out var o)
                    ? possible[o]!
                    : new(-withGroups.Tables.Values[c], Far * 10);
            }
        }

        /// <param name="sum">Cells, and how often each stands in the sum.</param>
        /// <param name="known">Leaves that are as they are.</param>
        /// <param name="isStrict">A table that the attacker cannot rule out. Otherwise any that adds up, whatever is in its cells.</param>
        /// <returns>
        /// What such a table, with another sum, has more or less than the true one; or nothing, and whether there is none, not even of fractions.
        /// </returns>
        public (bool IsKnown, Dictionary<int, long>? Deviations) Other(Dictionary<int, long> sum, int[] known, bool isStrict)
        {
            var (solver, cells) = isStrict ? _strict.Value : _wide.Value;
            var bounds = known.Where(cells.ContainsKey).Select(c => (Cell: cells[c], Low: cells[c].Lb(), High: cells[c].Ub())).ToList();
            bounds.ForEach(b => b.Cell.SetBounds(0, 0));
            solver.Objective().Clear();
            foreach (var (cell, times) in sum.Where(c => cells.ContainsKey(c.Key)))
            {
                solver.Objective().SetCoefficient(cells[cell], times);
            }

            var (isKnown, found) = (true, (Dictionary<int, long>?)null);
            foreach (var isMore in (bool[])[true, false])
            {
                solver.Objective().SetOptimizationDirection(isMore);
                var isSolved = solver.Solve() == LpStatus.OPTIMAL;
                if (isSolved && Math.Abs(solver.Objective().Value()) < (isStrict ? 1 : 0) + (isStrict ? -1e-6 : 1e-6))
                {
                    continue;
                }

                isKnown = false;
                found = isSolved ? Whole(cells, isStrict) : null;
                if (found is not null && sum.Sum(c => c.Value * found.GetValueOrDefault(c.Key)) != 0)
                {
                    break;
                }

                found = null;
            }

            bounds.ForEach(b => b.Cell.SetBounds(b.Low, b.High));
            return (isKnown, found);
        }

        private Dictionary<int, long>? Whole(Dictionary<int, Variable> cells, bool isStrict)
        {
            for (var scale = 1; scale <= 6; scale++)
            {
                var scaled = cells.Select(c => (Cell: c.Key, Exact: c.Value.SolutionValue() * scale)).ToList();
                if (scaled.TrueForAll(c => Math.Abs(c.Exact - Math.Round(c.Exact)) < 1e-5))
                {
                    var whole = scaled
                        .Select(c => (c.Cell, Number: (long)Math.Round(c.Exact)))
                        .Where(c => c.Number != 0)
                        .ToDictionary(c => c.Cell, c => c.Number);
                    return !isStrict || whole.All(c => _possible[c.Key].Contains(c.Value)) ? whole : null;
                }
            }

            return null;
        }

        private (Solver, Dictionary<int, Variable>) Program(bool isStrict)
        {
            var solver = Solver.CreateSolver("GLOP") ?? throw new InvalidOperationException("The solver is missing.");
            var cells = _open.ToDictionary(
                c => c,
                c =>
                    isStrict
                        ? solver.MakeNumVar(_possible[c].Min(), _possible[c].Max(), "")
                        : solver.MakeNumVar(-_release.Tables.Values[c], Far, "")
            );
            foreach (var (margin, parts) in _release.Tables.Equations)
            {
                if (parts.Append(margin).Any(cells.ContainsKey))
                {
                    var row = solver.MakeConstraint(0, 0);
                    foreach (var part in parts.Where(cells.ContainsKey))
                    {
                        row.SetCoefficient(cells[part], 1);
                    }

                    if (cells.TryGetValue(margin, out var total))
                    {
                        row.SetCoefficient(total, -1);
                    }
                }
            }

            return (solver, cells);
        }
    }

    /// <summary>
    /// The number of each cell in the earlier release, by name, or -1; and by which sum those that it did not have follow from others, in that
    /// order: a group that stood there in its parts only, a code that is new.
    /// </summary>
    private static (int[] Cells, OrderedDictionary<int, Equation> Derived) Before(LinkedTables tables, LinkedTables earlier)
    {
        var names = earlier.Numbers();
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

    /// <summary>
    /// The release with groups of its cells that another one has, and for what nothing in that one tells apart: the rest beside codes that both
    /// have. A table with such groups stands in it once more. And the cells of the release itself that each cell is the sum of.
    /// </summary>
    /// <param name="tellers">Whose tables tell of which codes a code is the sum, those first whose word counts most.</param>
    private static (Certificate Release, int[][] CellsOf) WithGroups(
        Certificate release,
        LinkedTables other,
        IEnumerable<Certificate> tellers
    )
    {
        var tables = release.Tables;
        var trees = tellers.SelectMany(r => r.Tables.Tables).SelectMany(t => t.Dimensions).ToLookup(d => d.Name, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var groupings = new List<LinkedTables>();
        foreach (var table in tables.Tables)
        {
            foreach (var together in Together(table, other))
            {
                Dimension?[] grouped =
                [
                    .. table.Dimensions.Select(d =>
                        Grouped(
                            d,
                            [
                                .. together
                                    .SelectMany(t => t.Dimensions)
                                    .Where(then => then.Name == d.Name)
                                    .SelectMany(then => then.Codes.Skip(then.HasTotal ? 1 : 0))
                                    .Distinct(),
                            ],
                            trees[d.Name]
                        )
                    ),
                ];
                foreach (var chosen in Subsets(grouped.Length).Where(set => Array.TrueForAll(set, d => grouped[d] is not null)))
                {
                    Dimension[] dimensions = [.. table.Dimensions.Select((d, i) => chosen.Contains(i) ? grouped[i]! : d)];
                    var name = string.Join('\u001d', dimensions.Select(d => d.Tree).Prepend(table.Name));
                    if (seen.Add(name))
                    {
                        groupings.Add(new(table.As(name, dimensions)));
                    }
                }
            }
        }

        // A code may have been made of others in another release, or be of others in another table: then nobody takes it for one group.
        var values = tables.Names.Zip(tables.Values).ToDictionary(c => c.First, c => c.Second, StringComparer.Ordinal);
        var doubtful = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in groupings.SelectMany(g => g.Names.Zip(g.Values)))
        {
            if (!values.TryAdd(name, value) && values[name] != value)
            {
                doubtful.Add(name);
            }
        }

        List<Table> more = [.. groupings.Where(g => !g.Names.Any(doubtful.Contains)).SelectMany(g => g.Tables)];
        if (more.Count == 0)
        {
            return (release, [.. Enumerable.Range(0, tables.Names.Count).Select(c => (int[])[c])]);
        }

        var linked = new LinkedTables([.. tables.Tables, .. more]);
        var own = tables.Numbers();
        int[][] cellsOf = [.. linked.Names.Select(name => own.TryGetValue(name, out var c) ? (int[])[c] : [])];
        for (var changed = true; changed; )
        {
            changed = false;
            foreach (var (margin, parts) in linked.Equations.Where(e => cellsOf[e.Margin].Length == 0))
            {
                if (Array.TrueForAll(parts, p => cellsOf[p].Length > 0))
                {
                    cellsOf[margin] = [.. parts.SelectMany(p => cellsOf[p])];
                    changed = true;
                }
            }
        }

        var isShown = Array.ConvertAll(cellsOf, cells => Array.TrueForAll(cells, c => release.Statuses[c] == CellStatus.Published));
        return (
            new(
                linked,
                release.Rules,
                [
                    .. cellsOf.Select(
                        (cells, c) =>
                            isShown[c] ? CellStatus.Published
                            : cells.Length == 1 ? release.Statuses[cells[0]]
                            : CellStatus.Secondary
                    ),
                ],
                [
                    .. cellsOf.Select(
                        (cells, c) =>
                            isShown[c] ? linked.Values[c]
                            : cells.Length == 1 ? release.Shown[cells[0]]
                            : null
                    ),
                ],
                [
                    .. release.Witnesses.Select(w =>
                    {
                        var changes = Enumerable
                            .Range(0, cellsOf.Length)
                            .Select(c =>
                                (
                                    Cell: c,
                                    Deviation: cellsOf[c].Sum(o => Array.BinarySearch(w.Cells, o) is >= 0 and var i ? w.Deviations[i] : 0)
                                )
                            )
                            .Where(c => c.Deviation != 0)
                            .ToList();
                        return new Witness([.. changes.Select(c => c.Cell)], [.. changes.Select(c => c.Deviation)]);
                    }),
                ],
                release.Earlier
            ),
            cellsOf
        );
    }

    /// <summary>Some of the dimensions, by their places: at least one.</summary>
    private static IEnumerable<int[]> Subsets(int count) =>
        Enumerable.Range(1, (1 << count) - 1).Select(set => Enumerable.Range(0, count).Where(d => (set >> d & 1) > 0).ToArray());

    /// <summary>Tables of the other release: each, and all that have some of the dimensions of this one, for together those tell more codes apart.</summary>
    private static IEnumerable<IReadOnlyList<Table>> Together(Table table, LinkedTables other)
    {
        var names = table.Dimensions.Select(d => d.Name).ToList();
        return other
            .Tables.Select(t => (IReadOnlyList<Table>)[t])
            .Concat(
                Subsets(names.Count)
                    .Select(set =>
                        other.Tables.Where(t => Array.TrueForAll(set, d => t.Dimensions.Any(then => then.Name == names[d]))).ToList()
                    )
                    .Where(tables => tables.Count > 1)
            );
    }

    /// <summary>The dimension in groups as these codes make them, the rest of each being one as well; nothing where it has them all.</summary>
    /// <param name="trees">Which tell of what codes a code is the sum.</param>
    private static Dimension? Grouped(Dimension dimension, HashSet<string> codes, IEnumerable<Dimension> trees)
    {
        var count = dimension.Codes.Count;
        if (!dimension.HasTotal || Enumerable.Range(0, count).All(at => !dimension.IsLeaf(at) || codes.Contains(dimension.Codes[at])))
        {
            return null;
        }

        HashSet<int>[] below = [.. Enumerable.Range(0, count).Select(at => dimension.IsLeaf(at) ? (HashSet<int>)[at] : [])];
        for (var at = count - 1; at > 0; at--)
        {
            below[dimension.Parents[at]].UnionWith(below[at]);
        }

        var leaves = new Dictionary<string, HashSet<int>?>(StringComparer.Ordinal);
        HashSet<int>? Leaves(string code)
        {
            if (dimension.PositionOf(code) is > 0 and var at)
            {
                return below[at];
            }

            if (leaves.TryAdd(code, null))
            {
                foreach (var tree in trees.Where(tree => tree.PositionOf(code) is > 0 and var there && !tree.IsLeaf(there)))
                {
                    var parts = tree.Codes.Where((_, part) => tree.Parents[part] == tree.PositionOf(code)).Select(Leaves).ToList();
                    if (parts.TrueForAll(part => part is not null))
                    {
                        leaves[code] = [.. parts.SelectMany(part => part!)];
                        break;
                    }
                }
            }

            return leaves[code];
        }

        // Of codes that stand for each other the uppermost.
        string Top(string code)
        {
            var at = dimension.PositionOf(code);
            while (at > 0 && dimension.Parents[at] is > 0 and var above && below[above].Count == below[at].Count)
            {
                at = above;
            }

            return at > 0 ? dimension.Codes[at] : code;
        }

        // The largest first: each lies within those before, or beside them.
        var groups = new List<(string Code, HashSet<int> Leaves)>();
        foreach (
            var (code, own) in codes
                .Where(code => dimension.PositionOf(code) != 0)
                .Select(Top)
                .Distinct()
                .Select(code => (code, Leaves: Leaves(code)))
                .Where(g => g.Leaves is not null && g.Leaves.Count < below[0].Count)
                .OrderByDescending(g => g.Leaves!.Count)
                .ThenBy(g => g.code, StringComparer.Ordinal)
        )
        {
            if (groups.TrueForAll(g => g.Leaves.Count > own!.Count && g.Leaves.IsSupersetOf(own) || !g.Leaves.Overlaps(own!)))
            {
                groups.Add((code, own!));
            }
        }

        var isOther = false;
        var all = new List<(string Code, int Parent)>();
        void AddTree(int at, int parent)
        {
            var place = all.Count;
            all.Add((dimension.Codes[at], parent));
            foreach (var child in Enumerable.Range(at + 1, count - at - 1).Where(c => dimension.Parents[c] == at))
            {
                AddTree(child, place);
            }
        }

        void AddGroup(string code, HashSet<int> own, int parent)
        {
            var place = all.Count;
            all.Add((code, parent));
            isOther |= dimension.PositionOf(code) < 0;
            var rest = own.ToHashSet();
            var parts = groups.Where(g => g.Leaves.Count < own.Count && own.IsSupersetOf(g.Leaves)).ToList();
            foreach (
                var part in parts.Where(part =>
                    !parts.Exists(g => g.Leaves.Count > part.Leaves.Count && g.Leaves.IsSupersetOf(part.Leaves))
                )
            )
            {
                rest.ExceptWith(part.Leaves);
                AddGroup(part.Code, part.Leaves, place);
            }

            // Its own code is not below itself.
            var tops = Enumerable
                .Range(1, count - 1)
                .Where(at => dimension.Codes[at] != code && rest.IsSupersetOf(below[at]))
                .Where(at =>
                    dimension.Parents[at] is var above && (above == 0 || dimension.Codes[above] == code || !rest.IsSupersetOf(below[above]))
                )
                .ToList();
            if (parts.Count > 0 && tops.Count > 1)
            {
                isOther = true;
                all.Add(('\u001e' + string.Join('\u001e', tops.Select(at => dimension.Codes[at]).Order(StringComparer.Ordinal)), place));
                place = all.Count - 1;
            }

            tops.ForEach(at => AddTree(at, place));
        }

        AddGroup(dimension.Codes[0], below[0], -1);
        return isOther ? new(dimension.Name, all) : null;
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

    /// <summary>Those of the cells that are no sum of others of them.</summary>
    private static HashSet<int> Finest(LinkedTables tables, Func<int, bool> isThere)
    {
        var equations = tables.Equations.ToLookup(e => e.Margin, e => e.Parts);
        var finest = new HashSet<int>();
        var seen = new Dictionary<int, bool>();
        bool IsMadeUp(int cell)
        {
            if (!seen.TryGetValue(cell, out var result))
            {
                var isCovered = equations[cell].Any(parts => Array.TrueForAll(parts, IsMadeUp));
                if (isThere(cell) && !isCovered)
                {
                    finest.Add(cell);
                }

                seen.Add(cell, result = isCovered || isThere(cell));
            }

            return result;
        }

        for (var c = 0; c < tables.Names.Count; c++)
        {
            IsMadeUp(c);
        }

        return finest;
    }

    /// <summary>Which cells can count the same person: those of which no dimension that both have tells them apart.</summary>
    private sealed class Overlap
    {
        private readonly Dictionary<(string Dimension, string Code), HashSet<string>> _below = [];
        private readonly SortedDictionary<string, string>[] _codesOf;

        /// <param name="cells">At the places that are asked for.</param>
        public Overlap(LinkedTables tables, int[] cells)
        {
            // A code of one table can be the sum of codes in another.
            foreach (var dimension in tables.Tables.SelectMany(t => t.Dimensions))
            {
                foreach (var code in dimension.Codes)
                {
                    _below.TryAdd((dimension.Name, code), new(StringComparer.Ordinal) { code });
                }
            }

            for (var changed = true; changed; )
            {
                changed = false;
                foreach (var dimension in tables.Tables.SelectMany(t => t.Dimensions))
                {
                    for (var code = dimension.Codes.Count - 1; code > 0; code--)
                    {
                        var above = _below[(dimension.Name, dimension.Codes[dimension.Parents[code]])];
                        var count = above.Count;
                        above.UnionWith(_below[(dimension.Name, dimension.Codes[code])]);
                        changed |= above.Count > count;
                    }
                }
            }

            var codes = new Dictionary<int, SortedDictionary<string, string>>();
            for (var t = 0; t < tables.Tables.Count; t++)
            {
                var table = tables.Tables[t];
                for (var cell = 0; cell < table.Size; cell++)
                {
                    var at = table.Coordinates(cell);
                    codes.TryAdd(
                        tables.CellOf(t, cell),
                        new(
                            table
                                .Dimensions.Index()
                                .Where(d => at[d.Index] > 0 || !d.Item.HasTotal)
                                .ToDictionary(d => d.Item.Name, d => d.Item.Codes[at[d.Index]]),
                            StringComparer.Ordinal
                        )
                    );
                }
            }

            _codesOf = Array.ConvertAll(cells, c => codes[c]);
        }

        /// <summary>Pairs of groups of cells: whoever is counted in a cell of one of them may be counted in one of the other too.</summary>
        public IEnumerable<(List<int> One, List<int> Other)> Among(IEnumerable<int> places)
        {
            var kinds = places
                .GroupBy(i => string.Join('\u001f', _codesOf[i].Keys))
                .OrderBy(kind => kind.Key, StringComparer.Ordinal)
                .Select(kind => kind.ToList())
                .ToList();
            for (var a = 0; a < kinds.Count; a++)
            {
                for (var b = 0; b <= a; b++)
                {
                    string[] common = [.. _codesOf[kinds[a][0]].Keys.Intersect(_codesOf[kinds[b][0]].Keys, StringComparer.Ordinal)];
                    string CodesOf(int i) => string.Join('\u001f', common.Select(d => _codesOf[i][d]));
                    var others = kinds[b].GroupBy(CodesOf).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
                    var meeting = Array.ConvertAll(common, d => Meeting(d, kinds[a], kinds[b]));
                    foreach (var one in kinds[a].GroupBy(CodesOf))
                    {
                        IEnumerable<string> all = [""];
                        for (var d = 0; d < common.Length; d++)
                        {
                            var (there, before) = (meeting[d][_codesOf[one.First()][common[d]]], all);
                            all = d == 0 ? there : before.SelectMany(codes => there.Select(code => $"{codes}\u001f{code}"));
                        }

                        foreach (var codes in all)
                        {
                            // Among cells of one kind each pair once, and none with itself.
                            if (others.TryGetValue(codes, out var other) && (a != b || string.CompareOrdinal(codes, one.Key) < 0))
                            {
                                yield return ([.. one], other);
                            }
                        }
                    }
                }
            }
        }

        /// <summary>For each code of one group of cells those of another that can count the same person.</summary>
        private ILookup<string, string> Meeting(string dimension, List<int> one, List<int> other)
        {
            string[] codes = [.. other.Select(i => _codesOf[i][dimension]).Distinct()];
            return (
                from code in one.Select(i => _codesOf[i][dimension]).Distinct()
                from there in codes
                where code == there || _below[(dimension, code)].Overlaps(_below[(dimension, there)])
                select (code, there)
            ).ToLookup(p => p.code, p => p.there, StringComparer.Ordinal);
        }
    }
}
