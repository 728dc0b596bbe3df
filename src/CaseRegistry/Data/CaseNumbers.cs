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
        var prefix = await db.CareRegions.Where(r => r.Code == region).Select(r => r.NumberPrefix).SingleAsync(cancellationToken);
        if (await counters.ExecuteUpdateAsync(set => set.SetProperty(c => c.Last, c => c.Last + 1), cancellationToken) == 0)
        {
            // Two at once on a server: the key lets one of them through, the other is refused and can be sent again.
            db.CaseNumberCounters.Add(new(region, year, 1));
            return CaseNumber.Of(prefix, year, 1);
        }

        return CaseNumber.Of(prefix, year, await counters.Select(c => c.Last).SingleAsync(cancellationToken));
    }
}
