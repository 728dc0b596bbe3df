using System.Security.Cryptography;
using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Statistics;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Releases;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>The certificate of a release, checked again against what was frozen and against the releases before it.</summary>
/// <param name="Certificate">Null where it cannot be read.</param>
/// <param name="Faults">In plain words; none when the release is safe.</param>
internal sealed record CheckedCertificate(Certificate? Certificate, IReadOnlyList<string> Faults)
{
    public static async Task<CheckedCertificate> Of(
        Release release,
        FrozenSet set,
        MonitorDbContext db,
        KeyRing keys,
        CancellationToken cancellationToken
    )
    {
        var before = await db
            .Releases.AsNoTracking()
            .Where(r => r.Audience == ReleaseAudience.Public && r.Unit == release.Unit && r.PublishedNumber <= release.ProtectedAfter)
            .OrderBy(r => r.PublishedNumber)
            .Select(r => new { r.Id, r.Certificate })
            .ToListAsync(cancellationToken);
        try
        {
            var certificate = PublicCounts.Open(keys, release.Id, release.Certificate!);
            var earlier = before.Where(r => r.Certificate is not null).Select(r => PublicCounts.Open(keys, r.Id, r.Certificate!));
            var faults = CertificateChecker.Check(certificate, [.. earlier]).ToList();
            if (certificate.PublishedHash() != set.Protection?.CertificateSha256)
            {
                faults.Add("the certificate is of other numbers");
            }

            var made = PublicTables.Of(set.Tables, certificate);
            if (
                made.Count != set.Tables.Count
                || made.Zip(set.Tables).Any(p => !p.First.Rows.Select(Text).SequenceEqual(p.Second.Rows.Select(Text)))
            )
            {
                faults.Add("the certificate does not show the numbers that were frozen");
            }

            return new(certificate, faults);
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException)
        {
            return new(null, ["the certificate cannot be read"]);
        }
    }

    private static string Text(FrozenRow row) => $"{string.Join('|', row.Codes)} {row.Count} {row.Mark}";
}
