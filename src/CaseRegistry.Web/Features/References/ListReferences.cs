using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.References;

/// <summary>What is shown beside the counts, and what was. Holds no counts of the register.</summary>
public static class ListReferences
{
    [Requires(Permission.ViewTables)]
    public sealed record Query : IQuery<Result>;

    public sealed record Result(
        IReadOnlyList<Estimate> Estimates,
        IReadOnlyList<PublishedFigure> PublishedFigures,
        IReadOnlyList<SeriesBreak> Breaks,
        bool MayChange
    );

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken) =>
            new(
                await db.Estimates.AsNoTracking().OrderBy(e => e.FirstYear).ThenBy(e => e.EnteredAt).ToListAsync(cancellationToken),
                await db
                    .PublishedFigures.AsNoTracking()
                    .OrderBy(f => f.Year)
                    .ThenBy(f => f.Series)
                    .ThenBy(f => f.EnteredAt)
                    .ToListAsync(cancellationToken),
                await db.SeriesBreaks.AsNoTracking().OrderBy(b => b.Year).ThenBy(b => b.Quarter).ToListAsync(cancellationToken),
                actor.May(Permission.MakeReleases)
            );
    }
}
