using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CaseRegistry.Data.Interceptors;

/// <summary>Gives every changed row with a version a new one, so that a stale form is noticed in both databases.</summary>
public sealed class StampVersion : SaveChangesInterceptor
{
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        foreach (var entry in eventData.Context!.ChangeTracker.Entries().ToList())
        {
            if (
                entry.State is EntityState.Added or EntityState.Modified
                && entry.Metadata.FindProperty(Versions.Column)?.ClrType == typeof(Guid)
            )
            {
                entry.Property(Versions.Column).CurrentValue = Guid.CreateVersion7();
            }
        }

        return ValueTask.FromResult(result);
    }
}
