using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>Makes a move of a case: the state of the file, the agenda, or a flag.</summary>
public static class MoveCase
{
    [Requires(Permission.ChangeCases)]
    public sealed record Command : ICommand<Result>
    {
        public CaseId Id { get; init; }

        /// <summary>Code of the move, as <c>put_on_agenda</c>.</summary>
        public string? Move { get; init; }

        /// <summary>Of opening again, restricting and closing; of a re-check what was found.</summary>
        public string? Reason { get; init; }

        /// <summary>Code list closure_reason; with close.</summary>
        public string? ClosureReason { get; init; }

        /// <summary>With mark_lost_from_view.</summary>
        public DateOnly? Since { get; init; }

        /// <summary>This and the next three with mark_lost_from_view and recheck; of a re-check only the last has to be told.</summary>
        public DateOnly? LastSeenOn { get; init; }
        public string? MissingReportNumber { get; init; }
        public bool? GuardianInformed { get; init; }
        public DateOnly? NextRecheckOn { get; init; }

        /// <summary>With put_on_agenda; without it the case waits for the next meeting.</summary>
        public MeetingId? MeetingId { get; init; }
        public string? Goal { get; init; }

        /// <summary>Accounts of the table that are invited to this item.</summary>
        public List<Guid> Invited
        {
            get;
            init => field = value ?? [];
        } = [];

        /// <summary>The version the form was opened on; when given, a change in between is refused.</summary>
        public Guid? Version { get; init; }
    }

    public sealed record Result(CaseId Id, FileState State, ConferenceState Conference, IReadOnlyList<Move> LegalMoves);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text)
        {
            RuleFor(c => c.Move)
                .NotEmpty()
                .Must(m => string.IsNullOrEmpty(m) || Code.TryParse<Move>(m, out var move) && IsMadeHere(move))
                .WithMessage((_, move) => text["'{0}' is not on the list.", move ?? ""]);
            RuleFor(c => c.Reason).MaximumLength(2000);
            RuleFor(c => c.Goal).MaximumLength(300);
            RuleFor(c => c.MissingReportNumber).MaximumLength(64);
            RuleFor(c => c.ClosureReason)
                .NotEmpty()
                .When(c => c.Move == "close", ApplyConditionTo.CurrentValidator)
                .WithMessage(_ => text["Case.Close.RequiresReason"])
                .Must(r => string.IsNullOrEmpty(r) || Code.TryParse<ClosureReason>(r, out _))
                .WithMessage((_, reason) => text["'{0}' is not on the list.", reason ?? ""]);
        }
    }

    internal static IReadOnlyList<Move> MovesOf(Case @case) => [.. @case.Standing.LegalMoves().Where(IsMadeHere)];

    // A discussion is recorded by the chair of the meeting; a legal hold is the privacy officer's.
    internal static bool IsMadeHere(Move move) => move is not (Move.RecordDiscussion or Move.PlaceLegalHold or Move.LiftLegalHold);

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, CurrentActor actor, IStringLocalizer<Texts> text, TimeProvider clock)
        : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken cancellationToken)
        {
            var @case = await db.Cases.SingleOrDefaultAsync(c => c.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            if (command.Version is { } version)
            {
                db.Expect(@case, version);
            }

            var key = await keys.Open(@case.Id, cancellationToken);
            var (by, now) = (actor.Id, clock.GetUtcNow());
            switch (Code.Parse<Move>(command.Move))
            {
                case Move.StartTriage:
                    @case.StartTriage(key, by, now);
                    break;
                case Move.StartCare:
                    @case.StartCare(key, by, now);
                    break;
                case Move.StartAftercare:
                    @case.StartAftercare(key, by, now);
                    break;
                case Move.ResumeCare:
                    @case.ResumeCare(key, by, now);
                    break;
                case Move.Close:
                    @case.Close(Code.Parse<ClosureReason>(command.ClosureReason), command.Reason, key, by, now);
                    break;
                case Move.Reopen:
                    @case.Reopen(command.Reason, key, by, now);
                    break;
                case Move.PutOnAgenda:
                    await PutOnAgenda(command, @case, key, cancellationToken);
                    break;
                case Move.MarkLostFromView:
                    @case.MarkLostFromView(
                        command.Since,
                        command.LastSeenOn,
                        command.MissingReportNumber,
                        command.GuardianInformed,
                        command.NextRecheckOn,
                        key,
                        by,
                        now
                    );
                    break;
                case Move.Recheck:
                    @case.Recheck(
                        command.Reason,
                        command.LastSeenOn,
                        command.MissingReportNumber,
                        command.GuardianInformed,
                        command.NextRecheckOn,
                        key,
                        by,
                        now
                    );
                    break;
                case Move.MarkBackInView:
                    @case.MarkBackInView(key, by, now);
                    break;
                case Move.Restrict:
                    @case.Restrict(command.Reason, key, by, now);
                    break;
                case Move.LiftRestriction:
                    @case.LiftRestriction(command.Reason, key, by, now);
                    break;
            }

            return new(@case.Id, @case.State, @case.Conference, MovesOf(@case));
        }

        private async Task PutOnAgenda(Command command, Case @case, CaseKey key, CancellationToken cancellationToken)
        {
            @case.PutOnAgenda(key, actor.Id, clock.GetUtcNow());
            Meeting? meeting = null;
            if (command.MeetingId is { } meetingId)
            {
                meeting =
                    await db.Meetings.SingleOrDefaultAsync(m => m.Id == meetingId, cancellationToken) ?? throw new NotFoundException();
            }

            await TableMembers.Require(db, @case.Region, command.Invited, text, cancellationToken);
            db.AgendaItems.Add(AgendaItem.For(@case, meeting, command.Goal, command.Invited, key, clock.GetUtcNow()));
        }
    }
}
