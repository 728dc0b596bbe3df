namespace CaseRegistry.Statistics;

/// <summary>
/// Says whether a certificate shows what it claims, by adding and comparing alone: no solver, nothing of the search, each number looked at
/// a fixed number of times. Statement by statement in docs/disclosure-control.md.
/// </summary>
public static class CertificateChecker
{
    /// <param name="certificate">With the true tables.</param>
    /// <param name="earlier">The certificates of all earlier releases of these tables, oldest first, none left out; each was checked in its time.</param>
    /// <returns>What is wrong, in plain words; nothing when the release is safe.</returns>
    public static IReadOnlyList<string> Check(Certificate certificate, params IReadOnlyList<Certificate> earlier)
    {
        var faults = new List<string>();
        var (tables, rules, values) = (certificate.Tables, certificate.Rules, certificate.Tables.Values);
        var t = rules.Threshold;
        string Cell(int c) => tables.Names[c].Length == 0 ? "the total" : tables.Names[c].Replace('\u001f', ' ');

        if (!certificate.Earlier.SequenceEqual(earlier.Select(e => e.Hash())))
        {
            return ["The certificate was made against other earlier releases than these."];
        }

        for (var i = 0; i < earlier.Count; i++)
        {
            if (!earlier[i].Earlier.SequenceEqual(certificate.Earlier.Take(i)))
            {
                return [$"Between the earlier releases before number {i + 1} one is missing, or they are not in their order."];
            }
        }

        // 1. The margins are the sums of their parts.
        foreach (var equation in tables.Equations.Where(e => e.Parts.Sum(part => values[part]) != values[e.Margin]))
        {
            faults.Add($"The true table does not add up to {Cell(equation.Margin)}.");
        }

        if (earlier.Any(e => (e.Rules.Attacker, e.Rules.OwnRow) != (rules.Attacker, rules.OwnRow)))
        {
            return ["An earlier release was protected against another attacker."];
        }

        // 2. What is known of each cell from earlier releases: the number shown last, all numbers that were shown or can be derived, and
        //    what it can have been when the release before withheld it.
        var last = new long?[values.Length];
        var withheld = Array.ConvertAll(values, _ => new List<long>());
        var known = Array.ConvertAll(values, _ => new HashSet<long>());
        foreach (var release in earlier)
        {
            var names = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var c = 0; c < release.Tables.Names.Count; c++)
            {
                names.Add(release.Tables.Names[c], c);
            }

            var (others, derivable) = Open(release);
            for (var c = 0; c < values.Length; c++)
            {
                if (!names.TryGetValue(tables.Names[c], out var before))
                {
                    continue;
                }

                var then = release.Tables.Values[before];
                if (release.Statuses[before] == CellStatus.Published)
                {
                    last[c] = then;
                }

                withheld[c].Clear();
                if (release.Shown[before] is null)
                {
                    withheld[c].AddRange([then, .. others[before]]);
                }

                if (release.Statuses[before] == CellStatus.Published || derivable[before])
                {
                    known[c].Add(then);
                }
            }
        }

        // Who sees a number again knows that it differs by the threshold from what was withheld: from all that it can have been, then.
        bool StaysWithheld(int c) => values[c] > 0 && withheld[c].Exists(then => Math.Abs(values[c] - then) < t);

        bool IsKeptAs(int c, long value) => last[c] is { } e && Math.Abs(value - e) < t && (e == 0 || value >= t);

        bool WouldBeKept(int c) => IsKeptAs(c, values[c]);

        bool TellsDifference(int c) => known[c].Any(e => e != values[c] && Math.Abs(values[c] - e) < t);

        // 3. Every cell has the status that the rules ask for, and shows what its status says.
        for (var c = 0; c < values.Length; c++)
        {
            var (status, shown) = (certificate.Statuses[c], certificate.Shown[c]);
            var isSmall = values[c] > 0 && values[c] < t;
            var right = status switch
            {
                CellStatus.Published => shown == values[c]
                    && !isSmall
                    && !StaysWithheld(c)
                    && (tables.IsStructuralZero[c] || !TellsDifference(c)),
                CellStatus.Primary => shown is null
                    && (isSmall || TellsDifference(c) || values[c] == 0 && (rules.GroupDisclosure || earlier.Count > 0)),
                CellStatus.Secondary => shown is null && values[c] >= t,
                _ => shown == last[c] && WouldBeKept(c),
            };
            if (
                !right
                || status != CellStatus.Published && tables.IsStructuralZero[c]
                || status == CellStatus.Published && WouldBeKept(c) && !tables.IsStructuralZero[c]
            )
            {
                faults.Add($"{Cell(c)} may not be '{status}' with this number.");
            }
        }

