using System.Text.Json.Serialization;
using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Reconciliation;

/// <summary>Keeps what <see cref="CountAgainstCoMensha"/> counted in place of what was kept of the list.</summary>
public static class CompareWithCoMensha
{
    [Requires(Permission.CompareWithCoMensha)]
    public sealed record Command : IMonitorCommand<int>
    {
        public Guid Id { get; init; }

        /// <summary>Counted here a moment ago; no form and no system sends it.</summary>
        [JsonIgnore]
        public IReadOnlyList<ReconciliationCell> Cells { get; init; } = [];
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Id).NotEmpty();
    }

    internal sealed class Handler(MonitorDbContext db, TimeProvider clock) : IRequestHandler<Command, int>
    {
        /// <returns>The year of the list.</returns>
        public async Task<int> Handle(Command command, CancellationToken cancellationToken)
        {
            var list =
                await db.CoMenshaLists.SingleOrDefaultAsync(
                    l => l.Id == command.Id && l.RetiredAt == null && l.AgreedAt != null,
                    cancellationToken
                ) ?? throw new NotFoundException();
            db.ReconciliationCells.RemoveRange(await db.ReconciliationCells.Where(c => c.ListId == list.Id).ToListAsync(cancellationToken));
            db.ReconciliationCells.AddRange(command.Cells);
            list.Compared(clock.GetUtcNow());
            return list.Year;
        }
    }
}
