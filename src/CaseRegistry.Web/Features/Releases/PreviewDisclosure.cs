using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Statistics;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Releases;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>
/// What of a table would be withheld for the public, why, and what other ways would lose (docs/disclosure-control.md). Nothing leaves by it:
/// it is a look ahead, over what the regions handed in and the office accepted.
/// </summary>
public static class PreviewDisclosure
{
    /// <summary>Below this a count is too small for the public; only upwards to be chosen.</summary>
    public const int LeastThreshold = 10;
    public const int MostThreshold = 1000;

    /// <summary>What rounding rounds to.</summary>
    public const int Base = 5;

    private const string Total = "_T";
    private const int MostCells = 2500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Tables whose cells add up: only of these the margins are sums, which the protection rests on.</summary>
    public static readonly IReadOnlyList<string> Tables = [.. MonitorCatalogue.Tables.Where(t => t.AddsUp).Select(t => t.Name)];

    [Requires(Permission.MakeReleases)]
    public sealed record Query : IAuditedQuery<Result>
    {
        public string? Table { get; init; }
        public int? FirstYear { get; init; }
        public int? LastYear { get; init; }

        /// <summary>The least where none is given.</summary>
        public int? Threshold { get; init; }

        internal bool IsAsked => Table is not null || FirstYear is not null || LastYear is not null || Threshold is not null;
    }

    /// <param name="Table">Null where nothing was asked for.</param>
    /// <param name="Withholding">Null where the table cannot be protected by withholding cells.</param>
    /// <param name="Coarser">Without the finest level of a dimension; least loss first.</param>
    /// <param name="Rounding">Null where no rounding was found.</param>
    public sealed record Result(
        Query Asked,
        FrozenTable? Table = null,
        Way? Withholding = null,
        IReadOnlyList<(string Dimension, Way Way)>? Coarser = null,
        Rounded? Rounding = null,
        IReadOnlyList<Cell>? Withheld = null
    );

    /// <param name="Loss">Persons in withheld cells as a share of the persons in all cells, margins included; 0 to 1.</param>
    public sealed record Way(int Cells, int Small, int Protecting, double Loss)
    {
        internal static Way Of(ProtectedRelease release) => new(release.Cells, release.Primary, release.Secondary, release.LossOfCounts);
    }

    /// <param name="Changed">Cells that are shown otherwise than they are.</param>
    /// <param name="Largest">How far the farthest is off, in persons.</param>
    public sealed record Rounded(int Cells, int Changed, long Largest);

    /// <summary>Why a cell is withheld.</summary>
    public enum Reason
    {
        Small = 1,
        WholeGroup,
        Protecting,
    }

    /// <param name="Codes">One for each dimension; null for the total.</param>
    public sealed record Cell(IReadOnlyList<string?> Codes, Reason Reason);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator(IStringLocalizer<Texts> text) =>
            When(
                q => q.IsAsked,
                () =>
                {
                    RuleFor(q => q.Table).Must(t => Tables.Contains(t)).WithMessage(_ => text["Choose a table."]);
                    RuleFor(q => q.FirstYear).NotNull().InclusiveBetween(CountTable.FirstYear, CountTable.LastYear);
                    RuleFor(q => q.LastYear).NotNull().InclusiveBetween(CountTable.FirstYear, CountTable.LastYear);
                    RuleFor(q => q.LastYear)
                        .GreaterThanOrEqualTo(q => q.FirstYear)
                        .WithMessage(_ => text["The last year cannot be before the first."]);
                    RuleFor(q => q.Threshold).InclusiveBetween(LeastThreshold, MostThreshold);
                }
            );
    }

    internal sealed class Handler(MonitorDbContext db, CodeLists lists, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            actor.AuditDetail = $"table:{query.Table ?? "-"} years:{query.FirstYear}-{query.LastYear}";
            if (!query.IsAsked)
            {
                return new(query);
            }

            var counts = new AcceptedCounts(db, lists, clock);
            var definition = MonitorCatalogue.Find(query.Table)!;
            var frozen = await counts.Table(definition, query.FirstYear!.Value, query.LastYear!.Value, cancellationToken);
            if (frozen.Rows.Count == 0)
            {
                throw new RuleViolationException("Release.FirstYear.NothingAccepted");
            }

            if (frozen.Dimensions.Aggregate(1L, (cells, d) => cells * (d.Codes.Count + 1)) > MostCells)
            {
                throw new RuleViolationException("PreviewDisclosure.Table.IsTooLarge");
            }

            var table = new Table(
                frozen.Name,
                [.. frozen.Dimensions.Select(d => Dimension.Flat(d.Name, d.Codes.Select(c => c.Code), Total))],
                frozen.Rows.Select(r => (r.Codes, (long)r.Count))
            );
            var rules = new DisclosureRules(query.Threshold ?? LeastThreshold, GroupDisclosure: true);
            return await Task.Run(() => Compare(query, frozen, new(table), rules, cancellationToken), cancellationToken);
        }

        private static Result Compare(
            Query query,
            FrozenTable frozen,
            LinkedTables tables,
            DisclosureRules rules,
            CancellationToken cancellationToken
        )
        {
            var protection = Try(() => Disclosure.Protect(tables, rules, new(Patience, 0.1), cancellation: cancellationToken));
            var rounded = Try(() => Rounding.Round(tables, Base, cancellationToken));
            return new(
                query,
                frozen,
                protection is null ? null : Way.Of(protection),
                [
                    .. Coarsening
                        .Advise(tables, rules, new(Patience, 0), cancellation: cancellationToken)
                        .Select(c => (c.Dimension, Way.Of(c.Release))),
                ],
                rounded is null
                    ? null
                    : new(
                        tables.Names.Count,
                        rounded.Shown.Where((shown, c) => shown != tables.Values[c]).Count(),
                        rounded.LargestDeviation
                    ),
                protection is null ? [] : [.. Withheld(protection.Certificate)]
            );
        }

        private static IEnumerable<Cell> Withheld(Certificate certificate)
        {
            var table = certificate.Tables.Tables[0];
            for (var i = 0; i < table.Size; i++)
            {
                var c = certificate.Tables.CellOf(0, i);
                if (certificate.Shown[c] is null)
                {
                    yield return new(
                        [.. table.CodesOf(i).Select(code => code == Total ? null : code)],
                        certificate.Statuses[c] == CellStatus.Secondary ? Reason.Protecting
                            : certificate.Tables.Values[c] == 0 ? Reason.WholeGroup
                            : Reason.Small
                    );
                }
            }
        }

        private static T? Try<T>(Func<T> work)
            where T : class
        {
            try
            {
                return work();
            }
            catch (DisclosureException)
            {
                return null;
            }
        }
    }
}
