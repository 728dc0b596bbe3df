using System.Linq.Expressions;
using CaseRegistry.Domain.Shared;
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

    /// <summary>When its owner last began a session; null until the account is used. Only ever changed by an update of its own.</summary>
    public DateTimeOffset? LastSignInAt { get; private set; }
    public List<AccountRegion> Regions { get; private set; } = [];

    /// <summary>After so long somebody confirms again that the account is needed.</summary>
    public static readonly TimeSpan CertifiedFor = TimeSpan.FromDays(90);

    /// <summary>Accounts of which that is due.</summary>
    public static Expression<Func<Account, bool>> IsDueAt(DateTimeOffset now)
    {
        var last = now - CertifiedFor;
        return a => !a.IsRetired && a.CertifiedAt < last;
    }

    /// <summary>
    /// Accounts in whose name something may happen: neither retired nor expired nor blocked. A lockout is always the work of
    /// an administrator: wrong guesses are counted elsewhere and block nobody.
    /// </summary>
    public static Expression<Func<Account, bool>> MayActAt(DateTimeOffset now)
    {
        var today = DutchCalendar.DateOf(now);
        return a => !a.IsRetired && (a.LockoutEnd == null || a.LockoutEnd <= now) && (a.ExpiresOn == null || a.ExpiresOn >= today);
    }

    public bool MayAct(DateTimeOffset now) => !IsRetired && !(LockoutEnd > now) && !(ExpiresOn < DutchCalendar.DateOf(now));
}

/// <summary>A care region in which an account works.</summary>
public sealed class AccountRegion(Guid accountId, string region)
{
    public Guid AccountId { get; private set; } = accountId;
    public string Region { get; private set; } = region;
}
