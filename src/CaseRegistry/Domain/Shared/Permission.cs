namespace CaseRegistry.Domain.Shared;

/// <summary>What a message demands of whoever sends it. Nothing is allowed that is not named here.</summary>
public enum Permission
{
    /// <summary>Signing in and choosing a language.</summary>
    Anyone = 1,

    /// <summary>Own page, own account.</summary>
    SignedIn,
    RegisterSignals,
    ImportCases,
    ViewSignals,
    ViewCases,
    ChangeCases,

    /// <summary>Opens a case of another region in an emergency.</summary>
    BreakGlass,
    PlanMeetings,
    AttendMeetings,
    RecordDiscussions,
    ViewTables,

    /// <summary>Counts by dimensions of one's own choice, over the facts of every region.</summary>
    ComposeTables,

    /// <summary>Compares the persons of every region with a list of CoMensha; numbers per class come out.</summary>
    CompareWithCoMensha,

    /// <summary>Says that the counts of a quarter of the own region are complete.</summary>
    CompletePeriods,

    /// <summary>Accepts or returns what regions hand in.</summary>
    AcceptPeriods,

    /// <summary>Freezes, approves and gives out releases.</summary>
    MakeReleases,

    /// <summary>Reads published releases for everyone.</summary>
    ReadReleases,

    /// <summary>Those with exact numbers too.</summary>
    ReadExactReleases,
    ViewAudit,
    HoldCases,

    /// <summary>Weighs afterwards whether an emergency access was one.</summary>
    ReviewBreakGlass,
    Administer,

    /// <summary>Commands of the operator on the server itself.</summary>
    Operate,
}

/// <summary>Roles of people and machines (domain.md). An account may have several that are compatible.</summary>
public enum Role
{
    CareCoordinator = 1,
    RegionalTableMember,
    RegionalTableChair,
    NationalAnalyst,
    PrivacyOfficer,
    DataProtectionOfficer,
    Administrator,
}

/// <summary>Which role may do what, and which roles never go together.</summary>
public static class Roles
{
    private static readonly Dictionary<Role, Permission[]> Grants = new()
    {
        [Role.CareCoordinator] =
        [
            Permission.RegisterSignals,
            Permission.ImportCases,
            Permission.ViewSignals,
            Permission.ViewCases,
            Permission.ChangeCases,
            Permission.BreakGlass,
            Permission.PlanMeetings,
            Permission.CompletePeriods,
        ],
        [Role.RegionalTableMember] = [Permission.RegisterSignals, Permission.AttendMeetings],
        [Role.RegionalTableChair] = [Permission.RegisterSignals, Permission.AttendMeetings, Permission.RecordDiscussions],
        [Role.NationalAnalyst] =
        [
            Permission.ViewTables,
            Permission.ComposeTables,
            Permission.CompareWithCoMensha,
            Permission.AcceptPeriods,
            Permission.MakeReleases,
            Permission.ReadReleases,
            Permission.ReadExactReleases,
        ],
        [Role.PrivacyOfficer] = [Permission.ViewAudit, Permission.HoldCases, Permission.ReviewBreakGlass],
        [Role.DataProtectionOfficer] = [Permission.ViewAudit],
        [Role.Administrator] = [Permission.Administer],
    };

    private static readonly Role[] CaseRoles = [Role.CareCoordinator, Role.RegionalTableMember, Role.RegionalTableChair];
    private static readonly Role[] ApartRoles = [Role.Administrator, Role.NationalAnalyst, Role.PrivacyOfficer, Role.DataProtectionOfficer];

    public static IEnumerable<Permission> PermissionsOf(IEnumerable<Role> roles) =>
        roles.SelectMany(r => Grants[r]).Append(Permission.SignedIn).Append(Permission.Anyone).Distinct();

    /// <summary>Whoever configures, counts or supervises has no cases, and an administrator is no privacy officer.</summary>
    public static bool AreCompatible(IReadOnlyCollection<Role> roles) =>
        !(roles.Intersect(CaseRoles).Any() && roles.Intersect(ApartRoles).Any())
        && !(roles.Contains(Role.Administrator) && roles.Contains(Role.PrivacyOfficer));

    /// <summary>Roles for which an authenticator is not enough: they open doors for others, so theirs must withstand phishing.</summary>
    public static bool NeedsPasskey(Role role) => role is Role.Administrator or Role.PrivacyOfficer;

    /// <summary>Roles that work in regions: those with cases, and those that answer for them to the controller of a region.</summary>
    public static bool NeedsRegion(Role role) => CaseRoles.Contains(role) || role is Role.PrivacyOfficer or Role.DataProtectionOfficer;
}

/// <summary>What an API client may be given, and what that allows.</summary>
public static class Scopes
{
    private static readonly Dictionary<string, Permission[]> Grants = new(StringComparer.Ordinal)
    {
        ["signals:read"] = [Permission.ViewSignals],
        ["signals:write"] = [Permission.RegisterSignals],
        ["cases:read"] = [Permission.ViewCases],
        ["cases:write"] = [Permission.ChangeCases],
        ["tables:read"] = [Permission.ViewTables],
        ["releases:read"] = [Permission.ReadReleases, Permission.ReadExactReleases],
        ["releases:public"] = [Permission.ReadReleases],
    };

    public static IReadOnlyCollection<string> All => Grants.Keys;

    /// <summary>The scopes that open case data and so need a region.</summary>
    public static bool NeedsRegion(string scope) => scope is not ("tables:read" or "releases:read" or "releases:public");

    public static IEnumerable<Permission> PermissionsOf(IEnumerable<string> scopes) =>
        scopes.Where(Grants.ContainsKey).SelectMany(s => Grants[s]).Append(Permission.Anyone).Distinct();
}
