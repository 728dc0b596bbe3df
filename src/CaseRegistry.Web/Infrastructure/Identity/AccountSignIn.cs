using System.Security.Claims;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>Identity's sign-in, in which a password does not pass by the passkeys or the identity provider of an account.</summary>
internal sealed class AccountSignIn(
    UserManager<Account> accounts,
    IHttpContextAccessor http,
    IUserClaimsPrincipalFactory<Account> principals,
    IOptions<IdentityOptions> options,
    ILogger<SignInManager<Account>> log,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<Account> confirmation,
    IHostEnvironment environment,
    Devices devices,
    CurrentSession session
) : SignInManager<Account>(accounts, http, principals, options, log, schemes, confirmation)
{
    private bool _refreshes;

    /// <summary>What was shown before is carried over; nothing is shown anew.</summary>
    public override Task RefreshSignInAsync(Account user)
    {
        _refreshes = true;
        return base.RefreshSignInAsync(user);
    }

    public override async Task SignInWithClaimsAsync(
        Account user,
        AuthenticationProperties? authenticationProperties,
        IEnumerable<Claim> additionalClaims
    )
    {
        var claims = additionalClaims.ToList();
        session.ShowsFactor = !_refreshes;
        await base.SignInWithClaimsAsync(user, authenticationProperties, claims);
        if (environment.IsDevelopment() || claims.Exists(c => c is { Type: SignInMethods.Claim, Value: not SignInMethods.Password }))
        {
            devices.Remember(user.Id);
        }
    }

    protected override async Task<SignInResult> SignInOrTwoFactorAsync(
        Account user,
        bool isPersistent,
        string? loginProvider = null,
        bool bypassTwoFactor = false
    ) =>
        await DemandsOtherWay(user)
            ? SignInResult.NotAllowed
            : await base.SignInOrTwoFactorAsync(user, isPersistent, loginProvider, bypassTwoFactor);

    // A demonstration goes with passwords only.
    private async Task<bool> DemandsOtherWay(Account account)
    {
        if (environment.IsDevelopment())
        {
            return false;
        }

        var hasPasskey = (await UserManager.GetPasskeysAsync(account)).Count > 0;
        return !account.TwoFactorEnabled
            ? hasPasskey || (await UserManager.GetLoginsAsync(account)).Count > 0
            : hasPasskey && (await UserManager.GetRolesAsync(account)).Select(Enum.Parse<Role>).Any(Roles.NeedsPasskey);
    }
}