        // 4. Each witness agrees with all equations, with everything published and with what the attacker knows.
        bool IsPossible(int c, long value) =>
            certificate.Statuses[c] switch
            {
                CellStatus.Published => value == values[c],
                CellStatus.Kept => (certificate.Shown[c] == 0 || value >= t) && Math.Abs(value - certificate.Shown[c]!.Value) < t,
                // What would have been kept is not withheld. Where the truth itself would have been, nobody is told.
                _ => value >= LeastKnown(rules, values[c], certificate.Statuses[c])
                    && (!IsKeptAs(c, value) || WouldBeKept(c))
                    && (
                        rules.Attacker != Attacker.KnowsReasons
                        || certificate.Statuses[c] == CellStatus.Secondary
                        || value < t
                        || known[c].Any(e => Math.Abs(values[c] - e) < t && Math.Abs(value - e) < t)
                    ),
            };
        faults.AddRange(
            Enumerable.Range(0, values.Length).Where(c => !IsPossible(c, values[c])).Select(c => $"{Cell(c)} itself cannot be what it is.")
        );
        var equationsOf = Enumerable
            .Range(0, tables.Equations.Count)
            .SelectMany(e => tables.Equations[e].Parts.Append(tables.Equations[e].Margin).Select(c => (c, e)))
            .ToLookup(p => p.c, p => p.e);
        var witnessesOf = Array.ConvertAll(values, _ => new List<(int Witness, long Deviation)>());
        var sums = new long[tables.Equations.Count];
        for (var w = 0; w < certificate.Witnesses.Count; w++)
        {
            var (cells, deviations) = certificate.Witnesses[w];
            if (
                cells.Length != deviations.Length
                || cells.Any(c => c < 0 || c >= values.Length)
                || cells.Zip(cells.Skip(1)).Any(p => p.First >= p.Second)
            )
            {
                return [.. faults, $"Witness {w} does not name cells in their order."];
            }

            for (var i = 0; i < cells.Length; i++)
            {
                var (c, deviation) = (cells[i], deviations[i]);
                witnessesOf[c].Add((w, deviation));
                if (
                    deviation is 0 or long.MinValue
                    || Math.Abs(deviation) > long.MaxValue / 4 / values.Length
                    || !IsPossible(c, values[c] + deviation)
                )
                {
                    faults.Add($"Witness {w} is no possible table: {Cell(c)} cannot be {values[c] + deviation}.");
                }

                foreach (var e in equationsOf[c])
                {
                    sums[e] += tables.Equations[e].Margin == c ? -deviation : deviation;
                }
            }

            if (cells.SelectMany(c => equationsOf[c]).Any(e => sums[e] != 0))
            {
                faults.Add($"Witness {w} does not add up.");
            }

            Array.Clear(sums);
        }

        // 5. Each cell that needs it has witnesses that go far enough, also for whoever is the one person in a cell of 1.
        var (least, same) = (Least(certificate, -1), SamePersons(tables));
        var margins = tables.Equations.Select(e => e.Margin).ToHashSet();
        // Of a kept leaf only the one person in it knows that it is not zero.
        var leastFor = Enumerable
            .Range(0, values.Length)
            .Where(c => rules.OwnRow && values[c] == 1 && !margins.Contains(c) && certificate.Statuses[c] == CellStatus.Kept)
            .ToDictionary(c => c, c => Least(certificate, c));
        string? Lacks(int c, int persons, Func<long, bool> goal, string what, Func<int, bool>? knows = null)
        {
            var met = witnessesOf[c].Where(w => goal(values[c] + w.Deviation)).Select(w => w.Witness).ToList();
            var ones =
                met.Count == 0 || !rules.OwnRow
                    ? []
                    : met.Select(w =>
                            certificate
                                .Witnesses[w]
                                .Cells.Where(o => values[o] == 1 && !margins.Contains(o) && same[o] != persons && knows?.Invoke(o) != true)
                        )
                        .Aggregate((a, b) => a.Intersect(b));
            return met.Count == 0 ? $"{Cell(c)}: no witness shows that {what}."
                : ones.Any() ? $"{Cell(c)}: whoever is the one person in {Cell(ones.First())} may find that it is not so that {what}."
                : null;
        }

        void Needs(int c, Func<long, bool> goal, string what, Func<int, bool>? knows = null)
        {
            if (Lacks(c, same[c], goal, what, knows) is { } fault)
            {
                faults.Add(fault);
            }
        }

