using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CaseRegistry.Web.Infrastructure.Encryption;

namespace CaseRegistry.Web.Infrastructure.Audit;

/// <summary>
/// Signs anchors with a key in a file outside the database (<c>Audit:AnchorKeyFile</c>, PKCS #8 in PEM), by default beside the
/// master key. Below it stand the public keys of those that signed before: what they signed can still be checked.
/// </summary>
internal sealed class AnchorKey(IConfiguration configuration)
{
    private Known? _known;

    public string Path { get; } = OutsideDatabase.PathOf(configuration, "Audit:AnchorKeyFile", "audit-anchors.key");

    public bool Exists => File.Exists(Path);

    // The file is written once.
    public DateTimeOffset? MadeAt => Exists ? File.GetLastWriteTimeUtc(Path) : null;

    public void Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        OutsideDatabase.WriteNew(Path, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Another key signs from now on, also in a process that runs; of the old one only the public part is left.</summary>
    public void Replace()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        string[] keys = [key.ExportPkcs8PrivateKeyPem(), .. Keys().Select(k => k.ExportSubjectPublicKeyInfoPem())];
        var fresh = Path + ".new";
        File.Delete(fresh);
        OutsideDatabase.WriteNew(fresh, string.Join('\n', keys) + '\n');
        File.Move(fresh, Path, overwrite: true);
    }

    public AuditAnchor Sign(AuditAnchor anchor) =>
        anchor with
        {
            Signature = Convert.ToBase64String(Keys()[0].SignData(Content(anchor), HashAlgorithmName.SHA384)),
        };

    public bool Verify(AuditAnchor anchor)
    {
        if (anchor is not { Signature: { } text, Hash: not null })
        {
            return false;
        }

        var signature = new byte[text.Length];
        return Convert.TryFromBase64String(text, signature, out var length)
            && Keys().Any(key => key.VerifyData(Content(anchor), signature.AsSpan(0, length), HashAlgorithmName.SHA384));
    }

    // Read anew when another process replaced it.
    private IReadOnlyList<ECDsa> Keys()
    {
        if (!File.Exists(Path))
        {
            throw new InvalidOperationException(
                $"The key file {Path} of the audit anchors is not there. Put it back, or run 'db migrate' once for a new installation."
            );
        }

        var written = File.GetLastWriteTimeUtc(Path);
        if (_known is not { } known || known.Written != written)
        {
            _known = known = new(written, Read(File.ReadAllText(Path)));
        }

        return known.Keys;
    }

    private static List<ECDsa> Read(string text)
    {
        var keys = new List<ECDsa>();
        for (var rest = text.AsSpan(); keys.Count == 0 || PemEncoding.TryFind(rest, out _); )
        {
            var end = PemEncoding.TryFind(rest, out var found) ? found.Location.End.Value : rest.Length;
            var key = ECDsa.Create();
            key.ImportFromPem(rest[..end]);
            keys.Add(key);
            rest = rest[end..];
        }

        return keys;
    }

    private sealed record Known(DateTime Written, IReadOnlyList<ECDsa> Keys);

    private static byte[] Content(AuditAnchor anchor) =>
        Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"caseregistry audit anchor 1|{anchor.Sequence}|{anchor.Hash}|{anchor.Count}|{anchor.At.UtcTicks}"
            )
        );
}
