using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Encryption;

/// <summary>Makes and opens the data keys of cases, for those who may see the case.</summary>
public sealed class CaseKeys
{
    private readonly RegistryDbContext _db;
    private readonly KeyStore _store;
    private readonly KeyPool _pool;
    private readonly HashSet<Guid> _spent = [];

    internal CaseKeys(RegistryDbContext db, KeyStore store, KeyPool pool) => (_db, _store, _pool) = (db, store, pool);

    /// <summary>A new key, for a case of this region; durable already. That it is in use is saved together with what it protects.</summary>
    public async Task<CaseKey> Create(string region)
    {
        var made = await _pool.Take();
        var key = new CaseKey(CaseId.From(made.Id), made.Version, made.Key);
        _db.CaseDataKeys.Add(new(key.CaseId, region, key.Version));
        return key;
    }

    /// <summary>
    /// The last that this key protects goes with the current command; when that is saved the key is destroyed, so that no older
    /// copy of the register opens it any more.
    /// </summary>
    public async Task Spend(CaseId id, CancellationToken cancellationToken)
    {
        _db.CaseDataKeys.RemoveRange(await _db.CaseDataKeys.Where(k => k.CaseId == id).ToListAsync(cancellationToken));
        _spent.Add(id.Value);
    }

    /// <summary>As above, for a key that no row of the data keys names.</summary>
    internal void Spend(Guid id) => _spent.Add(id);

    /// <summary>At the beginning of an attempt: what an earlier one would have spent is needed still.</summary>
    internal void KeepSpent() => _spent.Clear();

    /// <summary>When the command is saved. It is done whatever happens here: what is left is made good by the sweep of keys.</summary>
    internal async Task DestroySpent()
    {
        await _store.TryDestroy(_spent);
        _spent.Clear();
    }

    /// <exception cref="Mediator.NotFoundException">There is no such key, or not for this actor.</exception>
    public async Task<CaseKey> Open(CaseId caseId, CancellationToken cancellationToken)
    {
        var opened = await Open([caseId], cancellationToken);
        return opened.GetValueOrDefault(caseId) ?? throw new Mediator.NotFoundException();
    }

    /// <summary>The keys of several cases at once; those that are not for this actor are missing, those that were destroyed open nothing.</summary>
    /// <exception cref="InvalidOperationException">A key that is in use is not in the key store.</exception>
    public async Task<Dictionary<CaseId, CaseKey>> Open(IReadOnlyCollection<CaseId> cases, CancellationToken cancellationToken)
    {
        // First what the actor may see, then what opens it.
        var rows = await _db.CaseDataKeys.AsNoTracking().Where(k => cases.Contains(k.CaseId)).ToListAsync(cancellationToken);
        return rows.Count == 0 ? [] : await _store.Open(rows, cancellationToken);
    }
}

internal static class OpenedKeys
{
    /// <summary>The keys that these rows name.</summary>
    public static async Task<Dictionary<CaseId, CaseKey>> Open(
        this KeyStore store,
        IReadOnlyCollection<CaseDataKey> rows,
        CancellationToken cancellationToken
    )
    {
        var ids = rows.Select(r => r.CaseId.Value).ToList();
        var wrapped = (await store.Find(ids, cancellationToken)).ToDictionary(k => k.Id);
        return rows.ToDictionary(
            r => r.CaseId,
            r =>
                !wrapped.TryGetValue(r.CaseId.Value, out var key) || key.Version != r.Version
                    ? throw new InvalidOperationException(
                        $"The key of {r.CaseId} is not in the key store. Put back the store that belongs to it."
                    )
                : key.DestroyedAt is not null ? CaseKey.Destroyed(r.CaseId, r.Version)
                : new CaseKey(r.CaseId, r.Version, store.Unwrap(key))
        );
    }
}
