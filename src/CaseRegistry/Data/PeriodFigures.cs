using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Data;

/// <summary>The figures of a quarter that are looked at before it is handed in or accepted.</summary>
/// <param name="Persons">Unique persons.</param>
/// <param name="Minors">Minor and presumed minor together.</param>
/// <param name="UnknownMinority">Persons whose minority is unknown.</param>
/// <param name="Technology">Persons with technology involved or suspected.</param>
/// <param name="Signals">Signals received.</param>
public sealed record PeriodFigures(int Persons, int Minors, int UnknownMinority, int Technology, int Signals)
{
    /// <summary>As many earlier quarters as are looked at, and as many as it takes to expect anything.</summary>
    private const int Earlier = 8;
    private const int AtLeast = 4;

    public static PeriodFigures Of(IReadOnlyDictionary<(string Table, string Cell), int> cells)
    {
        int Sum(string table, params string[] codes) =>
            cells.Where(c => c.Key.Table == table && (codes.Length == 0 || codes.Contains(c.Key.Cell))).Sum(c => c.Value);
        return new(
            Sum("minors-by-year"),
            Sum("minors-by-year", "minor", "presumed_minor"),
            Sum("minors-by-year", "unknown"),
            cells.Where(c => c.Key.Table == "technology-by-minority" && c.Key.Cell.Split('|')[0] is "yes" or "suspected").Sum(c => c.Value),
            Sum("signals-by-year")
        );
    }

    /// <summary>
    /// What is expected of a figure by those of earlier quarters: their mean, give or take 2.5 times the deviation of a count
    /// (Poisson: the square root of the mean), and never less than 3. Null where there are too few of them.
    /// </summary>
    public static (double Mean, int Low, int High)? Expected(IReadOnlyCollection<int> earlier)
    {
        if (earlier.Count < AtLeast)
        {
            return null;
        }

        var mean = earlier.Average();
        var room = Math.Max(3, 2.5 * Math.Sqrt(mean));
        return (mean, (int)Math.Max(0, Math.Ceiling(mean - room)), (int)Math.Floor(mean + room));
    }

    /// <summary>Those of the quarters before, as far back as is looked: what a region counts now, oldest first.</summary>
    public static async Task<IReadOnlyList<PeriodFigures>> Before(
        RegistryDbContext db,
        string region,
        Quarter quarter,
        CancellationToken cancellationToken
    )
    {
        var from = quarter.Year - Earlier / 4;
        var facts = await db
            .MonitorFacts.Where(f => f.Region == region && f.Year >= from && f.Year <= quarter.Year)
            .GroupBy(f => new
            {
                f.Year,
                f.Quarter,
                f.MinorStatus,
                f.Technology,
            })
            .Select(g => new { g.Key, Count = g.Count() })
            .ToListAsync(cancellationToken);
        var first = new DateOnly(from, 1, 1);
        var signals = await db
            .Signals.Where(s => s.Region == region && s.ReceivedOn >= first && s.ReceivedOn < quarter.FirstDay)
            .Join(
                db.Cases.Where(c =>
                    c.ClosureReason != ClosureReason.Duplicate && c.ClosureReason != ClosureReason.AdviceOnly || c.ClosureReason == null
                ),
                s => s.CaseId,
                c => c.Id,
                (s, c) => s.ReceivedOn
            )
            .GroupBy(on => new { on.Year, on.Month })
            .Select(g => new { g.Key, Count = g.Count() })
            .ToListAsync(cancellationToken);
        return
        [
            .. QuartersBefore(quarter)
                .Select(q =>
                {
                    var own = facts.Where(f => f.Key.Year == q.Year && f.Key.Quarter == q.Number).ToList();
                    return new PeriodFigures(
                        own.Sum(f => f.Count),
                        own.Where(f => f.Key.MinorStatus is "minor" or "presumed_minor").Sum(f => f.Count),
                        own.Where(f => f.Key.MinorStatus == "unknown").Sum(f => f.Count),
                        own.Where(f => f.Key.Technology is "yes" or "suspected").Sum(f => f.Count),
                        signals.Where(s => Quarter.Of(new DateOnly(s.Key.Year, s.Key.Month, 1)) == q).Sum(s => s.Count)
                    );
                })
                .SkipWhile(f => f is { Persons: 0, Signals: 0 }),
        ];
    }

    /// <summary>The quarters before one, as far back as is looked, oldest first.</summary>
    public static IEnumerable<Quarter> QuartersBefore(Quarter quarter) =>
        Enumerable.Range(1, Earlier).Select(back => Quarter.Of(quarter.FirstDay.AddMonths(-3 * back))).Reverse();

    /// <summary>How many registrations people of a region have begun and not sent, whoever they are.</summary>
    public static Task<int> OpenDrafts(RegistryDbContext db, string region, CancellationToken cancellationToken) =>
        db.Drafts.OfEveryRegion().CountAsync(d => d.Region == region, cancellationToken);
}
