using System.Globalization;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Releases;
using CaseRegistry.Web.Resources;
using FluentValidation;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>What a release is made of: the same fields where it is looked at ahead, protected and frozen.</summary>
public record ReleaseFields
{
    public string? Title { get; init; }
    public ReleaseAudience? Audience { get; init; }
    public int? FirstYear { get; init; }
    public int? LastYear { get; init; }

    public List<string> Tables
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Quarters that were not accepted may be missing; the files name them.</summary>
    public bool AcceptGaps { get; init; }

    /// <summary>For everyone: counts from 1 to one below this are small. The least where none is given.</summary>
    public int? Threshold { get; init; }

    /// <summary>For everyone: chosen after a look ahead.</summary>
    public DisclosureWay? Way { get; init; }

    /// <summary>For everyone: the dimension that is left out so that less is withheld.</summary>
    public string? Without { get; init; }

    internal int ThresholdOrLeast => Threshold ?? PublicTables.LeastThreshold;

    /// <summary>What is asked for, as the audit log names it.</summary>
    internal string AuditDetail =>
        $"tables:{(Tables.Count == 0 ? "-" : string.Join(',', Tables))} years:{FirstYear}-{LastYear} threshold:{ThresholdOrLeast} way:{(Way is { } way ? Code.Of(way) : "-")} without:{Without ?? "-"}";

    internal string ToAddress()
    {
        var query = new QueryBuilder();
        foreach (var table in Tables)
        {
            query.Add("Tables", table);
        }

        foreach (
            var (name, value) in new[]
            {
                ("Title", Title),
                ("FirstYear", FirstYear?.ToString(CultureInfo.InvariantCulture)),
                ("LastYear", LastYear?.ToString(CultureInfo.InvariantCulture)),
                ("Without", Without),
                ("Threshold", Threshold?.ToString(CultureInfo.InvariantCulture)),
                ("AcceptGaps", AcceptGaps ? "true" : null),
            }
        )
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Add(name, value);
            }
        }

        return query.ToString();
    }
}

internal abstract class ReleaseRules<T> : AbstractValidator<T>
    where T : ReleaseFields
{
    private const int MostYears = 50;

    /// <param name="isAsked">Where a page may also come without a question.</param>
    protected ReleaseRules(IStringLocalizer<Texts> text, Func<T, bool>? isAsked = null) =>
        When(c => isAsked?.Invoke(c) is not false, () => Ask(text));

    private void Ask(IStringLocalizer<Texts> text)
    {
        RuleFor(c => c.FirstYear).NotNull().InclusiveBetween(1900, 2999);
        RuleFor(c => c.LastYear).NotNull().InclusiveBetween(1900, 2999);
        RuleFor(c => c.LastYear)
            .Must((c, last) => last >= c.FirstYear && last < c.FirstYear + MostYears)
            .When(c => c is { FirstYear: not null, LastYear: not null })
            .WithMessage(_ => text["The last year cannot be before the first."]);
        RuleFor(c => c.Tables)
            .Must(t => t.Count > 0 && t.TrueForAll(name => MonitorCatalogue.Find(name) is not null))
            .WithMessage(_ => text["Choose at least one table."]);
        When(
            c => c.Audience == ReleaseAudience.Public,
            () =>
            {
                RuleFor(c => c.Threshold).InclusiveBetween(PublicTables.LeastThreshold, PublicTables.MostThreshold);
                RuleFor(c => c.Tables)
                    .Must(tables => tables.TrueForAll(name => MonitorCatalogue.Find(name)?.AddsUp is not false))
                    .WithMessage(_ => text["For everyone only tables that add up: in the others one person stands in several cells."])
                    .Must(tables => tables.Select(name => MonitorCatalogue.Find(name)?.Unit).Distinct().Count() <= 1)
                    .WithMessage(_ => text["For everyone only tables that count the same: persons, signals or advice."]);
                RuleFor(c => c.Tables)
                    .Custom(
                        (_, context) =>
                        {
                            var asked = context.InstanceToValidate;
                            if (
                                MonitorCatalogue.DividedTwice(DimensionsOf(asked.Tables).Where(d => d != asked.Without)) is var (one, other)
                            )
                            {
                                context.AddFailure(
                                    text[
                                        "For everyone not {0} beside {1}: they divide the same answer in two ways, and would give small numbers away.",
                                        text[$"Column.{one}"].Value,
                                        text[$"Column.{other}"].Value
                                    ]
                                );
                            }
                        }
                    );
                RuleFor(c => c.Threshold)
                    .Null()
                    .When(c => c.Way == DisclosureWay.Rounding)
                    .WithMessage(_ => text["Rounding has no threshold: numbers are multiples of {0}.", PublicTables.Base]);
                RuleFor(c => c.Tables)
                    .Must(tables => tables.TrueForAll(name => MonitorCatalogue.Find(name)?.ByYear is not false))
                    .When(c => c.FirstYear != c.LastYear)
                    .WithMessage(_ =>
                        text["For everyone tables without years only over one year: over others the difference would be one year's."]
                    );
                RuleFor(c => c.Way).IsInEnum();
                RuleFor(c => c.Without)
                    .Must((c, name) => DimensionsOf(c.Tables).Contains(name!))
                    .When(c => c.Without is not null)
                    .WithMessage(_ => text["None of the tables has this dimension."]);
            }
        );
    }

    private static IEnumerable<string> DimensionsOf(IEnumerable<string> tables) =>
        tables.SelectMany(name => MonitorCatalogue.Find(name)?.Dimensions ?? []).Select(d => d.Name);
}
