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

/// <summary>Ends a hold: from then on the retention period decides again.</summary>
public static class LiftLegalHold
{
    [Requires(Permission.HoldCases)]
    public sealed record Command : ICommand<Unit>
    {
        public CaseId Id { get; init; }
        public string? Reason { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text) =>
            RuleFor(c => c.Reason).NotEmpty().WithMessage(_ => text["Case.Flag.RequiresReason"]).MaximumLength(2000);
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var @case = await db.Cases.SingleOrDefaultAsync(c => c.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            @case.LiftLegalHold(command.Reason, await keys.Open(@case.Id, cancellationToken), actor.Id, clock.GetUtcNow());
            return Unit.Value;
        }
    }
}
