using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Reconciliation;

/// <summary>Our counts beside those of CoMensha for a year: on both sides, only here, only there, and why.</summary>
public static class ViewReconciliation
{
    /// <param name="Year">The latest year with a list where none is asked for.</param>
    [Requires(Permission.ViewTables)]
    public sealed record Query(int? Year = null) : IAuditedQuery<Result>;

    /// <param name="Years">Those of which there is a list.</param>
    /// <param name="List">Null where there is none.</param>
    public sealed record Result(IReadOnlyList<int> Years, ListRow? List, IReadOnlyList<Cell> Cells, bool MayChange)
    {
        public int Count(ReconciliationClass @class, params string[] minorStatuses) =>
            Cells.Where(c => c.Class == @class && (minorStatuses.Length == 0 || minorStatuses.Contains(c.MinorStatus))).Sum(c => c.Count);

        /// <summary>Persons who are counted here in the year.</summary>
        public int Here => Cells.Where(c => c.Class < ReconciliationClass.Matched).Sum(c => c.Count);

        /// <summary>Files that CoMensha counted in the year.</summary>
        public int There => Cells.Where(c => c.Class >= ReconciliationClass.Matched).Sum(c => c.Count);
    }

    public sealed record ListRow(Guid Id, int Year, string Source, DateTimeOffset EnteredAt, DateTimeOffset? ComparedAt);

    public sealed record Cell(ReconciliationClass Class, string Region, string MinorStatus, int Count);

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var lists = await db
                .CoMenshaLists.Where(l => l.RetiredAt == null)
                .OrderByDescending(l => l.Year)
                .Select(l => new ListRow(l.Id, l.Year, l.Source, l.EnteredAt, l.ComparedAt))
                .ToListAsync(cancellationToken);
            var list = lists.Find(l => query.Year is null || l.Year == query.Year);
            actor.AuditDetail = $"year:{list?.Year ?? query.Year}";
            if (list is null && query.Year is not null)
            {
                throw new NotFoundException();
            }

            var id = list?.Id;
            var cells = await db
                .ReconciliationCells.Where(c => c.ListId == id)
                .Select(c => new Cell(c.Class, c.Region, c.MinorStatus, c.Count))
                .ToListAsync(cancellationToken);
            return new([.. lists.Select(l => l.Year)], list, cells, actor.May(Permission.MakeReleases));
        }
    }
}
