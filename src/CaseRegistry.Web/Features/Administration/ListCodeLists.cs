using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>The lists from which people choose.</summary>
public static class ListCodeLists
{
    [Requires(Permission.Administer)]
    public sealed record Query : IQuery<IReadOnlyList<Row>>;

    public sealed record Row(string List, int Items);

    internal sealed class Handler(AdministrationDbContext db) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query query, CancellationToken cancellationToken) =>
            await db
                .CodeListItems.GroupBy(i => i.List)
                .OrderBy(items => items.Key)
                .Select(items => new Row(items.Key, items.Count()))
                .ToListAsync(cancellationToken);
    }
}
