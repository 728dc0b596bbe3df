using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Releases;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>
/// "Waarom is dit getal anders?": from the number of the last release to the number of now, step by step; what was counted, on which
/// day, and how far it is that of CoMensha.
/// </summary>
public static class ExplainTable
{
    [Requires(Permission.ViewTables)]
    public sealed record Query : IAuditedQuery<Result>
    {
        public string Name { get; init; } = "";
        public int? From { get; init; }
        public int? To { get; init; }

        /// <summary>From which published release on; the last one that has the table where none is named.</summary>
        public Guid? Release { get; init; }
    }

    /// <param name="Now">What the table counts now, over all its cells.</param>
    /// <param name="Release">The last published release that has the table; null where there is none.</param>
    /// <param name="Steps">From the release to now: together they are the whole difference.</param>
    /// <param name="Reconciliations">Years with a list of CoMensha, for tables of persons.</param>
    public sealed record Result(
        string Table,
        MonitorUnit Unit,
        int? From,
        int? To,
        DateOnly ReferenceDate,
        int Now,
        ReleaseRow? Release,
        IReadOnlyList<Step> Steps,
        IReadOnlyList<Reconciled> Reconciliations
    )
    {
        internal static Result Empty(MonitorTable table, Query query, DateOnly today) =>
            new(table.Name, table.Unit, query.From, query.To, today, 0, null, [], []);
    }

    /// <param name="DefinitionVersion">By which it was counted then.</param>
    public sealed record ReleaseRow(Guid Id, string Title, DateTimeOffset FrozenAt, int DefinitionVersion, int Count);

    /// <param name="Reason">A change reason, or that a quarter was not in the release.</param>
    public sealed record Step(string Reason, int By);

    public const string NotInRelease = "NotInRelease";

    public sealed record Reconciled(int Year, int Both, int OnlyHere, int OnlyThere);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.From).InclusiveBetween(CountTable.FirstYear, CountTable.LastYear);
            RuleFor(q => q.To).InclusiveBetween(CountTable.FirstYear, CountTable.LastYear);
            RuleFor(q => q.To).GreaterThanOrEqualTo(q => q.From).When(q => q.From is not null);
        }
    }

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            actor.AuditDetail = $"table:{query.Name}";
            var table = MonitorCatalogue.Find(query.Name) ?? throw new NotFoundException();
            var quarters = await db
                .Cells.Where(c => c.Table == table.Name)
                .Where(c => query.From == null || c.Year >= query.From)
                .Where(c => query.To == null || c.Year <= query.To)
                .SumAsync(c => c.Count, cancellationToken);
            var result = Result.Empty(table, query, clock.Today()) with
            {
                Now = quarters,
                Reconciliations = table.Unit == MonitorUnit.Persons ? await Reconciliations(query, cancellationToken) : [],
            };
            return await Release(table.Name, query.Release, cancellationToken) is { } release
                ? await Explain(result, release, FrozenSet.Of(release.Content), cancellationToken)
                : result;
        }

        private async Task<Release?> Release(string table, Guid? id, CancellationToken cancellationToken)
        {
            var file = $"{table}.csv";
            var release = await db
                .Releases.AsNoTracking()
                .Where(r => r.Audience == ReleaseAudience.Restricted && (id == null || r.Id == id))
                .Where(r => r.State == ReleaseState.Published && db.ReleaseFiles.Any(f => f.ReleaseId == r.Id && f.Name == file))
                .OrderByDescending(r => r.FrozenAt)
                .FirstOrDefaultAsync(cancellationToken);
            return release is null && id is not null ? throw new NotFoundException() : release;
        }

        private async Task<Result> Explain(Result result, Release release, FrozenSet set, CancellationToken cancellationToken)
        {
            var (first, last) = (result.From ?? CountTable.FirstYear, result.To ?? CountTable.LastYear);
            var frozen = set.Periods.ToDictionary(p => (p.Region, p.Quarter), p => p.Version);
            var versions = await db
                .PeriodVersions.AsNoTracking()
                .Where(v => v.Year >= first && v.Year <= last)
                .Select(v => new
                {
                    v.Region,
                    v.Year,
                    v.QuarterNumber,
                    v.Number,
                    Count = v.Cells.Where(c => c.Table == result.Table).Sum(c => c.Count),
                })
                .ToListAsync(cancellationToken);
            var then = versions
                .Where(v => frozen.GetValueOrDefault((v.Region, new Quarter(v.Year, v.QuarterNumber).ToString())) == v.Number)
                .Sum(v => v.Count);
            var changes = await db
                .PeriodChanges.AsNoTracking()
                .Where(c => c.Table == result.Table && c.Year >= first && c.Year <= last)
                .GroupBy(c => new
                {
                    c.Region,
                    c.Year,
                    c.QuarterNumber,
                    c.Number,
                    c.Reason,
                })
                .Select(g => new { g.Key, By = g.Sum(c => c.By) })
                .ToListAsync(cancellationToken);
            var steps = changes
                .Where(c =>
                    frozen.TryGetValue((c.Key.Region, new Quarter(c.Key.Year, c.Key.QuarterNumber).ToString()), out var version)
                    && (c.Key.Number == 0 || c.Key.Number > version)
                )
                .GroupBy(c => c.Key.Reason)
                .OrderBy(g => g.Key)
                .Select(g => new Step(g.Key.ToString(), g.Sum(c => c.By)))
                .Where(s => s.By != 0)
                .ToList();
            // A version plus its changes is what is counted now (decision 0015): what is left stands in quarters that were not in the release.
            if (result.Now - then - steps.Sum(s => s.By) is not 0 and var rest)
            {
                steps.Add(new(NotInRelease, rest));
            }

            return result with
            {
                Release = new(release.Id, release.Title, release.FrozenAt, release.DefinitionVersion, then),
                Steps = steps,
            };
        }

        private async Task<IReadOnlyList<Reconciled>> Reconciliations(Query query, CancellationToken cancellationToken)
        {
            var cells = await db
                .CoMenshaLists.Where(l => l.RetiredAt == null && l.ComparedAt != null)
                .Where(l => query.From == null || l.Year >= query.From)
                .Where(l => query.To == null || l.Year <= query.To)
                .Join(
                    db.ReconciliationCells,
                    l => l.Id,
                    c => c.ListId,
                    (l, c) =>
                        new
                        {
                            l.Year,
                            c.Class,
                            c.Count,
                        }
                )
                .ToListAsync(cancellationToken);
            return
            [
                .. cells
                    .GroupBy(c => c.Year)
                    .OrderBy(g => g.Key)
                    .Select(g => new Reconciled(
                        g.Key,
                        g.Where(c => c.Class <= ReconciliationClass.BothOtherType).Sum(c => c.Count),
                        g.Where(c => c.Class is > ReconciliationClass.BothOtherType and < ReconciliationClass.Matched).Sum(c => c.Count),
                        g.Where(c => c.Class > ReconciliationClass.Matched).Sum(c => c.Count)
                    )),
            ];
        }
    }
}
