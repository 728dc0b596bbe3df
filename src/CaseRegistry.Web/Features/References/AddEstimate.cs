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

/// <summary>An estimate of the share of minors, as a source gives it. For one year there is one.</summary>
public static class AddEstimate
{
    [Requires(Permission.MakeReleases)]
    public sealed record Command : IMonitorCommand<Guid>
    {
        /// <summary>In percent, with one decimal.</summary>
        public decimal? Share { get; init; }
        public decimal? Low { get; init; }
        public decimal? High { get; init; }
        public int? FirstYear { get; init; }
        public int? LastYear { get; init; }
        public string? Source { get; init; }
        public DateOnly? SourceDate { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text, TimeProvider clock)
        {
            RuleFor(c => c.Share).NotNull().InclusiveBetween(0, 100);
            RuleFor(c => c.Low).NotNull().InclusiveBetween(0, 100);
            RuleFor(c => c.Low).LessThanOrEqualTo(c => c.Share).WithMessage(_ => text["The lower end is not above the estimate."]);
            RuleFor(c => c.High).NotNull().InclusiveBetween(0, 100);
            RuleFor(c => c.High).GreaterThanOrEqualTo(c => c.Share).WithMessage(_ => text["The upper end is not below the estimate."]);
            RuleFor(c => c.FirstYear).NotNull().InclusiveBetween(1900, 2999);
            RuleFor(c => c.LastYear).NotNull().InclusiveBetween(1900, 2999);
            RuleFor(c => c.LastYear)
                .GreaterThanOrEqualTo(c => c.FirstYear)
                .WithMessage(_ => text["The last year cannot be before the first."]);
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
            var (first, last) = (command.FirstYear!.Value, command.LastYear!.Value);
            await AppendAudit.LockHead(db, cancellationToken);
            var overlaps = await db
                .Estimates.Where(e => e.RetiredAt == null && e.FirstYear <= last && e.LastYear >= first)
                .AnyAsync(cancellationToken);
            if (overlaps)
            {
                throw new RuleViolationException("Estimate.FirstYear.IsTaken");
            }

            var estimate = new Estimate(
                (Tenths(command.Low), Tenths(command.Share), Tenths(command.High)),
                (first, last),
                (command.Source!, command.SourceDate!.Value),
                actor.AccountId,
                clock.GetUtcNow()
            );
            db.Estimates.Add(estimate);
            return estimate.Id;
        }

        private static int Tenths(decimal? percent) => (int)Math.Round(percent!.Value * 10, MidpointRounding.AwayFromZero);
    }
}
