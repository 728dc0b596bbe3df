using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.BreakGlass;

/// <summary>Emergency accesses to cases of my regions, those that wait for review first.</summary>
public static class ListBreakGlass
{
    private const int Shown = 100;

    [Requires(Permission.ReviewBreakGlass)]
    public sealed record Query : IAuditedQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Rows) : IShowsCases
    {
        IEnumerable<CaseId> IShowsCases.ShownCases => Rows.Select(r => r.CaseId);
    }

    public sealed record Row(
        BreakGlassId Id,
        CaseId CaseId,
        string Number,
        string By,
        string? Organisation,
        string? Reason,
        DateTimeOffset OpenedAt,
        BreakGlassReview? Review,
        string? ReviewNote
    );

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var rows = await db
                .BreakGlasses.AsNoTracking()
                .Join(db.Cases, b => b.CaseId, c => c.Id, (b, c) => new { Opened = b, c.Number })
                .Join(
                    db.Users,
                    b => b.Opened.AccountId,
                    a => a.Id,
                    (b, a) =>
                        new
                        {
                            b.Opened,
                            b.Number,
                            a.DisplayName,
                            a.Organisation,
                        }
                )
                .OrderBy(b => b.Opened.ReviewedAt != null)
                .ThenByDescending(b => b.Opened.OpenedAt)
                .Take(Shown)
                .ToListAsync(cancellationToken);
            var opened = await keys.Open([.. rows.Select(r => r.Opened.CaseId).Distinct()], cancellationToken);
            return new([
                .. rows.Select(r => new Row(
                    r.Opened.Id,
                    r.Opened.CaseId,
                    r.Number,
                    r.DisplayName,
                    r.Organisation,
                    opened[r.Opened.CaseId].Reveal(r.Opened.Reason, Domain.Cases.BreakGlass.ReasonColumn),
                    r.Opened.OpenedAt,
                    r.Opened.Review,
                    opened[r.Opened.CaseId].Reveal(r.Opened.ReviewNote, Domain.Cases.BreakGlass.ReviewNoteColumn)
                )),
            ]);
        }
    }
}
