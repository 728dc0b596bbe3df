using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>An empty signal for a case that the actor may see.</summary>
public static class PrepareSignal
{
    [Requires(Permission.ChangeCases)]
    public sealed record Query(CaseId Id) : IAuditedQuery<AddSignal.Command>, IAboutCase;

    internal sealed class Handler(RegistryDbContext db) : IRequestHandler<Query, AddSignal.Command>
    {
        public async Task<AddSignal.Command> Handle(Query query, CancellationToken cancellationToken) =>
            await db.Cases.AnyAsync(c => c.Id == query.Id, cancellationToken)
                ? new AddSignal.Command { Id = query.Id }
                : throw new NotFoundException();
    }
}
