using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>Accounts of which nobody confirmed for a while that they are still needed, longest ago first.</summary>
public static class ListCertifications
{
    private const int Shown = 100;

    [Requires(Permission.Administer)]
    public sealed record Query : IQuery<Result>;

    /// <param name="Rows">The accounts that are due.</param>
    /// <param name="Ids">Only for the form.</param>
    public sealed record Result(IReadOnlyList<Row> Rows, IReadOnlyList<Guid>? Ids = null);

    public sealed record Row(
        Guid Id,
        string Email,
        string DisplayName,
        string? Organisation,
        DateTimeOffset CertifiedAt,
        DateOnly? ExpiresOn
    )
    {
        public IReadOnlyList<string> Roles { get; init; } = [];
    }

    internal sealed class Handler(AdministrationDbContext db, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var rows = await db
                .Users.Where(Account.IsDueAt(clock.GetUtcNow()))
                .OrderBy(a => a.CertifiedAt)
                .ThenBy(a => a.NormalizedEmail)
                .Take(Shown)
                .Select(a => new Row(a.Id, a.Email!, a.DisplayName, a.Organisation, a.CertifiedAt, a.ExpiresOn))
                .ToListAsync(cancellationToken);
            var ids = rows.Select(r => r.Id).ToList();
            var roles = await db
                .UserRoles.Where(r => ids.Contains(r.UserId))
                .Join(db.Roles, r => r.RoleId, r => r.Id, (given, role) => new { given.UserId, role.Name })
                .ToListAsync(cancellationToken);
            var byAccount = roles.ToLookup(r => r.UserId, r => r.Name!);
            return new([.. rows.Select(r => r with { Roles = [.. byAccount[r.Id].Order()] })]);
        }
    }
}
