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
            await foreach (var persons in Persons(cancellationToken))
            {
                var unseen = persons.Where(seen.Add).ToList();
                var counted = await CountedPersons.Of(db, unseen, groups, cancellationToken);
                facts.AddRange(counted.Facts.Values);
                var ofPersons = counted.Facts.Values.SelectMany(MonitorCatalogue.CellsOf);
                foreach (var key in ofPersons.Concat(counted.Cases.SelectMany(c => MonitorCatalogue.CellsOf(c.Case, c.Signals))))
                {
                    counts[key] = counts.GetValueOrDefault(key) + 1;
                }
            }

            var cells = counts.Select(c => new MonitorCell(c.Key, c.Value)).ToList();
            db.MonitorFacts.AddRange(facts);
            db.MonitorCells.AddRange(cells);
            var result = new Result(facts.Count, cells.Count);
            audit.Append(db, [audit.Entry(actor, "done", detail: $"persons:{result.Persons} cells:{result.Cells}")]);
            return result;
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
