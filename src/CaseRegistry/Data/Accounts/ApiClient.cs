using System.Security.Cryptography;
using System.Text;

namespace CaseRegistry.Data.Accounts;

/// <summary>Another system that registers signals or reads tables, known by a key of which only the hash is kept.</summary>
public sealed class ApiClient
{
    private const string Prefix = "crk_";

    private ApiClient() { }

    public Guid Id { get; private set; }
    public string Name { get; private set; } = "";
    public byte[] KeyHash { get; private set; } = [];

    /// <summary>Separated by spaces.</summary>
    public string Scopes { get; private set; } = "";

    /// <summary>Region codes separated by spaces.</summary>
    public string Regions { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Makes a client with a random key of 256 bits, which is shown once and not kept.</summary>
    public static (ApiClient Client, string Key) Create(
        string name,
        IEnumerable<string> scopes,
        IEnumerable<string> regions,
        DateTimeOffset expiresAt,
        DateTimeOffset now
    )
    {
        var key = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var client = new ApiClient
        {
            Id = Guid.CreateVersion7(),
            Name = name,
            KeyHash = HashOf(key),
            Scopes = string.Join(' ', scopes),
            Regions = string.Join(' ', regions),
            CreatedAt = now,
            ExpiresAt = expiresAt,
        };
        return (client, key);
    }

    /// <summary>SHA-256 is enough here: the key is random, not chosen by a person.</summary>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>From so long before its end on people and the system itself are told.</summary>
    public static readonly TimeSpan Warning = TimeSpan.FromDays(30);

    public bool EndsSoonAt(DateTimeOffset now) => ExpiresAt - now <= Warning;

    public bool IsValidAt(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}
