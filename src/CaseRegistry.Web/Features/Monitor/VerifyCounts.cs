using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>
/// Counts everyone a second time, by other code (<see cref="SourceCount"/>), and compares both ways with what is kept: persons
/// with facts, uses of technology, and cells. A difference is a fault in the counting.
/// </summary>
public static class VerifyCounts
{
    [Requires(Permission.Operate)]
    public sealed record Query : IQuery<Result>;

    public sealed record Result(int Persons, int Cells, IReadOnlyList<string> Differences);

    internal sealed class Handler(RegistryDbContext db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var result = await Compare(cancellationToken);
            if (result.Differences.Count == 0)
            {
                return result;
            }

            // A write between two reads looks like a difference. What is one is still there at a second look.
            var again = await Compare(cancellationToken);
            return again with { Differences = [.. again.Differences.Intersect(result.Differences, StringComparer.Ordinal)] };
        }

        private async Task<Result> Compare(CancellationToken cancellationToken)
        {
            var counted = await SourceCount.Of(db, cancellationToken);
            var (persons, cells) = (counted.Persons, counted.Cells());
            var result = new Result(persons.Count, cells.Count, []);
            var differences = new List<string>();
            await CompareUses(persons, differences, cancellationToken);
            await CompareFacts(persons, differences, cancellationToken);
            await CompareCells(cells, differences, cancellationToken);
            return result with { Differences = differences };
        }

        private async Task CompareFacts(
            Dictionary<PersonId, CountedPerson> counted,
            List<string> differences,
            CancellationToken cancellationToken
        )
        {
            await foreach (
                var fact in db.MonitorFacts.OfEveryRegion().AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken)
            )
            {
                if (!counted.Remove(fact.PersonId, out var person))
                {
                    differences.Add($"person {fact.PersonId}: has a fact, but does not count");
                    continue;
                }

                (string Field, string Kept, string Counted)[] fields =
                [
                    ("case", fact.CaseId.ToString(), person.CaseId.ToString()),
                    ("region", fact.Region, person.Region),
                    ("year", $"{fact.Year}", $"{person.First.ReceivedOn.Year}"),
                    ("quarter", $"{fact.Quarter}", $"{CountedCell.QuarterOf(person.First.ReceivedOn)}"),
                    ("minor_status", fact.MinorStatus, person.MinorStatus),
                    ("age_band", fact.AgeBand, person.AgeBand),
                    ("minor_at_start", fact.MinorAtStart, person.MinorAtStart),
                    ("sex", fact.Sex, person.Sex),
                    ("citizenship_group", fact.CitizenshipGroup, person.CitizenshipGroup),
                    ("form", fact.Form, person.Form),
                    ("forms", fact.Forms, string.Join(';', person.Forms.Order(StringComparer.Ordinal))),
                    ("sector", fact.Sector, person.Sector),
                    ("route", fact.Route, person.Route),
                    ("technology", fact.Technology, person.Technology),
                    ("reporter_type", fact.ReporterType, person.ReporterType),
                    ("reporter_group", fact.ReporterGroup, person.EuReporter),
                    ("form_group", fact.FormGroup, person.EuForm),
                    ("outcome", fact.Outcome, person.Outcome),
                ];
                differences.AddRange(
                    fields
                        .Where(f => f.Kept != f.Counted)
                        .Select(f => $"person {fact.PersonId}: {f.Field} is '{f.Kept}', counted '{f.Counted}'")
                );
            }

            differences.AddRange(counted.Keys.Select(person => $"person {person}: counts, but has no fact"));
        }

        private async Task CompareUses(
            Dictionary<PersonId, CountedPerson> counted,
            List<string> differences,
            CancellationToken cancellationToken
        )
        {
            var missing = counted
                .SelectMany(c => c.Value.TechnologyUses.Select(use => (Person: c.Key, Case: c.Value.CaseId, c.Value.Region, Use: use)))
                .ToHashSet();
            await foreach (
                var use in db.MonitorTechnologyFacts.OfEveryRegion().AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken)
            )
            {
                var codes = $"{use.Phase}|{use.Channel}|{use.Use}";
                if (!missing.Remove((use.PersonId, use.CaseId, use.Region, codes)))
                {
                    differences.Add($"person {use.PersonId}: technology {codes} of {use.CaseId} in {use.Region} is not counted");
                }
            }

            differences.AddRange(missing.Select(m => $"person {m.Person}: technology {m.Use} of {m.Case} in {m.Region} is missing"));
        }

        private async Task CompareCells(Dictionary<CountedCell, int> counted, List<string> differences, CancellationToken cancellationToken)
        {
            await foreach (var cell in db.MonitorCells.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                var key = new CountedCell(cell.Table, cell.Year, cell.Quarter, cell.Cell);
                counted.Remove(key, out var count);
                if (cell.Count != count)
                {
                    differences.Add($"{key}: is {cell.Count}, counted {count}");
                }
            }

            differences.AddRange(counted.Select(c => $"{c.Key}: is missing, counted {c.Value}"));
        }
    }
}
