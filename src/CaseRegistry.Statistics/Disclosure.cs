using System.Diagnostics;
using System.Globalization;

namespace CaseRegistry.Statistics;

/// <summary>The tables cannot be protected under these rules, or not in this time. Nothing may be published.</summary>
public sealed class DisclosureException(string message) : Exception(message)
{
    /// <summary>What cannot be protected, where it is that.</summary>
    internal int[] Cells { get; init; } = [];
}

/// <summary>A release that is protected, and how well.</summary>
/// <param name="Certificate">What is published, and why that is safe. Checked before it was handed out.</param>
/// <param name="Bound">
/// Cells that any safe release of these tables must withhold; beside earlier ones any that keeps the same numbers, with as little room.
/// </param>
/// <param name="IsOptimal">Withholding fewer cells, or as many cells with fewer persons, was shown to be impossible; of the same releases.</param>
/// <param name="Work">What the search took; the same for the same input.</param>
public sealed record ProtectedRelease(Certificate Certificate, int Bound, bool IsOptimal, double Work)
{
    public int Cells => Certificate.Statuses.Count;

    public int Primary => Certificate.Statuses.Count(s => s == CellStatus.Primary);

    public int Secondary => Certificate.Statuses.Count(s => s == CellStatus.Secondary);

    public int Withheld => Primary + Secondary;

    /// <summary>Persons in withheld cells as a share of the persons in all cells, margins included; 0 to 1.</summary>
    public double LossOfCounts => Certificate.LossOfCounts;
}

/// <summary>Withholds as little as possible so that no small count can be found out.</summary>
public static class Disclosure
{
    private const int MostSteps = 3;
    private const int SmallGroups = 250;
    private const int ExactGroups = 600;
    private const double WorkPerPair = 350;
    private const double WorkAtLeast = 2e7;
    private const double WorkAtMost = 2e9;

