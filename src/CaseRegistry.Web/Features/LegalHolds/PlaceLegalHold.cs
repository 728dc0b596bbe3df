using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.LegalHolds;

/// <summary>Holds off the destruction of a case, which the officer knows by its number only.</summary>
public static class PlaceLegalHold
{
    [Requires(Permission.HoldCases)]
    public sealed record Command : ICommand<Unit>
    {
        public string? Number { get; init; }
        public string? Reason { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text)
        {
            RuleFor(c => c.Number)
                .Must(number => CaseNumber.IsValid(number))
                .WithMessage(_ => text["This is not a case number. Check what you typed."]);
            RuleFor(c => c.Reason).NotEmpty().WithMessage(_ => text["Case.Flag.RequiresReason"]).MaximumLength(2000);
        }
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var number = CaseNumber.Normalise(command.Number);
            var @case = await db.Cases.SingleOrDefaultAsync(c => c.Number == number, cancellationToken);
            if (@case is null)
            {
                // What was tried stands in the audit row: trying numbers leaves its trace.
                actor.AuditDetail = number;
                throw new NotFoundException();
            }

            @case.PlaceLegalHold(command.Reason, await keys.Open(@case.Id, cancellationToken), actor.Id, clock.GetUtcNow());
            return Unit.Value;
        }
    }
}
