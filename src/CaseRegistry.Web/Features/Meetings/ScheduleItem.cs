using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Meetings;

/// <summary>Puts a waiting case on the agenda of a meeting, or changes who is invited to an item.</summary>
public static class ScheduleItem
{
    [Requires(Permission.PlanMeetings)]
    public sealed record Command : ICommand<Unit>
    {
        public MeetingId Id { get; init; }
        public AgendaItemId ItemId { get; init; }
        public List<Guid> Invited
        {
            get;
            init => field = value ?? [];
        } = [];

        /// <summary>The version of the item the form was opened on.</summary>
        public Guid? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Version).NotNull();
            RuleFor(c => c.Invited).Must(i => i.Count <= 100);
        }
    }

    internal sealed class Handler(RegistryDbContext db, IStringLocalizer<Texts> text) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var meeting =
                await db.Meetings.SingleOrDefaultAsync(m => m.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            var item =
                await db
                    .AgendaItems.Include(i => i.Invitations)
                    .SingleOrDefaultAsync(
                        i => i.Id == command.ItemId && (i.MeetingId == null || i.MeetingId == command.Id),
                        cancellationToken
                    )
                ?? throw new NotFoundException();
            db.Expect(item, command.Version);
            if (await db.Cases.AnyAsync(c => c.Id == item.CaseId && c.State == FileState.Closed, cancellationToken))
            {
                throw new RuleViolationException("Case.PutOnAgenda.RequiresOpenFile");
            }

            await TableMembers.Require(db, item.Region, command.Invited, text, cancellationToken);
            item.Schedule(meeting);
            item.Invite(command.Invited);
            return Unit.Value;
        }
    }
}
