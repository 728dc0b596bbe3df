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
    /// <summary>Tables whose cells add up: only of these the margins are sums, which the protection rests on.</summary>
    public static readonly IReadOnlyList<string> Tables = [.. MonitorCatalogue.Tables.Where(t => t.AddsUp).Select(t => t.Name)];

    [Requires(Permission.MakeReleases)]
    public sealed record Query : ReleaseFields, IAuditedQuery<Result>
    {
        internal bool IsAsked => Tables.Count > 0 || FirstYear is not null || LastYear is not null || Threshold is not null;
    }

    /// <param name="Exact">The tables with their labels; empty where nothing was asked for.</param>
    /// <param name="Withholding">Null where the tables cannot be protected by withholding cells, or earlier ones were rounded.</param>
    /// <param name="Coarser">Without the finest level of a dimension; least loss first.</param>
    /// <param name="Rounding">Null where no rounding was found, or earlier releases were not rounded.</param>
    /// <param name="EarlierWay">Of the releases for everyone before: the next ones go the same way.</param>
    /// <param name="Marked">Cells that are withheld or keep an earlier number.</param>
    public sealed record Result(
        Query Asked,
        IReadOnlyList<FrozenTable> Exact,
        Way? Withholding = null,
        IReadOnlyList<(string Dimension, Way Way)>? Coarser = null,
        Rounded? Rounding = null,
        DisclosureWay? EarlierWay = null,
        IReadOnlyList<MarkedCell>? Marked = null
    );

    /// <param name="Kept">Cells that show the number of an earlier release.</param>
    /// <param name="Loss">Persons in withheld cells as a share of the persons in all cells, margins included; 0 to 1.</param>
    public sealed record Way(int Cells, int Small, int Protecting, int Kept, double Loss)
    {
        internal static Way Of(Certificate certificate) =>
            new(
                certificate.Statuses.Count,
                certificate.Statuses.Count(s => s == CellStatus.Primary),
                certificate.Statuses.Count(s => s == CellStatus.Secondary),
                certificate.Statuses.Count(s => s == CellStatus.Kept),
                certificate.LossOfCounts
            );
    }

    /// <param name="Changed">Cells that are shown otherwise than they are.</param>
    /// <param name="Largest">How far the farthest is off, in persons.</param>
    public sealed record Rounded(int Cells, int Changed, long Largest);

    internal sealed class Validator(IStringLocalizer<Texts> text) : ReleaseRules<Query>(text, q => q.IsAsked);

    internal sealed class Handler(MonitorDbContext db, CodeLists lists, KeyRing keys, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            actor.AuditDetail =
                $"tables:{(query.Tables.Count == 0 ? "-" : string.Join(',', query.Tables))} years:{query.FirstYear}-{query.LastYear}";
            if (!query.IsAsked)
            {
                return new(query, []);
            }

            var counts = await PublicCounts.Of(query, db, lists, keys, clock, cancellationToken);
            return await Task.Run(() => Compare(query, counts, cancellationToken), cancellationToken);
        }

        private static Result Compare(Query query, PublicCounts counts, CancellationToken cancellationToken)
        {
            var result = new Result(query, counts.Exact, EarlierWay: counts.EarlierWay);
            if (
                counts.EarlierWay is not DisclosureWay.Withholding
                && Try(() => Rounding.Round(counts.Tables, PublicTables.Base, cancellationToken)) is { } rounded
            )
            {
                result = result with
                {
                    Rounding = new(
                        counts.Tables.Names.Count,
                        rounded.Shown.Where((shown, c) => shown != counts.Tables.Values[c]).Count(),
                        rounded.LargestDeviation
                    ),
                };
            }

            if (counts.EarlierWay is DisclosureWay.Rounding)
            {
                return result;
            }

            var (rules, effort) = (PublicTables.RulesOf(query.ThresholdOrLeast), PublicTables.Effort);
            var protection = Try(() => Disclosure.Protect(counts.Tables, rules, effort, counts.Earlier, cancellation: cancellationToken));
            return result with
            {
                Withholding = protection is null ? null : Way.Of(protection.Certificate),
                Coarser =
                [
                    .. Coarsening
                        .Advise(counts.Tables, rules, effort, counts.Earlier, cancellationToken)
                        .Where(c => c.Dimension != AcceptedCounts.Year)
                        .Select(c => (c.Dimension, Way.Of(c.Release.Certificate))),
                ],
                Marked = protection is null ? [] : MarkedCell.Of(protection.Certificate),
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
