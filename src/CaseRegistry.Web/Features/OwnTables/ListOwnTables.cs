using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.OwnTables;

/// <summary>One's own tables and those that other analysts share. Holds no counts, so that a look at it is no look at a table.</summary>
public static class ListOwnTables
{
    [Requires(Permission.ComposeTables)]
    public sealed record Query : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Own, IReadOnlyList<Row> Shared);

    public sealed record Row(Guid Id, string Name, OwnTableFields Fields, bool IsShared);

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var tables = await db
                .OwnTables.SeenBy(actor)
                .AsNoTracking()
                .OrderBy(t => t.Name)
                .ThenBy(t => t.Id)
                .ToListAsync(cancellationToken);
            var rows = tables.ToLookup(t => t.OwnerId == actor.AccountId, t => new Row(t.Id, t.Name, t.ToFields(), t.IsShared));
            return new([.. rows[true]], [.. rows[false]]);
        }
    }
}
