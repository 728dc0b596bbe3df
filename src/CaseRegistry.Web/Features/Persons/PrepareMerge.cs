using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Persons;

/// <summary>The case for which a merge is asked.</summary>
public static class PrepareMerge
{
    [Requires(Permission.ChangeCases)]
    public sealed record Query(CaseId Id) : IAuditedQuery<Result>, IAboutCase;

    public sealed record Result(CaseId Id, string Number);

    internal sealed class Handler(RegistryDbContext db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken) =>
            await db.Cases.Where(c => c.Id == query.Id).Select(c => new Result(c.Id, c.Number)).SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException();
    }
}
