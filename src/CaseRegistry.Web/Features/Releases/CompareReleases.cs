using System.Globalization;
using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Releases;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>What changed since the release before it for the same audience, cell by cell, and why.</summary>
public static class CompareReleases
{
    /// <summary>Reason of the numbers of a quarter that was not in the release before.</summary>
    public const string NewQuarter = "NewQuarter";

    /// <summary>Should stay zero: what neither a quarter nor a kept change explains.</summary>
    public const string Unexplained = "Unexplained";

    /// <summary>What is shown for everyone moves otherwise than what is counted: it was kept, or rounded.</summary>
    public const string Protection = "Protection";

    [Requires(Permission.MakeReleases)]
    public sealed record Query(Guid Id) : IAuditedQuery<Result>;

    /// <param name="Before">The release it is compared with; null for the first.</param>
    /// <param name="OtherScope">Tables that are not in both, or over other years in the one without years.</param>
    public sealed record Result(
        Guid Id,
        string Title,
        Earlier? Before,
        IReadOnlyList<Difference> Differences,
        IReadOnlyList<string> OtherScope
    );

    public sealed record Earlier(Guid Id, string Title, DateTimeOffset FrozenAt);

    /// <param name="Before">Null where it was withheld.</param>
    /// <param name="Now">Null where it is withheld.</param>
    /// <param name="Reasons">Each with what it adds or takes; together they are the difference of what is shown in both.</param>
    public sealed record Difference(
        string Table,
        IReadOnlyList<string> Codes,
        int? Before,
        int? Now,
        IReadOnlyDictionary<string, int> Reasons
    );

    internal sealed class Handler(MonitorDbContext db, KeyRing keys, CurrentActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var release =
                await db.Releases.AsNoTracking().SingleOrDefaultAsync(r => r.Id == query.Id, cancellationToken)
                ?? throw new NotFoundException();
            actor.AuditDetail = $"release:{release.Id}";
            var before = await db
                .Releases.AsNoTracking()
                .Where(r => r.State == ReleaseState.Published && r.Audience == release.Audience && r.Unit == release.Unit)
                .Where(r => r.FrozenAt < release.FrozenAt)
                .OrderByDescending(r => r.FrozenAt)
                .FirstOrDefaultAsync(cancellationToken);
            if (before is null)
            {
                return new(release.Id, release.Title, null, [], []);
            }

            var (now, earlier) = (FrozenSet.Of(release.Content), FrozenSet.Of(before.Content));
            var sameYears = (now.FirstYear, now.LastYear) == (earlier.FirstYear, earlier.LastYear);
            var compared = now
                .Tables.Where(t =>
                    earlier.Tables.Any(e => e.Name == t.Name) && (sameYears || MonitorCatalogue.Find(t.Name)?.ByYear is true)
                )
                .ToList();
            var reasons = await Reasons(now, VersionsOf(release, now), VersionsOf(before, earlier), cancellationToken);
            var years = (First: Math.Max(now.FirstYear, earlier.FirstYear), Last: Math.Min(now.LastYear, earlier.LastYear));
            var differences = new List<Difference>();
            foreach (var table in compared)
            {
                var old = earlier.Tables.First(t => t.Name == table.Name).Rows.ToDictionary(r => Key(r.Codes));
                var fresh = table.Rows.ToDictionary(r => Key(r.Codes));
                var own = reasons.Where(r => r.Key.Table == table.Name && r.Value != 0).ToList();
                differences.AddRange(
                    old.Keys.Union(fresh.Keys)
                        .Order(StringComparer.Ordinal)
                        .Select(key => (Codes: key.Split('|'), Before: CountOf(old, key), Now: CountOf(fresh, key)))
                        .Where(c => c.Before != c.Now && IsWithin(table, c.Codes[0], years))
                        .Select(c =>
                            Explained(table.Name, c.Codes, c.Before, c.Now, own, now.Protection is null ? Unexplained : Protection)
                        )
                );
            }

            return new(
                release.Id,
                release.Title,
                new(before.Id, before.Title, before.FrozenAt),
                differences,
                [.. now.Tables.Except(compared).Select(t => t.Name)]
            );
        }

        private static int? CountOf(Dictionary<string, FrozenRow> rows, string key) => rows.TryGetValue(key, out var row) ? row.Count : 0;

        private static Difference Explained(
            string table,
            string[] codes,
            int? before,
            int? now,
            List<KeyValuePair<(string Table, string Key, string Reason), int>> reasons,
            string rest
        )
        {
            // A margin changes by what its parts change by.
            var own = reasons
                .Where(r => r.Key.Key.Split('|').Zip(codes).All(p => p.Second == PublicTables.Total || p.First == p.Second))
                .GroupBy(r => r.Key.Reason, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.Sum(r => r.Value));
            if (now - before - own.Values.Sum() is { } by and not 0)
            {
                own[rest] = by;
            }

            return new(table, codes, before, now, own);
        }

        /// <summary>For every cell what changed it: quarters that came, and the kept changes of versions that took the place of others.</summary>
        private async Task<Dictionary<(string Table, string Key, string Reason), int>> Reasons(
            FrozenSet now,
            Dictionary<(string Region, string Quarter), int> after,
            Dictionary<(string Region, string Quarter), int> before,
            CancellationToken cancellationToken
        )
        {
            var reasons = new Dictionary<(string, string, string), int>();
            void Add(string table, int year, string cell, string reason, int by)
            {
                var key = (table, MonitorCatalogue.Find(table)?.ByYear is false ? cell : $"{Year(year)}|{cell}", reason);
                reasons[key] = reasons.GetValueOrDefault(key) + by;
            }

            var changes = await db
                .PeriodChanges.AsNoTracking()
                .Where(c => c.Number > 0 && c.Year >= now.FirstYear && c.Year <= now.LastYear)
                .ToListAsync(cancellationToken);
            foreach (var change in changes)
            {
                var quarter = (change.Region, new Quarter(change.Year, change.QuarterNumber).ToString());
                if (
                    before.TryGetValue(quarter, out var old)
                    && after.TryGetValue(quarter, out var version)
                    && change.Number > old
                    && change.Number <= version
                )
                {
                    Add(change.Table, change.Year, change.Cell, change.Reason.ToString(), change.By);
                }
            }

            foreach (var ((region, text), version) in after.Where(p => !before.ContainsKey(p.Key)))
            {
                var quarter = Quarter.Parse(text, null);
                var cells = await db
                    .PeriodVersions.AsNoTracking()
                    .Where(v => v.Region == region && v.Year == quarter.Year && v.QuarterNumber == quarter.Number && v.Number == version)
                    .SelectMany(v => v.Cells)
                    .ToListAsync(cancellationToken);
                cells.ForEach(c => Add(c.Table, quarter.Year, c.Cell, NewQuarter, c.Count));
            }

            return reasons;
        }

        // Of a release for everyone they stand in no file.
        private Dictionary<(string Region, string Quarter), int> VersionsOf(Release release, FrozenSet set) =>
            (release.Confidential is null ? set.Periods : PublicCounts.Open(keys, release.Id, release.Confidential).Periods).ToDictionary(
                p => (p.Region, p.Quarter),
                p => p.Version!.Value
            );

        private static bool IsWithin(FrozenTable table, string code, (int First, int Last) years) =>
            table.Dimensions[0].Name != AcceptedCounts.Year
            || int.Parse(code, CultureInfo.InvariantCulture) is var year && year >= years.First && year <= years.Last;

        private static string Key(IEnumerable<string> codes) => string.Join('|', codes);

        private static string Year(int year) => year.ToString("0000", CultureInfo.InvariantCulture);
    }
}
