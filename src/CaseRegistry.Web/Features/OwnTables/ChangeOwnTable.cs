using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.OwnTables;

/// <summary>Another name for one's own table, or other dimensions, years or persons.</summary>
public static class ChangeOwnTable
{
    [Requires(Permission.ComposeTables)]
    public sealed record Command : OwnTableFields, IMonitorCommand<Unit>
    {
        public Guid Id { get; init; }
        public string? Name { get; init; }

        /// <summary>The version the form was opened on.</summary>
        public Guid? Version { get; init; }
    }

    internal sealed class Validator : OwnTableRules<Command>
    {
        public Validator(IStringLocalizer<Texts> text)
            : base(text, mayBeEmpty: _ => false)
        {
            RuleFor(c => c.Version).NotNull();
            RuleFor(c => c.Name).NotEmpty().MaximumLength(OwnTable.NameMaxLength);
        }
    }

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var table = await db.Own(command.Id, command.Version, actor, cancellationToken);
            var name = command.Name!.Trim();
            if (await db.IsTaken(name, table.Id, actor, cancellationToken))
            {
                throw new RuleViolationException("OwnTable.Name.IsTaken");
            }

            table.Change(name, command.Content);
            return Unit.Value;
        }
    }
}
