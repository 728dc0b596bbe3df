using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.References;

/// <summary>An estimate, a published figure or a break is no longer shown; it stays in the list of what was.</summary>
public static class RetireReference
{
    [Requires(Permission.MakeReleases)]
    public sealed record Command : IMonitorCommand<Unit>
    {
        public Guid Id { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Id).NotEmpty();
    }

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            Reference reference =
                (Reference?)await db.Estimates.SingleOrDefaultAsync(e => e.Id == command.Id, cancellationToken)
                ?? (Reference?)await db.PublishedFigures.SingleOrDefaultAsync(f => f.Id == command.Id, cancellationToken)
                ?? (Reference?)await db.SeriesBreaks.SingleOrDefaultAsync(b => b.Id == command.Id, cancellationToken)
                ?? throw new NotFoundException();
            reference.Retire(actor.AccountId, clock.GetUtcNow());
            return Unit.Value;
        }
    }
}
