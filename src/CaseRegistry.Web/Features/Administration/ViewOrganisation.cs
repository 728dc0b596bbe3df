using CaseRegistry.Data;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>A reporting organisation as the form to accept or change it.</summary>
public static class ViewOrganisation
{
    [Requires(Permission.Administer)]
    public sealed record Query(ReportingOrganisationId Id) : IQuery<ChangeOrganisation.Command>;

    internal sealed class Handler(AdministrationDbContext db) : IRequestHandler<Query, ChangeOrganisation.Command>
    {
        public async Task<ChangeOrganisation.Command> Handle(Query query, CancellationToken cancellationToken) =>
            await db
                .ReportingOrganisations.Where(o => o.Id == query.Id)
                .Select(o => new ChangeOrganisation.Command
                {
                    Id = o.Id,
                    Name = o.Name,
                    ReporterType = o.ReporterType,
                    EuGroup = o.EuGroup,
                    IsRetired = o.IsRetired,
                    Version = EF.Property<Guid>(o, Versions.Column),
                })
                .SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException();
    }
}
