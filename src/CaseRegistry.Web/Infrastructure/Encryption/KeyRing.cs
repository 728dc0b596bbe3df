using System.Security.Cryptography;
using System.Text;

namespace CaseRegistry.Web.Infrastructure.Encryption;

/// <summary>
/// The master key, from a file outside the database (<c>Encryption:KeyFile</c>): wraps the data key of every case and
/// protects what the application itself keeps. Without the file nothing protected can be read, and nothing starts.
/// </summary>
public sealed class KeyRing
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly Lazy<byte[]> _master;

    public KeyRing(IConfiguration configuration)
    {
        Path = PathOf(configuration, "Encryption:KeyFile", "master.key");
        _master = new(Read);
    }

    public string Path { get; }

    /// <summary>Version of the master key; goes into every wrapped key.</summary>
    public int Version => 1;

    public bool Exists => File.Exists(Path);

    /// <summary>Where a file outside the database lies: as configured, else beside the master key, else in the folder of the account that runs this.</summary>
    internal static string PathOf(IConfiguration configuration, string setting, string name) =>
        configuration[setting] is { Length: > 0 } configured ? System.IO.Path.GetFullPath(configured, ContentRoot.Path)
        : configuration["Encryption:KeyFile"] is { Length: > 0 } master
            ? System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(master, ContentRoot.Path))!, name)
        : System.IO.Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "CaseRegistry",
            name
        );

    /// <summary>Makes the key file, readable by its owner only. Never replaces one.</summary>
    public void Create() => WriteNew(Path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyLength)));

    internal static void WriteNew(string path, string content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(content));
        file.Flush(flushToDisk: true);
    }

    public byte[] Wrap(byte[] dataKey, string boundTo) => Seal(Derive("wrap"), dataKey, boundTo);

    /// <exception cref="CryptographicException">The key was changed, belongs to another case, or another master key wrapped it.</exception>
    public byte[] Unwrap(byte[] wrapped, string boundTo) => Open(Derive("wrap"), wrapped, boundTo);

    public byte[] Protect(byte[] plain, string purpose) => Seal(Derive("protect"), plain, purpose);

    public byte[] Unprotect(byte[] sealedBytes, string purpose) => Open(Derive("protect"), sealedBytes, purpose);

    /// <summary>Keyed fingerprint (HMAC-SHA256).</summary>
    public byte[] Tag(byte[] content) => HMACSHA256.HashData(Derive("tag"), content);

    private byte[] Derive(string use) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _master.Value, KeyLength, info: Encoding.ASCII.GetBytes(use));

    private byte[] Read()
    {
        if (!Exists)
        {
            throw new InvalidOperationException(
                $"The key file {Path} is not there. Put back the file that belongs to this database, or run 'db migrate' once for a new installation."
            );
        }

        var key = Convert.FromBase64String(File.ReadAllText(Path).Trim());
        return key.Length == KeyLength ? key : throw new InvalidOperationException($"The key file {Path} does not hold a key of 256 bits.");
    }

    private static byte[] Seal(byte[] key, byte[] plain, string boundTo)
    {
        var result = new byte[NonceLength + TagLength + plain.Length];
        var nonce = result.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(
            nonce,
            plain,
            result.AsSpan(NonceLength + TagLength),
            result.AsSpan(NonceLength, TagLength),
            Encoding.UTF8.GetBytes(boundTo)
        );
        return result;
    }

    private static byte[] Open(byte[] key, byte[] bytes, string boundTo)
    {
        if (bytes.Length < NonceLength + TagLength)
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
