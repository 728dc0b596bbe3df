using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Statistics;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Releases;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>What a release for everyone starts from: exact tables, solved together, and all that was published of them before.</summary>
/// <param name="After">Number of the last one published before; 0 where there is none.</param>
/// <param name="EarlierWay">Null where there is none.</param>
internal sealed record PublicCounts(
    IReadOnlyList<FrozenPeriod> Accepted,
    IReadOnlyList<FrozenTable> Exact,
    LinkedTables Tables,
    MonitorUnit Unit,
    int After,
    IReadOnlyList<Certificate> Earlier,
    IReadOnlyList<RoundedRelease> EarlierRounded,
    DisclosureWay? EarlierWay
)
{
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was changed or moved.</exception>
    public static ConfidentialPart Open(KeyRing keys, Guid release, byte[] confidential) =>
        ConfidentialPart.Of(keys.Unprotect(confidential, Release.ConfidentialPurpose(release)));

    /// <exception cref="RuleViolationException">Nothing was accepted, quarters are missing, or the tables cannot be protected together.</exception>
    /// <exception cref="InvalidOperationException">A release before has no certificate: nothing can be protected beside it.</exception>
    public static async Task<PublicCounts> Of(
        ReleaseFields asked,
        MonitorDbContext db,
        CodeLists lists,
        KeyRing keys,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var counts = new AcceptedCounts(db, lists, clock);
        var (first, last) = (asked.FirstYear!.Value, asked.LastYear!.Value);
        var (accepted, missing) = await counts.Periods(first, last, cancellationToken, onlyOwed: true);
        if (accepted.Count == 0)
        {
            throw new RuleViolationException("Release.FirstYear.NothingAccepted");
        }

        if (missing.Count > 0 && !asked.AcceptGaps)
        {
            throw new RuleViolationException("Release.AcceptGaps.IsMissing");
        }

        var exact = await counts.Tables(asked, accepted, cancellationToken);
        var linked = PublicTables.Linked(exact, first);
        var tables = asked.Without is null ? linked : Coarsening.Without(linked, asked.Without);
        var unit = MonitorCatalogue.Find(exact[0].Name)!.Unit;
        var before = await db
            .Releases.AsNoTracking()
            .Where(r => r.State == ReleaseState.Published && r.Audience == ReleaseAudience.Public && r.Unit == unit)
            .OrderBy(r => r.PublishedNumber)
            .Select(r => new
            {
                r.Id,
                r.PublishedNumber,
                r.Way,
                r.Content,
                r.Confidential,
            })
            .ToListAsync(cancellationToken);
        byte[] CertificateOf(Guid id, byte[]? confidential) =>
            Open(keys, id, confidential ?? []).Certificate ?? throw new InvalidOperationException($"The release {id} has no certificate.");

        var earlier = before
            .Where(r => r.Way == DisclosureWay.Withholding)
            .Select(r => Certificate.Parse(CertificateOf(r.Id, r.Confidential)))
            .ToList();
        var rounded = before
            .Where(r => r.Way == DisclosureWay.Rounding)
            .Select(r => RoundedRelease.Parse(CertificateOf(r.Id, r.Confidential)))
            .ToList();
        var divided = before
            .SelectMany(r => FrozenSet.Of(r.Content).Tables)
            .SelectMany(t => t.Dimensions)
            .Where(d => d.Codes.Any(c => c.Code != PublicTables.Total))
            .Select(d => d.Name)
            .Concat(tables.Tables.SelectMany(t => t.Dimensions).Where(d => d.Codes.Count > 1).Select(d => d.Name));
        if (MonitorCatalogue.DividedTwice(divided) is not null)
        {
            throw new RuleViolationException("Release.Tables.DivideOtherwiseThanEarlier");
        }

        return new(
            accepted,
            exact,
            tables,
            unit,
            before.Count == 0 ? 0 : before[^1].PublishedNumber!.Value,
            earlier,
            rounded,
            before.Count == 0 ? null : before[^1].Way
        );
    }
}
