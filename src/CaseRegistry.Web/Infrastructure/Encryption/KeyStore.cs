using System.Data;
using System.Security.Cryptography;
using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Encryption;

/// <summary>A data key that is durable and belongs to nothing yet.</summary>
internal sealed record MadeKey(Guid Id, int Version, byte[] Key);

/// <summary>
/// The store of wrapped keys. It cannot commit together with the register, so a key is durable here before anything in the
/// register uses it. It asks nobody's regions: what it opens, <see cref="CaseKeys"/> has allowed.
/// </summary>
internal sealed class KeyStore(IServiceScopeFactory scopes, MasterKeys masters, TimeProvider clock, ILogger<KeyStore> log)
{
    private const int FirstVersion = 1;
    private const int RewrappedAtOnce = 500;
    private const int CheckpointAttempts = 100;

    /// <summary>Makes keys in one commit.</summary>
    public Task<List<MadeKey>> Make(int count) =>
        Locked(db =>
        {
            var made = Enumerable
                .Range(0, count)
                .Select(_ => new MadeKey(CaseId.New().Value, FirstVersion, RandomNumberGenerator.GetBytes(32)))
                .ToList();
            var wrap = masters.WithNewest();
            db.WrappedKeys.AddRange(made.Select(m => Wrap(m, wrap)));
            return Task.FromResult(made);
        });

    /// <summary>Makes the register's own key, once.</summary>
    public Task<bool> MakeOfRegister() =>
        Locked(async db =>
        {
            if (await db.WrappedKeys.AnyAsync(k => k.Id == WrappedKey.OfRegister))
            {
                return false;
            }

            db.WrappedKeys.Add(Wrap(new(WrappedKey.OfRegister, FirstVersion, RandomNumberGenerator.GetBytes(32)), masters.WithNewest()));
            return true;
        });

    /// <summary>The wrapped keys of these, as far as there are.</summary>
    public async Task<List<WrappedKey>> Find(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<KeysDbContext>();
        return await db.WrappedKeys.AsNoTracking().Where(k => ids.Contains(k.Id)).ToListAsync(cancellationToken);
    }

    /// <exception cref="InvalidOperationException">The key is not in the store.</exception>
    public async Task<byte[]> Open(Guid id) =>
        await Find([id]) is [{ DestroyedAt: null } key]
            ? Unwrap(key)
            : throw new InvalidOperationException(
                "The key store does not hold the key of this register. Put back the store that belongs to it."
            );

    public byte[] Unwrap(WrappedKey key) => masters.Unwrap(key.MasterVersion, key.Wrapped, key.BoundTo);

    public async Task<bool> IsEmpty()
    {
        await using var scope = scopes.CreateAsyncScope();
        return !await scope.ServiceProvider.GetRequiredService<KeysDbContext>().WrappedKeys.AnyAsync();
    }

    /// <summary>Wraps some of the keys anew that an older master key wrapped.</summary>
    /// <returns>How many; none is left when it is 0.</returns>
    public Task<int> RewrapSome(int newest) =>
        Locked(async db =>
        {
            var old = await db
                .WrappedKeys.Where(k => k.MasterVersion < newest && k.DestroyedAt == null)
                .OrderBy(k => EF.Property<long>(k, "Sequence"))
                .Take(RewrappedAtOnce)
                .ToListAsync();
            var wrap = masters.WithNewest();
            foreach (var key in old)
            {
                var (version, wrapped) = wrap(Unwrap(key), key.BoundTo);
                key.Rewrap(version, wrapped);
            }

            return old.Count;
        });

    /// <summary>The version to which a rotation goes: that of one which was cut off, or a new one. Two rotations at once go to the same.</summary>
    public Task<(int Newest, bool Resumed)> NewestOrNew() =>
        Locked(_ =>
        {
            var versions = masters.Versions();
            return Task.FromResult(versions.Count > 1 ? (versions.Max(), true) : (masters.Add(), false));
        });

    /// <summary>Removes all master keys but the newest, if nothing needs them. Who makes keys meanwhile waits, and then takes the newest.</summary>
    public Task<bool> RetireAllBut(int newest) =>
        Locked(async db =>
        {
            if (await db.WrappedKeys.AnyAsync(k => k.MasterVersion < newest && k.DestroyedAt == null))
            {
                return false;
            }

            if (masters.Versions().Max() != newest)
            {
                // Another rotation has begun meanwhile, and ends this one with its own.
                return true;
            }

            masters.KeepOnly(newest);
            return true;
        });

    /// <summary>Destroys keys for good: their bytes are overwritten, in the journal too. The row stays and says since when.</summary>
    public async Task Destroy(IReadOnlyCollection<Guid> ids)
    {
        await Overwrite(ids);
        await Flush();
    }

