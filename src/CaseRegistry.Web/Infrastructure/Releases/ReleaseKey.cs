using System.Security.Cryptography;
using CaseRegistry.Web.Infrastructure.Encryption;

namespace CaseRegistry.Web.Infrastructure.Releases;

/// <summary>
/// Signs releases: ECDSA with P-384 and SHA-384, the key in a file outside the database (<c>Releases:KeyFile</c>, PKCS #8 in PEM), by
/// default beside the master key. Beside it stand the public keys of all signatures ever given: who checks a release trusts that
/// file, not the database.
/// </summary>
internal sealed class ReleaseKey(IConfiguration configuration)
{
    public string Path { get; } = OutsideDatabase.PathOf(configuration, "Releases:KeyFile", "releases.key");

    public string PublicPath => System.IO.Path.ChangeExtension(Path, ".pub.pem");

    public bool Exists => File.Exists(Path);

    // The file is written once.
    public DateTimeOffset? MadeAt => Exists ? File.GetLastWriteTimeUtc(Path) : null;

    public void Create() => Make(Path);

    /// <summary>Another key signs from now on, also in a process that runs; of the old one only the public part is left.</summary>
    public void Replace()
    {
        var fresh = Path + ".new";
        File.Delete(fresh);
        Make(fresh);
        File.Move(fresh, Path, overwrite: true);
    }

    // The public part first: a signature that nobody can check must not be given, not even after a crash in between.
    private void Make(string path)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        File.AppendAllText(PublicPath, key.ExportSubjectPublicKeyInfoPem() + "\n");
        OutsideDatabase.WriteNew(path, key.ExportPkcs8PrivateKeyPem());
    }

    /// <exception cref="InvalidOperationException">There is no key.</exception>
    public byte[] Sign(byte[] manifest)
    {
        if (!Exists)
        {
            throw new InvalidOperationException(
                $"The key file {Path} that signs releases is not there. Put it back, or run 'db migrate' for a new one."
            );
        }

        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Path));
        return key.SignData(manifest, HashAlgorithmName.SHA384);
    }

    /// <summary>One of the public keys gave the signature.</summary>
    /// <param name="publicKeys">PEM of one or more; those of this register where none is given.</param>
    public bool Verify(byte[] manifest, byte[] signature, string? publicKeys = null)
    {
        var pem = publicKeys ?? (File.Exists(PublicPath) ? File.ReadAllText(PublicPath) : "");
        const string end = "-----END PUBLIC KEY-----";
        return pem.Split(end)
            .Where(part => part.Contains("BEGIN PUBLIC KEY", StringComparison.Ordinal))
            .Any(part =>
            {
                using var key = ECDsa.Create();
                key.ImportFromPem(part + end);
                return key.VerifyData(manifest, signature, HashAlgorithmName.SHA384);
            });
    }
}
