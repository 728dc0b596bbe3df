using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CaseRegistry.Web.Infrastructure.Encryption;

/// <summary>
/// Key-encryption keys in the key file, each wrapped (RSA-OAEP, SHA-256) by an X.509 certificate: the file alone opens nothing.
/// The first certificate of <c>Encryption:Certificates</c> wraps; the others unwrap what was wrapped before.
/// </summary>
internal sealed class CertificateKeys(IConfiguration configuration) : KeyFile(configuration)
{
    private const string Setting = "Encryption:Certificates";

    private readonly Lazy<IReadOnlyList<X509Certificate2>> _certificates = new(() =>
        [.. configuration.GetSection(Setting).GetChildren().Select(Load)]
    );

    public static bool AreConfigured(IConfiguration configuration) => configuration.GetSection(Setting).GetChildren().Any();

    public override string Place => $"{base.Place}, opened by certificate {_certificates.Value[0].Thumbprint}";

    protected override string Seal(byte[] key)
    {
        var certificate = _certificates.Value[0];
        using var rsa = certificate.GetRSAPublicKey() ?? throw new InvalidOperationException($"{Name(certificate)} holds no RSA key.");
        return $"{certificate.Thumbprint} {Convert.ToBase64String(rsa.Encrypt(key, RSAEncryptionPadding.OaepSHA256))}";
    }

    protected override byte[] Unseal(string[] words)
    {
        if (words is not [var thumbprint, var wrapped])
        {
            throw new FormatException("This line was not written for a certificate.");
        }

        var certificate =
            _certificates.Value.FirstOrDefault(c => c.Thumbprint == thumbprint)
            ?? throw new InvalidOperationException($"The certificate {thumbprint} that opens the key file is not among {Setting}.");
        using var rsa =
            certificate.GetRSAPrivateKey()
            ?? throw new InvalidOperationException($"{Name(certificate)} comes without its private RSA key.");
        return rsa.Decrypt(Convert.FromBase64String(wrapped), RSAEncryptionPadding.OaepSHA256);
    }

    private static X509Certificate2 Load(IConfigurationSection one)
    {
        if (one["File"] is { Length: > 0 } file)
        {
            var password = one["PasswordFile"] is { Length: > 0 } secret
                ? File.ReadAllText(Path.GetFullPath(secret, ContentRoot.Path)).TrimEnd('\r', '\n')
                : null;
            return X509CertificateLoader.LoadPkcs12FromFile(
                Path.GetFullPath(file, ContentRoot.Path),
                password,
                OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet
            );
        }

        var thumbprint = one["Thumbprint"] ?? throw new InvalidOperationException($"{one.Path} names neither File nor Thumbprint.");
        foreach (var location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            using var store = new X509Store(StoreName.My, location);
            try
            {
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            }
            catch (CryptographicException)
            {
                // There is no such store here.
                continue;
            }

            if (store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false) is [var found, ..])
            {
                return found;
            }
        }

        throw new InvalidOperationException($"The certificate {thumbprint} is in no store of this account or machine.");
    }

    private static string Name(X509Certificate2 certificate) => $"The certificate {certificate.Thumbprint}";
}