    /// <summary>
    /// As above, for somebody who waits and is done already: a store that is busy is left to the sweep, and so is a journal that
    /// somebody reads.
    /// </summary>
    public async Task TryDestroy(IReadOnlyCollection<Guid> ids)
    {
        if (ids.Count == 0)
        {
            return;
        }

        try
        {
            await Overwrite(ids);
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<KeysDbContext>();
            if (db.Database.GetDbConnection() is SqliteConnection connection)
            {
                await db.Database.OpenConnectionAsync();
                await Journal.TryTruncate(connection);
            }
        }
        catch (Exception busy) when (busy is System.Data.Common.DbException or DbUpdateException or InvalidOperationException)
        {
            log.LogWarning(busy, "{Count} keys that protect nothing any more wait for the sweep.", ids.Count);
        }
    }

    private Task<int> Overwrite(IReadOnlyCollection<Guid> ids) =>
        Locked(async db =>
        {
            var keys = await db.WrappedKeys.Where(k => ids.Contains(k.Id)).ToListAsync();
            keys.ForEach(k => k.Destroy(clock.GetUtcNow()));
            return keys.Count;
        });

    /// <summary>A page of keys that were made before a moment and are not destroyed, in the order in which they were made.</summary>
    public async Task<List<(long Sequence, Guid Id)>> MadeBefore(DateTimeOffset moment, long after, int count)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<KeysDbContext>();
        var page = await db
            .WrappedKeys.Where(k =>
                k.CreatedAt < moment && k.DestroyedAt == null && k.Id != WrappedKey.OfRegister && EF.Property<long>(k, "Sequence") > after
            )
            .OrderBy(k => EF.Property<long>(k, "Sequence"))
            .Take(count)
            .Select(k => new { Sequence = EF.Property<long>(k, "Sequence"), k.Id })
            .ToListAsync();
        return [.. page.Select(k => (k.Sequence, k.Id))];
    }

    /// <summary>Removes keys that nothing uses.</summary>
    public async Task Remove(IReadOnlyCollection<Guid> ids)
    {
        await Locked(db => db.WrappedKeys.Where(k => ids.Contains(k.Id)).ExecuteDeleteAsync());
        await Flush();
    }

    /// <summary>The keys that were destroyed, and when.</summary>
    public async Task<Dictionary<Guid, DateTimeOffset>> Destroyed()
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<KeysDbContext>();
        return await db.WrappedKeys.Where(k => k.DestroyedAt != null).ToDictionaryAsync(k => k.Id, k => k.DestroyedAt!.Value);
    }

    private WrappedKey Wrap(MadeKey made, Func<byte[], string, (int MasterVersion, byte[] Wrapped)> wrap)
    {
        var (masterVersion, wrapped) = wrap(made.Key, WrappedKey.BoundOf(made.Id, made.Version));
        return new(made.Id, made.Version, masterVersion, wrapped, clock.GetUtcNow());
    }

    // One transaction, and one at a time: whoever makes keys and whoever retires the key that wraps them exclude each other.
    private async Task<T> Locked<T>(Func<KeysDbContext, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<KeysDbContext>();
        return await db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(async () =>
            {
                db.ChangeTracker.Clear();
                await using var transaction = await db.Database.BeginTransactionAsync();
                // SQLite has one writer anyway; on a server this row is the lock.
                await db
                    .WrappedKeys.Where(k => k.Id == WrappedKey.OfRegister)
                    .ExecuteUpdateAsync(set => set.SetProperty(k => k.Version, k => k.Version));
                var result = await work(db);
                await db.SaveChangesAsync();
                await transaction.CommitAsync();
                return result;
            });
    }

    /// <summary>secure_delete overwrites in the pages; the journal still holds the pages as they were.</summary>
    /// <exception cref="InvalidOperationException">Somebody kept reading.</exception>
    public async Task Flush()
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<KeysDbContext>();
        if (db.Database.GetDbConnection() is SqliteConnection connection)
        {
            await db.Database.OpenConnectionAsync();
            await Journal.Truncate(connection, CheckpointAttempts);
        }
    }
}

/// <summary>The write-ahead log of a SQLite database.</summary>
internal static class Journal
{
    /// <summary>Milliseconds for which a connection waits for another one.</summary>
    public const int Patience = 30_000;

    /// <summary>As below, without waiting for others or keeping them waiting.</summary>
    public static async Task TryTruncate(SqliteConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)";
        try
        {
            await command.ExecuteNonQueryAsync();
        }
        finally
        {
            command.CommandText = $"PRAGMA busy_timeout = {Patience}";
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Brings everything into the database file and empties the log, so that nothing that was overwritten lies in it any more.</summary>
    /// <exception cref="InvalidOperationException">Somebody kept reading.</exception>
    public static async Task Truncate(SqliteConnection connection, int attempts)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await using var reader = await command.ExecuteReaderAsync();
            if (!await reader.ReadAsync() || reader.GetInt32(0) == 0)
            {
                return;
            }

            if (attempt == attempts)
            {
                throw new InvalidOperationException("The journal could not be emptied because the database is being read. Try again.");
            }

            await Task.Delay(50);
        }
    }
}
