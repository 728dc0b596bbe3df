using System.Security.Cryptography;
using System.Text;

namespace CaseRegistry.Data.Accounts;

/// <summary>Somebody at a browser, from signing in until the end. The browser holds a random key, of which only the hash is kept here.</summary>
public sealed class Session
{
    private Session() { }

    public Guid Id { get; private set; }
    public Guid AccountId { get; private set; }
    public byte[] KeyHash { get; private set; } = [];

    /// <summary>What the sign-in established, protected.</summary>
    public byte[] Ticket { get; private set; } = [];
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset LastSeenAt { get; private set; }

    /// <summary>When the person last showed a factor.</summary>
    public DateTimeOffset ConfirmedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Factors that were shown, separated by spaces.</summary>
    public string Methods { get; private set; } = "";

    /// <summary>Browser and system in a few words.</summary>
    public string Browser { get; private set; } = "";

    /// <summary>From which networks the person last showed a factor, coarsely: one of each version of addresses, for a browser may use both in turns.</summary>
    public string? Network { get; private set; }

    /// <summary>The identity provider that let the person in, if one did.</summary>
    public string? Issuer { get; private set; }

    /// <summary>Hash of the session there, by which the provider ends this one.</summary>
    public byte[]? ProviderSession { get; private set; }

    public static Session Start(
        Guid accountId,
        string key,
        byte[] ticket,
        string methods,
        string browser,
        DateTimeOffset now,
        TimeSpan longest
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            AccountId = accountId,
            KeyHash = HashOf(key),
            Ticket = ticket,
            Methods = methods,
            Browser = browser,
            CreatedAt = now,
            LastSeenAt = now,
            ConfirmedAt = now,
            ExpiresAt = now + longest,
        };

    /// <summary>SHA-256 is enough here: the key is random, not chosen by a person.</summary>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public bool IsOpenAt(DateTimeOffset now) => EndedAt is null && now < ExpiresAt;

    /// <summary>The person showed a factor again: same session, new key.</summary>
    public void Confirm(string key, byte[] ticket, string methods, string? network, DateTimeOffset now, DateTimeOffset shownAt) =>
        (KeyHash, Ticket, Methods, Network, LastSeenAt, ConfirmedAt) = (HashOf(key), ticket, methods, With(network), now, shownAt);

    /// <summary>Where the server sees no address there is none to differ.</summary>
    public bool IsAt(string? network) => network is null || Network is null || Network.Split(' ').Contains(network);

    public void ComesFrom(string issuer, byte[]? providerSession) => (Issuer, ProviderSession) = (issuer, providerSession);

    /// <summary>The session may do something else than before: new key.</summary>
    public void Change(string key, byte[] ticket, string methods, DateTimeOffset now) =>
        (KeyHash, Ticket, Methods, LastSeenAt) = (HashOf(key), ticket, methods, now);

    private string? With(string? network) =>
        network is null
            ? Network
            : string.Join(' ', (Network?.Split(' ') ?? []).Where(n => n.Contains(':') != network.Contains(':')).Append(network));

    public void End(DateTimeOffset now) => EndedAt ??= now;
}
