namespace CaseRegistry.Data.Accounts;

/// <summary>Wrong passwords and codes for one account from one place, an address or a known browser: whoever guesses locks out only that place.</summary>
public sealed class SignInFailures(Guid accountId, string place)
{
    /// <summary>How long a place that guessed too often waits; after as long without a guess it begins anew.</summary>
    public static readonly TimeSpan Lockout = TimeSpan.FromMinutes(15);

    public Guid AccountId { get; private set; } = accountId;

    /// <summary>A known browser, else an address or its network.</summary>
    public string Place { get; private set; } = place;
    public int Count { get; private set; }
    public DateTimeOffset LastAt { get; private set; }
    public DateTimeOffset? LockedUntil { get; private set; }

    public void Add(DateTimeOffset now, int most)
    {
        Count = LastAt + Lockout <= now ? 1 : Count + 1;
        (LastAt, LockedUntil) = (now, Count >= most ? now + Lockout : null);
    }
}
