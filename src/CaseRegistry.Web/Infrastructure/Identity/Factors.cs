using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>With what the owner of a session shows to be there still.</summary>
public enum Factor
{
    Passkey,
    OneTimeCode,

    /// <summary>At the identity provider of the own organisation.</summary>
    Provider,

    /// <summary>Only as long as there is nothing better: while setting up, and in a demonstration.</summary>
    Password,
}

/// <summary>
/// Who owns the session of the request, open or locked, and what that person can show. A session that began elsewhere can add a
/// factor here; whatever ends in <c>SignInManager.SignInWithClaimsAsync</c> confirms the session or opens it again.
/// </summary>
internal sealed class Factors(UserManager<Account> accounts, SignInManager<Account> signIn, CurrentSession session, TimeProvider clock)
{
    /// <summary>Null when there is no session, or its owner may not act any more.</summary>
    public async Task<Account?> Owner() =>
        session.Person is { } person && await signIn.ValidateSecurityStampAsync(person) is { } account && account.MayAct(clock.GetUtcNow())
            ? account
            : null;

    public async Task<IReadOnlyList<Factor>> Of(Account account)
    {
        var hasPasskey = (await accounts.GetPasskeysAsync(account)).Count > 0;
        var needsPasskey = hasPasskey && (await accounts.GetRolesAsync(account)).Select(Enum.Parse<Role>).Any(Roles.NeedsPasskey);
        List<Factor> factors = [];
        if (hasPasskey)
        {
            factors.Add(Factor.Passkey);
        }

        if (account.TwoFactorEnabled && !needsPasskey)
        {
            factors.Add(Factor.OneTimeCode);
        }

        if ((await accounts.GetLoginsAsync(account)).Count > 0 && !needsPasskey)
        {
            factors.Add(Factor.Provider);
        }

        return factors.Count > 0 ? factors : [Factor.Password];
    }
}
