using System.Diagnostics;

namespace CaseRegistry.Statistics;

/// <summary>The tables cannot be protected under these rules, or not in this time. Nothing may be published.</summary>
public sealed class DisclosureException(string message) : Exception(message);

/// <summary>A release that is protected, and how well.</summary>
/// <param name="Certificate">What is published, and why that is safe. Checked before it was handed out.</param>
/// <param name="Bound">Cells that any safe release of these tables must withhold.</param>
/// <param name="IsOptimal">Withholding fewer cells, or as many cells with fewer persons, was shown to be impossible.</param>
/// <param name="Work">What the search took; the same for the same input.</param>
public sealed record ProtectedRelease(Certificate Certificate, int Bound, bool IsOptimal, double Work)
{
    public int Cells => Certificate.Statuses.Count;

    public int Primary => Certificate.Statuses.Count(s => s == CellStatus.Primary);

    public int Secondary => Certificate.Statuses.Count(s => s == CellStatus.Secondary);

    public int Withheld => Primary + Secondary;

    /// <summary>Persons in withheld cells as a share of the persons in all cells, margins included; 0 to 1.</summary>
    public double LossOfCounts =>
        Certificate.Tables.Values.Sum() is > 0 and var all
            ? Certificate.Tables.Values.Where((_, c) => Certificate.Shown[c] is null).Sum() / (double)all
            : 0;
}

/// <summary>Withholds as little as possible so that no small count can be found out.</summary>
public static class Disclosure
{
    private const int ExactGroups = 800;
    private const double ExactWork = 3e9;

    /// <param name="earlier">Certificates of all earlier releases that have cells in common with this one, oldest first.</param>
    /// <param name="progress">Told in words where the search is.</param>
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
        var clock = Stopwatch.StartNew();
        bool IsOver()
        {
            cancellation.ThrowIfCancellationRequested();
            return clock.Elapsed > effort.TimeLimit;
        }

        var problem = new Problem(tables, rules, earlier);
        var search = new Search(problem, cancellation);
        progress?.Report($"{tables.Names.Count} cells, {problem.Value.Length} to decide on, {problem.Requirements.Length} to protect");
        search.Repair(Enumerable.Range(0, problem.Requirements.Length));
        progress?.Report($"{search.Cost.Weight} more withheld at first, {clock.Elapsed.TotalSeconds:0.0} s");
        search.CleanUp(Enumerable.Range(0, problem.Value.Length));
        progress?.Report($"{search.Cost.Weight} after cleaning up, {clock.Elapsed.TotalSeconds:0.0} s");
        using var exact = new ExactSearch(problem, search);
        var isOptimal = problem.Value.Length <= ExactGroups && effort.Share > 0 && exact.Run(ExactWork * effort.Share, IsOver, progress);
        if (!isOptimal && effort.Share > 0)
        {
            Improve(problem, search, 4e9 * effort.Share, IsOver, progress, clock);
        }

        Console.WriteLine($"LP {MoveFinder.T:0}ms {MoveFinder.N} solves {MoveFinder.I} it {MoveFinder.F} cpsat {MoveFinder.TC:0} ms set {MoveFinder.TS:0} ms");
        var certificate = problem.Release(search.Open, search.Witnesses(), earlier);
        return CertificateChecker.Check(certificate, earlier) is { Count: > 0 } faults
            ? throw new InvalidOperationException($"The search left an unsafe release: {faults[0]}")
            : new(certificate, certificate.Statuses.Count(s => s == CellStatus.Primary) + exact.Bound, isOptimal, search.Work);
    }

    private static void Improve(Problem problem, Search search, double work, Func<bool> isOver, IProgress<string>? progress, Stopwatch clock)
    {
        var random = new Random(1);
        var end = search.Work + work;
        bool[] best = [.. search.Open];
        var cost = search.Cost;
        for (var round = 0; search.Work < end && !isOver(); round++)
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
            search.CleanUp(Enumerable.Range(0, best.Length).Where(g => search.Open[g] && !best[g] || near.Contains(g)));
            var now = search.Cost;
            if (now.CompareTo(cost) <= 0)
            {
                if (now.Weight < cost.Weight)
                {
                    progress?.Report($"{now.Weight} more withheld in round {round}, {clock.Elapsed.TotalSeconds:0.0} s, work {search.Work:0.0E0}");
                }

                (cost, best) = (now, [.. search.Open]);
            }
            else
            {
                search.Restore(best);
            }
        }
    }
}
