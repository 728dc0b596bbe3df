using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Persons;

/// <summary>The merges of persons in my regions: what waits for a second person, and what was decided.</summary>
public static class ListMerges
{
    private const int PageSize = 50;

    /// <param name="Before">The page after this row: its place in the order.</param>
    [Requires(Permission.ChangeCases)]
    public sealed record Query(long? Before = null) : IAuditedQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Rows, long? Next) : IShowsCases
    {
        IEnumerable<CaseId> IShowsCases.ShownCases => Rows.SelectMany(r => new[] { r.CaseId, r.IntoCaseId });
    }

    /// <param name="IntoNumber">Null where the other case is not of my regions.</param>
    /// <param name="MayAgree">It waits, and I am not who asked.</param>
    public sealed record Row(
        Guid Id,
        CaseId CaseId,
        string Number,
        CaseId IntoCaseId,
        string? IntoNumber,
        MergeState State,
        string? Reason,
        DateTimeOffset RequestedAt,
        bool SplitIsAsked,
        bool MayAgree
    );

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, CurrentActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var found = await db
                .PersonMerges.AsNoTracking()
                .Where(m => query.Before == null || EF.Property<long>(m, "Sequence") < query.Before)
                .OrderByDescending(m => EF.Property<long>(m, "Sequence"))
                .Take(PageSize + 1)
                .Select(m => new { Sequence = EF.Property<long>(m, "Sequence"), Merge = m })
                .ToListAsync(cancellationToken);
            var page = found.Take(PageSize).ToList();
            var ids = page.SelectMany(m => new[] { m.Merge.CaseId, m.Merge.IntoCaseId }).Distinct().ToList();
            var numbers = await db
                .Cases.Where(c => ids.Contains(c.Id))
                .Select(c => new { c.Id, c.Number })
                .ToDictionaryAsync(c => c.Id, c => c.Number, cancellationToken);
            var opened = await keys.Open([.. page.Select(m => m.Merge.CaseId).Distinct()], cancellationToken);
            return new(
                [
                    .. page.Select(m => m.Merge)
                        .Where(m => numbers.ContainsKey(m.CaseId))
                        .Select(m => new Row(
                            m.Id,
                            m.CaseId,
                            numbers[m.CaseId],
                            m.IntoCaseId,
                            numbers.GetValueOrDefault(m.IntoCaseId),
                            m.State,
                            opened[m.CaseId].Reveal(m.Reason, PersonMerge.ReasonColumn),
                            m.RequestedAt,
                            m.State == MergeState.Merged && m.SplitAskedAt is not null,
                            m.State == MergeState.Requested && m.RequestedBy != actor.AccountId
                                || m.State == MergeState.Merged && m.SplitAskedAt is not null && m.SplitAskedBy != actor.AccountId
                        )),
                ],
                found.Count > PageSize ? page[^1].Sequence : null
            );
        }
    }
}
