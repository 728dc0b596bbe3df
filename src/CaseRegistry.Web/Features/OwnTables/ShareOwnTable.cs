using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;

namespace CaseRegistry.Web.Features.OwnTables;

/// <summary>Lets the other analysts open one's own table, or no longer. Changing it stays with its owner.</summary>
public static class ShareOwnTable
{
    [Requires(Permission.ComposeTables)]
    public sealed record Command : IMonitorCommand<Unit>
    {
        public Guid Id { get; init; }

        /// <summary>The version the page was opened on.</summary>
        public Guid? Version { get; init; }
        public bool IsShared { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Version).NotNull();
    }

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var table = await db.Own(command.Id, command.Version, actor, cancellationToken);
            actor.AuditDetail = command.IsShared ? "shared" : "no longer shared";
            table.Share(command.IsShared);
            return Unit.Value;
        }
    }
}
