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

namespace CaseRegistry.Web.Features.Periods;

/// <summary>The region says that the counts of quarters are complete: they are kept as a version, and the quarter is locked.</summary>
public static class CompletePeriods
{
    private const int Most = 100;

    [Requires(Permission.CompletePeriods)]
    public sealed record Command : ICommand<int>
    {
        /// <summary>As <c>limburg:2026-Q1</c>.</summary>
        public List<string> Periods { get; init; } = [];
        public string? Remark { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text)
        {
            RuleFor(c => c.Periods)
                .Must(p => p.Count is > 0 and <= Most && p.TrueForAll(one => RegionQuarter.TryParse(one, out _)))
                .WithMessage(_ => text["Choose at least one quarter."]);
            RuleFor(c => c.Remark).MaximumLength(PeriodVersion.TextMaxLength);
        }
    }

    internal sealed class Handler(RegistryDbContext db, CurrentActor actor, TimeProvider clock) : IRequestHandler<Command, int>
    {
        public async Task<int> Handle(Command command, CancellationToken cancellationToken)
        {
            var periods = command.Periods.Distinct().Select(p => RegionQuarter.TryParse(p, out var period) ? period : default).ToList();
            if (periods.Exists(p => !actor.VisibleRegions.Contains(p.Region)))
            {
                throw new NotFoundException();
            }

            // Who changes a count of a quarter that has ended waits, or was before.
            await AppendAudit.LockHead(db, cancellationToken);
            foreach (var (region, quarter) in periods)
            {
                await Complete(region, quarter, command.Remark, cancellationToken);
            }

            return periods.Count;
        }

        private async Task Complete(string region, Quarter quarter, string? remark, CancellationToken cancellationToken)
        {
            if (!PeriodRules.HasEnded(quarter, clock))
            {
                throw new RuleViolationException("Period.Periods.NotEnded");
            }

            var earlier = await db
                .PeriodVersions.Include(v => v.Cells)
                .Where(v => v.Region == region && v.Year == quarter.Year && v.QuarterNumber == quarter.Number)
                .OrderByDescending(v => v.Number)
                .FirstOrDefaultAsync(cancellationToken);
            if (earlier?.State == PeriodState.Submitted)
            {
                throw new RuleViolationException("Period.Periods.IsSubmitted");
            }

            var cells = await CountedPersons.CellsOf(db, region, quarter, cancellationToken);
            if (string.IsNullOrWhiteSpace(remark))
            {
                var before = await PeriodFigures.Before(db, region, quarter, cancellationToken);
                if (earlier is not null)
                {
                    throw new RuleViolationException("Period.Remark.IsMissing");
                }

                if (FigureCheck.Of(PeriodFigures.Of(cells), before).Any(f => f.StandsOut))
                {
                    throw new RuleViolationException("Period.Remark.StandsOut");
                }
            }

            var number = 1 + earlier?.Number ?? 1;
            if (earlier is not null)
            {
                var differences = Differences(earlier, cells);
                if (earlier.State != PeriodState.Returned && differences.Count == 0)
                {
                    throw new RuleViolationException("Period.Periods.NothingChanged");
                }

                await Explain(region, quarter, number, differences, cancellationToken);
            }

            db.PeriodVersions.Add(
                PeriodVersion.Submit(
                    region,
                    quarter,
                    number,
                    remark,
                    cells.Select(c => (c.Key.Table, c.Key.Cell, c.Value)),
                    actor.AccountId,
                    clock.GetUtcNow()
                )
            );
        }

        private static Dictionary<(string Table, string Cell), int> Differences(
            PeriodVersion earlier,
            Dictionary<(string Table, string Cell), int> cells
        )
        {
            var differences = new Dictionary<(string Table, string Cell), int>(cells);
            foreach (var cell in earlier.Cells)
            {
                differences[(cell.Table, cell.Cell)] = differences.GetValueOrDefault((cell.Table, cell.Cell)) - cell.Count;
            }

            return differences.Where(d => d.Value != 0).ToDictionary(d => d.Key, d => d.Value);
        }

        /// <summary>The changes that waited go with the version; what they do not explain (a new table) was counted anew.</summary>
        private async Task Explain(
            string region,
            Quarter quarter,
            int number,
            Dictionary<(string Table, string Cell), int> differences,
            CancellationToken cancellationToken
        )
        {
            var waiting = await db
                .PeriodChanges.Where(c =>
                    c.Region == region && c.Year == quarter.Year && c.QuarterNumber == quarter.Number && c.Number == 0
                )
                .ToListAsync(cancellationToken);
            foreach (var change in waiting)
            {
                change.BelongTo(number);
                differences[(change.Table, change.Cell)] = differences.GetValueOrDefault((change.Table, change.Cell)) - change.By;
            }

            foreach (var ((table, cell), by) in differences.Where(d => d.Value != 0))
            {
                var change = new PeriodChange(region, quarter.Year, quarter.Number, table, cell, ChangeReason.Recounted, by);
                change.BelongTo(number);
                db.PeriodChanges.Add(change);
            }
        }
    }
}
