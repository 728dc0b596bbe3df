using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.BreakGlass;

/// <summary>Opens a case of another region for an hour, when somebody is in danger and nobody of that region can be reached.</summary>
public static class OpenBreakGlass
{
    /// <summary>Numbers, right or wrong, that one account may try in a day.</summary>
    public const int TriesADay = 5;

    [Requires(Permission.BreakGlass)]
    [RequiresFresh]
    public sealed record Command : ICommand<CaseId?>
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
            RuleFor(c => c.Reason).NotEmpty().WithMessage(_ => text["BreakGlass.Reason.Required"]).MaximumLength(2000);
        }
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, CurrentActor actor, AppendAudit audit, TimeProvider clock)
        : IRequestHandler<Command, CaseId?>
    {
        /// <returns>The case; null where none has this number.</returns>
        public async Task<CaseId?> Handle(Command command, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var since = now.AddDays(-1);
            var tries = await db.AuditRows.CountAsync(
                r => r.Actor == actor.Id && r.Action == nameof(OpenBreakGlass) && r.At >= since,
                cancellationToken
            );
            if (tries >= TriesADay)
            {
                throw new RuleViolationException("BreakGlass.TooOften");
            }

            var number = CaseNumber.Normalise(command.Number);
            if (await EmergencyAccess.Find(db, number, cancellationToken) is not { } @case)
            {
                // Written with the try itself: many at once do not get by the limit.
                audit.Append(db, [audit.Entry(actor, "not_found", detail: number)]);
                return null;
            }

            if (actor.VisibleRegions.Contains(@case.Region))
            {
                // One's own case needs no glass to be broken.
                return @case.Id;
            }

            actor.BreakGlass([.. actor.EmergencyCases, @case.Id]);
            var key = await keys.Open(@case.Id, cancellationToken);
            db.BreakGlasses.Add(Domain.Cases.BreakGlass.Open(@case, key, actor.AccountId!.Value, command.Reason, now));
            return @case.Id;
        }
    }
}
