using CaseRegistry.Domain.Signals;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Data;

/// <summary>The imports that wait for the background, of every region: it acts as their uploaders only once it knows them.</summary>
public static class ImportQueue
{
    public static Task<ImportJob?> Next(RegistryDbContext db, CancellationToken cancellationToken) =>
        db
            .ImportJobs.IgnoreQueryFilters([RegistryDbContext.RegionFilter])
            .AsNoTracking()
            .Where(j => j.State == ImportState.Checking || j.State == ImportState.Waiting || j.State == ImportState.Running)
            .OrderBy(j => EF.Property<long>(j, "Sequence"))
            .FirstOrDefaultAsync(cancellationToken);

    public static Task<ImportJob> Find(RegistryDbContext db, ImportJobId id, CancellationToken cancellationToken) =>
        db.ImportJobs.IgnoreQueryFilters([RegistryDbContext.RegionFilter]).SingleAsync(j => j.Id == id, cancellationToken);
}
