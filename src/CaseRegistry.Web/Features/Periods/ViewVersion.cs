using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Periods;

/// <summary>What a region handed in for a quarter, beside the quarters before it and the version before: for the national office.</summary>
public static class ViewVersion
{
    [Requires(Permission.AcceptPeriods)]
    public sealed record Query(Guid Id) : IAuditedQuery<Result>;

    /// <param name="Minority">The headline by minority.</param>
    /// <param name="Changes">Against the version before, by reason.</param>
    public sealed record Result(
        Guid Id,
        string Region,
        Quarter Quarter,
        int Number,
        PeriodState State,
        DateTimeOffset SubmittedAt,
        string? Remark,
        string? Question,
        DateTimeOffset? DecidedAt,
        IReadOnlyList<FigureCheck> Figures,
        IReadOnlyList<(string Code, int Count)> Minority,
        IReadOnlyList<(string Field, int Count)> Unknown,
        IReadOnlyList<(ChangeReason Reason, int Up, int Down)> Changes
    );

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var version =
                await db.PeriodVersions.AsNoTracking().Include(v => v.Cells).SingleOrDefaultAsync(v => v.Id == query.Id, cancellationToken)
                ?? throw new NotFoundException();
            actor.AuditDetail = $"period:{version.Region}/{version.Quarter}/{version.Number}";
            var cells = version.Cells.ToDictionary(c => (c.Table, c.Cell), c => c.Count);
            var changes = await db
                .PeriodChanges.Where(c =>
                    c.Region == version.Region
                    && c.Year == version.Year
                    && c.QuarterNumber == version.QuarterNumber
                    && c.Number == version.Number
                    && c.Table == "minors-by-year"
                )
                .ToListAsync(cancellationToken);
            return new(
                version.Id,
                version.Region,
                version.Quarter,
                version.Number,
                version.State,
                version.SubmittedAt,
                version.Remark,
                version.Question,
                version.DecidedAt,
                FigureCheck.Of(PeriodFigures.Of(cells), await Before(version, cancellationToken)),
                [.. cells.Where(c => c.Key.Table == "minors-by-year").Select(c => (c.Key.Cell, c.Value))],
                [
                    .. cells
                        .Where(c => c.Key.Table == "unknown-by-region")
                        .Select(c => (c.Key.Cell.Split('|')[1], c.Value))
                        .OrderByDescending(u => u.Value),
                ],
                [
                    .. changes
                        .GroupBy(c => c.Reason)
                        .OrderBy(g => g.Key)
                        .Select(g => (g.Key, g.Where(c => c.By > 0).Sum(c => c.By), -g.Where(c => c.By < 0).Sum(c => c.By))),
                ]
            );
        }

        private async Task<List<PeriodFigures>> Before(PeriodVersion version, CancellationToken cancellationToken)
        {
            var quarters = PeriodFigures.QuartersBefore(version.Quarter).ToList();
            var from = quarters[0].Year;
            var earlier = await db
                .PeriodVersions.AsNoTracking()
                .Include(v => v.Cells)
                .Where(v => v.Region == version.Region && v.State == PeriodState.Accepted && v.Year >= from)
                .OrderBy(v => v.Year)
                .ThenBy(v => v.QuarterNumber)
                .ToListAsync(cancellationToken);
            return
            [
                .. earlier
                    .Where(v => quarters.Contains(v.Quarter))
                    .Select(v => PeriodFigures.Of(v.Cells.ToDictionary(c => (c.Table, c.Cell), c => c.Count))),
            ];
        }
    }
}
