using System.Security.Cryptography;
using System.Text;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Cases;

/// <summary>
/// The data key of one case: protects its identity fields and narratives with AES-256-GCM (NIST SP 800-38D, random
/// 96-bit nonce). What it protects is bound to table, column, case and key version, so that it cannot be moved.
/// </summary>
public sealed class CaseKey(CaseId caseId, int version, byte[] key)
{
    private const byte Format = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = 1 + NonceLength + TagLength;

    public CaseId CaseId => caseId;

    public int Version => version;

    /// <summary>The key was destroyed: what it protected reads as nothing, and nothing more is protected with it.</summary>
    public bool IsDestroyed => key.Length == 0;

    public static CaseKey Destroyed(CaseId caseId, int version) => new(caseId, version, []);

    /// <param name="text">Nothing, or only white space, is stored as nothing.</param>
    /// <param name="column">Table and column, as <c>Signals|Narrative</c>.</param>
    /// <exception cref="RuleViolationException">The case was erased.</exception>
    public ProtectedText? Protect(string? text, string column)
    {
        if (IsDestroyed)
        {
            throw new RuleViolationException("Case.Erased");
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var plain = Encoding.UTF8.GetBytes(text);
        var bytes = new byte[HeaderLength + plain.Length];
        bytes[0] = Format;
        var nonce = bytes.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plain, bytes.AsSpan(HeaderLength), bytes.AsSpan(1 + NonceLength, TagLength), Bound(column));
        CryptographicOperations.ZeroMemory(plain);
        return new ProtectedText(bytes);
    }

    /// <exception cref="CryptographicException">The bytes were changed, moved, or belong to another key.</exception>
    public string? Reveal(ProtectedText? text, string column)
    {
        if (text is null || IsDestroyed)
        {
            return null;
        }

        var bytes = text.Bytes;
        if (bytes.Length < HeaderLength || bytes[0] != Format)
        {
            throw new CryptographicException("Not a protected text.");
        }

        var plain = new byte[bytes.Length - HeaderLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(
            bytes.AsSpan(1, NonceLength),
            bytes.AsSpan(HeaderLength),
            bytes.AsSpan(1 + NonceLength, TagLength),
            plain,
            Bound(column)
        );
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>A keyed fingerprint (HMAC-SHA256) of content: tells whether two contents are equal without telling what they are.</summary>
    public byte[] Fingerprint(string content)
    {
        if (IsDestroyed)
        {
            throw new RuleViolationException("Case.Erased");
        }

        var derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: "fingerprint"u8.ToArray());
        return HMACSHA256.HashData(derived, Encoding.UTF8.GetBytes(content));
    }

    /// <summary>Whether this is the fingerprint of this content; it takes as long whatever the answer.</summary>
    public bool IsFingerprint(byte[] fingerprint, string content) =>
        CryptographicOperations.FixedTimeEquals(Fingerprint(content), fingerprint);

    private byte[] Bound(string column) => Encoding.UTF8.GetBytes($"{column}|{caseId}|{version}");
}
