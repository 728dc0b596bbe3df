using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>The items of a list, those that cannot be chosen any more included.</summary>
public static class ViewCodeList
{
    [Requires(Permission.Administer)]
    public sealed record Query(string List) : IQuery<Result>;

    public sealed record Result(string List, bool CanAdd, IReadOnlyList<Row> Rows);

    public sealed record Row(
        string Code,
        string LabelNl,
        string LabelEn,
        string? Parent,
        int Order,
        DateOnly? ValidFrom,
        DateOnly? ValidUntil
    );

    internal sealed class Handler(AdministrationDbContext db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var rows = await db
                .CodeListItems.Where(i => i.List == query.List)
                .OrderBy(i => i.Order)
                .ThenBy(i => i.Code)
                .Select(i => new Row(i.Code, i.LabelNl, i.LabelEn, i.Parent, i.Order, i.ValidFrom, i.ValidUntil))
                .ToListAsync(cancellationToken);
            return rows.Count == 0 ? throw new NotFoundException() : new(query.List, !CodeListRules.IsFixed(query.List), rows);
        }
    }
}
