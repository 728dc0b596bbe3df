using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Meetings;

/// <summary>The agenda of an open meeting as an invited member sees it: only the own items, pseudonymously.</summary>
public static class AttendMeeting
{
    [Requires(Permission.AttendMeetings)]
    public sealed record Query(MeetingId Id) : IAuditedQuery<Result>;

    public sealed record Result(
        MeetingId Id,
        string Region,
        MeetingKind Kind,
        DateOnly HeldOn,
        IReadOnlyList<PseudonymousItem> Items,
        bool MayRecord
    ) : IShowsCases
    {
        IEnumerable<CaseId> IShowsCases.ShownCases => Items.Select(i => i.CaseId);
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, CurrentActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var meeting =
                await db
                    .Meetings.AsNoTracking()
                    .SingleOrDefaultAsync(m => m.Id == query.Id && actor.InvitedMeetings.Contains(m.Id), cancellationToken)
                ?? throw new NotFoundException();
            return new(
                meeting.Id,
                meeting.Region,
                meeting.Kind,
                meeting.HeldOn,
                await PseudonymousItem.Of(db, keys, actor, meeting.Id, cancellationToken),
                actor.May(Permission.RecordDiscussions)
            );
        }
    }
}
