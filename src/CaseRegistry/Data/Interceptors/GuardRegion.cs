using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CaseRegistry.Data.Interceptors;

/// <summary>Someone tried to write a row of a region that is not theirs.</summary>
public sealed class ForeignRegionException(string entity, string region) : Exception($"{entity} of region {region} is not of this actor.");

/// <summary>Refuses to write a row of a region in which the actor does not work. Query filters do not cover writes; this does.</summary>
public sealed class GuardRegion : SaveChangesInterceptor
{
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        if (eventData.Context is RegistryDbContext db)
        {
            foreach (var entry in db.ChangeTracker.Entries<IRegional>())
            {
                // Facts and changes of counts follow the region that registered, and are written for the actor, not by it.
                if (
                    entry.State is EntityState.Unchanged or EntityState.Detached
                    || entry.Entity is MonitorFact or MonitorTechnologyFact or PeriodChange
                )
                {
                    continue;
                }

                if (!db.Actor.MayWrite(entry.Entity))
                {
                    throw new ForeignRegionException(entry.Metadata.ShortName(), entry.Entity.Region);
                }

                // A row does not come from elsewhere either.
                var region = entry.Property(nameof(IRegional.Region));
                if (entry.State == EntityState.Modified && !Equals(region.OriginalValue, region.CurrentValue))
                {
                    throw new ForeignRegionException(entry.Metadata.ShortName(), (string)region.OriginalValue!);
                }
            }
        }

        return ValueTask.FromResult(result);
    }
}
