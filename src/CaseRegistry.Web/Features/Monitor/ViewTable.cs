using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>One table of the monitor: what it counts per cell, summed in the database over the cells, never over cases.</summary>
public static class ViewTable
{
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

    public sealed record Result : CountTable
    {
        /// <summary>Breaks in the series, for the pictures of a table by year.</summary>
        internal IReadOnlyList<SeriesBreak> Breaks { get; init; } = [];

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

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.From).InclusiveBetween(CountTable.FirstYear, CountTable.LastYear);
            RuleFor(q => q.To).InclusiveBetween(CountTable.FirstYear, CountTable.LastYear);
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
            return Result.Empty(table, query, clock.Today()) with
            {
                Rows = [.. rows.Order(CountRow.ByCodes)],
                Breaks =
                    table.ByYear && query.Format is Query.Page or Query.Svg
                        ? await SeriesBreaks.Of(db, query.From, query.To, cancellationToken)
                        : [],
            };
        }

        private static async Task<List<CountRow>> PerYear(IQueryable<MonitorCell> cells, CancellationToken cancellationToken)
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
            return [.. sums.Select(s => new CountRow([$"{s.Year:0000}", .. s.Cell.Split('|')], s.Count))];
        }

        private static async Task<List<CountRow>> Overall(IQueryable<MonitorCell> cells, CancellationToken cancellationToken)
        {
            var sums = await cells
                .GroupBy(c => c.Cell)
                .Select(g => new { Cell = g.Key, Count = g.Sum(c => c.Count) })
                .Where(g => g.Count != 0)
                .ToListAsync(cancellationToken);
            return [.. sums.Select(s => new CountRow(s.Cell.Split('|'), s.Count))];
        }
    }
}
