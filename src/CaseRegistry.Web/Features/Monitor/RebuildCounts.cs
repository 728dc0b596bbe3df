using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>Makes all facts and cells anew from the cases, in one transaction: whoever reads meanwhile sees the old ones.</summary>
public static class RebuildCounts
{
    private const int PageSize = 500;

    [Requires(Permission.Operate)]
    public sealed record Command : ICommand<Result>;

    public sealed record Result(int Persons, int Cells);

    internal sealed class Validator : AbstractValidator<Command>;

    internal sealed class Handler(RegistryDbContext db, CurrentActor actor, AppendAudit audit) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken cancellationToken)
        {
            await CountPersons.HoldWriters(db, cancellationToken);
            await db.MonitorTechnologyFacts.OfEveryRegion().ExecuteDeleteAsync(cancellationToken);
            await db.MonitorFacts.OfEveryRegion().ExecuteDeleteAsync(cancellationToken);

            var groups = await CountedPersons.EuGroupsOf(db, cancellationToken);
            var seen = new HashSet<PersonId>();
            var facts = new List<MonitorFact>();
            var counts = new Dictionary<MonitorCellKey, int>();
            var quarters = new Dictionary<(string Region, int Year, int Quarter), Dictionary<(string Table, string Cell), int>>();
            void Count(string region, MonitorCellKey key)
            {
                counts[key] = counts.GetValueOrDefault(key) + 1;
                var quarter = (region, key.Year, key.Quarter);
                if (!quarters.TryGetValue(quarter, out var cells))
                {
                    quarters.Add(quarter, cells = []);
                }

                cells[(key.Table, key.Cell)] = cells.GetValueOrDefault((key.Table, key.Cell)) + 1;
            }

            await foreach (var persons in Persons(cancellationToken))
            {
                var unseen = persons.Where(seen.Add).ToList();
                var counted = await CountedPersons.Of(db, unseen, groups, cancellationToken);
                facts.AddRange(counted.Facts.Values);
                foreach (var fact in counted.Facts.Values)
                {
                    foreach (var key in MonitorCatalogue.CellsOf(fact))
                    {
                        Count(fact.Region, key);
                    }
                }

                foreach (var @case in counted.Cases)
                {
                    foreach (var key in MonitorCatalogue.CellsOf(@case.Case, @case.Signals))
                    {
                        Count(@case.Case.RegisteredRegion, key);
                    }
                }
            }

            await Explain(quarters, cancellationToken);

            var cells = counts.Select(c => new MonitorCell(c.Key, c.Value)).ToList();
            db.MonitorFacts.AddRange(facts);
            db.MonitorCells.AddRange(cells);
            var result = new Result(facts.Count, cells.Count);
            audit.Append(db, [audit.Entry(actor, "done", detail: $"persons:{result.Persons} cells:{result.Cells}")]);
            return result;
        }

        /// <summary>A version plus its changes stays what is counted: what came out differently is a change of the locked quarter.</summary>
        private async Task Explain(
            Dictionary<(string Region, int Year, int Quarter), Dictionary<(string Table, string Cell), int>> quarters,
            CancellationToken cancellationToken
        )
        {
            var versions = await db
                .PeriodVersions.OfEveryRegion()
                .Where(v =>
                    !db
                        .PeriodVersions.OfEveryRegion()
                        .Any(o => o.Region == v.Region && o.Year == v.Year && o.QuarterNumber == v.QuarterNumber && o.Number > v.Number)
                )
                .Select(v => new
                {
                    v.Id,
                    v.Region,
                    v.Year,
                    v.QuarterNumber,
                })
                .ToListAsync(cancellationToken);
            foreach (var version in versions)
            {
                var differences = new Dictionary<(string Table, string Cell), int>(
                    quarters.GetValueOrDefault((version.Region, version.Year, version.QuarterNumber)) ?? []
                );
                var handedIn = await db.Set<PeriodCell>()
                    .AsNoTracking()
                    .Where(c => c.VersionId == version.Id)
                    .ToListAsync(cancellationToken);
                var waiting = await db
                    .PeriodChanges.OfEveryRegion()
                    .Where(c =>
                        c.Region == version.Region && c.Year == version.Year && c.QuarterNumber == version.QuarterNumber && c.Number == 0
                    )
                    .ToListAsync(cancellationToken);
                foreach (
                    var (table, cell, count) in handedIn
                        .Select(c => (c.Table, c.Cell, c.Count))
                        .Concat(waiting.Select(c => (c.Table, c.Cell, Count: c.By)))
                )
                {
                    differences[(table, cell)] = differences.GetValueOrDefault((table, cell)) - count;
                }

                foreach (var ((table, cell), by) in differences.Where(d => d.Value != 0))
                {
                    var before = waiting.Find(c => c.Table == table && c.Cell == cell && c.Reason == ChangeReason.Recounted);
                    if (before is not null)
                    {
                        before.Add(by);
                        continue;
                    }

                    db.PeriodChanges.Add(new(version.Region, version.Year, version.QuarterNumber, table, cell, ChangeReason.Recounted, by));
                }
            }
        }

        private async IAsyncEnumerable<List<PersonId>> Persons(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            var after = 0L;
            while (true)
            {
                var page = await db
                    .Cases.OfEveryRegion()
                    .Where(c => EF.Property<long>(c, "Sequence") > after)
                    .OrderBy(c => EF.Property<long>(c, "Sequence"))
                    .Take(PageSize)
                    .Select(c => new { Sequence = EF.Property<long>(c, "Sequence"), c.PersonId })
                    .ToListAsync(cancellationToken);
                if (page.Count == 0)
                {
                    yield break;
                }

                after = page[^1].Sequence;
                yield return [.. page.Select(c => c.PersonId).Distinct()];
            }
        }
    }
}
