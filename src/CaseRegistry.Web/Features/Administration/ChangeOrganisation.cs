using CaseRegistry.Data;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>Accepts an organisation that someone proposed, or changes one: its type and EU group decide in which column its signals count.</summary>
/// <remarks>Its own context has no counts to keep, so it is saved where they are; the administrator sees no case there either.</remarks>
public static class ChangeOrganisation
{
    [Requires(Permission.Administer)]
    public sealed record Command : ICommand<Unit>
    {
        public ReportingOrganisationId Id { get; init; }
        public string? Name { get; init; }
        public string? ReporterType { get; init; }
        public string? EuGroup { get; init; }
        public bool IsRetired { get; init; }

        /// <summary>The version the form was opened on.</summary>
        public Guid? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text, CodeLists lists)
        {
            RuleFor(c => c.Version).NotNull();
            RuleFor(c => c.Name).NotEmpty().MaximumLength(200);
            RuleFor(c => c.ReporterType)
                .Must(type => type is not null && lists.Find("reporter_type", type) is not null)
                .WithMessage(_ => text["Choose a type from the list."]);
            RuleFor(c => c.EuGroup)
                .Must(group => lists.Find("eu_reporter_group", group!) is not null)
                .When(c => !string.IsNullOrEmpty(c.EuGroup))
                .WithMessage(_ => text["Choose a group from the list."]);
        }
    }

    internal sealed class Handler(RegistryDbContext db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var organisation =
                await db.ReportingOrganisations.SingleOrDefaultAsync(o => o.Id == command.Id, cancellationToken)
                ?? throw new NotFoundException();
            db.Expect(organisation, command.Version);
            var name = command.Name!.Trim();
            if (await db.ReportingOrganisations.AnyAsync(o => o.Id != command.Id && o.Name == name, cancellationToken))
            {
                throw new RuleViolationException("ReportingOrganisation.Name.Taken");
            }

            organisation.Change(
                name,
                command.ReporterType,
                string.IsNullOrEmpty(command.EuGroup) ? null : command.EuGroup,
                command.IsRetired
            );
            return Unit.Value;
        }
    }
}
