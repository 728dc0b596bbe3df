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
    public List<AccountRegion> Regions { get; private set; } = [];
}

/// <summary>A care region in which an account works.</summary>
public sealed class AccountRegion(Guid accountId, string region)
{
    public Guid AccountId { get; private set; } = accountId;
    public string Region { get; private set; } = region;
}
