using CaseRegistry.Data;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Meetings;

/// <summary>Ends a meeting, and with it the access of its members. What was not discussed waits for the next one.</summary>
public static class CloseMeeting
{
    [Requires(Permission.PlanMeetings)]
    public sealed record Command(MeetingId Id) : ICommand<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Id).NotEmpty();
    }

    internal sealed class Handler(RegistryDbContext db, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var meeting =
                await db.Meetings.SingleOrDefaultAsync(m => m.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            meeting.Close(clock.GetUtcNow());
            var undiscussed = await db
                .AgendaItems.Include(i => i.Invitations)
                .Where(i => i.MeetingId == command.Id && i.DiscussedAt == null)
                .ToListAsync(cancellationToken);
            undiscussed.ForEach(item => item.WaitAgain());
            return Unit.Value;
        }
    }
}
