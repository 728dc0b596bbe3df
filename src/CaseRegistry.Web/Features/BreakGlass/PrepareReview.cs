using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.BreakGlass;

/// <summary>The form that reviews an emergency access.</summary>
public static class PrepareReview
{
    [Requires(Permission.ReviewBreakGlass)]
    public sealed record Query(BreakGlassId Id) : IAuditedQuery<Result>;

    public sealed record Result(BreakGlassId Id, CaseId CaseId, string Number, string? Reason, bool IsReviewed) : IShowsCases
    {
        /// <summary>Fields of the form on this page.</summary>
        public string? Review { get; init; }
        public string? Note { get; init; }

        IEnumerable<CaseId> IShowsCases.ShownCases => [CaseId];
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var found =
                await db
                    .BreakGlasses.AsNoTracking()
                    .Where(b => b.Id == query.Id)
                    .Join(db.Cases, b => b.CaseId, c => c.Id, (b, c) => new { Opened = b, c.Number })
                    .SingleOrDefaultAsync(cancellationToken)
                ?? throw new NotFoundException();
            var key = await keys.Open(found.Opened.CaseId, cancellationToken);
            return new(
                found.Opened.Id,
                found.Opened.CaseId,
                found.Number,
                key.Reveal(found.Opened.Reason, Domain.Cases.BreakGlass.ReasonColumn),
                found.Opened.ReviewedAt is not null
            );
        }
    }
}
