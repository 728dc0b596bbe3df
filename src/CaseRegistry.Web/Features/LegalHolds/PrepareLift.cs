using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.LegalHolds;

/// <summary>The form that lifts a hold.</summary>
public static class PrepareLift
{
    [Requires(Permission.HoldCases)]
    public sealed record Query(CaseId Id) : IAuditedQuery<Result>;

    /// <param name="IsHeld">A colleague may have lifted it already.</param>
    public sealed record Result(CaseId Id, string Number, bool IsHeld) : IShowsCases
    {
        IEnumerable<CaseId> IShowsCases.ShownCases => [Id];
    }

    internal sealed class Handler(RegistryDbContext db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken) =>
            await db
                .Cases.Where(c => c.Id == query.Id)
                .Select(c => new Result(c.Id, c.Number, c.LegalHold))
                .SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException();
    }
}
