using CaseRegistry.Data;
using CaseRegistry.Domain.Audit;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Audit;

/// <summary>
/// "Wie zag mij, waarom": everyone who saw or changed one case, to be printed for the person concerned (GDPR art. 15, Wabvpz
/// art. 15e). Same person, activity and day are one line.
/// </summary>
public static class ListAccesses
{
    private const string Emergency = "OpenBreakGlass";

    [Requires(Permission.HoldCases)]
    [RequiresFresh(When = nameof(Query.NamesCase))]
    public sealed record Query(string? Number = null) : IAuditedQuery<Result>
    {
        /// <summary>Otherwise it is the empty form.</summary>
        public bool NamesCase => !string.IsNullOrWhiteSpace(Number);
    }

    /// <param name="Case">Null as long as no number was asked for.</param>
    public sealed record Result(string? Number, CaseId? Case, DateOnly On, IReadOnlyList<Row> Rows) : IShowsCases
    {
        IEnumerable<CaseId> IShowsCases.ShownCases => Case is { } id ? [id] : [];
    }

    /// <param name="Roles">Codes of the roles, separated by spaces.</param>
    /// <param name="InList">The case was one of several on a list; the file was not opened.</param>
    /// <param name="Reason">Why somebody of another region opened the file in an emergency, in their own words.</param>
    public sealed record Row(
        DateOnly On,
        string? Name,
        string? Organisation,
        string Roles,
        string Activity,
        bool InList,
        int Times,
        string? Reason = null
    );

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator(IStringLocalizer<Texts> text) =>
            RuleFor(c => c.Number)
                .Must(number => string.IsNullOrWhiteSpace(number) || CaseNumber.IsValid(number))
                .WithMessage(_ => text["This is not a case number. Check what you typed."]);
    }

    internal sealed class Handler(
        RegistryDbContext registry,
        AdministrationDbContext administration,
        CaseKeys keys,
        CurrentActor actor,
        TimeProvider clock
    ) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var today = clock.Today();
            if (string.IsNullOrWhiteSpace(query.Number))
            {
                return new(null, null, today, []);
            }

            var number = CaseNumber.Normalise(query.Number);
            var found = await registry.Cases.Where(c => c.Number == number).Select(c => c.Id).ToListAsync(cancellationToken);
            if (found is not [var id])
            {
                actor.AuditDetail = number;
                throw new NotFoundException();
            }

            var rows = await AuditFilter
                .About(administration.AuditRows.AsNoTracking(), id.Value)
                .Where(r => r.Outcome == "done")
                .OrderBy(r => r.Sequence)
                .ToListAsync(cancellationToken);
            var names = await AuditNames.Of(administration, rows, cancellationToken);
            var reasons = await Reasons(id, cancellationToken);
            var lines = rows.GroupBy(r => (On: DutchCalendar.DateOf(r.At), r.Actor, r.Roles, r.Action, InList: r.CaseId != id.Value))
                .Select(g =>
                {
                    var name = names.GetValueOrDefault(g.Key.Actor);
                    var reason = g.Key.Action == Emergency ? string.Join("; ", reasons[(g.Key.On, g.Key.Actor)]) : null;
                    return new Row(g.Key.On, name?.Text, name?.Organisation, g.Key.Roles, g.Key.Action, g.Key.InList, g.Count(), reason);
                });
            return new(number, id, today, [.. lines]);
        }

        private async Task<ILookup<(DateOnly, string), string?>> Reasons(CaseId id, CancellationToken cancellationToken)
        {
            var opened = await registry
                .BreakGlasses.AsNoTracking()
                .Where(b => b.CaseId == id)
                .OrderBy(b => b.OpenedAt)
                .ToListAsync(cancellationToken);
            var key = opened.Count == 0 ? null : await keys.Open(id, cancellationToken);
            return opened.ToLookup(
                b => (DutchCalendar.DateOf(b.OpenedAt), $"account:{b.AccountId:N}"),
                b => key?.Reveal(b.Reason, Domain.Cases.BreakGlass.ReasonColumn)
            );
        }
    }
}
