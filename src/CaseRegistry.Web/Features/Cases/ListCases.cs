using System.Globalization;
using System.Text.Json.Serialization;
using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>The cases of my regions: filtered, sorted, a page at a time.</summary>
public static class ListCases
{
    private const int PageSize = 25;

    /// <summary>A query without a filter lists all; a value that is not in its list is no filter.</summary>
    [Requires(Permission.ViewCases)]
    public sealed record Query : IAuditedQuery<Result>
    {
        public string? State { get; init; }

        [FromQuery(Name = "minor_status")]
        public string? MinorStatus { get; init; }
        public string? Technology { get; init; }
        public string? Form { get; init; }
        public string? Municipality { get; init; }
        public string? Reporter { get; init; }
        public DateOnly? From { get; init; }
        public DateOnly? To { get; init; }

        /// <summary>Any part of a case number.</summary>
        public string? Number { get; init; }

        /// <summary>registered (newest first, default), received or -received (day of the first signal).</summary>
        public string? Sort { get; init; }

        /// <summary>The page after this row: its place in the order.</summary>
        public string? After { get; init; }
    }

    /// <param name="Query">What was asked; a page shows it again.</param>
    /// <param name="Next">Value of <c>after</c> for the next page; not there on the last.</param>
    public sealed record Result(
        [property: JsonIgnore] Query Query,
        [property: JsonPropertyName("cases")] IReadOnlyList<Row> Rows,
        string? Next
    ) : IShowsCases
    {
        IEnumerable<CaseId> IShowsCases.ShownCases => Rows.Select(r => r.Id);
    }

    /// <summary>In JSON with the names of the import columns.</summary>
    public sealed record Row(
        CaseId Id,
        [property: JsonIgnore] long Sequence,
        string Number,
        [property: JsonPropertyName("care_region")] string Region,
        FileState State,
        ConferenceState Conference,
        MinorStatus MinorStatus,
        string? AgeBand,
        [property: JsonPropertyName("technology_involvement")] TechnologyInvolvement Technology,
        [property: JsonPropertyName("exploitation_main")] string Form,
        [property: JsonPropertyName("municipality_code")] string Municipality,
        [property: JsonPropertyName("received_on")] DateOnly FirstReceivedOn,
        Certainty Certainty,
        int Signals,
        bool LostFromView,
        bool Erased
    );

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Number).MaximumLength(50);
            RuleFor(q => q.After).MaximumLength(50);
        }
    }

    internal sealed class Handler(RegistryDbContext db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var cases = Filter(db.Cases.AsNoTracking(), query);
            var ordered = query.Sort switch
            {
                "received" => After(cases, query.After, ascending: true)
                    .OrderBy(c => c.FirstReceivedOn)
                    .ThenBy(c => EF.Property<long>(c, "Sequence")),
                "-received" => After(cases, query.After, ascending: false)
                    .OrderByDescending(c => c.FirstReceivedOn)
                    .ThenByDescending(c => EF.Property<long>(c, "Sequence")),
                _ => AfterSequence(cases, query.After).OrderByDescending(c => EF.Property<long>(c, "Sequence")),
            };
            var rows = await ordered
                .Take(PageSize + 1)
                .Select(c => new Row(
                    c.Id,
                    EF.Property<long>(c, "Sequence"),
                    c.Number,
                    c.Region,
                    c.State,
                    c.Conference,
                    c.MinorStatus,
                    c.AgeBand,
                    c.TechnologyInvolvement,
                    c.Exploitations.Where(e => e.IsMain).Select(e => e.Form).FirstOrDefault() ?? "",
                    c.StayMunicipality,
                    c.FirstReceivedOn,
                    c.Signals.OrderByDescending(s => EF.Property<long>(s, "Sequence")).Select(s => s.Certainty).FirstOrDefault(),
                    c.Signals.Count(),
                    c.LostFromViewSince != null,
                    c.ErasedAt != null
                ))
                .ToListAsync(cancellationToken);

            var page = rows.Take(PageSize).ToArray();
            return new Result(query, page, rows.Count > PageSize ? Place(page[^1], query.Sort) : null);
        }

        private static IQueryable<Case> Filter(IQueryable<Case> cases, Query query)
        {
            if (Code.TryParse<FileState>(query.State, out var state))
            {
                cases = cases.Where(c => c.State == state);
            }

            if (Code.TryParse<MinorStatus>(query.MinorStatus, out var minor))
            {
                cases = cases.Where(c => c.MinorStatus == minor);
            }

            if (Code.TryParse<TechnologyInvolvement>(query.Technology, out var technology))
            {
                cases = cases.Where(c => c.TechnologyInvolvement == technology);
            }

            if (!string.IsNullOrEmpty(query.Form))
            {
                cases = cases.Where(c => c.Exploitations.Any(e => e.Form == query.Form));
            }

            if (!string.IsNullOrEmpty(query.Municipality))
            {
                cases = cases.Where(c => c.StayMunicipality == query.Municipality);
            }

            if (!string.IsNullOrEmpty(query.Reporter))
            {
                cases = cases.Where(c => c.Signals.Any(s => s.ReporterType == query.Reporter));
            }

            if (query.From is { } from)
            {
                cases = cases.Where(c => c.FirstReceivedOn >= from);
            }

            if (query.To is { } to)
            {
                cases = cases.Where(c => c.FirstReceivedOn <= to);
            }

            if (!string.IsNullOrWhiteSpace(query.Number))
            {
                var number = CaseNumber.Normalise(query.Number);
                cases = cases.Where(c => c.Number.Contains(number));
            }

            return cases;
        }

        private static IQueryable<Case> AfterSequence(IQueryable<Case> cases, string? after) =>
            long.TryParse(after, CultureInfo.InvariantCulture, out var sequence)
                ? cases.Where(c => EF.Property<long>(c, "Sequence") < sequence)
                : cases;

        private static IQueryable<Case> After(IQueryable<Case> cases, string? after, bool ascending)
        {
            if (
                after?.Split('_') is not [var day, var number]
                || !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                || !long.TryParse(number, CultureInfo.InvariantCulture, out var sequence)
            )
            {
                return cases;
            }

            return ascending
                ? cases.Where(c => c.FirstReceivedOn > date || c.FirstReceivedOn == date && EF.Property<long>(c, "Sequence") > sequence)
                : cases.Where(c => c.FirstReceivedOn < date || c.FirstReceivedOn == date && EF.Property<long>(c, "Sequence") < sequence);
        }

        private static string Place(Row last, string? sort) =>
            sort is "received" or "-received"
                ? string.Create(CultureInfo.InvariantCulture, $"{last.FirstReceivedOn:yyyy-MM-dd}_{last.Sequence}")
                : last.Sequence.ToString(CultureInfo.InvariantCulture);
    }
}
