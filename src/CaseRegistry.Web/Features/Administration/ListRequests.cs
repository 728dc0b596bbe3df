using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>What waits for a second administrator, newest first.</summary>
public static class ListRequests
{
    private const int Shown = 100;

    [Requires(Permission.Administer)]
    public sealed record Query : IQuery<Result>;

    /// <param name="Rows">What waits.</param>
    /// <param name="IsAlone">There is no second administrator.</param>
    /// <param name="Codes">How many links that came of what I asked wait for their code.</param>
    public sealed record Result(IReadOnlyList<Row> Rows, bool IsAlone, int Codes);

    public sealed record Row(
        Guid Id,
        AccountRequestKind Kind,
        Guid? AccountId,
        string About,
        string RequestedBy,
        DateTimeOffset RequestedAt,
        bool MayApprove
    );

    internal sealed class Handler(AdministrationDbContext db, InvitationCodes codes, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var waiting = await db
                .AccountRequests.AsNoTracking()
                .Where(AccountRequest.WaitsAt(now))
                .OrderByDescending(r => r.RequestedAt)
                .Take(Shown)
                .Select(r => new { Request = r, By = db.Users.Where(a => a.Id == r.RequestedBy).Select(a => a.Email).FirstOrDefault() })
                .ToListAsync(cancellationToken);
            var administrators = await db
                .UserRoles.Join(
                    db.Roles.Where(r => r.Name == nameof(Role.Administrator)),
                    given => given.RoleId,
                    role => role.Id,
                    (given, _) => given.UserId
                )
                .Join(db.Users.Where(Account.MayActAt(now)), id => id, a => a.Id, (id, _) => id)
                .CountAsync(cancellationToken);
            return new(
                [
                    .. waiting.Select(w => new Row(
                        w.Request.Id,
                        w.Request.Kind,
                        w.Request.AccountId,
                        w.Request.About,
                        w.By ?? "",
                        w.Request.RequestedAt,
                        actor.AccountId is { } administrator && w.Request.MayBeApprovedBy(administrator)
                    )),
                ],
                administrators < 2,
                await codes.OfLinksAskedBy(actor.AccountId, now).CountAsync(cancellationToken)
            );
        }
    }
}
