namespace CaseRegistry.Data.Accounts;

/// <summary>
/// The last form of a session that could not be taken when it was sent, because the session was locked or a factor was asked
/// for first. It waits, protected, until its sender has shown that factor.
/// </summary>
public sealed class KeptForm(Guid sessionId, Guid keyId, byte[] content, DateTimeOffset keptAt)
{
    public Guid SessionId { get; private set; } = sessionId;

    /// <summary>Names the key in the key store that protects it, and nothing else: it is destroyed with the form.</summary>
    public Guid KeyId { get; private set; } = keyId;
    public byte[] Content { get; private set; } = content;
    public DateTimeOffset KeptAt { get; private set; } = keptAt;
}
