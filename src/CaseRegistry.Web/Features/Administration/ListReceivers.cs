using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>The systems that are told of releases, and those that were.</summary>
public static class ListReceivers
{
    [Requires(Permission.Administer)]
    public sealed record Query : IQuery<IReadOnlyList<Row>>;

    public sealed record Row(Guid Id, string Name, string Url, DateTimeOffset? RetiredAt, int Waiting, int Dead);

    internal sealed class Handler(AdministrationDbContext db) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query query, CancellationToken cancellationToken) =>
            await db
                .WebhookReceivers.OrderBy(r => r.Name)
                .Select(r => new Row(
                    r.Id,
                    r.Name,
                    r.Url,
                    r.RetiredAt,
                    db.WebhookDeliveries.Count(d =>
                        d.ReceiverId == r.Id && (d.State == DeliveryState.Waiting || d.State == DeliveryState.Replaying)
                    ),
                    db.WebhookDeliveries.Count(d => d.ReceiverId == r.Id && d.State == DeliveryState.Dead)
                ))
                .ToListAsync(cancellationToken);
    }
}
