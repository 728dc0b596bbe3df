using CaseRegistry.Data;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>A new municipality, after a merger for example.</summary>
public static class AddMunicipality
{
    [Requires(Permission.Administer)]
    public sealed record Command : IAdministrationCommand<Unit>
    {
        public string? MunicipalityCode { get; init; }
        public string? Name { get; init; }
        public string? Region { get; init; }
        public DateOnly? From { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text)
        {
            RuleFor(c => c.MunicipalityCode).NotEmpty().WithName(_ => text["Code of the municipality"]);
            RuleFor(c => c.MunicipalityCode)
                .Matches(@"^GM[0-9]{4}\z")
                .When(c => !string.IsNullOrEmpty(c.MunicipalityCode))
                .WithMessage(_ => text["Use the code of Statistics Netherlands, as GM0363."]);
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Region).NotEmpty();
            RuleFor(c => c.From).NotNull();
        }
    }

    internal sealed class Handler(AdministrationDbContext db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await AccountRules.DemandRegions([command.Region!], db, cancellationToken);
            if (await db.Municipalities.AnyAsync(m => m.Code == command.MunicipalityCode, cancellationToken))
            {
                throw new RuleViolationException("Municipality.MunicipalityCode.Taken");
            }

            var municipality = new Municipality(command.MunicipalityCode!, command.Name!.Trim());
            municipality.Join(command.Region!, command.From!.Value);
            db.Municipalities.Add(municipality);
            return Unit.Value;
        }
    }
}
