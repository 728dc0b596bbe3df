using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>Another name or police unit for a region, or the day from which it takes no new cases.</summary>
public static class ChangeRegion
{
    [Requires(Permission.Administer)]
    public sealed record Command : IAdministrationCommand<Unit>
    {
        public string Code { get; init; } = "";
        public string? Name { get; init; }
        public string? PoliceUnit { get; init; }
        public DateOnly? EndsOn { get; init; }

        /// <summary>The version the form was opened on.</summary>
        public Guid? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text, CodeLists lists)
        {
            RuleFor(c => c.Version).NotNull();
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.PoliceUnit)
                .Must(unit => unit is not null && lists.Find("police_unit", unit) is not null)
                .WithMessage(_ => text["Choose a police unit."]);
        }
    }

    internal sealed class Handler(AdministrationDbContext db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var region =
                await db.CareRegions.SingleOrDefaultAsync(r => r.Code == command.Code, cancellationToken) ?? throw new NotFoundException();
            db.Expect(region, command.Version);
            region.Change(command.Name!.Trim(), command.PoliceUnit!, command.EndsOn);
            return Unit.Value;
        }
    }
}
