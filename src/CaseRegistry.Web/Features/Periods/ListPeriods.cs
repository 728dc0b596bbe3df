using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Periods;

/// <summary>The quarters of a year in my regions: what was handed in, what is due, what came back with a question.</summary>
public static class ListPeriods
{
    [Requires(Permission.CompletePeriods)]
    public sealed record Query(int? Year = null) : IAuditedQuery<Result>;

    public sealed record Result(int Year, IReadOnlyList<int> Years, IReadOnlyList<Row> Rows);

    /// <param name="State">Of the latest version; null when nothing was handed in.</param>
    /// <param name="Changed">The register counts other than what was handed in last.</param>
    public sealed record Row(
        string Region,
        Quarter Quarter,
        PeriodState? State,
        int Number,
        bool HasEnded,
        bool IsLate,
        bool Changed,
        string? Question
    )
    {
        public RegionQuarter Period => new(Region, Quarter);
        public bool IsOpen => HasEnded && State is null or PeriodState.Returned;
    }

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Year).InclusiveBetween(1900, 2999);
    }

    internal sealed class Handler(RegistryDbContext db, CurrentActor actor, CodeLists lists, TimeProvider clock)
        : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var last = PeriodRules.LastEnded(clock);
            var year = query.Year ?? last.Year;
            var counted = await db.MonitorFacts.Select(f => f.Year).Distinct().ToListAsync(cancellationToken);
            var versions = await db.PeriodVersions.AsNoTracking().Where(v => v.Year == year).ToListAsync(cancellationToken);
            var changes = await db
                .PeriodChanges.Where(c => c.Year == year && c.Number == 0)
                .GroupBy(c => new
                {
                    c.Region,
                    c.QuarterNumber,
                    c.Table,
                    c.Cell,
                })
                .Select(g => new
                {
                    g.Key.Region,
                    g.Key.QuarterNumber,
                    By = g.Sum(c => c.By),
                })
                .Where(c => c.By != 0)
                .ToListAsync(cancellationToken);
            var regions = lists.Regions.Where(r => actor.VisibleRegions.Contains(r.Code));
            var rows =
                from region in regions
                from number in Enumerable.Range(1, 4)
                let quarter = new Quarter(year, number)
                let latest = versions.Where(v => v.Region == region.Code && v.Quarter == quarter).MaxBy(v => v.Number)
                select new Row(
                    region.Code,
                    quarter,
                    latest?.State,
                    latest?.Number ?? 0,
                    PeriodRules.HasEnded(quarter, clock),
                    latest?.State is null or PeriodState.Returned && region.CountsIn(quarter) && PeriodRules.IsLate(quarter, clock),
                    changes.Exists(c => c.Region == region.Code && c.QuarterNumber == number),
                    latest?.Question
                );
            return new(year, [.. counted.Append(year).Append(last.Year).Distinct().OrderDescending()], [.. rows]);
        }
    }
}
