using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Attributes;
using CaseRegistry.Statistics;

namespace CaseRegistry.Benchmarks;

/// <summary>What protecting made tables of four sizes costs and takes, towards both goals; each certificate is checked again.</summary>
internal static class DisclosureRun
{
    private static readonly Protection[] Goals = [Protection.Recomputation, Protection.Interval];

    /// <param name="most">Cells of the largest table.</param>
    public static void Run(int most)
    {
        Console.WriteLine(
            "| Cells | Protected from | Primary | Withheld | At least | Loss | Seconds | Memory, MB | Certificate, kB | Check, s |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (size, _, table) in VictimTables.All.Where(t => t.Cells <= most))
        {
            var tables = new LinkedTables(table);
            foreach (var goal in Goals)
            {
                var clock = Stopwatch.StartNew();
                var release = Disclosure.Protect(tables, new(5, Protection: goal));
                var seconds = clock.Elapsed.TotalSeconds;
                var memory = Process.GetCurrentProcess().WorkingSet64;
                clock.Restart();
                var faults = CertificateChecker.Check(release.Certificate);
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {release.Cells} | {goal} | {release.Primary} | {release.Withheld} | {release.Bound} | {release.LossOfCounts:P1} | {seconds:0.0} | {memory / 1e6:0} | {release.Certificate.ToBytes().Length / 1e3:0} | {clock.Elapsed.TotalSeconds:0.00}{(faults.Count > 0 ? " UNSAFE" : "")} |"
                    )
                );
            }
        }
    }
}

/// <summary>What protecting a release costs beside those before it: made tables in which persons come, go and move between releases.</summary>
internal static class ReleasesRun
{
    private const int Releases = 8;

    /// <param name="most">Cells of the largest table.</param>
    public static void Run(int most)
    {
        Console.WriteLine("| Cells | Release | Changed | Primary | Secondary | Kept | Loss | Seconds | Check, s |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (
            var (seed, table, isLinked) in VictimTables
                .All.Where(t => t.Cells <= most)
                .Select(t => (t.Seed, t.Table, IsLinked: false))
                .Concat(((int[])[1, 2]).Select(seed => (seed, VictimTables.Make(2142, seed), true)))
        )
        {
            var random = new Random(seed);
            var now = table;
            List<Certificate> earlier = [];
            for (var number = 1; number <= Releases; number++)
            {
                var clock = Stopwatch.StartNew();
                var release = Disclosure.Protect(
                    isLinked ? VictimTables.Linked(now) : new(now),
                    new(10, GroupDisclosure: true, OwnRow: true),
                    new(TimeSpan.FromSeconds(20), 0.1) { AtMost = TimeSpan.FromMinutes(4) },
                    earlier
                );
                var seconds = clock.Elapsed.TotalSeconds;
                clock.Restart();
                IReadOnlyList<string> faults =
                [
                    .. CertificateChecker.Check(release.Certificate, earlier),
                    .. Differences.Check(release.Certificate, earlier),
                ];
                var before = earlier.LastOrDefault()?.Tables.Values;
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {release.Cells}{(isLinked ? ", linked" : "")} | {number} | {before?.Zip(release.Certificate.Tables.Values).Count(p => p.First != p.Second) ?? 0} | {release.Primary} | {release.Secondary} | {release.Certificate.Statuses.Count(s => s == CellStatus.Kept)} | {release.LossOfCounts:P1} | {seconds:0.0} | {clock.Elapsed.TotalSeconds:0.00}{(faults.Count > 0 ? " UNSAFE" : "")} |"
                    )
                );
                earlier.Add(release.Certificate);
                now = VictimTables.Later(now, random);
            }
        }
    }
}

/// <summary>How protecting and checking grow with the cells.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class DisclosureBenchmarks
{
    private LinkedTables _tables = null!;
    private Certificate _certificate = null!;

    [Params(357, 714, 2142)]
    public int Cells { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _tables = new(VictimTables.Make(Cells, 1));
        _certificate = Protect();
    }

    /// <summary>Safe and cleaned up, without the search for less.</summary>
    [Benchmark]
    public Certificate Protect() =>
        Disclosure.Protect(_tables, new(5, Protection: Protection.Recomputation), new(TimeSpan.FromMinutes(5), Share: 0)).Certificate;

    [Benchmark]
    public int Check() => CertificateChecker.Check(_certificate).Count;
}
