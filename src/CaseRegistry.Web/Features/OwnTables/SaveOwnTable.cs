using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.OwnTables;

/// <summary>Keeps what a table is by under a name, for oneself. What it counts is counted again whenever it is opened.</summary>
public static class SaveOwnTable
{
    [Requires(Permission.ComposeTables)]
    public sealed record Command : OwnTableFields, IMonitorCommand<Guid>
    {
        public string? Name { get; init; }
    }

    internal sealed class Validator : OwnTableRules<Command>
    {
        public Validator(IStringLocalizer<Texts> text)
            : base(text, mayBeEmpty: _ => false) => RuleFor(c => c.Name).NotEmpty().MaximumLength(OwnTable.NameMaxLength);
    }

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor, TimeProvider clock) : IRequestHandler<Command, Guid>
    {
        public async Task<Guid> Handle(Command command, CancellationToken cancellationToken)
        {
            var name = command.Name!.Trim();
            if (await db.IsTaken(name, except: null, actor, cancellationToken))
            {
                throw new RuleViolationException("OwnTable.Name.IsTaken");
            }

            var table = new OwnTable(actor.AccountId!.Value, name, command.Content, clock.GetUtcNow());
            db.OwnTables.Add(table);
            return table.Id;
        }
    }
}
