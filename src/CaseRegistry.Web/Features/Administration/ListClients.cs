using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>The systems that have a key, and those that had one.</summary>
public static class ListClients
{
    [Requires(Permission.Administer)]
    public sealed record Query : IQuery<IReadOnlyList<Row>>;

    public sealed record Row(
        Guid Id,
        string Name,
        string Scopes,
        string Regions,
        DateTimeOffset CreatedAt,
        DateTimeOffset ExpiresAt,
        DateTimeOffset? RevokedAt
    );

    internal sealed class Handler(AdministrationDbContext db) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query query, CancellationToken cancellationToken) =>
            await db
                .ApiClients.OrderBy(c => c.Name)
                .Select(c => new Row(c.Id, c.Name, c.Scopes, c.Regions, c.CreatedAt, c.ExpiresAt, c.RevokedAt))
                .ToListAsync(cancellationToken);
    }
}
