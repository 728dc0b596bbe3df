using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>A municipality as the form to move it.</summary>
public static class ViewMunicipality
{
    [Requires(Permission.Administer)]
    public sealed record Query(string Code) : IQuery<MoveMunicipality.Command>;

    internal sealed class Handler(AdministrationDbContext db) : IRequestHandler<Query, MoveMunicipality.Command>
    {
        public async Task<MoveMunicipality.Command> Handle(Query query, CancellationToken cancellationToken) =>
            await db
                .Municipalities.Where(m => m.Code == query.Code)
                .Select(m => new MoveMunicipality.Command
                {
                    Code = m.Code,
                    Name = m.Name,
                    Region = m.Memberships.OrderByDescending(s => s.From).Select(s => s.Region).FirstOrDefault(),
                    Version = EF.Property<Guid>(m, Versions.Column),
                })
                .SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException();
    }
}
