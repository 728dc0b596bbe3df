using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Meetings;

/// <summary>A meeting as the coordinator prepares it: its agenda, who is invited, and the cases that wait for a meeting.</summary>
public static class ViewMeeting
{
    [Requires(Permission.PlanMeetings)]
    public sealed record Query(MeetingId Id) : IAuditedQuery<Result>;

    public sealed record Result(
        MeetingId Id,
        string Region,
        MeetingKind Kind,
        DateOnly HeldOn,
        DateTimeOffset? ClosedAt,
        IReadOnlyList<Item> Agenda,
        IReadOnlyList<Item> Waiting,
        IReadOnlyList<SelectListItem> Members
    ) : IShowsCases
    {
        IEnumerable<CaseId> IShowsCases.ShownCases => Agenda.Concat(Waiting).Select(i => i.CaseId);
    }

    public sealed record Item(
        AgendaItemId Id,
        CaseId CaseId,
        string Number,
        string? Goal,
        bool Discussed,
        bool CaseClosed,
        IReadOnlyList<Guid> Invited,
        Guid Version
    );

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var meeting =
                await db.Meetings.AsNoTracking().SingleOrDefaultAsync(m => m.Id == query.Id, cancellationToken)
                ?? throw new NotFoundException();
            var items = await db
                .AgendaItems.Where(i =>
                    i.MeetingId == query.Id || i.MeetingId == null && i.Region == meeting.Region && i.DiscussedAt == null
                )
                .Join(
                    db.Cases,
                    i => i.CaseId,
                    c => c.Id,
                    (i, c) =>
                        new
                        {
                            Item = i,
                            c.Number,
                            Closed = c.State == FileState.Closed,
                        }
                )
                .Where(x => x.Item.MeetingId != null || !x.Closed)
                .OrderBy(x => EF.Property<long>(x.Item, "Sequence"))
                .Select(x => new
                {
                    x.Item.Id,
                    x.Item.CaseId,
                    x.Number,
                    x.Closed,
                    x.Item.Goal,
                    x.Item.MeetingId,
                    Discussed = x.Item.DiscussedAt != null,
                    Invited = x.Item.Invitations.Select(v => v.AccountId).ToList(),
                    Version = EF.Property<Guid>(x.Item, Versions.Column),
                })
                .ToListAsync(cancellationToken);
            var opened = await keys.Open([.. items.Select(i => i.CaseId)], cancellationToken);
            var rows = items
                .Select(i =>
                    (
                        i.MeetingId,
                        Item: new Item(
                            i.Id,
                            i.CaseId,
                            i.Number,
                            opened[i.CaseId].Reveal(i.Goal, AgendaItem.GoalColumn),
                            i.Discussed,
                            i.Closed,
                            i.Invited,
                            i.Version
                        )
                    )
                )
                .ToList();
            return new(
                meeting.Id,
                meeting.Region,
                meeting.Kind,
                meeting.HeldOn,
                meeting.ClosedAt,
                [.. rows.Where(r => r.MeetingId is not null).Select(r => r.Item)],
                [.. rows.Where(r => r.MeetingId is null).Select(r => r.Item)],
                await TableMembers.Of(db, meeting.Region, cancellationToken)
            );
        }
    }
}
