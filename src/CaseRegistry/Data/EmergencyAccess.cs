using CaseRegistry.Domain.Cases;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Data;

/// <summary>What emergency access has to look up across regions: the case of a number that someone knows, and what is open now.</summary>
public static class EmergencyAccess
{
    public static Task<Case?> Find(RegistryDbContext db, string number, CancellationToken cancellationToken) =>
        db
            .Cases.IgnoreQueryFilters([RegistryDbContext.RegionFilter])
            .AsNoTracking()
            .SingleOrDefaultAsync(c => c.Number == number, cancellationToken);

    /// <summary>The cases that an account has opened and whose hour has not passed.</summary>
    public static Task<List<CaseId>> OpenNow(
        RegistryDbContext db,
        Guid accountId,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        db
            .BreakGlasses.IgnoreQueryFilters([RegistryDbContext.RegionFilter])
            .Where(b => b.AccountId == accountId && b.EndsAt > now)
            .Select(b => b.CaseId)
            .Distinct()
            .ToListAsync(cancellationToken);
}
