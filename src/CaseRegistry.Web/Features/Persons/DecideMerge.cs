using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Persons;

/// <summary>A second coordinator agrees to a merge or declines it; one asks to take it back, and again a second one agrees.</summary>
public static class DecideMerge
{
    public enum Decision
    {
        Agree = 1,
        Decline,
        AskSplit,
        AgreeSplit,
    }

    [Requires(Permission.ChangeCases)]
    public sealed record Command : ICommand<Unit>
    {
        public Guid Id { get; init; }

        /// <summary>Code of the decision.</summary>
        public string? Decision { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Decision).Must(d => Code.TryParse<Decision>(d, out _));
    }

    internal sealed class Handler(RegistryDbContext db, CurrentActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var merge =
                await db.PersonMerges.SingleOrDefaultAsync(m => m.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            // Whoever decides about one of these persons at the same moment waits, before anything is looked at.
            await db.LockCasesOf([merge.From, merge.Into], cancellationToken);
            // What was opened in an emergency is there to be read only, and of an erased case nobody can weigh the reason.
            var own = db.Cases.Where(c => actor.Regions.Contains(c.Region) && c.ErasedAt == null);
            var from = await db.Cases.SingleOrDefaultAsync(c => c.Id == merge.CaseId, cancellationToken) ?? throw new NotFoundException();
            // Whoever looks for the case whose person stays finds what happened to it.
            actor.AuditDetail = $"into:{merge.IntoCaseId.Value:N}";
            var (by, now) = (actor.AccountId, clock.GetUtcNow());
            switch (Code.Parse<Decision>(command.Decision))
            {
                case Decision.Agree:
                    var into = await own.SingleOrDefaultAsync(c => c.Id == merge.IntoCaseId, cancellationToken);
                    if (into is null || !await own.AnyAsync(c => c.Id == from.Id, cancellationToken))
                    {
                        throw new NotFoundException();
                    }

                    merge.Agree(from, await db.SharesPerson(from, cancellationToken), into, by, now);
                    break;
                case Decision.Decline:
                    merge.Decline(by, now);
                    break;
                case Decision.AskSplit:
                    merge.AskSplit(by, now);
                    break;
                default:
                    var isRestedOn = await db
                        .PersonMerges.OfEveryRegion()
                        .AnyAsync(m => m.IntoCaseId == from.Id && m.State == MergeState.Merged, cancellationToken);
                    merge.Split(from, isRestedOn, by, now);
                    break;
            }

            return Unit.Value;
        }
    }
}
