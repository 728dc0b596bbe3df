using CaseRegistry.Domain.Monitor;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Resources;
using FluentValidation;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.OwnTables;

/// <summary>What an own table is asked by: the same fields in the address of a table and in the forms that keep it.</summary>
public record OwnTableFields
{
    /// <summary>Names of dimensions, in the order in which they were chosen; empty where a choice was left open.</summary>
    public List<string> By
    {
        get;
        init => field = value ?? [];
    } = [];
    public int? From { get; init; }
    public int? To { get; init; }

    /// <summary>Only persons who are minor or presumed to be.</summary>
    public bool MinorsOnly { get; init; }

    internal IReadOnlyList<string> Chosen => [.. By.Where(name => !string.IsNullOrWhiteSpace(name))];

    internal OwnTableContent Content => new(Chosen, From, To, MinorsOnly);

    /// <summary>The same question as the part of an address after the question mark.</summary>
    internal string ToAddress()
    {
        var query = new QueryBuilder();
        foreach (var name in Chosen)
        {
            query.Add("by", name);
        }

        foreach (var (name, year) in new[] { ("from", From), ("to", To) })
        {
            if (year is not null)
            {
                query.Add(name, $"{year}");
            }
        }

        if (MinorsOnly)
        {
            query.Add("minorsonly", "true");
        }

        return query.ToString();
    }

    /// <summary>What is asked for, in words.</summary>
    internal string Describe(IStringLocalizer<Texts> text)
    {
        var by = string.Join(" × ", Chosen.Select(name => text[$"Dimension.{name}"].Value));
        var years = (From, To) switch
        {
            (null, null) => text["of all years"].Value,
            ({ } from, null) => text["from {0}", from],
            (null, { } to) => text["up to and including {0}", to],
            var (from, to) => $"{from} – {to}",
        };
        return MinorsOnly ? $"{by}, {years}, {text["minors only"].Value}" : $"{by}, {years}";
    }

    /// <summary>What is asked for, as the audit log names it.</summary>
    internal string AuditDetail => $"own:{string.Join(',', Chosen)} years:{From}-{To}{(MinorsOnly ? " minors" : "")}";
}

internal abstract class OwnTableRules<T> : AbstractValidator<T>
    where T : OwnTableFields
{
    protected OwnTableRules(IStringLocalizer<Texts> text, Func<T, bool> mayBeEmpty)
    {
        RuleFor(t => t.By)
            .Custom(
                (_, context) =>
                {
                    var by = context.InstanceToValidate.Chosen;
                    if (OwnDimensions.FaultOf(by) is { } fault && (by.Count > 0 || !mayBeEmpty(context.InstanceToValidate)))
                    {
                        context.AddFailure(text[fault]);
                    }
                }
            );
        RuleFor(t => t.From).InclusiveBetween(CountTable.FirstYear, CountTable.LastYear);
        RuleFor(t => t.To).InclusiveBetween(CountTable.FirstYear, CountTable.LastYear);
        RuleFor(t => t.To)
            .GreaterThanOrEqualTo(t => t.From)
            .When(t => t.From is not null)
            .WithMessage(_ => text["The last year cannot be before the first."]);
    }
}
