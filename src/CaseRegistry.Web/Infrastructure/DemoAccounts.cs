using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>One account for each role, for a demonstration. Their password is public, so production refuses to start with them.</summary>
internal static class DemoAccounts
{
    public const string Password = "lantaarn-pindakaas-veerpont-dinsdag";
    private const string Domain = "demo.caseregistry.example";

    public sealed record DemoAccount(string Name, string DisplayName, string Organisation, Role[] Roles, params string[] Regions)
    {
        public string Email => $"{Name}@{Domain}";
    }

    public static readonly IReadOnlyList<DemoAccount> All =
    [
        new("coordinator.rotterdam", "Zorgcoördinator Rotterdam", "Zorgcoördinatie Rotterdam", [Role.CareCoordinator], "rotterdam"),
        new("coordinator.amsterdam", "Zorgcoördinator Amsterdam", "Zorgcoördinatie Amsterdam", [Role.CareCoordinator], "amsterdam"),
        new("deelnemer.rotterdam", "Deelnemer Rotterdam", "Jeugdbescherming Rotterdam", [Role.RegionalTableMember], "rotterdam"),
        new(
            "voorzitter.rotterdam",
            "Voorzitter Rotterdam",
            "Veiligheidshuis Rotterdam",
            [Role.RegionalTableMember, Role.RegionalTableChair],
            "rotterdam"
        ),
        new("analist", "Landelijk analist", "Landelijk bureau", [Role.NationalAnalyst]),
        new("analist.twee", "Tweede landelijk analist", "Landelijk bureau", [Role.NationalAnalyst]),
        new("privacy", "Privacy officer", "Zorgcoördinatie Rotterdam", [Role.PrivacyOfficer], "rotterdam"),
        new("fg", "Functionaris gegevensbescherming", "Gemeente Rotterdam", [Role.DataProtectionOfficer], "rotterdam"),
        new("beheerder", "Beheerder", "Landelijk bureau", [Role.Administrator]),
        new("beheerder.twee", "Tweede beheerder", "Landelijk bureau", [Role.Administrator]),
    ];

    /// <summary>Adds the accounts that are missing.</summary>
    public static async Task Seed(IServiceProvider scopedServices)
    {
        var actor = scopedServices.GetRequiredService<CurrentActor>();
        actor.BecomeOperator([]);
        actor.Action = nameof(DemoAccounts);
        var clock = scopedServices.GetRequiredService<TimeProvider>();
        var accounts = scopedServices.GetRequiredService<UserManager<Account>>();
        foreach (var demo in All)
        {
            if (await accounts.FindByEmailAsync(demo.Email) is not null)
            {
                continue;
            }

            var account = new Account
            {
                UserName = demo.Email,
                Email = demo.Email,
                DisplayName = demo.DisplayName,
                Organisation = demo.Organisation,
                IsDemo = true,
                ExpiresOn = clock.Today().AddYears(1),
                CertifiedAt = clock.GetUtcNow(),
            };
            account.Regions.AddRange(demo.Regions.Select(region => new AccountRegion(account.Id, region)));
            Demand(await accounts.CreateAsync(account, Password));
            Demand(await accounts.AddToRolesAsync(account, demo.Roles.Select(r => r.ToString())));
        }
    }

    private static void Demand(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException(string.Join(' ', result.Errors.Select(e => e.Description)));
        }
    }
}
