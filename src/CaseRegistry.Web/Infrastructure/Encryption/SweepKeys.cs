using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Encryption;

/// <summary>Removes keys that no case, draft or import uses, and destroys those of erased cases where that was cut off.</summary>
internal sealed class SweepKeys(IServiceScopeFactory scopes, KeyStore store, TimeProvider clock, ILogger<SweepKeys> log)
{
    private const int KeysAtOnce = 500;
    private const int CheckpointAttempts = 100;

    /// <summary>More than this without a case, and more than with one, is another register's store rather than leftovers.</summary>
    private const int Suspicious = 2000;

    /// <summary>Younger ones may be about to be used, or belong to cases of a database in whose place an older copy was put for a while.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromDays(30);

    /// <summary>Destroys the key of a case that the register calls erased, so that neither database file nor journal holds it.</summary>
    public async Task Destroy(CaseId id)
    {
        await store.Destroy([id.Value]);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AdministrationDbContext>();
        if (db.Database.GetDbConnection() is SqliteConnection connection)
        {
            await db.Database.OpenConnectionAsync();
            await Journal.Truncate(connection, CheckpointAttempts);
        }
    }

    /// <returns>How many keys were removed.</returns>
    public async Task<int> Sweep(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDbContext>();
        var erased = await db.Cases.OfEveryRegion().Where(c => c.ErasedAt != null).Select(c => c.Id).ToListAsync(cancellationToken);
        var destroyed = await store.Destroyed();
        if (erased.Where(id => !destroyed.ContainsKey(id.Value)).Select(id => id.Value).ToList() is { Count: > 0 } forgotten)
        {
            await store.Destroy(forgotten);
        }

        var (orphans, inUse, last) = (new List<Guid>(), 0, 0L);
        while (await store.MadeBefore(clock.GetUtcNow() - Age, last, KeysAtOnce) is { Count: > 0 } page)
        {
            var ids = page.Select(k => CaseId.From(k.Id)).ToList();
            var used = await db
                .CaseDataKeys.OfEveryRegion()
                .Where(k => ids.Contains(k.CaseId))
                .Select(k => k.CaseId)
                .ToListAsync(cancellationToken);
            orphans.AddRange(ids.Except(used).Select(id => id.Value));
            (inUse, last) = (inUse + used.Count, page[^1].Sequence);
        }

        if (orphans.Count > Suspicious && orphans.Count > inUse)
        {
            log.LogError(
                "{Orphans} keys belong to nothing and {InUse} do: is this the store of this register? Nothing was swept.",
                orphans.Count,
                inUse
            );
            return 0;
        }

        foreach (var some in orphans.Chunk(KeysAtOnce))
        {
            await store.Remove(some);
        }

        // Of keys that were destroyed while somebody read, the journal may still hold the bytes.
        await store.Flush();
        return orphans.Count;
    }
}
