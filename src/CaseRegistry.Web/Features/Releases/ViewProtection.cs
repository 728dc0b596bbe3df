using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Statistics;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Releases;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>
/// How a release for everyone is protected: what is withheld and why, and what the certificate says when it is checked again. For those
/// who decide about it: the reasons tell more than the release.
/// </summary>
public static class ViewProtection
{
    [Requires(Permission.MakeReleases)]
    public sealed record Query(Guid Id) : IAuditedQuery<Result>;

    /// <param name="Counts">Null for rounding.</param>
    /// <param name="Faults">What is wrong with the certificate; nothing when it shows what it claims.</param>
    public sealed record Result(
        Guid Id,
        string Title,
        FrozenProtection Protection,
        IReadOnlyList<FrozenTable> Tables,
        PreviewDisclosure.Way? Counts,
        IReadOnlyList<MarkedCell> Marked,
        IReadOnlyList<string> Faults,
        PreviewDisclosure.Rounded? Rounded = null
    );

    internal sealed class Handler(MonitorDbContext db, KeyRing keys, CurrentActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var release =
                await db
                    .Releases.AsNoTracking()
                    .SingleOrDefaultAsync(r => r.Id == query.Id && r.Audience == ReleaseAudience.Public, cancellationToken)
                ?? throw new NotFoundException();
            actor.AuditDetail = $"release:{release.Id}";
            var set = FrozenSet.Of(release.Content);
            var result = new Result(release.Id, release.Title, set.Protection!, set.Tables, null, [], []);
            var (certificate, rounded, earlier, faults) = await CheckedCertificate.Of(release, set, db, keys, cancellationToken);
            return result with
            {
                Counts = certificate is null ? null : PreviewDisclosure.Way.Of(certificate),
                Marked = certificate is null ? [] : MarkedCell.Of(certificate, earlier),
                Faults = faults,
                Rounded = rounded is null ? null : PreviewDisclosure.Rounded.Of(rounded),
            };
        }
    }
}
