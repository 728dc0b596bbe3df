using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Meetings;

/// <summary>The form in which the chair records a discussion.</summary>
public static class PrepareDiscussion
{
    [Requires(Permission.RecordDiscussions)]
    public sealed record Query(MeetingId Id, AgendaItemId ItemId) : IAuditedQuery<RecordDiscussion.Command>;

    internal sealed class Handler(RegistryDbContext db, CurrentActor actor) : IRequestHandler<Query, RecordDiscussion.Command>
    {
        public async Task<RecordDiscussion.Command> Handle(Query query, CancellationToken cancellationToken)
        {
            var about = await db
                .AgendaItems.Where(i => i.Id == query.ItemId && i.MeetingId == query.Id)
                .Where(i => i.Invitations.Any(v => v.AccountId == actor.AccountId))
                .Select(i => (CaseId?)i.CaseId)
                .SingleOrDefaultAsync(cancellationToken);
            actor.AuditDetail = (about ?? throw new NotFoundException()).Value.ToString("N");
            return new RecordDiscussion.Command { Id = query.Id, ItemId = query.ItemId };
        }
    }
}
