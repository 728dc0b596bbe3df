using CaseRegistry.Domain.Signals;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Data;

/// <summary>The imports that wait for the background, of every region: it acts as their uploaders only once it knows them.</summary>
public static class ImportQueue
{
    /// <param name="db">The register.</param>
    /// <param name="claimedBefore">Jobs that somebody claimed until a later moment are left to them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<ImportJob?> Next(RegistryDbContext db, DateTimeOffset claimedBefore, CancellationToken cancellationToken) =>
        db
            .ImportJobs.IgnoreQueryFilters([RegistryDbContext.RegionFilter])
            .AsNoTracking()
            .Where(j => j.State == ImportState.Checking || j.State == ImportState.Waiting || j.State == ImportState.Running)
            .Where(j => j.ClaimedUntil == null || j.ClaimedUntil < claimedBefore)
            .OrderBy(j => EF.Property<long>(j, "Sequence"))
            .FirstOrDefaultAsync(cancellationToken);

    /// <summary>Of two processes one gets the job.</summary>
    public static async Task<bool> Claim(RegistryDbContext db, ImportJob job, DateTimeOffset until) =>
        await db
            .ImportJobs.IgnoreQueryFilters([RegistryDbContext.RegionFilter])
            .Where(j => j.Id == job.Id && j.State == job.State && j.ClaimedUntil == job.ClaimedUntil)
            .ExecuteUpdateAsync(set => set.SetProperty(j => j.ClaimedUntil, until)) == 1;

    public static Task<ImportJob> Find(RegistryDbContext db, ImportJobId id, CancellationToken cancellationToken) =>
        db.ImportJobs.IgnoreQueryFilters([RegistryDbContext.RegionFilter]).SingleAsync(j => j.Id == id, cancellationToken);
}
