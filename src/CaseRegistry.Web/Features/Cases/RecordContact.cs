using CaseRegistry.Data;
using CaseRegistry.Domain.Care;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>Writes a short note of a call or a visit, with what is to be done next and when.</summary>
public static class RecordContact
{
    [Requires(Permission.ChangeCases)]
    public sealed record Command : ICommand<Unit>
    {
        public CaseId Id { get; init; }
        public string? Note { get; init; }
        public string? NextAction { get; init; }
        public DateOnly? NextActionOn { get; init; }

        /// <summary>Instead of a date: a button that saves the note and plans the next action, so many days from now.</summary>
        public int? NextActionInDays { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text)
        {
            RuleFor(c => c.Note).NotEmpty().WithMessage(_ => text["ContactMoment.Note.Required"]).MaximumLength(2000);
            RuleFor(c => c.NextAction)
                .MaximumLength(200)
                .NotEmpty()
                .When(c => c.NextActionOn is not null && c.NextActionInDays is null, ApplyConditionTo.CurrentValidator)
                .WithMessage(_ => text["ContactMoment.NextAction.RequiresDate"]);
            RuleFor(c => c.NextActionOn)
                .NotNull()
                .When(c => !string.IsNullOrWhiteSpace(c.NextAction) && c.NextActionInDays is null, ApplyConditionTo.CurrentValidator)
                .WithMessage(_ => text["ContactMoment.NextAction.RequiresDate"]);
            RuleFor(c => c.NextActionInDays).InclusiveBetween(1, 366);
        }
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, CurrentActor actor, IStringLocalizer<Texts> text, TimeProvider clock)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var @case = await db.Cases.SingleOrDefaultAsync(c => c.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            var key = await keys.Open(@case.Id, cancellationToken);
            var (next, on) = (command.NextAction, command.NextActionOn);
            if (command.NextActionInDays is { } days)
            {
                on = clock.Today().AddDays(days);
                next = string.IsNullOrWhiteSpace(next) ? text["Get in touch again"] : next;
            }

            db.ContactMoments.Add(ContactMoment.Record(@case, key, command.Note!, next, on, actor.Id, clock.GetUtcNow()));
            return Unit.Value;
        }
    }
}
