using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>The codes of links that came of what I asked and that were not used yet: shown to nobody else, and each look leaves a row.</summary>
public static class ListLinkCodes
{
    [Requires(Permission.Administer)]
    [RequiresFresh]
    public sealed record Query : IAuditedQuery<IReadOnlyList<Row>>;

    public sealed record Row(string Email, string Code);

    internal sealed class Handler(AdministrationDbContext db, InvitationCodes codes, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var mine = await codes
                .OfLinksAskedBy(actor.AccountId, clock.GetUtcNow())
                .Join(
                    db.Users,
                    r => r.AccountId,
                    a => a.Id,
                    (r, a) =>
                        new
                        {
                            Request = r,
                            a.Id,
                            a.Email,
                        }
                )
                .OrderByDescending(m => m.Request.ApprovedAt)
                .ToListAsync(cancellationToken);
            actor.AuditDetail = string.Join(' ', mine.Select(m => $"account:{m.Id}"));
            return [.. mine.Select(m => new Row(m.Email!, codes.Reveal(m.Request)!))];
        }
    }
}