    /// <param name="earlier">Certificates of all earlier releases that have cells in common with this one, oldest first.</param>
    /// <param name="progress">Told in words where the search is.</param>
    /// <exception cref="ArgumentException">An earlier release was protected against another attacker.</exception>
    /// <exception cref="DisclosureException">The tables cannot be protected.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ProtectedRelease Protect(
        LinkedTables tables,
        DisclosureRules rules,
        Effort? effort = null,
        IReadOnlyList<Certificate>? earlier = null,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default
    )
    {
        effort ??= Effort.Usual;
        earlier ??= [];
        if (earlier.Any(e => (e.Rules.Attacker, e.Rules.OwnRow) != (rules.Attacker, rules.OwnRow)))
        {
            throw new ArgumentException("An earlier release was protected against another attacker: go on with that one.");
        }

        // What was shown of the same persons, and nothing changed, cannot be given up.
        var run = new Run(effort, earlier, progress, cancellation);
        var withheld = new Dictionary<int, Said>();
        void Withhold(Beside beside)
        {
            var problem = beside.ProblemOf(rules, earlier, cancellation);
            var together = problem.Release(run.Find(problem).Search.Open, [], earlier);
            withheld = Enumerable
                .Range(0, tables.Names.Count)
                .Where(c => together.Shown[beside.Own[c]] is null)
                .ToDictionary(c => c, _ => new Said(null, rules.Threshold));
        }

        if (Beside.Of(tables, earlier) is { } beside)
        {
            Withhold(beside);
        }

        // What stands in the way is given up one after the other: that kept numbers did not change, then that they are kept. What can be
        // protected without is so all the same.
        var unkept = new HashSet<int>();
        for (var attempt = 0; ; attempt++)
        {
            Problem Of(IReadOnlyList<KnownSum> sums, Dictionary<int, Said> said) =>
                new(tables, rules, earlier, attempt > 0, unkept, sums, said);
            var problem = Of([], withheld);
            try
            {
                var release = run.Protect(problem, sums => Of(sums, withheld));
                return unkept.Count + withheld.Count == 0 ? release
                    : withheld.Count == 0 ? release with { IsOptimal = false }
                    : release with { IsOptimal = false, Bound = Of([], []).Withheld };
            }
            catch (DisclosureException refused) when (earlier.Count > 0 && (attempt == 0 || refused.Cells.Length > 0))
            {
                if (attempt == 0 && withheld.Count == 0)
                {
                    Withhold(Beside.Nothing(tables));
                }

                var before = unkept.Count;
                for (var steps = 1; attempt > 0 && unkept.Count == before; steps++)
                {
                    if (steps > MostSteps)
                    {
                        throw;
                    }

                    unkept.UnionWith(problem.KeptNear(refused.Cells, steps));
                }
            }
        }
    }

    /// <summary>What searches have in common that are made for one release.</summary>
    private sealed class Run(Effort effort, IReadOnlyList<Certificate> earlier, IProgress<string>? progress, CancellationToken cancellation)
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();

        /// <summary>A search that is safe in this problem, with little open.</summary>
        public (Search Search, bool IsOptimal, int Bound) Find(Problem problem)
        {
            var search = new Search(problem, cancellation);
            using var exact = new ExactSearch(problem, search);
            Func<bool> UpTo(double share)
            {
                var work = effort.Share * share * Math.Clamp(WorkPerPair * problem.Cells * problem.Cells, WorkAtLeast, WorkAtMost);
                return () =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    return exact.Work > work || _clock.Elapsed > effort.TimeLimit;
                };
            }

            progress?.Report($"{problem.Cells} cells, {problem.Value.Length} to decide on, {problem.Requirements.Length} to protect");
            search.Repair(Enumerable.Range(0, problem.Requirements.Length).TakeWhile(_ => IsInTime()));
            Tell("protected", search);
            search.CleanUp(Enumerable.Range(0, problem.Value.Length), UpTo(1));
            Tell("cleaned up", search);
            bool[] safe = [.. search.Open];
            var isOptimal = false;
            try
            {
                isOptimal =
                    problem.Value.Length <= ExactGroups
                    && effort.Share > 0
                    && exact.Solve(UpTo(problem.Value.Length <= SmallGroups ? 0.9 : 0.3));
                if (!isOptimal)
                {
                    Tell($"at least {exact.Bound} needed", search);
                    Improve(problem, search, UpTo(1), () => Tell("improved", search));
                }
            }
            catch (DisclosureException)
            {
                // What was tried in place of it cannot be protected; it still is.
                search.Restore(safe);
            }

            return (search, isOptimal, exact.Bound);
        }

        /// <param name="with">The same problem with sums that must not be known.</param>
        public ProtectedRelease Protect(Problem problem, Func<IReadOnlyList<KnownSum>, Problem> with)
        {
            var (search, isOptimal, bound) = Find(problem);
            var (cost, atLeast) = (search.Cost, problem.Withheld + bound);
            List<KnownSum> sums = [];
            while (true)
            {
                var certificate = problem.Release(search.Open, search.Witnesses(andMore: earlier.Count > 0), earlier);
                var (small, others) = Differences.Small(
                    certificate,
                    earlier,
                    () =>
                    {
                        cancellation.ThrowIfCancellationRequested();
                        IsInTime();
                    }
                );
                if (small.Count == 0)
                {
                    certificate = certificate.And(others);
                    Tell("done", search);
                    return CertificateChecker.Check(certificate, earlier) is { Count: > 0 } faults
                        ? throw new InvalidOperationException($"The search left an unsafe release: {faults[0]}")
                        : new(certificate, atLeast, isOptimal && search.Cost == cost, search.Work);
                }

                var more = small.Where(sum => !sums.Exists(s => s.Persons == sum.Persons && s.Cells.SequenceEqual(sum.Cells))).ToList();
                if (more.Count == 0)
                {
                    throw new DisclosureException("A sum of cells stays known beside an earlier release.");
                }

                sums.AddRange(more);
                problem = with(sums);
                search = new Search(problem, cancellation, search);
                bool[] opened = [.. search.Open];
                search.Repair(Enumerable.Range(0, problem.Requirements.Length).TakeWhile(_ => IsInTime()));
                search.CleanUp(Enumerable.Range(0, opened.Length).Where(g => !opened[g]), () => _clock.Elapsed > effort.TimeLimit);
                Tell($"{sums.Count} sums beside earlier releases", search);
            }
        }

        private bool IsInTime() =>
            _clock.Elapsed < effort.AtMost
                ? true
                : throw new DisclosureException("Nothing that is safe was found in this time: allow more, or leave a level out.");

        private void Tell(string stage, Search search) =>
            progress?.Report(
                string.Create(CultureInfo.InvariantCulture, $"{stage}: {search.Cost.Weight} secondary, {_clock.Elapsed.TotalSeconds:0.0} s")
            );
    }

    /// <summary>Takes back some of what is withheld near each other and protects anew, again and again; keeps what is no worse.</summary>
    private static void Improve(Problem problem, Search search, Func<bool> isOver, Action tell)
    {
        var random = new Random(1);
        bool[] best = [.. search.Open];
        var cost = search.Cost;
        while (cost.Weight > 0 && !isOver())
        {
            var opened = Enumerable.Range(0, best.Length).Where(g => best[g] && !problem.IsOpen[g]).ToArray();
            if (opened.Length == 0)
            {
                return;
            }

            var near = search
                .Around(opened[random.Next(opened.Length)], g => search.Open[g] && !problem.IsOpen[g], random.Next(2, 9))
                .ToList();
            var broken = search.Shut(near).ToArray();
            random.Shuffle(broken);
            search.Repair(broken, random);
            search.CleanUp(Enumerable.Range(0, best.Length).Where(g => search.Open[g] && (!best[g] || near.Contains(g))), () => false);
            var now = search.Cost;
            if (now.CompareTo(cost) > 0)
            {
                search.Restore(best);
                continue;
            }

            var isFewer = now.Weight < cost.Weight;
            (cost, best) = (now, [.. search.Open]);
            if (isFewer)
            {
                tell();
            }
        }
    }
}
