using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>Where the own account is signed in.</summary>
public static class ListSessions
{
    private const int Shown = 50;

    [Requires(Permission.SignedIn)]
    public sealed record Query : IQuery<Result>;

    /// <param name="Sessions">Open or locked.</param>
    /// <param name="Notices">What was told about the account, newest first.</param>
    public sealed record Result(IReadOnlyList<Row> Sessions, IReadOnlyList<AccountNotice> Notices);

    public sealed record Row(Guid Id, string Browser, string Methods, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, bool IsThis);

    internal sealed class Handler(AdministrationDbContext db, CurrentActor actor, CurrentSession session, TimeProvider clock)
        : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var sessions = await db
                .Sessions.Where(s => s.AccountId == actor.AccountId && s.EndedAt == null && s.ExpiresAt > now)
                .OrderByDescending(s => s.LastSeenAt)
                .Select(s => new Row(s.Id, s.Browser, s.Methods, s.CreatedAt, s.LastSeenAt, s.Id == session.Id))
                .ToListAsync(cancellationToken);
            var notices = await db
                .AccountNotices.AsNoTracking()
                .Where(n => n.AccountId == actor.AccountId)
                .OrderByDescending(n => n.At)
                .Take(Shown)
                .ToListAsync(cancellationToken);
            return new(sessions, notices);
        }
    }
}
