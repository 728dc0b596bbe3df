using System.Security.Cryptography;
using System.Text;
using CaseRegistry.Data;

namespace CaseRegistry.Web.Infrastructure.Encryption;

/// <summary>Protects what the register keeps for itself, with a key of its own that lies wrapped in the key store: rotating the master key changes nothing of it.</summary>
public sealed class KeyRing
{
    private readonly Lazy<byte[]> _key;

    internal KeyRing(KeyStore store) =>
        // Data Protection and Identity ask synchronously. A failure is not kept: the store may be back at the next call.
        _key = new(() => Task.Run(() => store.Open(WrappedKey.OfRegister)).GetAwaiter().GetResult(), LazyThreadSafetyMode.PublicationOnly);

    public byte[] Protect(byte[] plain, string purpose) => Sealed.Seal(Derive("protect"), plain, purpose);

    /// <exception cref="CryptographicException">The bytes were changed or moved, or another key protects them.</exception>
    public byte[] Unprotect(byte[] sealedBytes, string purpose) => Sealed.Open(Derive("protect"), sealedBytes, purpose);

    /// <summary>Keyed fingerprint (HMAC-SHA256).</summary>
    public byte[] Tag(byte[] content) => HMACSHA256.HashData(Derive("tag"), content);

    /// <summary>Whether this is the tag of this content; it takes as long whatever the answer.</summary>
    public bool IsTag(byte[] tag, byte[] content) => CryptographicOperations.FixedTimeEquals(Tag(content), tag);

    private byte[] Derive(string use) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _key.Value, 32, info: Encoding.ASCII.GetBytes(use));
}
