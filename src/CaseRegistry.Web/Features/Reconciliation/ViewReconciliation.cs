using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
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
    /// <param name="Proposals">Lists to which a second analyst has to agree.</param>
    public sealed record Result(
        IReadOnlyList<int> Years,
        ListRow? List,
        IReadOnlyList<Cell> Cells,
        IReadOnlyList<Proposal> Proposals,
        bool MayChange
    )
    {
        /// <summary>Persons who are counted here in the year.</summary>
        public int Here => Count(c => c.Class < ReconciliationClass.Matched);

        /// <summary>Files that CoMensha counted in the year.</summary>
        public int There => Count(c => c.Class >= ReconciliationClass.Matched);

        public int Count(params IReadOnlyCollection<ReconciliationClass> classes) => Count(c => classes.Contains(c.Class));

        /// <summary>Of a class that the register alone decides: minors and presumed minors, adults, and those of unknown age.</summary>
        public IReadOnlyList<int> ByAge(ReconciliationClass @class) =>
            [
                .. new IReadOnlyList<string>[] { MonitorFact.Minors, ["adult"], [CodeLists.Unknown] }.Select(ages =>
                    Count(c => c.Class == @class && ages.Contains(c.MinorStatus))
                ),
            ];

        public int InRegion(string region, ReconciliationClass @class) => Count(c => c.Class == @class && c.Region == region);

        private int Count(Func<Cell, bool> isOne) => Cells.Where(isOne).Sum(c => c.Count);
    }

    public sealed record ListRow(
        Guid Id,
        int Year,
        string Source,
        DateOnly SourceDate,
        DateTimeOffset EnteredAt,
        DateTimeOffset? ComparedAt
    );

    /// <param name="Others">Files that are in this list or in the one whose place it takes, and not in both; null where there is none.</param>
    /// <param name="FileSha256">Of the file that was sent.</param>
    public sealed record Proposal(
        Guid Id,
        int Year,
        string Source,
        DateOnly SourceDate,
        DateTimeOffset EnteredAt,
        string FileSha256,
        int Files,
        int? Others,
        bool IsOwn
    );

    public sealed record Cell(ReconciliationClass Class, string Region, string MinorStatus, int Count);

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var lists = await db
                .CoMenshaLists.Where(l => l.RetiredAt == null && l.AgreedAt != null)
                .OrderByDescending(l => l.Year)
                .Select(l => new ListRow(l.Id, l.Year, l.Source, l.SourceDate, l.EnteredAt, l.ComparedAt))
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
            var mayChange = actor.May(Permission.CompareWithCoMensha);
            return new([.. lists.Select(l => l.Year)], list, cells, mayChange ? await Proposals(cancellationToken) : [], mayChange);
        }

        private async Task<IReadOnlyList<Proposal>> Proposals(CancellationToken cancellationToken)
        {
            var entries = db.Set<CoMenshaEntry>();
            var waiting = await db
                .CoMenshaLists.AsNoTracking()
                .Where(l => l.RetiredAt == null && l.AgreedAt == null)
                .OrderBy(l => l.Year)
                .ToListAsync(cancellationToken);
            var proposals = new List<Proposal>();
            foreach (var list in waiting)
            {
                var now = await db
                    .CoMenshaLists.Where(l => l.Year == list.Year && l.RetiredAt == null && l.AgreedAt != null)
                    .Select(l => (Guid?)l.Id)
                    .SingleOrDefaultAsync(cancellationToken);
                Task<int> OnlyIn(Guid? one, Guid? other) =>
                    entries
                        .Where(e => e.ListId == one && !entries.Any(o => o.ListId == other && o.Tag == e.Tag && o.FileType == e.FileType))
                        .CountAsync(cancellationToken);
                proposals.Add(
                    new(
                        list.Id,
                        list.Year,
                        list.Source,
                        list.SourceDate,
                        list.EnteredAt,
                        list.FileSha256,
                        await entries.CountAsync(e => e.ListId == list.Id, cancellationToken),
                        now is null ? null : await OnlyIn(list.Id, now) + await OnlyIn(now, list.Id),
                        list.EnteredBy == actor.AccountId
                    )
                );
            }

            return proposals;
        }
    }
}
