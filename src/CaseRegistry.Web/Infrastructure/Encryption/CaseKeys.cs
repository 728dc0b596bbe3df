using System.Security.Cryptography;
using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Encryption;

/// <summary>Makes and opens the data keys of cases, for those who may see the case.</summary>
public sealed class CaseKeys(RegistryDbContext db, KeyRing keys)
{
    private const int FirstVersion = 1;

    /// <summary>A new key, saved together with what it protects.</summary>
    public CaseKey Create(CaseId caseId, string region)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        db.CaseDataKeys.Add(new(caseId, region, FirstVersion, keys.Version, keys.Wrap(key, Bound(caseId, FirstVersion))));
        return new(caseId, FirstVersion, key);
    }

    /// <exception cref="Mediator.NotFoundException">There is no such key, or not for this actor.</exception>
    public async Task<CaseKey> Open(CaseId caseId, CancellationToken cancellationToken)
    {
        var opened = await Open([caseId], cancellationToken);
        return opened.GetValueOrDefault(caseId) ?? throw new Mediator.NotFoundException();
    }

    /// <summary>The keys of several cases at once; those that are not for this actor are missing.</summary>
    public async Task<Dictionary<CaseId, CaseKey>> Open(IReadOnlyCollection<CaseId> cases, CancellationToken cancellationToken)
    {
        var rows = await db.CaseDataKeys.AsNoTracking().Where(k => cases.Contains(k.CaseId)).ToListAsync(cancellationToken);
        return rows.ToDictionary(k => k.CaseId, k => new CaseKey(k.CaseId, k.Version, keys.Unwrap(k.Wrapped, Bound(k.CaseId, k.Version))));
    }

    private static string Bound(CaseId caseId, int version) => $"CaseDataKeys|{caseId}|{version}";
}
