using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>Where the own account is signed in.</summary>
public static class ListSessions
{
    [Requires(Permission.SignedIn)]
    public sealed record Query : IQuery<IReadOnlyList<Row>>;

    public sealed record Row(Guid Id, string Browser, string Methods, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, bool IsThis);

    internal sealed class Handler(AdministrationDbContext db, CurrentActor actor, CurrentSession session, TimeProvider clock)
        : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            return await db
                .Sessions.Where(s => s.AccountId == actor.AccountId && s.EndedAt == null && s.ExpiresAt > now)
                .OrderByDescending(s => s.LastSeenAt)
                .Select(s => new Row(s.Id, s.Browser, s.Methods, s.CreatedAt, s.LastSeenAt, s.Id == session.Id))
                .ToListAsync(cancellationToken);
        }
    }
}
