using CaseRegistry.Data;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Meetings;

/// <summary>The open meetings to which I am invited.</summary>
public static class InvitedMeetings
{
    [Requires(Permission.AttendMeetings)]
    public sealed record Query : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Rows);

    public sealed record Row(MeetingId Id, string Region, MeetingKind Kind, DateOnly HeldOn);

    internal sealed class Handler(RegistryDbContext db, CurrentActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken) =>
            new(
                await db
                    .Meetings.Where(m => actor.InvitedMeetings.Contains(m.Id))
                    .OrderBy(m => m.HeldOn)
                    .Select(m => new Row(m.Id, m.Region, m.Kind, m.HeldOn))
                    .ToListAsync(cancellationToken)
            );
    }
}
