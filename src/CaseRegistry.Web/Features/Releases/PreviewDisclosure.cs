using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Statistics;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Releases;
using CaseRegistry.Web.Resources;
using MediatR;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>
/// What would be withheld of tables for everyone, why, and what other ways would lose (docs/disclosure-control.md): the step before such a
/// release is frozen. Nothing leaves by it: it is a look ahead, over what the regions handed in and the office accepted.
/// </summary>
public static class PreviewDisclosure
{
    /// <summary>
    /// Tables whose cells add up: only of these the margins are sums, which the protection rests on; and that divide no answer in two ways.
    /// </summary>
    public static readonly IReadOnlyList<string> Tables =
    [
        .. MonitorCatalogue
            .Tables.Where(t => t.AddsUp && MonitorCatalogue.DividedTwice(t.Dimensions.Select(d => d.Name)) is null)
            .Select(t => t.Name),
    ];

    [Requires(Permission.MakeReleases)]
    public sealed record Query : ReleaseFields, IAuditedQuery<Result>
    {
        internal bool IsAsked => Tables.Count > 0 || FirstYear is not null || LastYear is not null || Threshold is not null;
    }

    /// <param name="Exact">The tables with their labels; empty where nothing was asked for.</param>
    /// <param name="EarlierWay">Of the releases for everyone before: the next ones go the same way.</param>
    /// <param name="IsTooLarge">Too many cells to be protected as they are.</param>
    /// <param name="Withholding">Null where the tables cannot be protected by withholding cells, or earlier ones were rounded.</param>
    /// <param name="Coarser">Without a dimension; least loss first.</param>
    /// <param name="Rounding">Null where no rounding was found, or earlier releases were not rounded.</param>
    /// <param name="Marked">Cells that are withheld or keep an earlier number.</param>
    public sealed record Result(
        Query Asked,
        IReadOnlyList<FrozenTable> Exact,
        DisclosureWay? EarlierWay = null,
        bool IsTooLarge = false,
        Way? Withholding = null,
        IReadOnlyList<(string Dimension, Way Way)>? Coarser = null,
        Rounded? Rounding = null,
        IReadOnlyList<MarkedCell>? Marked = null
    );

    /// <param name="Small">Withheld because they are small.</param>
    /// <param name="Protecting">Withheld so that others cannot be found out, also by way of earlier releases.</param>
    /// <param name="Kept">Cells that show the number of an earlier release.</param>
    /// <param name="Loss">Persons in withheld cells as a share of the persons in all cells, margins included; 0 to 1.</param>
    public sealed record Way(int Cells, int Small, int Protecting, int Kept, double Loss)
    {
        internal static Way Of(Certificate certificate)
        {
            var (values, threshold) = (certificate.Tables.Values, certificate.Rules.Threshold);
            var withheld = Enumerable.Range(0, values.Length).Where(c => certificate.Shown[c] is null).ToList();
            var small = withheld.Count(c => values[c] > 0 && values[c] < threshold);
            return new(
                values.Length,
                small,
                withheld.Count - small,
                certificate.Statuses.Count(s => s == CellStatus.Kept),
                certificate.LossOfCounts
            );
        }
    }

    /// <param name="Changed">Cells that are shown otherwise than they are.</param>
    /// <param name="Largest">How far the farthest is off, in persons.</param>
    /// <param name="Loss">By how many persons cells are off together, as a share of the persons in all cells; 0 to 1.</param>
    public sealed record Rounded(int Cells, int Changed, long Largest, double Loss)
    {
        internal static Rounded Of(RoundedRelease release) =>
            new(
                release.Shown.Count,
                release.Shown.Where((shown, c) => shown != release.Tables.Values[c]).Count(),
                release.LargestDeviation,
                release.Tables.Values.Sum() is > 0 and var all ? release.TotalDeviation / (double)all : 0
            );
    }

    internal sealed class Validator(IStringLocalizer<Texts> text) : ReleaseRules<Query>(text, q => q.IsAsked);

    internal sealed class Handler(MonitorDbContext db, CodeLists lists, KeyRing keys, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            actor.AuditDetail = query.AuditDetail;
            if (!query.IsAsked)
            {
                return new(query, []);
            }

            var counts = await PublicCounts.Of(query, db, lists, keys, clock, cancellationToken);
            return await Task.Run(() => Compare(query, counts, cancellationToken), cancellationToken);
        }

        private static Result Compare(Query query, PublicCounts counts, CancellationToken cancellationToken)
        {
            var result = new Result(query, counts.Exact, counts.EarlierWay, PublicTables.AreTooLarge(counts.Tables));
            if (counts.EarlierWay is not DisclosureWay.Withholding && !result.IsTooLarge)
            {
                var rounded = Try(() => ProtectTables.Rounded(counts, cancellationToken));
                result = result with { Rounding = rounded is null ? null : Rounded.Of(rounded) };
            }

            if (counts.EarlierWay is DisclosureWay.Rounding)
            {
                return result;
            }

            Certificate? Protect(LinkedTables tables) =>
                PublicTables.AreTooLarge(tables)
                    ? null
                    : Try(() =>
                        Disclosure.Protect(
                            tables,
                            PublicTables.RulesOf(query.ThresholdOrLeast),
                            PublicTables.Effort,
                            counts.Earlier,
                            cancellation: cancellationToken
                        )
                    )?.Certificate;

            var certificate = Protect(counts.Tables);
            var dimensions = counts
                .Tables.Tables.SelectMany(t => t.Dimensions)
                .Where(d => d.Codes.Count > 1)
                .Select(d => d.Name)
                .Distinct();
            return result with
            {
                Withholding = certificate is null ? null : Way.Of(certificate),
                Coarser =
                [
                    .. dimensions
                        .Select(name => (Name: name, Certificate: Protect(Coarsening.Without(counts.Tables, name))))
                        .Where(c => c.Certificate is not null)
                        .Select(c => (c.Name, Way: Way.Of(c.Certificate!)))
                        .OrderBy(c => c.Way.Loss),
                ],
                Marked = certificate is null ? [] : MarkedCell.Of(certificate, counts.Earlier),
            };
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
