using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>Breaks in the series, in the order in which pictures number them.</summary>
internal static class SeriesBreaks
{
    public static Task<List<SeriesBreak>> Of(MonitorDbContext db, int? from, int? to, CancellationToken cancellationToken) =>
        db
            .SeriesBreaks.AsNoTracking()
            .Where(b => b.RetiredAt == null)
            .Where(b => from == null || b.Year >= from)
            .Where(b => to == null || b.Year <= to)
            .OrderBy(b => b.Year)
            .ThenBy(b => b.Quarter)
            .ToListAsync(cancellationToken);

    /// <summary>Where they stand among years that are drawn side by side from the first one on.</summary>
    public static IReadOnlyList<ChartBreak> PlacesOf(IEnumerable<SeriesBreak> breaks, int firstYear) =>
        [.. breaks.Select(b => new ChartBreak(b.Year - firstYear - 0.5 + ((b.Quarter ?? 1) - 1) * 0.25, b.When))];
}
