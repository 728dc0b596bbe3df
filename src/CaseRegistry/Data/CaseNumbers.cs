using CaseRegistry.Domain.Cases;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Data;

/// <summary>Gives out case numbers: per region and registration year, without gaps, from one counter row that the writer locks.</summary>
public static class CaseNumbers
{
    /// <summary>The next number, inside the transaction of the registration: what is rolled back was never given.</summary>
    public static async Task<string> Next(RegistryDbContext db, string region, int year, CancellationToken cancellationToken)
    {
        var counters = db.CaseNumberCounters.Where(c => c.Region == region && c.Year == year);
        var regions = db.CareRegions.Where(r => r.Code == region);
        var prefix = await regions.Select(r => r.NumberPrefix).SingleAsync(cancellationToken);
        if (!await CountUp(counters, cancellationToken))
        {
            // Two writers on a server may both find that the year is new. The row of the region decides who makes its counter;
            // the other waits here until that is committed, and then counts on.
            await regions.ExecuteUpdateAsync(set => set.SetProperty(r => r.NumberPrefix, r => r.NumberPrefix), cancellationToken);
            if (!await CountUp(counters, cancellationToken))
            {
                db.CaseNumberCounters.Add(new(region, year, 1));
                return CaseNumber.Of(prefix, year, 1);
            }
        }

        return CaseNumber.Of(prefix, year, await counters.Select(c => c.Last).SingleAsync(cancellationToken));
    }

    private static async Task<bool> CountUp(IQueryable<CaseNumberCounter> counters, CancellationToken cancellationToken) =>
        await counters.ExecuteUpdateAsync(set => set.SetProperty(c => c.Last, c => c.Last + 1), cancellationToken) > 0;
}
