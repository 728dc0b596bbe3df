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
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text)
        {
            RuleFor(c => c.Note).NotEmpty().WithMessage(_ => text["ContactMoment.Note.Required"]).MaximumLength(2000);
            RuleFor(c => c.NextAction)
                .MaximumLength(200)
                .NotEmpty()
                .When(c => c.NextActionOn is not null, ApplyConditionTo.CurrentValidator)
                .WithMessage(_ => text["ContactMoment.NextAction.RequiresDate"]);
            RuleFor(c => c.NextActionOn)
                .NotNull()
                .When(c => !string.IsNullOrWhiteSpace(c.NextAction), ApplyConditionTo.CurrentValidator)
                .WithMessage(_ => text["ContactMoment.NextAction.RequiresDate"]);
        }
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var @case = await db.Cases.SingleOrDefaultAsync(c => c.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            var key = await keys.Open(@case.Id, cancellationToken);
            db.ContactMoments.Add(
                ContactMoment.Record(@case, key, command.Note!, command.NextAction, command.NextActionOn, actor.Id, clock.GetUtcNow())
            );
            return Unit.Value;
        }
    }
}
