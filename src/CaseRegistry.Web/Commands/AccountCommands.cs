using System.CommandLine;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Administration;
using MediatR;
using Microsoft.AspNetCore.DataProtection;

namespace CaseRegistry.Web.Commands;

/// <summary><c>accounts create EMAIL --role ROLE [--region CODE|all] [--expires DATE]</c>: prints the one-time link with which the password is chosen.</summary>
internal static class AccountCommands
{
    private const string All = "all";

    public static Command Create()
    {
        var email = new Argument<string>("email") { Description = "Address with which the person signs in" };
        var roles = new Option<string[]>("--role")
        {
            Description = $"One or more of {string.Join(", ", Enum.GetNames<Role>())}",
            Required = true,
        };
        var regions = new Option<string[]>("--region") { Description = "Code of a region, or all for every region there is and will be" };
        var name = new Option<string>("--name") { Description = "Name of the person; by default the part of the address before the @" };
        var expires = new Option<DateOnly?>("--expires") { Description = "Last day on which it can be used; by default a year ahead" };
        var create = new Command("create", "Makes an account and prints the one-time link with which its password is chosen.")
        {
            email,
            roles,
            regions,
            name,
            expires,
        };
        create.SetAction(parsed =>
            Run(
                parsed.GetRequiredValue(email).Trim(),
                parsed.GetRequiredValue(roles),
                parsed.GetValue(regions) ?? [],
                parsed.GetValue(name),
                parsed.GetValue(expires)
            )
        );
        return new Command("accounts", "People who sign in.") { create };
    }

    private static Task<int> Run(string email, string[] roles, string[] regions, string? name, DateOnly? expires) =>
        CommandLine.AsOperator(async services =>
        {
            var command = new CreateAccount.Command
            {
                Email = email,
                DisplayName = string.IsNullOrWhiteSpace(name) ? email.Split('@')[0] : name,
                Roles = [.. roles.Select(RoleNamed)],
                Regions = [.. regions.Where(r => r != All)],
                AllRegions = regions.Contains(All),
                ExpiresOn = expires ?? AccountRules.ExpiresOn(services.GetRequiredService<TimeProvider>()),
            };
            // A new installation makes its first key here, which cannot be saved while the command holds the database.
            services.GetRequiredService<IDataProtectionProvider>().CreateProtector(nameof(AccountCommands)).Protect([1]);
            Console.WriteLine((await services.GetRequiredService<IMediator>().Send(command))!.Link);
            return 0;
        });

    /// <summary><c>CareCoordinator</c>, <c>carecoordinator</c> and <c>care_coordinator</c> are one role.</summary>
    private static Role RoleNamed(string name)
    {
        var plain = name.Replace("_", "", StringComparison.Ordinal);
        return Enum.GetValues<Role>()
                .Where(r => r.ToString().Equals(plain, StringComparison.OrdinalIgnoreCase))
                .Cast<Role?>()
                .SingleOrDefault()
            ?? throw new ArgumentException($"There is no role '{name}'. Use one of {string.Join(", ", Enum.GetNames<Role>())}.");
    }
}
