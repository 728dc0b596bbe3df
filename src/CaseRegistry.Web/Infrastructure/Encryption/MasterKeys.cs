using System.Security.Cryptography;
using System.Text;

namespace CaseRegistry.Web.Infrastructure.Encryption;

/// <summary>Wraps keys with the newest key-encryption key, and opens what any version wrapped (AES-256-GCM).</summary>
internal sealed class MasterKeys(IKeyProvider provider)
{
    private IReadOnlyDictionary<int, byte[]>? _known;

    public string Place => provider.Place;

    public bool Exists => provider.Exists;

    /// <summary>When the newest version was made; null when the provider does not know.</summary>
    public DateTimeOffset? NewestAt => provider.NewestAt;

    public void Create() => provider.Create();

    /// <summary>The versions there are now.</summary>
    public IReadOnlyCollection<int> Versions() => [.. Refresh().Keys];

    public int Add() => provider.Add();

    public void KeepOnly(int version) => provider.KeepOnly(version);

    /// <summary>Wraps keys by the version that is the newest now, not the one that was when this process began; for the moment only.</summary>
    public Func<byte[], string, (int MasterVersion, byte[] Wrapped)> WithNewest()
    {
        var keys = Refresh();
        var newest = keys.Keys.Max();
        var wrapping = Wrapping(keys[newest]);
        return (key, boundTo) => (newest, Sealed.Seal(wrapping, key, Bound(boundTo, newest)));
    }

    /// <exception cref="CryptographicException">The key was changed or moved, or what wrapped it is not there.</exception>
    public byte[] Unwrap(int masterVersion, byte[] wrapped, string boundTo)
    {
        var keys = _known is { } known && known.ContainsKey(masterVersion) ? known : Refresh();
        return keys.TryGetValue(masterVersion, out var master)
            ? Sealed.Open(Wrapping(master), wrapped, Bound(boundTo, masterVersion))
            : throw new CryptographicException(
                $"Version {masterVersion} of the master key is not in {provider.Place}. Put back the file that belongs to this key store."
            );
    }

    private IReadOnlyDictionary<int, byte[]> Refresh() => _known = provider.Read();

    private static string Bound(string boundTo, int masterVersion) => $"{boundTo}|{masterVersion}";

    private static byte[] Wrapping(byte[] master) => HKDF.DeriveKey(HashAlgorithmName.SHA256, master, 32, info: "wrap"u8.ToArray());
}

/// <summary>Bytes sealed with AES-256-GCM: format (1 byte), nonce (12 bytes), tag (16 bytes), ciphertext.</summary>
internal static class Sealed
{
    /// <summary>First byte: AES-256-GCM, nonce, tag, text. Another algorithm gets another one, and both are read until all is sealed anew.</summary>
    private const byte Format = 1;

    private const int NonceLength = 12;
    private const int TagLength = 16;

    public static byte[] Seal(byte[] key, byte[] plain, string boundTo)
    {
        var sealedBytes = new byte[1 + NonceLength + TagLength + plain.Length];
        sealedBytes[0] = Format;
        var result = sealedBytes.AsSpan(1);
        var nonce = result[..NonceLength];
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(
            nonce,
            plain,
            result[(NonceLength + TagLength)..],
            result.Slice(NonceLength, TagLength),
            Encoding.UTF8.GetBytes(boundTo)
        );
        return sealedBytes;
    }

    public static byte[] Open(byte[] key, byte[] sealedBytes, string boundTo)
    {
        if (sealedBytes is not [Format, .. { Length: >= NonceLength + TagLength } bytes])
        {
            throw new CryptographicException("Not a protected value.");
        }

        var plain = new byte[bytes.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(
            bytes.AsSpan(0, NonceLength),
            bytes.AsSpan(NonceLength + TagLength),
            bytes.AsSpan(NonceLength, TagLength),
            plain,
            Encoding.UTF8.GetBytes(boundTo)
        );
        return plain;
    }
}
