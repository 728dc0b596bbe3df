using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>One table of the monitor: what it counts per cell, summed in the database over the cells, never over cases.</summary>
public static class ViewTable
{
    /// <summary>What every table is called: it is not the Slachtoffermonitor, which CoMensha and the rapporteur make.</summary>
    public const string Label = "registratie zorgcoördinatie";

    public const string YearColumn = "year";
    public const int FirstYear = 1900;
    public const int LastYear = 2999;

    [Requires(Permission.ViewTables)]
    [RequiresFresh(When = nameof(Query.IsFile))]
    public sealed record Query : IAuditedQuery<Result>
    {
        public string Name { get; init; } = "";
        public int? From { get; init; }
        public int? To { get; init; }

        /// <summary>page, csv, svg or json: what the counts are given out as.</summary>
        public string Format { get; init; } = Page;

        /// <summary>Leaves the register as a file.</summary>
        public bool IsFile => Format is Csv or Svg;

        public const string Page = "page";
        public const string Csv = "csv";
        public const string Json = "json";

        /// <summary>One of the pictures that fit the table.</summary>
        public const string Svg = "svg";
    }

    public sealed record Result
    {
        public required string Table { get; init; }
        public required MonitorUnit Unit { get; init; }
        public required int DefinitionVersion { get; init; }

        /// <summary>The day that the counts describe: that of the look.</summary>
        public required DateOnly ReferenceDate { get; init; }
        public int? From { get; init; }
        public int? To { get; init; }

        /// <summary>Columns of codes; the count comes after them.</summary>
        public required IReadOnlyList<string> Columns { get; init; }
        public required IReadOnlyList<Row> Rows { get; init; }
        public int Total => Rows.Sum(r => r.Count);

        internal static Result Empty(MonitorTable table, Query query, DateOnly referenceDate) =>
            new()
            {
                Table = table.Name,
                Unit = table.Unit,
                DefinitionVersion = MonitorCatalogue.DefinitionVersion,
                ReferenceDate = referenceDate,
                From = query.From,
                To = query.To,
                Columns = ColumnsOf(table),
                Rows = [],
            };
    }

    /// <summary>A cell that is not zero.</summary>
    public sealed record Row(IReadOnlyList<string> Codes, int Count);

    public static IReadOnlyList<string> ColumnsOf(MonitorTable table) =>
        [.. (table.ByYear ? [YearColumn] : Array.Empty<string>()), .. table.Dimensions.Select(d => d.Name)];

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.From).InclusiveBetween(FirstYear, LastYear);
            RuleFor(q => q.To).InclusiveBetween(FirstYear, LastYear);
            RuleFor(q => q.To).GreaterThanOrEqualTo(q => q.From).When(q => q.From is not null);
            RuleFor(q => q.Format).Must(f => f is Query.Page or Query.Csv or Query.Svg or Query.Json);
        }
    }

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var table = MonitorCatalogue.Find(query.Name);
            actor.AuditDetail = $"table:{table?.Name ?? "-"} format:{query.Format}";
            if (table is null)
            {
                throw new NotFoundException();
            }

            var cells = db
                .Cells.Where(c => c.Table == table.Name)
                .Where(c => query.From == null || c.Year >= query.From)
                .Where(c => query.To == null || c.Year <= query.To);
            var rows = table.ByYear ? await PerYear(cells, cancellationToken) : await Overall(cells, cancellationToken);
            return Result.Empty(table, query, clock.Today()) with { Rows = [.. rows.Order(ByCodes)] };
        }

        private static async Task<List<Row>> PerYear(IQueryable<MonitorCell> cells, CancellationToken cancellationToken)
        {
            var sums = await cells
                .GroupBy(c => new { c.Year, c.Cell })
                .Select(g => new
                {
                    g.Key.Year,
                    g.Key.Cell,
                    Count = g.Sum(c => c.Count),
                })
                .Where(g => g.Count != 0)
                .ToListAsync(cancellationToken);
            return [.. sums.Select(s => new Row([$"{s.Year:0000}", .. s.Cell.Split('|')], s.Count))];
        }

        private static async Task<List<Row>> Overall(IQueryable<MonitorCell> cells, CancellationToken cancellationToken)
        {
            var sums = await cells
                .GroupBy(c => c.Cell)
                .Select(g => new { Cell = g.Key, Count = g.Sum(c => c.Count) })
                .Where(g => g.Count != 0)
                .ToListAsync(cancellationToken);
            return [.. sums.Select(s => new Row(s.Cell.Split('|'), s.Count))];
        }

        // The database would order by its own collation.
        private static readonly Comparer<Row> ByCodes = Comparer<Row>.Create(
            (a, b) => a.Codes.Zip(b.Codes, string.CompareOrdinal).FirstOrDefault(difference => difference != 0)
        );
    }
}
