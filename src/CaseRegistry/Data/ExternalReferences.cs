using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Signals;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Data;

/// <summary>External references are unique in the whole registry, so they are looked up across regions; nothing of the other signal is told.</summary>
public static class ExternalReferences
{
    /// <summary>Where a reference was used before.</summary>
    public sealed record Use(SignalId SignalId, CaseId CaseId, string CaseNumber, string Region, byte[]? Fingerprint);

    public static Task<Use?> Find(RegistryDbContext db, string reference, CancellationToken cancellationToken) =>
        db
            .Signals.IgnoreQueryFilters([RegistryDbContext.RegionFilter])
            .Where(s => s.ExternalReference == reference)
            .Join(
                db.Cases.IgnoreQueryFilters([RegistryDbContext.RegionFilter]),
                s => s.CaseId,
                c => c.Id,
                (s, c) => new Use(s.Id, c.Id, c.Number, s.Region, s.ContentFingerprint)
            )
            .SingleOrDefaultAsync(cancellationToken);
}
