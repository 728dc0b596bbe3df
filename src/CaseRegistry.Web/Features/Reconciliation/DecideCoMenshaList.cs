using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Reconciliation;

/// <summary>A second analyst agrees to a list, which takes the place of the one of its year; or one of them withdraws it.</summary>
public static class DecideCoMenshaList
{
    public enum Decision
    {
        Agree = 1,
        Withdraw,
    }

    [Requires(Permission.CompareWithCoMensha)]
    public sealed record Command : IMonitorCommand<int>
    {
        public Guid Id { get; init; }

        /// <summary>Code of the decision.</summary>
        public string? Decision { get; init; }

        internal bool Agrees => Decision == Code.Of(DecideCoMenshaList.Decision.Agree);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Decision).Must(d => Code.TryParse<Decision>(d, out _));
    }

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor, TimeProvider clock) : IRequestHandler<Command, int>
    {
        /// <returns>The year of the list.</returns>
        public async Task<int> Handle(Command command, CancellationToken cancellationToken)
        {
            // Who decides at the same moment waits: of one year there is one list.
            await AppendAudit.LockHead(db, cancellationToken);
            var list =
                await db.CoMenshaLists.SingleOrDefaultAsync(l => l.Id == command.Id && l.RetiredAt == null, cancellationToken)
                ?? throw new NotFoundException();
            var (by, now) = (actor.AccountId, clock.GetUtcNow());
            actor.AuditDetail = $"decision:{command.Decision} year:{list.Year}";
            if (!command.Agrees)
            {
                await Retire(db, list, by, now, cancellationToken);
                return list.Year;
            }

            list.Agree(by, now);
            var before = db.CoMenshaLists.Where(l => l.Id != list.Id && l.Year == list.Year && l.RetiredAt == null && l.AgreedAt != null);
            foreach (var old in await before.ToListAsync(cancellationToken))
            {
                await Retire(db, old, by, now, cancellationToken);
            }

            return list.Year;
        }
    }

    /// <summary>That there was a list stays known; what was in it and what came of it goes.</summary>
    internal static async Task Retire(
        MonitorDbContext db,
        CoMenshaList list,
        Guid? by,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        list.Retire(by, now);
        await db.Set<CoMenshaEntry>().Where(e => e.ListId == list.Id).ExecuteDeleteAsync(cancellationToken);
        await db.ReconciliationCells.Where(c => c.ListId == list.Id).ExecuteDeleteAsync(cancellationToken);
    }
}
