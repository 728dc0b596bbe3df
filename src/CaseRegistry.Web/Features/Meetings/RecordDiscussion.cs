using CaseRegistry.Data;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Meetings;

/// <summary>The chair records what the meeting makes of the signals (beeld van het overleg), with reasons and actions.</summary>
public static class RecordDiscussion
{
    [Requires(Permission.RecordDiscussions)]
    public sealed record Command : ICommand<Unit>
    {
        public MeetingId Id { get; init; }
        public AgendaItemId ItemId { get; init; }

        /// <summary>Code list conference_outcome.</summary>
        public string? Outcome { get; init; }
        public string? Reasons { get; init; }
        public string? Actions { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text)
        {
            RuleFor(c => c.Outcome)
                .NotEmpty()
                .Must(o => string.IsNullOrEmpty(o) || Code.TryParse<ConferenceOutcome>(o, out _))
                .WithMessage((_, outcome) => text["'{0}' is not on the list.", outcome ?? ""]);
            RuleFor(c => c.Reasons).NotEmpty().WithMessage(_ => text["Discussion.RequiresReasons"]).MaximumLength(2000);
            RuleFor(c => c.Actions).MaximumLength(2000);
        }
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var item =
                await db
                    .AgendaItems.Where(i =>
                        i.Id == command.ItemId && i.MeetingId == command.Id && i.Invitations.Any(v => v.AccountId == actor.AccountId)
                    )
                    .SingleOrDefaultAsync(cancellationToken)
                ?? throw new NotFoundException();
            var meeting =
                await db.Meetings.SingleOrDefaultAsync(m => m.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            var @case = await db.Cases.SingleOrDefaultAsync(c => c.Id == item.CaseId, cancellationToken) ?? throw new NotFoundException();
            var key = await keys.Open(@case.Id, cancellationToken);
            db.Discussions.Add(
                item.Record(
                    @case,
                    meeting,
                    Code.Parse<ConferenceOutcome>(command.Outcome),
                    command.Reasons!,
                    command.Actions,
                    key,
                    actor.Id,
                    clock.GetUtcNow()
                )
            );
            return Unit.Value;
        }
    }
}
