using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Statistics;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Releases;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>
/// Protects the tables of a release for everyone in the way that was chosen, outside the turn of the writer: it may take a while.
/// <see cref="FreezeRelease"/> keeps what comes out.
/// </summary>
public static class ProtectTables
{
    [Requires(Permission.MakeReleases)]
    public sealed record Query : ReleaseFields, IAuditedQuery<Result>
    {
        public Query() { }

        private Query(ReleaseFields asked)
            : base(asked) { }

        internal static Query Of(ReleaseFields asked) => new(asked);
    }

    /// <param name="Accepted">The versions that were counted.</param>
    /// <param name="Tables">As everyone may see them.</param>
    /// <param name="Certificate">Of a rounded release what it was rounded from. It holds the true tables.</param>
    public sealed record Result(
        IReadOnlyList<FrozenPeriod> Accepted,
        IReadOnlyList<FrozenTable> Tables,
        FrozenProtection Protection,
        DisclosureWay Way,
        MonitorUnit Unit,
        int After,
        byte[] Certificate
    );

    internal sealed class Validator : ReleaseRules<Query>
    {
        // Before the work, not after it.
        public Validator(IStringLocalizer<Texts> text)
            : base(text) => RuleFor(c => c.Title).NotEmpty().MaximumLength(Release.TitleMaxLength);
    }

    internal sealed class Handler(MonitorDbContext db, CodeLists lists, KeyRing keys, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            actor.AuditDetail = query.AuditDetail;
            var counts = await PublicCounts.Of(query, db, lists, keys, clock, cancellationToken);
            var way = query.Way ?? DisclosureWay.Withholding;
            if (counts.EarlierWay is { } earlier && earlier != way)
            {
                throw new RuleViolationException("Release.Way.IsAnotherThanEarlier");
            }

            if (PublicTables.AreTooLarge(counts.Tables))
            {
                throw new RuleViolationException("Release.Tables.AreTooLarge");
            }

            try
            {
                return await Task.Run(() => Protect(query, counts, way, cancellationToken), cancellationToken);
            }
            catch (DisclosureException)
            {
                throw new RuleViolationException("Release.Tables.CannotBeProtected");
            }
        }

        private static Result Protect(Query query, PublicCounts counts, DisclosureWay way, CancellationToken cancellationToken)
        {
            var label = counts.Exact.SelectMany(t => t.Dimensions).FirstOrDefault(d => d.Name == query.Without)?.Label;
            Result Made(IReadOnlyList<FrozenTable> tables, Certificate? certificate, byte[] confidential) =>
                new(
                    counts.Accepted,
                    tables,
                    PublicTables.Described(way, query.ThresholdOrLeast, query.Without, label, certificate),
                    way,
                    counts.Unit,
                    counts.After,
                    confidential
                );
            if (way == DisclosureWay.Rounding)
            {
                var rounded = Rounded(counts, cancellationToken);
                return Made(PublicTables.Of(counts.Exact, rounded), null, rounded.ToBytes());
            }

            var certificate = Disclosure
                .Protect(
                    counts.Tables,
                    PublicTables.RulesOf(query.ThresholdOrLeast),
                    PublicTables.Effort,
                    counts.Earlier,
                    cancellation: cancellationToken
                )
                .Certificate;
            return Made(PublicTables.Of(counts.Exact, certificate), certificate, certificate.ToBytes());
        }
    }

    /// <summary>In multiples of the base, looked at again by what does not round: also beside the releases before.</summary>
    /// <exception cref="DisclosureException">It cannot be rounded, or not safely.</exception>
    internal static RoundedRelease Rounded(PublicCounts counts, CancellationToken cancellationToken)
    {
        var rounded = Rounding.Round(counts.Tables, PublicTables.Base, counts.EarlierRounded, cancellationToken);
        return rounded.Check(PublicTables.Base, counts.EarlierRounded) is [var fault, ..] ? throw new DisclosureException(fault) : rounded;
    }
}
