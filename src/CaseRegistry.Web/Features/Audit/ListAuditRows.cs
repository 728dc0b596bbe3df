using CaseRegistry.Data;
using CaseRegistry.Domain.Audit;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Audit;

/// <summary>The audit trail, newest first, for those who supervise: who did or saw what, when, with what outcome. No content of cases.</summary>
public static class ListAuditRows
{
    private const int PageSize = 50;

    /// <param name="Before">The page before this row, by order of arrival.</param>
    [Requires(Permission.ViewAudit)]
    public sealed record Query(long? Before = null) : AuditFilter, IAuditedQuery<Result>;

    /// <param name="Query">With the pseudonym of whom the filter names: that may stand in an address, an e-mail address may not.</param>
    public sealed record Result(Query Query, IReadOnlyList<Row> Rows, IReadOnlyList<string> Activities, long? Next);

    /// <param name="Case">Number of the case, where it is one of my regions.</param>
    public sealed record Row(AuditRow Audit, string? Name, string? Organisation, string? Case);

    internal sealed class Validator : AuditFilterRules<Query>;

    internal sealed class Handler(AdministrationDbContext administration, RegistryDbContext registry) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            if (!string.IsNullOrWhiteSpace(query.Actor))
            {
                query = query with { Actor = await AuditNames.ActorOf(administration, query.Actor, cancellationToken) };
            }

            var filtered = await query.Apply(administration, registry, cancellationToken);
            var found = await filtered
                .Where(r => query.Before == null || r.Sequence < query.Before)
                .Take(PageSize + 1)
                .ToListAsync(cancellationToken);
            var page = found.Take(PageSize).ToList();
            var activities = await administration.AuditRows.Select(r => r.Action).Distinct().ToListAsync(cancellationToken);
            return new(
                query,
                await Named(administration, registry, page, cancellationToken),
                [.. activities.Order(StringComparer.Ordinal)],
                found.Count > PageSize ? page[^1].Sequence : null
            );
        }
    }

    internal static async Task<IReadOnlyList<Row>> Named(
        AdministrationDbContext administration,
        RegistryDbContext registry,
        IReadOnlyCollection<AuditRow> rows,
        CancellationToken cancellationToken
    )
    {
        var names = await AuditNames.Of(administration, rows, cancellationToken);
        var ids = rows.Where(r => r.CaseId is not null).Select(r => new CaseId(r.CaseId!.Value)).Distinct().ToList();
        var numbers = await registry
            .Cases.Where(c => ids.Contains(c.Id))
            .Select(c => new { c.Id, c.Number })
            .ToDictionaryAsync(c => c.Id.Value, c => c.Number, cancellationToken);
        return
        [
            .. rows.Select(r =>
            {
                var name = names.GetValueOrDefault(r.Actor);
                return new Row(r, name?.Text, name?.Organisation, r.CaseId is { } id ? numbers.GetValueOrDefault(id) : null);
            }),
        ];
    }
}
