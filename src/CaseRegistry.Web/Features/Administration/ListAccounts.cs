using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>The accounts by e-mail address.</summary>
public static class ListAccounts
{
    private const int PageSize = 25;

    /// <param name="Search">Part of the e-mail address.</param>
    /// <param name="After">The last account of the page before.</param>
    /// <remarks>A search comes as a form: an address of a person stands in no address of a page.</remarks>
    [Requires(Permission.Administer)]
    public sealed record Query(string? Search = null, Guid? After = null) : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Rows, Guid? Next, string? Search);

    public sealed record Row(
        Guid Id,
        string Email,
        string DisplayName,
        string? Organisation,
        bool AllRegions,
        bool IsRetired,
        bool HasSecondFactor,
        IReadOnlyList<string> Regions
    )
    {
        public IReadOnlyList<string> Roles { get; init; } = [];
    }

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Search).MaximumLength(256);
    }

    internal sealed class Handler(AdministrationDbContext db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var search = query.Search?.Trim().ToUpperInvariant() ?? "";
            var after = await db
                .Users.Where(a => a.Id == query.After)
                .Select(a => a.NormalizedEmail)
                .SingleOrDefaultAsync(cancellationToken);
            var rows = await db
                .Users.Where(a => a.NormalizedEmail != null)
                .Where(a => search == "" || a.NormalizedEmail!.Contains(search))
                .Where(a => after == null || a.NormalizedEmail!.CompareTo(after) > 0)
                .OrderBy(a => a.NormalizedEmail)
                .Take(PageSize + 1)
                .Select(a => new Row(
                    a.Id,
                    a.Email!,
                    a.DisplayName,
                    a.Organisation,
                    a.AllRegions,
                    a.IsRetired,
                    a.TwoFactorEnabled,
                    a.Regions.OrderBy(r => r.Region).Select(r => r.Region).ToList()
                ))
                .ToListAsync(cancellationToken);
            var page = rows.Take(PageSize).ToList();
            var ids = page.Select(r => r.Id).ToList();
            var roles = await db
                .UserRoles.Where(r => ids.Contains(r.UserId))
                .Join(db.Roles, r => r.RoleId, r => r.Id, (given, role) => new { given.UserId, role.Name })
                .ToListAsync(cancellationToken);
            var byAccount = roles.ToLookup(r => r.UserId, r => r.Name!);
            return new(
                [.. page.Select(r => r with { Roles = [.. byAccount[r.Id].Order()] })],
                rows.Count > PageSize ? page[^1].Id : null,
                query.Search
            );
        }
    }
}
