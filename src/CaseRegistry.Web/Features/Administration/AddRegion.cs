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

/// <summary>A new working area of a controller. Its code and the prefix of its case numbers never change.</summary>
public static class AddRegion
{
    [Requires(Permission.Administer)]
    public sealed record Command : IAdministrationCommand<Unit>
    {
        public string? RegionCode { get; init; }
        public string? Name { get; init; }
        public string? NumberPrefix { get; init; }
        public string? PoliceUnit { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text, CodeLists lists)
        {
            RuleFor(c => c.RegionCode).NotEmpty().MaximumLength(40);
            RuleFor(c => c.RegionCode)
                .Matches(@"^[a-z0-9]+(-[a-z0-9]+)*\z")
                .When(c => !string.IsNullOrEmpty(c.RegionCode))
                .WithMessage(_ => text["Use small letters, digits and hyphens, as in noord-holland."]);
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.NumberPrefix).Matches(@"^[A-Z]{2,3}\z").WithMessage(_ => text["Use two or three capitals."]);
            RuleFor(c => c.NumberPrefix).NotEmpty();
            RuleFor(c => c.PoliceUnit)
                .Must(unit => unit is not null && lists.IsActive("police_unit", unit))
                .WithMessage(_ => text["Choose a police unit."]);
        }
    }

    internal sealed class Handler(AdministrationDbContext db, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            if (await db.CareRegions.AnyAsync(r => r.Code == command.RegionCode, cancellationToken))
            {
                throw new RuleViolationException("CareRegion.RegionCode.Taken");
            }

            if (await db.CareRegions.AnyAsync(r => r.NumberPrefix == command.NumberPrefix, cancellationToken))
            {
                throw new RuleViolationException("CareRegion.NumberPrefix.Taken");
            }

            db.CareRegions.Add(
                new(command.RegionCode!, command.Name!.Trim(), command.PoliceUnit!, command.NumberPrefix!) { StartsOn = clock.Today() }
            );
            return Unit.Value;
        }
    }
}
