using System.Linq.Expressions;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Data.Accounts;

/// <summary>Someone who signs in. The user name is the e-mail address.</summary>
public sealed class Account : IdentityUser<Guid>
{
    public Account() => Id = Guid.CreateVersion7();

    /// <summary>Name of the person as colleagues know it.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>Organisation for which the person sits at a table.</summary>
    public string? Organisation { get; set; }

    /// <summary>All regions, later ones included; given on the command line only.</summary>
    public bool AllRegions { get; set; }

    /// <summary>Made for the demonstration; production refuses to start while one exists.</summary>
    public bool IsDemo { get; set; }
    public bool IsRetired { get; set; }

    /// <summary>Last day on which the account is used; null where its use has no end yet.</summary>
    public DateOnly? ExpiresOn { get; set; }

    /// <summary>When an administrator last confirmed that the account is still needed.</summary>
    public DateTimeOffset CertifiedAt { get; set; }

    /// <summary>Step of the last authenticator code that was used: a code works once. Only ever changed by a conditional update.</summary>
    public long? LastTimeStep { get; private set; }
    public List<AccountRegion> Regions { get; private set; } = [];

    /// <summary>How long wrong guesses lock an account.</summary>
    public static readonly TimeSpan GuessLockout = TimeSpan.FromMinutes(15);

    /// <summary>Clocks of two servers may differ; nobody must be thrown out for that.</summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Accounts in whose name something may happen: not retired, and not blocked. Wrong guesses, which anybody can make at the
    /// sign-in page, keep out new sessions for a while but must not end the one that is open; a lockout that reaches
    /// further ahead than guesses do was set by an administrator, and does.
    /// </summary>
    public static Expression<Func<Account, bool>> MayActAt(DateTimeOffset now)
    {
        var furthestGuess = FurthestGuess(now);
        return a => !a.IsRetired && (a.LockoutEnd == null || a.LockoutEnd <= furthestGuess);
    }

    public bool MayAct(DateTimeOffset now) => !IsRetired && (LockoutEnd is not { } end || end <= FurthestGuess(now));

    private static DateTimeOffset FurthestGuess(DateTimeOffset now) => now + GuessLockout + ClockDifference;
}

/// <summary>A care region in which an account works.</summary>
public sealed class AccountRegion(Guid accountId, string region)
{
    public Guid AccountId { get; private set; } = accountId;
    public string Region { get; private set; } = region;
}
