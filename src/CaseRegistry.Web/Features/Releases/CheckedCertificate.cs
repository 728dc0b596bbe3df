using System.Security.Cryptography;
using System.Text.Json;
using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Statistics;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Releases;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>The certificate of a release for everyone, checked again against what was frozen and against the releases before it.</summary>
/// <param name="Certificate">Null for rounding, and where it cannot be read.</param>
/// <param name="Rounded">What stands in its place for rounding.</param>
/// <param name="Faults">In plain words; none when the release is safe. Always for a release for everyone without a certificate.</param>
internal sealed record CheckedCertificate(
    Certificate? Certificate,
    RoundedRelease? Rounded,
    IReadOnlyList<Certificate> Earlier,
    IReadOnlyList<string> Faults
)
{
    public static async Task<CheckedCertificate> Of(
        Release release,
        FrozenSet set,
        MonitorDbContext db,
        KeyRing keys,
        CancellationToken cancellationToken
    )
    {
        if (release.Audience != ReleaseAudience.Public)
        {
            return new(null, null, [], []);
        }

        var before = await db
            .Releases.AsNoTracking()
            .Where(r => r.Audience == ReleaseAudience.Public && r.Unit == release.Unit && r.PublishedNumber <= release.ProtectedAfter)
            .OrderBy(r => r.PublishedNumber)
            .Select(r => new { r.Id, r.Confidential })
            .ToListAsync(cancellationToken);
        try
        {
            byte[] Read(Guid id, byte[]? confidential) => PublicCounts.Open(keys, id, confidential ?? []).Certificate ?? [];

            if (release.Way == DisclosureWay.Rounding)
            {
                var rounded = RoundedRelease.Parse(Read(release.Id, release.Confidential));
                var others = before.ConvertAll(r => RoundedRelease.Parse(Read(r.Id, r.Confidential)));
                return new(null, rounded, [], [.. rounded.Check(PublicTables.Base, others), .. Against(rounded, set)]);
            }

            var certificate = Certificate.Parse(Read(release.Id, release.Confidential));
            var earlier = before.ConvertAll(r => Certificate.Parse(Read(r.Id, r.Confidential)));
            List<string> faults = [.. CertificateChecker.Check(certificate, earlier), .. Against(certificate, set)];
            return new(
                certificate,
                null,
                earlier,
                faults.Count > 0
                    ? faults
                    : await Task.Run(() => Differences.Check(certificate, earlier, cancellationToken), cancellationToken)
            );
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException or JsonException)
        {
            return new(null, null, [], ["the certificate is not there, or cannot be read"]);
        }
    }

    /// <summary>It has to be of these numbers, under the rules of the register and no weaker ones.</summary>
    private static IEnumerable<string> Against(Certificate certificate, FrozenSet set)
    {
        if (
            set.Protection?.Threshold is not (>= PublicTables.LeastThreshold and var threshold)
            || certificate.Rules != PublicTables.RulesOf(threshold)
        )
        {
            yield return "the certificate is under other rules";
        }

        if (certificate.Tables.IsStructuralZero.Contains(true))
        {
            yield return "the certificate takes zeros for known that are not";
        }

        if (certificate.PublishedHash() != set.Protection?.CertificateSha256)
        {
            yield return "the certificate is of other numbers";
        }

        foreach (var fault in Against(certificate.Tables, set, tables => PublicTables.Of(tables, certificate)))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> Against(RoundedRelease rounded, FrozenSet set)
    {
        if (rounded.Base != PublicTables.Base)
        {
            yield return "it was rounded to other multiples";
        }

        foreach (var fault in Against(rounded.Tables, set, tables => PublicTables.Of(tables, rounded)))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> Against(
        LinkedTables tables,
        FrozenSet set,
        Func<IReadOnlyList<FrozenTable>, IReadOnlyList<FrozenTable>> shownOf
    )
    {
        if (!PublicTables.ShapesOf(tables).SequenceEqual(PublicTables.ShapesOf(set.Tables, set.FirstYear)))
        {
            yield return "the certificate is of other tables";
            yield break;
        }

        if (shownOf(set.Tables).Zip(set.Tables).Any(p => !p.First.Rows.Select(TextOf).SequenceEqual(p.Second.Rows.Select(TextOf))))
        {
            yield return "the certificate does not show the numbers that were frozen";
        }
    }

    private static string TextOf(FrozenRow row) => $"{string.Join('|', row.Codes)} {row.Count} {row.Mark}";
}
