using CaseRegistry.Data;
using CaseRegistry.Domain.Audit;
using CaseRegistry.Domain.Shared;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Audit;

/// <summary>Which rows of the audit trail one wants to see. What is left empty does not narrow.</summary>
public record AuditFilter
{
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }

    /// <summary>E-mail address of an account, or a pseudonym as it stands in the trail (<c>account:…</c>, <c>client:…</c>, <c>console</c>).</summary>
    public string? Actor { get; init; }

    /// <summary>What was done, as <c>ViewCase</c>.</summary>
    public string? Activity { get; init; }

    /// <summary>done, denied, not_found or refused.</summary>
    public string? Outcome { get; init; }

    /// <summary>The whole number of a case of my regions.</summary>
    public string? Number { get; init; }

    /// <summary>The rows that answer to the filter, newest first.</summary>
    internal async Task<IQueryable<AuditRow>> Apply(
        AdministrationDbContext administration,
        RegistryDbContext registry,
        CancellationToken cancellationToken
    )
    {
        // A row gets its place in the chain with its commit, or within seconds after it.
        var rows = administration.AuditRows.AsNoTracking().Where(r => r.Sequence != null);
        if (From is { } from)
        {
            var since = DutchCalendar.StartOf(from);
            rows = rows.Where(r => r.At >= since);
        }

        if (To is { } to)
        {
            var until = DutchCalendar.StartOf(to.AddDays(1));
            rows = rows.Where(r => r.At < until);
        }

        if (!string.IsNullOrWhiteSpace(Actor))
        {
            var actor = await AuditNames.ActorOf(administration, Actor, cancellationToken);
            rows = rows.Where(r => r.Actor == actor);
        }

        if (!string.IsNullOrWhiteSpace(Activity))
        {
            rows = rows.Where(r => r.Action == Activity);
        }

        if (!string.IsNullOrWhiteSpace(Outcome))
        {
            rows = rows.Where(r => r.Outcome == Outcome);
        }

        if (!string.IsNullOrWhiteSpace(Number))
        {
            var number = Domain.Cases.CaseNumber.Normalise(Number);
            var cases = await registry.Cases.Where(c => c.Number == number).Select(c => c.Id).ToListAsync(cancellationToken);
            rows = cases is [var id] ? About(rows, id.Value) : rows.Where(r => false);
        }

        return rows.OrderByDescending(r => r.Sequence);
    }

    /// <summary>Rows about the case itself, and lists in which it was shown.</summary>
    internal static IQueryable<AuditRow> About(IQueryable<AuditRow> rows, Guid caseId)
    {
        var listed = caseId.ToString("N");
        return rows.Where(r => r.CaseId == caseId || r.Detail != null && r.Detail.Contains(listed));
    }
}

internal abstract class AuditFilterRules<T> : AbstractValidator<T>
    where T : AuditFilter
{
    private static readonly DateOnly FirstDay = new(1900, 1, 1);
    private static readonly DateOnly LastDay = new(2999, 12, 31);

    protected AuditFilterRules()
    {
        RuleFor(f => f.From).InclusiveBetween(FirstDay, LastDay);
        RuleFor(f => f.To).InclusiveBetween(FirstDay, LastDay);
        RuleFor(f => f.To).GreaterThanOrEqualTo(f => f.From).When(f => f.From is not null);
        RuleFor(f => f.Actor).MaximumLength(256);
        RuleFor(f => f.Activity).MaximumLength(50);
        RuleFor(f => f.Outcome).MaximumLength(50);
        RuleFor(f => f.Number).MaximumLength(50);
    }
}
