using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Resources;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Shared;

/// <summary>The members and chairs of the tables of a region: those who can be invited.</summary>
internal static class TableMembers
{
    private static readonly string[] TableRoles = [nameof(Role.RegionalTableMember), nameof(Role.RegionalTableChair)];

    public static async Task<IReadOnlyList<SelectListItem>> Of(RegistryDbContext db, string region, CancellationToken cancellationToken)
    {
        var members = await Members(db, region)
            .OrderBy(a => a.DisplayName)
            .Select(a => new
            {
                a.Id,
                a.DisplayName,
                a.Email,
                a.Organisation,
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. members.Select(m => new SelectListItem(
                string.Join(
                    ", ",
                    new[] { m.DisplayName.Length > 0 ? m.DisplayName : m.Email, m.Organisation }.Where(p => !string.IsNullOrEmpty(p))
                ),
                m.Id.ToString()
            )),
        ];
    }

    /// <exception cref="ValidationException">Someone who is no member of a table of the region was invited.</exception>
    public static async Task Require(
        RegistryDbContext db,
        string region,
        IReadOnlyCollection<Guid> accounts,
        IStringLocalizer<Texts> text,
        CancellationToken cancellationToken
    )
    {
        if (accounts.Count == 0)
        {
            return;
        }

        var known = await Members(db, region).Where(a => accounts.Contains(a.Id)).Select(a => a.Id).ToListAsync(cancellationToken);
        if (accounts.Except(known).Any())
        {
            throw new ValidationException([new ValidationFailure("Invited", text["Invite only members of a table of this region."])]);
        }
    }

    private static IQueryable<Data.Accounts.Account> Members(RegistryDbContext db, string region) =>
        db.Users.Where(a =>
            !a.IsRetired
            && (a.AllRegions || a.Regions.Any(r => r.Region == region))
            && db.UserRoles.Any(ur => ur.UserId == a.Id && db.Roles.Any(r => r.Id == ur.RoleId && TableRoles.Contains(r.Name)))
        );
}
