namespace CaseRegistry.Data.Accounts;

/// <summary>
/// Wrong passwords and codes for one account from one place, an address or a known browser: whoever guesses locks out only that
/// place. For an address without an account there is as much of it, under an id of no account.
/// </summary>
public sealed class SignInFailures(Guid accountId, string place)
{
    /// <summary>How long a place that guessed too often waits; after as long without a guess it begins anew.</summary>
    public static readonly TimeSpan Lockout = TimeSpan.FromMinutes(15);

    /// <summary>Not a place: what went wrong since the owner was last here, whenever and wherever.</summary>
    public const string SinceSignIn = "since";

    /// <summary>The same for a right password after which no second factor came.</summary>
    public const string Halfway = "halfway";

    /// <summary>How long that is remembered.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(365);

    public Guid AccountId { get; private set; } = accountId;

    /// <summary>A known browser, else an address or its network.</summary>
    public string Place { get; private set; } = place;
    public int Count { get; private set; }
    public DateTimeOffset LastAt { get; private set; }
    public DateTimeOffset? LockedUntil { get; private set; }

    /// <summary>One, that locks nobody out.</summary>
    public static SignInFailures First(Guid accountId, string tally, DateTimeOffset now) =>
        new(accountId, tally) { Count = 1, LastAt = now };

    public void Add(DateTimeOffset now, int most)
    {
        Count = LastAt + Lockout <= now ? 1 : Count + 1;
        (LastAt, LockedUntil) = (now, Count >= most ? now + Lockout : null);
    }
}
