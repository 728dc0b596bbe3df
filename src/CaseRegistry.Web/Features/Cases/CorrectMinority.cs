using CaseRegistry.Data;
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

/// <summary>Corrects the frozen statement about minority on the day of registration, with a date and a reason. Counts follow the latest.</summary>
public static class CorrectMinority
{
    [Requires(Permission.ChangeCases)]
    public sealed record Command : CaseFields, ICommand<Unit>
    {
        public CaseId Id { get; init; }

        /// <summary>Why the earlier statement is not right; with unknown also why it is not known.</summary>
        public string? Reason { get; init; }
        public Guid? Version { get; init; }
    }

    internal sealed class Validator : CaseFieldsRules<Command>
    {
        public Validator(CodeLists lists, IStringLocalizer<Texts> text, TimeProvider clock)
            : base(lists, text, clock)
        {
            Minority();
            Birth();
            RuleFor(c => c.Reason).NotEmpty().WithMessage(_ => text["Case.CorrectMinority.RequiresReason"]).MaximumLength(500);
        }
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var @case = await db.Cases.SingleOrDefaultAsync(c => c.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            if (command.Version is { } version)
            {
                db.Expect(@case, version);
            }

            var statement = command.ToMinority();
            var reason = string.Join(" ", new[] { command.Reason, statement.Reason }.Where(r => !string.IsNullOrWhiteSpace(r)));
            @case.CorrectMinority(
                statement with
                {
                    Reason = reason,
                },
                await keys.Open(@case.Id, cancellationToken),
                actor.Id,
                clock.GetUtcNow(),
                command.BirthDate
            );
            return Unit.Value;
        }
    }
}
