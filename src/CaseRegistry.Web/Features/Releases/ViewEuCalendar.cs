using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Releases;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>
/// The yearly table for the European Union (Directive 2011/36/EU art. 19a): by when each year is due, whether its quarters were
/// accepted, how much of it is unknown, and in which release it went out.
/// </summary>
public static class ViewEuCalendar
{
    private const string Table = "eu";
    private const string File = $"{Table}.csv";

    [Requires(Permission.MakeReleases)]
    public sealed record Query : IAuditedQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Rows);

    /// <param name="DueOn">By the setting <c>Monitor:EuDueOn</c>, a day of the year after.</param>
    /// <param name="Accepted">Of so many quarters of regions.</param>
    /// <param name="Unknown">For each column of the table, of how many persons it is not known.</param>
    /// <param name="Release">The last published one with the table of this whole year, which was frozen after it; and whether quarters are missing in it.</param>
    public sealed record Row(
        int Year,
        DateOnly DueOn,
        bool IsLate,
        int Accepted,
        int Quarters,
        int Persons,
        IReadOnlyList<(string Column, int Count)> Unknown,
        (Guid Id, string Title, bool HasGaps)? Release
    )
    {
        public bool IsComplete => Accepted == Quarters;
    }

    internal sealed class Handler(MonitorDbContext db, CodeLists lists, IConfiguration configuration, TimeProvider clock)
        : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var today = clock.Today();
            var cells = await db
                .PeriodCells.Where(c => c.Table == Table)
                .Join(
                    db.PeriodVersions.Where(v => v.State == PeriodState.Accepted),
                    c => c.VersionId,
                    v => v.Id,
                    (c, v) =>
                        new
                        {
                            v.Year,
                            c.Cell,
                            c.Count,
                        }
                )
                .GroupBy(c => new { c.Year, c.Cell })
                .Select(g => new
                {
                    g.Key.Year,
                    g.Key.Cell,
                    Count = g.Sum(c => c.Count),
                })
                .ToListAsync(cancellationToken);
            var accepted = (
                await db
                    .PeriodVersions.Where(v => v.State == PeriodState.Accepted)
                    .Select(v => new
                    {
                        v.Region,
                        v.Year,
                        v.QuarterNumber,
                    })
                    .ToListAsync(cancellationToken)
            ).ToLookup(v => v.Year, v => (v.Region, v.QuarterNumber));
            var published = await Published(cancellationToken);
            var columns = MonitorCatalogue.Find(Table)!.Dimensions.Select(d => d.Name).ToList();
            var first = accepted.Select(g => g.Key).Append(today.Year - 1).Min();
            var years = Enumerable
                .Range(first, Math.Max(accepted.Select(g => g.Key).Append(today.Year - 1).Max() - first + 1, 1))
                .Reverse();
            return new([
                .. years.Select(year =>
                {
                    var own = cells.Where(c => c.Year == year).Select(c => (Codes: c.Cell.Split('|'), c.Count)).ToList();
                    var due = DueOn(year);
                    var owed = (
                        from region in lists.Regions
                        from number in Enumerable.Range(1, 4)
                        where region.CountsIn(new(year, number))
                        select (region.Code, number)
                    ).ToList();
                    var release = published.Where(p => p.IsOf(year)).Select(p => (p.Id, p.Title, p.HasGaps(year))).ToList();
                    return new Row(
                        year,
                        due,
                        due < today && release.Count == 0,
                        owed.Count(accepted[year].Contains),
                        owed.Count,
                        own.Sum(c => c.Count),
                        [.. columns.Select((column, i) => (column, own.Where(c => c.Codes[i] == CodeLists.Unknown).Sum(c => c.Count)))],
                        release.Count == 0 ? null : release[^1]
                    );
                }),
            ]);
        }

        private DateOnly DueOn(int year) =>
            DateOnly.TryParseExact($"{year + 1}-{configuration["Monitor:EuDueOn"]}", "yyyy-MM-dd", out var day)
                ? day
                : new(year + 1, 9, 30);

        private sealed record PublishedTable(Guid Id, string Title, FrozenSet Set)
        {
            public bool IsOf(int year) => Set.FirstYear <= year && Set.LastYear >= year && Set.ReferenceDate.Year > year;

            public bool HasGaps(int year) => Set.Missing.Any(m => m.Contains($":{year}-Q", StringComparison.Ordinal));
        }

        private async Task<List<PublishedTable>> Published(CancellationToken cancellationToken)
        {
            var releases = await db
                .Releases.AsNoTracking()
                .Where(r => r.State == ReleaseState.Published && r.Audience == ReleaseAudience.Restricted)
                .Where(r => db.ReleaseFiles.Any(f => f.ReleaseId == r.Id && f.Name == File))
                .OrderBy(r => r.FrozenAt)
                .Select(r => new
                {
                    r.Id,
                    r.Title,
                    r.Content,
                })
                .ToListAsync(cancellationToken);
            return releases.ConvertAll(r => new PublishedTable(r.Id, r.Title, FrozenSet.Of(r.Content)));
        }
    }
}
