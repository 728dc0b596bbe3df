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
internal sealed record PublicCounts(
    IReadOnlyList<FrozenPeriod> Accepted,
    IReadOnlyList<FrozenTable> Exact,
    LinkedTables Tables,
    MonitorUnit Unit,
    int After,
    IReadOnlyList<Certificate> Earlier,
    DisclosureWay? EarlierWay
)
{
    public static Certificate Open(KeyRing keys, Guid release, byte[] certificate) =>
        Certificate.Parse(keys.Unprotect(certificate, Release.CertificatePurpose(release)));

    /// <exception cref="RuleViolationException">Nothing was accepted, quarters are missing, or the tables are too large together.</exception>
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
        var (accepted, missing) = await counts.Periods(first, last, cancellationToken);
        if (accepted.Count == 0)
        {
            throw new RuleViolationException("Release.FirstYear.NothingAccepted");
        }

        if (missing.Count > 0 && !asked.AcceptGaps)
        {
            throw new RuleViolationException("Release.AcceptGaps.IsMissing");
        }

        var exact = await counts.Tables(asked, accepted, cancellationToken);
        if (PublicTables.SizeOf(exact) > PublicTables.MostCells)
        {
            throw new RuleViolationException("Release.Tables.AreTooLarge");
        }

        var unit = MonitorCatalogue.Find(exact[0].Name)!.Unit;
        var earlier = await db
            .Releases.AsNoTracking()
            .Where(r => r.State == ReleaseState.Published && r.Audience == ReleaseAudience.Public && r.Unit == unit)
            .OrderBy(r => r.PublishedNumber)
            .Select(r => new
            {
                r.Id,
                r.PublishedNumber,
                r.Way,
                r.Certificate,
            })
            .ToListAsync(cancellationToken);
        return new(
            accepted,
            exact,
            PublicTables.Linked(exact),
            unit,
            earlier.Count == 0 ? 0 : earlier[^1].PublishedNumber!.Value,
            [.. earlier.Where(r => r.Certificate is not null).Select(r => Open(keys, r.Id, r.Certificate!))],
            earlier.Count == 0 ? null : earlier[^1].Way
        );
    }
}
