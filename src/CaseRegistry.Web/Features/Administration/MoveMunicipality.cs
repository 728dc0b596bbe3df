using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>Another name for a municipality, or another region from a day on; earlier days keep theirs.</summary>
public static class MoveMunicipality
{
    [Requires(Permission.Administer)]
    public sealed record Command : IAdministrationCommand<Unit>
    {
        public string Code { get; init; } = "";
        public string? Name { get; init; }
        public string? Region { get; init; }
        public DateOnly? From { get; init; }

        /// <summary>The version the form was opened on.</summary>
        public Guid? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Version).NotNull();
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Region).NotEmpty();
        }
    }

    internal sealed class Handler(AdministrationDbContext db, CurrentActor actor) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await AccountRules.DemandRegions([command.Region!], db, cancellationToken);
            var municipality =
                await db.Municipalities.SingleOrDefaultAsync(m => m.Code == command.Code, cancellationToken)
                ?? throw new NotFoundException();
            db.Expect(municipality, command.Version);
            await db.Entry(municipality).Collection(m => m.Memberships).LoadAsync(cancellationToken);
            // A membership that changes names its municipality in the audit log too.
            actor.AuditDetail = $"municipality:{municipality.Code}";
            municipality.Rename(command.Name!.Trim());
            if (municipality.Memberships.MaxBy(m => m.From)?.Region != command.Region)
            {
                municipality.Join(command.Region!, command.From ?? throw new RuleViolationException("Municipality.From.Required"));
            }

            return Unit.Value;
        }
    }
}
