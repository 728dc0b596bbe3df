using System.Globalization;
using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>Whether minors stay in view: what was registered, beside what is estimated and published, and where it fell.</summary>
public static class ViewVisibility
{
    public const string ByRegion = "minors-by-region";
    public const string ByForm = "minors-by-form";
    public const string ByReporter = "minors-by-reporter";
    private const string ByYear = "minors-by-year";
    private const string Technology = "technology-by-minority";

    public static readonly IReadOnlyList<string> Breakdowns = [ByRegion, ByForm, ByReporter];

    public static readonly IReadOnlyList<string> TechnologyTables =
    [
        "technology-phase-by-minority",
        "technology-channel-by-minority",
        "technology-use-by-minority",
    ];

    [Requires(Permission.ViewTables)]
    [RequiresFresh(When = nameof(Query.IsFile))]
    public sealed record Query : IAuditedQuery<Result>
    {
        public int? From { get; init; }
        public int? To { get; init; }

        /// <summary>Name of the picture that is asked for as a file; null for the page.</summary>
        public string? Picture { get; init; }

        /// <summary>Leaves the register as a file.</summary>
        public bool IsFile => Picture is not null;
    }

    public sealed record Result
    {
        public required DateOnly ReferenceDate { get; init; }
        public int? From { get; init; }
        public int? To { get; init; }

        /// <summary>Every year from the first to the last of which something was counted.</summary>
        public IReadOnlyList<YearOf> Years { get; init; } = [];

        /// <summary>Tables of the catalogue, as <see cref="ViewTable"/> gives them, by name.</summary>
        public IReadOnlyDictionary<string, ViewTable.Result> Tables { get; init; } = new Dictionary<string, ViewTable.Result>();
        public IReadOnlyList<Estimate> Estimates { get; init; } = [];
        public IReadOnlyList<PublishedFigure> PublishedFigures { get; init; } = [];
        public IReadOnlyList<SeriesBreak> Breaks { get; init; } = [];

        /// <summary>The last year that is over and can be set against the year before; null when there are no two.</summary>
        public int? ComparedYear { get; init; }

        public PublishedFigure? Published(PublishedSeries series, int year) =>
            PublishedFigures.FirstOrDefault(f => f.Series == series && f.Year == year);
    }

    /// <summary>A year: persons by minor status, those of whom the role of technology is not known, and the estimate that applies.</summary>
    public sealed record YearOf(int Year, int Minor, int Presumed, int Adult, int UnknownAge, int UnknownTechnology, Estimate? Estimate)
    {
        public int Minors => Minor + Presumed;
        public int Registered => Minors + Adult + UnknownAge;

        /// <summary>How many of the registered persons would be minor if the estimate held for them.</summary>
        public int Expected(Func<Estimate, int> tenths) => Expected(Registered, tenths);

        /// <summary>The same of some of the registered persons.</summary>
        public int Expected(int registered, Func<Estimate, int> tenths) =>
            (int)Math.Round(registered * tenths(Estimate!) / 1000m, MidpointRounding.AwayFromZero);
    }

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
            if (query.Picture is { } picture && !VisibilityPictures.Names.Contains(picture))
            {
                throw new NotFoundException();
            }

            actor.AuditDetail = $"visibility format:{(query.IsFile ? $"svg picture:{query.Picture}" : ViewTable.Query.Page)}";
            string[] names = [ByYear, Technology, .. Breakdowns, .. TechnologyTables];
            var sums = await db
                .Cells.Where(c => names.Contains(c.Table))
                .Where(c => query.From == null || c.Year >= query.From)
                .Where(c => query.To == null || c.Year <= query.To)
                .GroupBy(c => new
                {
                    c.Table,
                    c.Year,
                    c.Cell,
                })
                .Select(g => new
                {
                    g.Key.Table,
                    g.Key.Year,
                    g.Key.Cell,
                    Count = g.Sum(c => c.Count),
                })
                .Where(g => g.Count != 0)
                .ToListAsync(cancellationToken);
            var estimates = await db
                .Estimates.AsNoTracking()
                .Where(e => e.RetiredAt == null)
                .OrderBy(e => e.FirstYear)
                .ToListAsync(cancellationToken);
            var figures = await db
                .PublishedFigures.AsNoTracking()
                .Where(f => f.RetiredAt == null)
                .Where(f => query.From == null || f.Year >= query.From)
                .Where(f => query.To == null || f.Year <= query.To)
                .OrderBy(f => f.Year)
                .ToListAsync(cancellationToken);
            var breaks = await SeriesBreaks.Of(db, query.From, query.To, cancellationToken);

            var today = clock.Today();
            var tables = names.ToDictionary(
                name => name,
                name =>
                    ViewTable.Result.Empty(MonitorCatalogue.Find(name)!, new() { From = query.From, To = query.To }, today) with
                    {
                        Rows =
                        [
                            .. sums.Where(s => s.Table == name)
                                .Select(s => new CountRow([$"{s.Year:0000}", .. s.Cell.Split('|')], s.Count)),
                        ],
                    }
            );
            var years = YearsOf(tables[ByYear], tables[Technology], estimates);
            var over = years.Where(y => y.Year < today.Year).Select(y => y.Year).DefaultIfEmpty().Max();
            return new()
            {
                ReferenceDate = today,
                From = query.From,
                To = query.To,
                Years = years,
                Tables = tables,
                Estimates = estimates,
                PublishedFigures = figures,
                Breaks = breaks,
                ComparedYear = years.Any(y => y.Year == over - 1) ? over : null,
            };
        }

        private static List<YearOf> YearsOf(ViewTable.Result persons, ViewTable.Result technology, IReadOnlyList<Estimate> estimates)
        {
            var counted = persons.Rows.Select(r => int.Parse(r.Codes[0], CultureInfo.InvariantCulture)).ToList();
            if (counted.Count == 0)
            {
                return [];
            }

            return
            [
                .. Enumerable
                    .Range(counted.Min(), counted.Max() - counted.Min() + 1)
                    .Select(year => new YearOf(
                        year,
                        Count(persons, year, Code.Of(MinorStatus.Minor)),
                        Count(persons, year, Code.Of(MinorStatus.PresumedMinor)),
                        Count(persons, year, Code.Of(MinorStatus.Adult)),
                        Count(persons, year, Code.Of(MinorStatus.Unknown)),
                        Count(technology, year, Code.Of(TechnologyInvolvement.Unknown)),
                        estimates.FirstOrDefault(e => e.FirstYear <= year && year <= e.LastYear)
                    )),
            ];
        }

        private static int Count(ViewTable.Result table, int year, string code) =>
            table.Rows.Where(r => r.Codes[0] == $"{year:0000}" && r.Codes[1] == code).Sum(r => r.Count);
    }
}
