using CaseRegistry.Domain.Shared;

namespace CaseRegistry.UnitTests.Accounts;

public sealed class RolesTests
{
    private static readonly Role[] WithCases = [Role.CareCoordinator, Role.RegionalTableMember, Role.RegionalTableChair];

    [Fact]
    public void Whoever_has_cases_neither_configures_counts_nor_supervises_and_an_administrator_is_no_privacy_officer()
    {
        var roles = Enum.GetValues<Role>();
        foreach (
            var set in Enumerable.Range(1, (1 << roles.Length) - 1).Select(bits => roles.Where((_, i) => (bits >> i & 1) == 1).ToList())
        )
        {
            var mixed = set.Exists(WithCases.Contains) && !set.TrueForAll(WithCases.Contains);
            var isBoth = set.Contains(Role.Administrator) && set.Contains(Role.PrivacyOfficer);

            Assert.True(Roles.AreCompatible(set) == (!mixed && !isBoth), string.Join(", ", set));
        }
    }

    [Theory]
    [InlineData(Role.CareCoordinator, true, false)]
    [InlineData(Role.RegionalTableMember, true, false)]
    [InlineData(Role.RegionalTableChair, true, false)]
    [InlineData(Role.NationalAnalyst, false, false)]
    [InlineData(Role.PrivacyOfficer, true, true)]
    [InlineData(Role.DataProtectionOfficer, true, false)]
    [InlineData(Role.Administrator, false, true)]
    public void A_role_needs_its_region_and_its_way_to_sign_in(Role role, bool region, bool passkey) =>
        Assert.Equal((region, passkey), (Roles.NeedsRegion(role), Roles.NeedsPasskey(role)));

    [Theory]
    [InlineData(
        Role.CareCoordinator,
        "RegisterSignals ImportCases ViewSignals ViewCases ChangeCases BreakGlass PlanMeetings CompletePeriods"
    )]
    [InlineData(Role.RegionalTableMember, "RegisterSignals AttendMeetings")]
    [InlineData(Role.RegionalTableChair, "RegisterSignals AttendMeetings RecordDiscussions")]
    [InlineData(
        Role.NationalAnalyst,
        "ViewTables ComposeTables CompareWithCoMensha AcceptPeriods MakeReleases ReadReleases ReadExactReleases"
    )]
    [InlineData(Role.PrivacyOfficer, "ViewAudit HoldCases ReviewBreakGlass")]
    [InlineData(Role.DataProtectionOfficer, "ViewAudit")]
    [InlineData(Role.Administrator, "Administer")]
    public void A_role_may_do_this_and_what_everybody_may_who_is_signed_in(Role role, string permissions) =>
        Assert.Equal($"{permissions} SignedIn Anyone", string.Join(' ', Roles.PermissionsOf([role])));

    [Fact]
    public void Of_two_roles_somebody_may_do_what_either_may_each_once() =>
        Assert.Equal(
            "RegisterSignals AttendMeetings RecordDiscussions SignedIn Anyone",
            string.Join(' ', Roles.PermissionsOf([Role.RegionalTableMember, Role.RegionalTableChair]))
        );

    [Fact]
    public void Whoever_has_no_role_may_see_the_own_account_only() =>
        Assert.Equal([Permission.SignedIn, Permission.Anyone], Roles.PermissionsOf([]));

    [Theory]
    [InlineData("signals:read", Permission.ViewSignals, true)]
    [InlineData("signals:write", Permission.RegisterSignals, true)]
    [InlineData("cases:read", Permission.ViewCases, true)]
    [InlineData("cases:write", Permission.ChangeCases, true)]
    [InlineData("tables:read", Permission.ViewTables, false)]
    [InlineData("releases:public", Permission.ReadReleases, false)]
    [InlineData("releases:read", Permission.ReadReleases, false, Permission.ReadExactReleases)]
    public void A_scope_allows_one_thing_and_needs_a_region_where_there_are_cases(
        string scope,
        Permission permission,
        bool region,
        params Permission[] more
    )
    {
        Assert.Contains(scope, Scopes.All);
        Assert.Equal([permission, .. more, Permission.Anyone], Scopes.PermissionsOf([scope]));
        Assert.Equal(region, Scopes.NeedsRegion(scope));
    }

    [Fact]
    public void There_is_no_other_scope_and_one_that_was_taken_away_allows_nothing()
    {
        Assert.Equal(7, Scopes.All.Count);
        Assert.Equal([Permission.Anyone], Scopes.PermissionsOf(["cases:delete", "CASES:READ", ""]));
    }
}
