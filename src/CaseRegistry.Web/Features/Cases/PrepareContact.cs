using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>An empty note for a case that the actor may see.</summary>
public static class PrepareContact
{
    [Requires(Permission.ChangeCases)]
    public sealed record Query(CaseId Id) : IAuditedQuery<RecordContact.Command>, IAboutCase;

    internal sealed class Handler(RegistryDbContext db) : IRequestHandler<Query, RecordContact.Command>
    {
        public async Task<RecordContact.Command> Handle(Query query, CancellationToken cancellationToken) =>
            await db.Cases.AnyAsync(c => c.Id == query.Id, cancellationToken)
                ? new RecordContact.Command { Id = query.Id }
                : throw new NotFoundException();
    }
}
