using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>The organisations with which an account signs in. Who it is there is not readable here.</summary>
public static class ListProviderLinks
{
    [Requires(Permission.Administer)]
    public sealed record Query(Guid Id) : IQuery<Result>;

    public sealed record Result(Guid Id, string Email, IReadOnlyList<Row> Rows);

    public sealed record Row(string Name, string Issuer);

    internal sealed class Handler(AdministrationDbContext db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken) =>
            await db
                .Users.Where(a => a.Id == query.Id)
                .Select(a => new Result(
                    a.Id,
                    a.Email!,
                    db.UserLogins.Where(l => l.UserId == a.Id)
                        .OrderBy(l => l.LoginProvider)
                        .Select(l => new Row(l.ProviderDisplayName ?? "", l.LoginProvider))
                        .ToList()
                ))
                .SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException();
    }
}
