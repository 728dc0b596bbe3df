namespace CaseRegistry.Data.Accounts;

/// <summary>Wrong passwords and codes for one account from one address: whoever guesses locks out only that address.</summary>
public sealed class SignInFailures(Guid accountId, string origin)
{
    public Guid AccountId { get; private set; } = accountId;
    public string Origin { get; private set; } = origin;
    public int Count { get; private set; }
    public DateTimeOffset LastAt { get; private set; }
    public DateTimeOffset? LockedUntil { get; private set; }

    public void Add(DateTimeOffset now, int most, TimeSpan lockout)
    {
        Count = LastAt + lockout <= now ? 1 : Count + 1;
        (LastAt, LockedUntil) = (now, Count >= most ? now + lockout : LockedUntil);
    }
}
