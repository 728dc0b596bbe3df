using CaseRegistry.Data;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Meetings;

/// <summary>The meetings of my regions, and the form to plan one.</summary>
public static class ListMeetings
{
    private const int Shown = 50;

    [Requires(Permission.PlanMeetings)]
    public sealed record Query : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Rows, int Waiting, PlanMeeting.Command Form);

    public sealed record Row(MeetingId Id, string Region, MeetingKind Kind, DateOnly HeldOn, bool IsOpen, int Items);

    internal sealed class Handler(RegistryDbContext db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken) =>
            new(
                await db
                    .Meetings.OrderByDescending(m => m.HeldOn)
                    .ThenByDescending(m => EF.Property<long>(m, "Sequence"))
                    .Take(Shown)
                    .Select(m => new Row(
                        m.Id,
                        m.Region,
                        m.Kind,
                        m.HeldOn,
                        m.ClosedAt == null,
                        db.AgendaItems.Count(i => i.MeetingId == m.Id)
                    ))
                    .ToListAsync(cancellationToken),
                await db.AgendaItems.CountAsync(i => i.MeetingId == null && i.DiscussedAt == null, cancellationToken),
                new()
            );
    }
}
