using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.References;

/// <summary>A total that somebody else published. For one year of a series there is one.</summary>
public static class AddPublishedFigure
{
    [Requires(Permission.MakeReleases)]
    public sealed record Command : IMonitorCommand<Guid>
    {
        public PublishedSeries? Series { get; init; }
        public int? Year { get; init; }
        public int? Value { get; init; }
        public string? Source { get; init; }
        public DateOnly? SourceDate { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text, TimeProvider clock)
        {
            RuleFor(c => c.Series).NotNull().IsInEnum();
            RuleFor(c => c.Year).NotNull().InclusiveBetween(1900, 2999);
            RuleFor(c => c.Value).NotNull().InclusiveBetween(0, 10_000_000);
            RuleFor(c => c.Source).NotEmpty().MaximumLength(Reference.TextMaxLength);
            RuleFor(c => c.SourceDate)
                .NotNull()
                .Must(on => on is null || on <= clock.Today() && on.Value.Year >= 1900)
                .WithMessage(_ => text["Reference.SourceDate.IsWrong"]);
        }
    }

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor, TimeProvider clock) : IRequestHandler<Command, Guid>
    {
        public async Task<Guid> Handle(Command command, CancellationToken cancellationToken)
        {
            var (series, year) = (command.Series!.Value, command.Year!.Value);
            await AppendAudit.LockHead(db, cancellationToken);
            var isThere = await db
                .PublishedFigures.Where(f => f.RetiredAt == null && f.Series == series && f.Year == year)
                .AnyAsync(cancellationToken);
            if (isThere)
            {
                throw new RuleViolationException("PublishedFigure.Year.IsTaken");
            }

            var figure = new PublishedFigure(
                series,
                year,
                command.Value!.Value,
                (command.Source!, command.SourceDate!.Value),
                actor.AccountId,
                clock.GetUtcNow()
            );
            db.PublishedFigures.Add(figure);
            return figure.Id;
        }
    }
}
