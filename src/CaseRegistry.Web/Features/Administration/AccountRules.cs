using System.Net.Mail;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Resources;
using FluentValidation;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>What making and changing an account have in common.</summary>
internal interface IAccountForm
{
    string? DisplayName { get; }
    string? Organisation { get; }
    List<Role> Roles { get; }
    List<string> Regions { get; }
    bool AllRegions { get; }
    DateOnly? ExpiresOn { get; }

    /// <summary>Before today where the last day may stay as it is.</summary>
    DateOnly? EarliestEnd => null;
}

internal static class AccountRules
{
    private const int MaximumYears = 2;

    /// <summary>The last day of an account for which no other was chosen.</summary>
    public static DateOnly ExpiresOn(TimeProvider clock) => clock.Today().AddYears(1);

    public const string NotThatDay = "Choose a day from today up to two years ahead.";

    public static void Shape<T>(AbstractValidator<T> validator, IStringLocalizer<Texts> text, TimeProvider clock)
        where T : IAccountForm
    {
        validator.RuleFor(c => c.DisplayName).NotEmpty().MaximumLength(100);
        validator.RuleFor(c => c.Organisation).MaximumLength(200);
        validator.RuleFor(c => c.ExpiresOn).NotNull();
        validator
            .RuleFor(c => c.ExpiresOn)
            .Must((form, on) => on >= (form.EarliestEnd ?? clock.Today()) && on <= clock.Today().AddYears(MaximumYears))
            .When(c => c.ExpiresOn is not null)
            .WithMessage(_ => text[NotThatDay]);
        validator.RuleFor(c => c.Roles).NotEmpty().WithMessage(_ => text["Choose at least one role."]);
        validator
            .RuleFor(c => c.Regions)
            .NotEmpty()
            .When(c => !c.AllRegions && c.Roles.Any(Roles.NeedsRegion))
            .WithMessage(_ => text["This role works in a region: choose at least one region."]);
    }

    public static bool IsEmail(string? email) =>
        MailAddress.TryCreate(email, out var address) && address.Address == email && address.Host.Contains('.', StringComparison.Ordinal);

    /// <exception cref="RuleViolationException">The roles may not be in one hand, or a region is not there.</exception>
    public static async Task Demand(IAccountForm form, AdministrationDbContext db, CancellationToken cancellationToken)
    {
        if (!Roles.AreCompatible([.. form.Roles]))
        {
            throw new RuleViolationException("Account.Roles.Incompatible");
        }

        await DemandRegions(form.Regions, db, cancellationToken);
    }

    public static async Task DemandRegions(IReadOnlyList<string> regions, AdministrationDbContext db, CancellationToken cancellationToken)
    {
        var known = await db.CareRegions.CountAsync(r => regions.Contains(r.Code), cancellationToken);
        if (known != regions.Distinct().Count())
        {
            throw new RuleViolationException("Account.Regions.Unknown");
        }
    }

    /// <summary>The address at which someone chooses a password, once.</summary>
    public static async Task<string> OneTimeLink(this UserManager<Account> accounts, Account account, IConfiguration configuration)
    {
        var token = await accounts.GeneratePasswordResetTokenAsync(account);
        var site = configuration["App:BaseUrl"]?.TrimEnd('/');
        return $"{site}/account/invitation?account={account.Id}&token={Uri.EscapeDataString(token)}";
    }
}

/// <summary>Shown once: whoever has the link, and its code if it has one, chooses the password.</summary>
/// <param name="CodeWith">The administrator who sees the code; null where the link has none.</param>
public sealed record OneTimeLink(Guid AccountId, string Email, string Link, string? CodeWith = null);
