using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CaseRegistry.Web.Infrastructure.Encryption;

namespace CaseRegistry.Web.Infrastructure.Audit;

/// <summary>Signs anchors with a key in a file outside the database (<c>Audit:AnchorKeyFile</c>, PKCS #8 in PEM), by default beside the master key.</summary>
internal sealed class AnchorKey(IConfiguration configuration)
{
    private readonly Lazy<ECDsa> _key = new(() =>
    {
        var path = OutsideDatabase.PathOf(configuration, "Audit:AnchorKeyFile", "audit-anchors.key");
        if (!File.Exists(path))
        {
            throw new InvalidOperationException(
                $"The key file {path} of the audit anchors is not there. Put it back, or run 'db migrate' once for a new installation."
            );
        }

        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(path));
        return key;
    });

    public string Path { get; } = OutsideDatabase.PathOf(configuration, "Audit:AnchorKeyFile", "audit-anchors.key");

    public bool Exists => File.Exists(Path);

    // The file is written once.
    public DateTimeOffset? MadeAt => Exists ? File.GetLastWriteTimeUtc(Path) : null;

    public void Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        OutsideDatabase.WriteNew(Path, key.ExportPkcs8PrivateKeyPem());
    }

    public AuditAnchor Sign(AuditAnchor anchor) =>
        anchor with
        {
            Signature = Convert.ToBase64String(_key.Value.SignData(Content(anchor), HashAlgorithmName.SHA384)),
        };

    public bool Verify(AuditAnchor anchor)
    {
        if (anchor is not { Signature: { } text, Hash: not null })
        {
            return false;
        }

        var signature = new byte[text.Length];
        return Convert.TryFromBase64String(text, signature, out var length)
            && _key.Value.VerifyData(Content(anchor), signature.AsSpan(0, length), HashAlgorithmName.SHA384);
    }

    private static byte[] Content(AuditAnchor anchor) =>
        Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"caseregistry audit anchor 1|{anchor.Sequence}|{anchor.Hash}|{anchor.Count}|{anchor.At.UtcTicks}"
            )
        );
}
