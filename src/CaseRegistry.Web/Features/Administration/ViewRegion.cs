using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>A region as the form to change it.</summary>
public static class ViewRegion
{
    [Requires(Permission.Administer)]
    public sealed record Query(string Code) : IQuery<ChangeRegion.Command>;

    internal sealed class Handler(AdministrationDbContext db) : IRequestHandler<Query, ChangeRegion.Command>
    {
        public async Task<ChangeRegion.Command> Handle(Query query, CancellationToken cancellationToken) =>
            await db
                .CareRegions.Where(r => r.Code == query.Code)
                .Select(r => new ChangeRegion.Command
                {
                    Code = r.Code,
                    Name = r.Name,
                    PoliceUnit = r.PoliceUnit,
                    EndsOn = r.EndsOn,
                    Version = EF.Property<Guid>(r, Versions.Column),
                })
                .SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException();
    }
}
