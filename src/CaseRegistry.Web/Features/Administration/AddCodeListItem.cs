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

/// <summary>A new choice in a list. Its code never changes; it can be retired, not deleted.</summary>
public static class AddCodeListItem
{
    [Requires(Permission.Administer)]
    public sealed record Command : IAdministrationCommand<Unit>
    {
        public string List { get; init; } = "";
        public string? ItemCode { get; init; }
        public string? LabelNl { get; init; }
        public string? LabelEn { get; init; }
        public string? Parent { get; init; }
        public string? EuGroup { get; init; }
        public int? Order { get; init; }
        public DateOnly? ValidFrom { get; init; }
        public DateOnly? ValidUntil { get; init; }
        public string? Aliases { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text)
        {
            RuleFor(c => c.ItemCode).NotEmpty().MaximumLength(40);
            RuleFor(c => c.ItemCode)
                .Matches(@"^[a-z][a-z0-9_]*\z")
                .When(c => !string.IsNullOrEmpty(c.ItemCode))
                .WithMessage(_ => text["Use small letters, digits and underscores, as in online_recruitment."]);
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
            var items = await db.CodeListItems.AsNoTracking().Where(i => i.List == command.List).ToListAsync(cancellationToken);
            if (items.Count == 0)
            {
                throw new NotFoundException();
            }

            if (CodeListRules.IsFixed(command.List))
            {
                throw new RuleViolationException("CodeList.Item.IsFixed");
            }

            if (items.Exists(i => i.Code == command.ItemCode))
            {
                throw new RuleViolationException("CodeList.ItemCode.Taken");
            }

            var parents = items.Select(i => i.Parent);
            if (command.List == CodeListRules.SectorList)
            {
                // A form may get its first sector.
                parents = await db
                    .CodeListItems.Where(i => i.List == CodeListRules.FormList)
                    .Select(i => i.Code)
                    .ToListAsync(cancellationToken);
            }

            Demand(command.Parent, parents, "CodeList.Parent.Unknown");
            Demand(command.EuGroup, items.Select(i => i.EuGroup), "CodeList.EuGroup.Unknown");
            var item = new CodeListItem(
                command.List,
                command.ItemCode!,
                command.LabelNl!.Trim(),
                command.LabelEn!.Trim(),
                command.Parent,
                command.EuGroup,
                command.Order!.Value
            );
            item.Change(item.LabelNl, item.LabelEn, item.Order, command.ValidFrom, command.ValidUntil, command.Aliases?.Trim());
            db.CodeListItems.Add(item);
            return Unit.Value;
        }

        /// <summary>Where the other items belong to a group, a new one does too: otherwise it would drop out of the counts.</summary>
        private static void Demand(string? group, IEnumerable<string?> known, string rule)
        {
            var groups = known.Where(k => k is not null).ToHashSet();
            if (group is null ? groups.Count > 0 : !groups.Contains(group))
            {
                throw new RuleViolationException(rule);
            }
        }
    }
}
