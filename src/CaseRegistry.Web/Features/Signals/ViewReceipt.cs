using System.Text.Json;
using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Signals;

/// <summary>What whoever registered a signal gets to see: the number, not the file.</summary>
public static class ViewReceipt
{
    [Requires(Permission.RegisterSignals)]
    public sealed record Query(string Once) : IAuditedQuery<Result>;

    /// <param name="MayOpen">Whether the actor may see the file as well.</param>
    public sealed record Result(RegisterSignal.Result Receipt, DateTimeOffset At, bool MayOpen) : IShowsCases
    {
        IEnumerable<CaseId> IShowsCases.ShownCases => [Receipt.CaseId];
    }

    internal sealed class Handler(RegistryDbContext db, KeyRing keys, CurrentActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var row =
                await db
                    .IdempotentRequests.AsNoTracking()
                    .Where(r => r.Actor == actor.Id && r.Key == query.Once && r.Action == nameof(RegisterSignal))
                    .Select(r => new { r.Response, r.At })
                    .SingleOrDefaultAsync(cancellationToken)
                ?? throw new NotFoundException();
            if (row.Response.Length == 0)
            {
                // The case was erased, and what was answered with it.
                throw new NotFoundException();
            }

            var receipt = JsonSerializer.Deserialize<RegisterSignal.Result>(
                keys.Unprotect(row.Response, IdempotentRequest.ResponsePurpose),
                Json.Options
            )!;
            return new(receipt, row.At, actor.May(Permission.ViewCases) && actor.VisibleRegions.Contains(receipt.CareRegion));
        }
    }
}
