using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>The statement about minority as it stands, to be corrected.</summary>
public static class PrepareMinority
{
    [Requires(Permission.ChangeCases)]
    public sealed record Query(CaseId Id) : IAuditedQuery<CorrectMinority.Command>, IAboutCase;

    internal sealed class Handler(RegistryDbContext db) : IRequestHandler<Query, CorrectMinority.Command>
    {
        public async Task<CorrectMinority.Command> Handle(Query query, CancellationToken cancellationToken)
        {
            var now =
                await db
                    .Cases.Where(c => c.Id == query.Id)
                    .Select(c => new
                    {
                        c.MinorStatus,
                        c.AgeBasis,
                        Version = EF.Property<Guid>(c, "Version"),
                    })
                    .SingleOrDefaultAsync(cancellationToken)
                ?? throw new NotFoundException();
            return new()
            {
                Id = query.Id,
                MinorStatus = Code.Of(now.MinorStatus),
                AgeBasis = now.AgeBasis,
                Version = now.Version,
            };
        }
    }
}
