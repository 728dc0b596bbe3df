using CaseRegistry.Data;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Meetings;

/// <summary>Plans a case conference or a regional table.</summary>
public static class PlanMeeting
{
    [Requires(Permission.PlanMeetings)]
    public sealed record Command : ICommand<MeetingId>
    {
        public string? CareRegion { get; init; }

        /// <summary>case_conference or regional_table.</summary>
        public string? Kind { get; init; }
        public DateOnly? HeldOn { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(CurrentActor actor, IStringLocalizer<Texts> text, TimeProvider clock)
        {
            RuleFor(c => c.Kind)
                .NotEmpty()
                .Must(k => string.IsNullOrEmpty(k) || Code.TryParse<MeetingKind>(k, out _))
                .WithMessage((_, kind) => text["'{0}' is not on the list.", kind ?? ""]);
            RuleFor(c => c.HeldOn)
                .NotNull()
                .Must(day => !(day < clock.Today()))
                .WithMessage(_ => text["A meeting cannot be planned in the past."]);
            RuleFor(c => c.CareRegion)
                .Must(region => actor.Regions.Count == 1 && string.IsNullOrEmpty(region) || actor.Regions.Contains(region ?? ""))
                .WithMessage(_ => text["Choose one of your own regions."]);
        }
    }

    internal sealed class Handler(RegistryDbContext db, CurrentActor actor, TimeProvider clock) : IRequestHandler<Command, MeetingId>
    {
        public Task<MeetingId> Handle(Command command, CancellationToken cancellationToken)
        {
            var region = string.IsNullOrEmpty(command.CareRegion) ? actor.Regions[0] : command.CareRegion;
            var meeting = Meeting.Plan(region, Code.Parse<MeetingKind>(command.Kind), command.HeldOn!.Value, clock.GetUtcNow());
            db.Meetings.Add(meeting);
            return Task.FromResult(meeting.Id);
        }
    }
}
