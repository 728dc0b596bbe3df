using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>The releases, newest first; for systems the published ones in the order of their publication, so that nothing is missed.</summary>
public static class ListReleases
{
    private const int PageSize = 50;

    /// <param name="After">The page after this row: its place in the order.</param>
    /// <param name="Published">Only the published ones, as they were published.</param>
    [Requires(Permission.ReadReleases)]
    public sealed record Query(long? After = null, bool Published = false) : IAuditedQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Releases, long? Next);

    /// <param name="PublishedNumber">Its place in the feed, from 1 on without gap; ask for what comes after it.</param>
    public sealed record Row(
        Guid Id,
        string Title,
        ReleaseAudience Audience,
        ReleaseState State,
        int FirstYear,
        int LastYear,
        int DefinitionVersion,
        DateTimeOffset FrozenAt,
        DateTimeOffset? DecidedAt,
        int? PublishedNumber
    );

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var readable = db.Releases.Readable(actor);
            var releases = query.Published
                ? readable
                    .Where(r => r.PublishedNumber != null && (query.After == null || r.PublishedNumber > query.After))
                    .OrderBy(r => r.PublishedNumber)
                : readable
                    .Where(r => query.After == null || EF.Property<long>(r, "Sequence") < query.After)
                    .OrderByDescending(r => EF.Property<long>(r, "Sequence"));
            var rows = await releases
                .Take(PageSize + 1)
                .Select(r => new
                {
                    Place = query.Published ? (long?)r.PublishedNumber : EF.Property<long>(r, "Sequence"),
                    Row = new Row(
                        r.Id,
                        r.Title,
                        r.Audience,
                        r.State,
                        r.FirstYear,
                        r.LastYear,
                        r.DefinitionVersion,
                        r.FrozenAt,
                        r.DecidedAt,
                        r.PublishedNumber
                    ),
                })
                .ToListAsync(cancellationToken);
            var page = rows.Take(PageSize).ToList();
            return new([.. page.Select(r => r.Row)], rows.Count > PageSize ? page[^1].Place : null);
        }
    }
}
