using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;

namespace CaseRegistry.Web.Features.OwnTables;

/// <summary>One's own table is kept no longer, for nobody. What it counted was never kept.</summary>
public static class RemoveOwnTable
{
    [Requires(Permission.ComposeTables)]
    public sealed record Command : IMonitorCommand<Unit>
    {
        public Guid Id { get; init; }

        /// <summary>The version the page was opened on.</summary>
        public Guid? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Version).NotNull();
    }

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            db.OwnTables.Remove(await db.Own(command.Id, command.Version, actor, cancellationToken));
            return Unit.Value;
        }
    }
}
