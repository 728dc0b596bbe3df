using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>What was sent to a receiver, and how it went; newest first.</summary>
public static class ListDeliveries
{
    private const int PageSize = 50;

    /// <param name="After">The page after the delivery with this number.</param>
    [Requires(Permission.Administer)]
    public sealed record Query(Guid Id, long? After = null) : IQuery<Result>;

    public sealed record Result(Guid Id, string Name, string Url, DateTimeOffset? RetiredAt, IReadOnlyList<Row> Rows, long? Next);

    public sealed record Row(
        Guid Id,
        long Number,
        string Title,
        DeliveryState State,
        int Attempts,
        string? LastAnswer,
        DateTimeOffset? LastAt,
        DateTimeOffset NextAt
    );

    internal sealed class Handler(AdministrationDbContext db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var receiver =
                await db.WebhookReceivers.AsNoTracking().SingleOrDefaultAsync(r => r.Id == query.Id, cancellationToken)
                ?? throw new NotFoundException();
            var rows = await db
                .WebhookDeliveries.Where(d => d.ReceiverId == query.Id && (query.After == null || d.Number < query.After))
                .OrderByDescending(d => d.Number)
                .Take(PageSize + 1)
                .Select(d => new Row(d.Id, d.Number, d.Title, d.State, d.Attempts, d.LastAnswer, d.LastAt, d.NextAt))
                .ToListAsync(cancellationToken);
            List<Row> page = [.. rows.Take(PageSize)];
            return new(receiver.Id, receiver.Name, receiver.Url, receiver.RetiredAt, page, rows.Count > PageSize ? page[^1].Number : null);
        }
    }
}