        for (var c = 0; c < values.Length; c++)
        {
            var isThreshold = certificate.Statuses[c] == CellStatus.Primary && values[c] > 0 && values[c] < t;
            if (isThreshold && rules.Protection == Protection.Interval)
            {
                if (values[c] < t - 1)
                {
                    Needs(c, value => value >= t - 1, "it can be as high as it must");
                }

                // Whoever knows that it cannot be so low is promised no more than that.
                long LowFor(int one) => leastFor.TryGetValue(one, out var own) ? Math.Max(1, own[c]) : 0;
                foreach (var low in leastFor.Keys.Select(LowFor).Append(Math.Max(1, least[c])).Distinct())
                {
                    if (values[c] > low)
                    {
                        Needs(c, value => value <= low, "it can be as low as it must", one => LowFor(one) > low);
                    }
                    else if (values[c] >= t - 1)
                    {
                        Needs(c, value => value != values[c], "it can be another number", one => LowFor(one) > low);
                    }
                }
            }
            else if (isThreshold || !tables.IsStructuralZero[c] && certificate.Statuses[c] != CellStatus.Published && TellsDifference(c))
            {
                Needs(c, value => value != values[c], "it can be another number");
            }
        }

        if (rules.GroupDisclosure)
        {
            foreach (var (margin, parts) in tables.Equations.Where(e => values[e.Margin] > 0))
            {
                var zeros = parts.Where(p => values[p] == 0 && !tables.IsStructuralZero[p]).ToList();
                if (zeros.Count > 0 && zeros.Count == parts.Count(p => !tables.IsStructuralZero[p]) - 1)
                {
                    var lacking = zeros.ConvertAll(z =>
                        Lacks(z, same[margin], value => value > 0, "the zeros beside a margin need not be zero")
                    );
                    if (lacking.TrueForAll(fault => fault is not null))
                    {
                        faults.Add(lacking[0]!);
                    }
                }
            }
        }

        return faults;
    }

    /// <summary>
    /// Of each cell the other numbers that it can be in witnesses, and whether somebody can derive it: it is withheld and in no witness, or, for
    /// the one person in a leaf, in none that leaves that leaf as it is.
    /// </summary>
    private static (List<long>[] Others, bool[] Derivable) Open(Certificate release)
    {
        var values = release.Tables.Values;
        var margins = release.Tables.Equations.Select(e => e.Margin).ToHashSet();
        var same = SamePersons(release.Tables);
        var others = Array.ConvertAll(values, _ => new List<long>());
        var always = new HashSet<int>?[values.Length];
        foreach (var (cells, deviations) in release.Witnesses)
        {
            var ones = release.Rules.OwnRow ? cells.Where(o => values[o] == 1 && !margins.Contains(o)).ToHashSet() : [];
            for (var i = 0; i < cells.Length; i++)
            {
                var c = cells[i];
                others[c].Add(values[c] + deviations[i]);
                var own = ones.Where(o => same[o] != same[c]);
                always[c] = always[c] is { } before ? [.. before.Intersect(own)] : [.. own];
            }
        }

        return (others, Array.ConvertAll(always, ones => ones is not { Count: 0 }));
    }

    private static long LeastKnown(DisclosureRules rules, long value, CellStatus status) =>
        value == 0 || rules.Attacker == Attacker.KnowsNonNegative ? 0
        : rules.Attacker == Attacker.KnowsReasons && status == CellStatus.Secondary ? rules.Threshold
        : 1;

    /// <summary>
    /// How low each cell can be at all: a margin is at least the number of its parts that are known not to be zero, and so is a cell that
    /// counts the same persons as that margin.
    /// </summary>
    /// <param name="one">A kept leaf that is known not to be zero, or -1.</param>
    private static long[] Least(Certificate certificate, int one)
    {
        var (tables, rules) = (certificate.Tables, certificate.Rules);
        long[] least =
        [
            .. tables.Values.Select(
                (v, c) =>
                    c == one ? 1
                    : certificate.Statuses[c] == CellStatus.Kept ? 0
                    : LeastKnown(rules, v, CellStatus.Primary)
            ),
        ];
        for (var changed = true; changed; )
        {
            changed = false;
            foreach (var (margin, parts) in tables.Equations)
            {
                var sum = parts.Sum(p => least[p]);
                changed |= sum > least[margin];
                least[margin] = Math.Max(sum, least[margin]);
                var rest = parts.Where(p => tables.Values[p] != 0).Take(2).ToList();
                if (rest.Count == 1 && least[rest[0]] < least[margin])
                {
                    least[rest[0]] = least[margin];
                    changed = true;
                }
            }
        }

        return least;
    }

    /// <summary>Cells that count the same persons: a margin and its one part that is not zero. Those get one number.</summary>
    private static int[] SamePersons(LinkedTables tables)
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
}
