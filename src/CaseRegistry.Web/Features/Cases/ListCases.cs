using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json.Serialization;
using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>The cases of my regions: filtered, sorted, a page at a time.</summary>
public static class ListCases
{
    private const int PageSize = 25;

    /// <summary>A query without a filter lists all. The filters have the names of the import columns.</summary>
    [Requires(Permission.ViewCases)]
    public sealed record Query : IAuditedQuery<Result>
    {
        [FromQuery(Name = "state")]
        public string? State { get; init; }

        [FromQuery(Name = "minor_status")]
        public string? MinorStatus { get; init; }

        [FromQuery(Name = "technology_involvement")]
        public string? TechnologyInvolvement { get; init; }

        /// <summary>The main form, or one of the further ones.</summary>
        [FromQuery(Name = "exploitation_main")]
        public string? ExploitationMain { get; init; }

        [FromQuery(Name = "municipality_code")]
        public string? MunicipalityCode { get; init; }

        /// <summary>Of any signal of the case.</summary>
        [FromQuery(Name = "reporter_type")]
        public string? ReporterType { get; init; }

        /// <summary>The first and the last day on which the first signal came in.</summary>
        [FromQuery(Name = "from")]
        public DateOnly? From { get; init; }

        [FromQuery(Name = "to")]
        public DateOnly? To { get; init; }

        /// <summary>Any part of a case number.</summary>
        [FromQuery(Name = "case_number")]
        public string? CaseNumber { get; init; }

        /// <summary>registered (newest first, default), received or -received (day of the first signal).</summary>
        [FromQuery(Name = "sort")]
        public string? Sort { get; init; }

        /// <summary>The page after this row: its place in the order.</summary>
        [FromQuery(Name = "after")]
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
        [property: JsonPropertyName("case_number")] string Number,
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
        public Validator(CodeLists lists, IStringLocalizer<Texts> text)
        {
            Filter(q => q.State, code => Code.TryParse<FileState>(code, out _));
            Filter(q => q.MinorStatus, code => Code.TryParse<MinorStatus>(code, out _));
            Filter(q => q.TechnologyInvolvement, code => Code.TryParse<TechnologyInvolvement>(code, out _));
            // Also those that are retired: there are cases with them.
            Filter(q => q.ExploitationMain, code => lists.Find("exploitation_form", code) is not null);
            Filter(q => q.MunicipalityCode, code => code == CodeLists.Unknown || lists.IsMunicipality(code));
            Filter(q => q.ReporterType, code => lists.Find("reporter_type", code) is not null);
            Filter(q => q.Sort, code => code is "registered" or "received" or "-received");
            RuleFor(q => q.CaseNumber).MaximumLength(50);
            RuleFor(q => q.After)
                .Must(
                    (q, after) =>
                        string.IsNullOrEmpty(after) || (IsByDay(q.Sort) ? ReadDay(after) is not null : ReadSequence(after) is not null)
                )
                .WithMessage((_, after) => text["'{0}' is not on the list.", after is { Length: > 60 } ? after[..60] : after ?? ""]);

            void Filter(Expression<Func<Query, string?>> filter, Func<string, bool> isKnown) =>
                RuleFor(filter)
                    .Must(code => string.IsNullOrEmpty(code) || isKnown(code))
                    .WithMessage((_, code) => text["'{0}' is not on the list.", code is { Length: > 60 } ? code[..60] : code ?? ""]);
        }
    }

    private static bool IsByDay(string? sort) => sort is "received" or "-received";

    private static long? ReadSequence(string? after) =>
        long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : null;

    private static (DateOnly Day, long Sequence)? ReadDay(string? after) =>
        after?.Split('_') is [var day, var number]
        && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        && ReadSequence(number) is { } sequence
            ? (date, sequence)
            : null;

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

            if (Code.TryParse<TechnologyInvolvement>(query.TechnologyInvolvement, out var technology))
            {
                cases = cases.Where(c => c.TechnologyInvolvement == technology);
            }

            if (!string.IsNullOrEmpty(query.ExploitationMain))
            {
                cases = cases.Where(c => c.Exploitations.Any(e => e.Form == query.ExploitationMain));
            }

            if (!string.IsNullOrEmpty(query.MunicipalityCode))
            {
                cases = cases.Where(c => c.StayMunicipality == query.MunicipalityCode);
            }

            if (!string.IsNullOrEmpty(query.ReporterType))
            {
                cases = cases.Where(c => c.Signals.Any(s => s.ReporterType == query.ReporterType));
            }

            if (query.From is { } from)
            {
                cases = cases.Where(c => c.FirstReceivedOn >= from);
            }

            if (query.To is { } to)
            {
                cases = cases.Where(c => c.FirstReceivedOn <= to);
            }

            if (!string.IsNullOrWhiteSpace(query.CaseNumber))
            {
                var number = Domain.Cases.CaseNumber.Normalise(query.CaseNumber);
                cases = cases.Where(c => c.Number.Contains(number));
            }

            return cases;
        }

        private static IQueryable<Case> AfterSequence(IQueryable<Case> cases, string? after) =>
            ReadSequence(after) is { } sequence ? cases.Where(c => EF.Property<long>(c, "Sequence") < sequence) : cases;

        private static IQueryable<Case> After(IQueryable<Case> cases, string? after, bool ascending)
        {
            if (ReadDay(after) is not var (date, sequence))
            {
                return cases;
            }

            return ascending
                ? cases.Where(c => c.FirstReceivedOn > date || c.FirstReceivedOn == date && EF.Property<long>(c, "Sequence") > sequence)
                : cases.Where(c => c.FirstReceivedOn < date || c.FirstReceivedOn == date && EF.Property<long>(c, "Sequence") < sequence);
        }

        private static string Place(Row last, string? sort) =>
            IsByDay(sort)
                ? string.Create(CultureInfo.InvariantCulture, $"{last.FirstReceivedOn:yyyy-MM-dd}_{last.Sequence}")
                : last.Sequence.ToString(CultureInfo.InvariantCulture);
    }
}
