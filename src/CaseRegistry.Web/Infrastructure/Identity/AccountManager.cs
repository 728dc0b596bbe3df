using System.Security.Cryptography;
using CaseRegistry.Data.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>
/// Identity's manager with recovery codes that nobody can guess from their hash, 140 bits instead of some 45, and without its
/// lockout, with which anybody could keep out the owner of an account: <see cref="Guesses"/> counts instead.
/// </summary>
internal sealed class AccountManager(
    IUserStore<Account> store,
    IOptions<IdentityOptions> options,
    IPasswordHasher<Account> hasher,
    IEnumerable<IUserValidator<Account>> userValidators,
    IEnumerable<IPasswordValidator<Account>> passwordValidators,
    ILookupNormalizer normalizer,
    IdentityErrorDescriber errors,
    IServiceProvider services,
    ILogger<UserManager<Account>> log
) : UserManager<Account>(store, options, hasher, userValidators, passwordValidators, normalizer, errors, services, log)
{
    private const int Groups = 7;
    private const int GroupLength = 4;

    /// <summary>Base32: no 0, 1, 8 or 9, that are taken for letters.</summary>
    private const string Signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public override Task<IdentityResult> AccessFailedAsync(Account user) => Task.FromResult(IdentityResult.Success);

    protected override string CreateTwoFactorRecoveryCode() =>
        string.Join('-', RandomNumberGenerator.GetString(Signs, Groups * GroupLength).Chunk(GroupLength).Select(g => new string(g)));
}
