using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Persons;

/// <summary>A coordinator finds that two cases are about one person, and asks a colleague to agree.</summary>
public static class RequestMerge
{
    [Requires(Permission.ChangeCases)]
    public sealed record Command : ICommand<PrepareMerge.Result?>
    {
        public CaseId Id { get; init; }

        /// <summary>Number of the other case, whose person stays.</summary>
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
            RuleFor(c => c.Reason).NotEmpty().WithMessage(_ => text["Merge.Reason.IsMissing"]).MaximumLength(2000);
        }
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, CurrentActor actor, AppendAudit audit, TimeProvider clock)
        : IRequestHandler<Command, PrepareMerge.Result?>
    {
        /// <returns>The case once more where none that I may change has this number; null when it is asked.</returns>
        public async Task<PrepareMerge.Result?> Handle(Command command, CancellationToken cancellationToken)
        {
            var number = CaseNumber.Normalise(command.Number);
            // What was opened in an emergency is there to be read only.
            var own = db.Cases.Where(c => actor.Regions.Contains(c.Region) && c.ErasedAt == null);
            var from = await own.SingleOrDefaultAsync(c => c.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            if (await own.SingleOrDefaultAsync(c => c.Number == number, cancellationToken) is not { } into)
            {
                // Whoever tries numbers leaves a row for each, like anyone who opens a case that is not there.
                audit.Append(db, [audit.Entry(actor, "not_found", from.Id.Value, from.Region, number)]);
                return new(from.Id, from.Number);
            }

            if (await db.PersonMerges.AnyAsync(m => m.CaseId == from.Id && m.State == MergeState.Requested, cancellationToken))
            {
                throw new RuleViolationException("Merge.Number.IsAsked");
            }

            actor.AuditDetail = $"into:{into.Id.Value:N}";
            var key = await keys.Open(from.Id, cancellationToken);
            var isShared = await db.SharesPerson(from, cancellationToken);
            db.PersonMerges.Add(PersonMerge.Request(from, isShared, into, command.Reason, key, actor.AccountId, clock.GetUtcNow()));
            return null;
        }
    }
}
