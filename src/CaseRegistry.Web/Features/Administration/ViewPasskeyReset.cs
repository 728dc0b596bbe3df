using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>How many passkeys an account has, and whether somebody asked to remove them.</summary>
public static class ViewPasskeyReset
{
    [Requires(Permission.Administer)]
    public sealed record Query(Guid Id) : IQuery<Result>;

    /// <param name="Id">The account.</param>
    /// <param name="Email">Its address.</param>
    /// <param name="Passkeys">How many it has.</param>
    /// <param name="Pending">What waits for a second administrator.</param>
    /// <param name="Reason">Only for the form.</param>
    public sealed record Result(Guid Id, string Email, int Passkeys, Request? Pending, string? Reason = null);

    public sealed record Request(Guid Id, string Reason, string RequestedBy, DateTimeOffset RequestedAt, bool MayApprove);

    internal sealed class Handler(AdministrationDbContext db, CurrentActor actor, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var account =
                await db
                    .Users.Where(a => a.Id == query.Id)
                    .Select(a => new { a.Email, Passkeys = db.UserPasskeys.Count(p => p.UserId == a.Id) })
                    .SingleOrDefaultAsync(cancellationToken)
                ?? throw new NotFoundException();
            var oldest = clock.GetUtcNow() - AccountRequest.Validity;
            var pending = await db
                .AccountRequests.Where(r =>
                    r.Kind == AccountRequestKind.PasskeyReset && r.AccountId == query.Id && r.ApprovedAt == null && r.RequestedAt > oldest
                )
                .OrderByDescending(r => r.RequestedAt)
                .Select(r => new { Reset = r, By = db.Users.Where(a => a.Id == r.RequestedBy).Select(a => a.Email).FirstOrDefault() })
                .FirstOrDefaultAsync(cancellationToken);
            return new(
                query.Id,
                account.Email!,
                account.Passkeys,
                pending is null
                    ? null
                    : new(
                        pending.Reset.Id,
                        pending.Reset.About,
                        pending.By ?? "",
                        pending.Reset.RequestedAt,
                        actor.AccountId is { } administrator && pending.Reset.MayBeApprovedBy(administrator)
                    )
            );
        }
    }
}
