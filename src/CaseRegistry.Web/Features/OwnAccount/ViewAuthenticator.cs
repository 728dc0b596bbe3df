using System.Text.RegularExpressions;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>The key with which an authenticator app is set up. Once it is, the key is not shown again.</summary>
public static partial class ViewAuthenticator
{
    [Requires(Permission.SignedIn)]
    [RequiresFresh]
    public sealed record Query : IQuery<Result>;

    /// <param name="Key">In groups of four; null when the authenticator is set up.</param>
    public sealed record Result(string? Key, string? OneTimeCode = null);

    internal sealed partial class Handler(UserManager<Account> accounts, SignInManager<Account> signIn, CurrentActor actor)
        : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var account = await accounts.FindByIdAsync(actor.AccountId.ToString()!) ?? throw new NotFoundException();
            if (account.TwoFactorEnabled)
            {
                return new(null);
            }

            var key = await accounts.GetAuthenticatorKeyAsync(account);
            if (key is null)
            {
                await accounts.ResetAuthenticatorKeyAsync(account);
                // A new key ends all sessions; this one goes on.
                await signIn.RefreshSignInAsync(account);
                key = await accounts.GetAuthenticatorKeyAsync(account);
            }

            return new(Groups().Replace(key!, "$0 ").TrimEnd());
        }

        [GeneratedRegex("....")]
        private static partial Regex Groups();
    }
}
