using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>Other labels, another place, or the days between which a code can be chosen.</summary>
public static class ChangeCodeListItem
{
    [Requires(Permission.Administer)]
    public sealed record Command : IAdministrationCommand<Unit>
    {
        public string List { get; init; } = "";
        public string Code { get; init; } = "";
        public string? LabelNl { get; init; }
        public string? LabelEn { get; init; }
        public int? Order { get; init; }
        public DateOnly? ValidFrom { get; init; }

        /// <summary>The first day on which the code can no longer be chosen.</summary>
        public DateOnly? ValidUntil { get; init; }
        public string? Aliases { get; init; }

        /// <summary>The version the form was opened on.</summary>
        public Guid? Version { get; init; }

        public bool IsFixed => CodeListRules.IsFixed(List);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Version).NotNull();
            RuleFor(c => c.LabelNl).NotEmpty().MaximumLength(200);
            RuleFor(c => c.LabelEn).NotEmpty().MaximumLength(200);
            RuleFor(c => c.Order).NotNull().InclusiveBetween(0, 100_000);
            RuleFor(c => c.Aliases).MaximumLength(400);
            RuleFor(c => c.ValidUntil).GreaterThan(c => c.ValidFrom).When(c => c.ValidFrom is not null && c.ValidUntil is not null);
        }
    }

    internal sealed class Handler(AdministrationDbContext db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var item =
                await db.CodeListItems.SingleOrDefaultAsync(i => i.List == command.List && i.Code == command.Code, cancellationToken)
                ?? throw new NotFoundException();
            db.Expect(item, command.Version);
            if (command.IsFixed && (command.ValidFrom, command.ValidUntil) != (item.ValidFrom, item.ValidUntil))
            {
                throw new RuleViolationException("CodeList.Item.IsFixed");
            }

            item.Change(
                command.LabelNl!.Trim(),
                command.LabelEn!.Trim(),
                command.Order!.Value,
                command.ValidFrom,
                command.ValidUntil,
                command.IsFixed ? item.Aliases : command.Aliases?.Trim()
            );
            return Unit.Value;
        }
    }
}
