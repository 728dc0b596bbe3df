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
/// <param name="IsSameSpan">All releases before are over the same years.</param>
internal sealed record PublicCounts(
    IReadOnlyList<FrozenPeriod> Accepted,
    IReadOnlyList<FrozenTable> Exact,
    LinkedTables Tables,
    MonitorUnit Unit,
    int After,
    IReadOnlyList<Certificate> Earlier,
    DisclosureWay? EarlierWay,
    bool IsSameSpan
)
{
    /// <summary>A total over other years is another number: it keeps none of before.</summary>
    public bool MayKeep(string cell) => IsSameSpan || PublicTables.IsOfOneYear(cell);

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
        var linked = PublicTables.Linked(exact);
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
                r.FirstYear,
                r.LastYear,
                r.Way,
                r.Confidential,
            })
            .ToListAsync(cancellationToken);
        var earlier = before
            .Where(r => r.Way == DisclosureWay.Withholding)
            .Select(r =>
                Certificate.Parse(
                    Open(keys, r.Id, r.Confidential ?? []).Certificate
                        ?? throw new InvalidOperationException($"The release {r.Id} has no certificate.")
                )
            )
            .ToList();
        var dimensions = earlier.SelectMany(e => e.Tables.Tables).Concat(tables.Tables).SelectMany(t => t.Dimensions);
        if (MonitorCatalogue.DividedTwice(dimensions.Where(d => d.Codes.Count > 1).Select(d => d.Name)) is not null)
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
            before.Count == 0 ? null : before[^1].Way,
            before.TrueForAll(r => r.FirstYear == first && r.LastYear == last)
        );
    }
}
