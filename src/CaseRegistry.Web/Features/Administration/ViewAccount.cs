using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>An account as the form to change it.</summary>
public static class ViewAccount
{
    [Requires(Permission.Administer)]
    public sealed record Query(Guid Id) : IQuery<ChangeAccount.Command>;

    internal sealed class Handler(AdministrationDbContext db) : IRequestHandler<Query, ChangeAccount.Command>
    {
        public async Task<ChangeAccount.Command> Handle(Query query, CancellationToken cancellationToken)
        {
            var roles = await db
                .UserRoles.Where(r => r.UserId == query.Id)
                .Join(db.Roles, r => r.RoleId, r => r.Id, (_, role) => role.Name!)
                .ToListAsync(cancellationToken);
            var form = await db
                .Users.Where(a => a.Id == query.Id)
                .Select(a => new ChangeAccount.Command
                {
                    Id = a.Id,
                    Version = a.ConcurrencyStamp,
                    Email = a.Email,
                    DisplayName = a.DisplayName,
                    Organisation = a.Organisation,
                    IsRetired = a.IsRetired,
                    AllRegions = a.AllRegions,
                    ExpiresOn = a.ExpiresOn,
                    Regions = a.Regions.Select(r => r.Region).ToList(),
                })
                .SingleOrDefaultAsync(cancellationToken);
            return form is null ? throw new NotFoundException() : form with { Roles = [.. roles.Select(Enum.Parse<Role>)] };
        }
    }
}
