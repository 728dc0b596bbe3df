using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using CaseRegistry.Domain.Care;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>Says whether CoMensha was notified of the person, under which number and file type, or why not.</summary>
public static class RecordNotification
{
    [Requires(Permission.ChangeCases)]
    public sealed record Command : ICommand<Unit>
    {
        public CaseId Id { get; init; }

        /// <summary>notified, not_notified or recorded_in_error.</summary>
        public string? State { get; init; }
        public DateOnly? NotifiedOn { get; init; }

        /// <summary>care_coordination or another.</summary>
        public string? Notifier { get; init; }
        public DateOnly? ConsentOn { get; init; }

        /// <summary>CoMensha's number, as soon as it is known.</summary>
        public string? ComenshaNumber { get; init; }

        /// <summary>Code list comensha_file_type.</summary>
        public string? FileType { get; init; }

        /// <summary>no_consent, not_in_interest or other.</summary>
        public string? NotNotifiedReason { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text, CodeLists lists, TimeProvider clock)
        {
            RuleFor(c => c.State)
                .Must(s => Code.TryParse<NotificationState>(s, out var state) && state != NotificationState.NumberDestroyed)
                .WithMessage(_ => text["Notification.State.Required"]);
            RuleFor(c => c.NotifiedOn)
                .NotNull()
                .Must(on => on is null || on <= clock.Today() && on.Value.Year >= 1990)
                .When(c => c.State != Code.Of(NotificationState.RecordedInError))
                .WithMessage(_ => text["Notification.On.IsWrong"]);
            When(
                c => c.State == Code.Of(NotificationState.Notified),
                () =>
                {
                    RuleFor(c => c.Notifier)
                        .Must(n => Code.TryParse<Notifier>(n, out _))
                        .WithMessage(_ => text["Notification.Notifier.Required"]);
                    RuleFor(c => c.ConsentOn)
                        .Must((c, on) => on is not null && on <= c.NotifiedOn)
                        .When(c => c.Notifier == Code.Of(Domain.Care.Notifier.CareCoordination), ApplyConditionTo.CurrentValidator)
                        .WithMessage(_ => text["Notification.ConsentOn.IsNeeded"]);
                    RuleFor(c => c.ComenshaNumber)
                        .Must(n => string.IsNullOrWhiteSpace(n) || CoMenshaNumber.IsValid(n))
                        .WithMessage(_ => text["Notification.Number.IsWrong"]);
                    RuleFor(c => c.FileType)
                        .Must(t => lists.Find("comensha_file_type", t ?? "") is not null)
                        .When(
                            c => !string.IsNullOrWhiteSpace(c.ComenshaNumber) || !string.IsNullOrWhiteSpace(c.FileType),
                            ApplyConditionTo.CurrentValidator
                        )
                        .WithMessage(_ => text["Notification.FileType.Required"]);
                }
            );
            RuleFor(c => c.NotNotifiedReason)
                .Must(r => Code.TryParse<NotNotifiedReason>(r, out _))
                .When(c => c.State == Code.Of(NotificationState.NotNotified), ApplyConditionTo.CurrentValidator)
                .WithMessage(_ => text["Notification.Reason.Required"]);
        }
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, KeyRing ring, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var @case =
                await db.Cases.SingleOrDefaultAsync(c => c.Id == command.Id && c.ErasedAt == null, cancellationToken)
                ?? throw new NotFoundException();
            // Who records at the same moment waits: of one case one row is the newest, and one number is one person.
            await AppendAudit.LockHead(db, cancellationToken);
            var row = await Row(command, @case, cancellationToken);
            var newest = await db.NotificationsToCoMensha.SingleOrDefaultAsync(
                n => n.CaseId == @case.Id && n.ReplacedAt == null,
                cancellationToken
            );
            if (newest is null && row.State == NotificationState.RecordedInError)
            {
                throw new RuleViolationException("Notification.State.NothingToTakeBack");
            }

            newest?.Replace(row.RecordedAt);
            db.NotificationsToCoMensha.Add(row);
            return Unit.Value;
        }

        private async Task<NotificationToCoMensha> Row(Command command, Case @case, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            switch (Code.Parse<NotificationState>(command.State))
            {
                case NotificationState.RecordedInError:
                    return NotificationToCoMensha.TakeBack(@case, clock.Today(), actor.Id, now);
                case NotificationState.NotNotified:
                    var reason = Code.Parse<NotNotifiedReason>(command.NotNotifiedReason);
                    return NotificationToCoMensha.Refrain(@case, command.NotifiedOn!.Value, reason, actor.Id, now);
            }

            (string, string)? number = null;
            if (!string.IsNullOrWhiteSpace(command.ComenshaNumber))
            {
                var tag = CoMenshaNumber.Tag(ring, command.ComenshaNumber);
                if (await IsOfAnother(tag, @case, cancellationToken))
                {
                    throw new RuleViolationException("Notification.ComenshaNumber.IsTaken");
                }

                number = (CoMenshaNumber.Plain(command.ComenshaNumber), tag);
            }

            return NotificationToCoMensha.Notify(
                @case,
                await keys.Open(@case.Id, cancellationToken),
                command.NotifiedOn!.Value,
                Code.Parse<Notifier>(command.Notifier),
                command.ConsentOn,
                number,
                string.IsNullOrWhiteSpace(command.FileType) ? null : command.FileType,
                actor.Id,
                now
            );
        }

        /// <summary>One number is one person. What another region has is not told: the comparison shows it as a number that matches twice.</summary>
        private Task<bool> IsOfAnother(string tag, Case @case, CancellationToken cancellationToken) =>
            db
                .NotificationsToCoMensha.Where(n => n.Tag == tag && n.ReplacedAt == null)
                .Join(db.Cases, n => n.CaseId, c => c.Id, (_, c) => c.PersonId)
                .AnyAsync(person => person != @case.PersonId, cancellationToken);
    }
}
