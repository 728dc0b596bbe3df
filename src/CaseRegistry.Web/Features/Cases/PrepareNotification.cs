using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>The empty form of a notification to CoMensha, for a case that the actor may see.</summary>
public static class PrepareNotification
{
    [Requires(Permission.ChangeCases)]
    public sealed record Query(CaseId Id) : IAuditedQuery<RecordNotification.Command>, IAboutCase;

    internal sealed class Handler(RegistryDbContext db) : IRequestHandler<Query, RecordNotification.Command>
    {
        public async Task<RecordNotification.Command> Handle(Query query, CancellationToken cancellationToken) =>
            await db.Cases.AnyAsync(c => c.Id == query.Id && c.ErasedAt == null, cancellationToken)
                ? new RecordNotification.Command { Id = query.Id }
                : throw new NotFoundException();
    }
}
