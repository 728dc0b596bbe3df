using System.Security.Cryptography;
using System.Text;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>
/// Accounts in the database. What Identity saves by itself goes in one transaction with its audit row. The authenticator key
/// is protected with the master key instead of lying there in plain text; of recovery codes only hashes are kept.
/// </summary>
internal sealed class AccountStore(AdministrationDbContext db, Writer writer, KeyRing keys, IdentityErrorDescriber describer)
    : UserStore<Account, IdentityRole<Guid>, AdministrationDbContext, Guid>(db, describer)
{
    // Names by which Identity keeps the codes.
    private const string InternalProvider = "[AspNetUserStore]";
    private const string CodesName = "RecoveryCodes";
    private const char CodeSeparator = ';';

    public override Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken = default) =>
        Write(() => base.CreateAsync(user, cancellationToken));

    public override Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken = default) =>
        Write(() => base.UpdateAsync(user, cancellationToken));

    public override Task SetTokenAsync(
        Account user,
        string loginProvider,
        string name,
        string? value,
        CancellationToken cancellationToken
    ) =>
        base.SetTokenAsync(
            user,
            loginProvider,
            name,
            value is null ? null : Convert.ToBase64String(keys.Protect(Encoding.UTF8.GetBytes(value), Purpose(user, name))),
            cancellationToken
        );

    public override async Task<string?> GetTokenAsync(
        Account user,
        string loginProvider,
        string name,
        CancellationToken cancellationToken
    ) =>
        await base.GetTokenAsync(user, loginProvider, name, cancellationToken) is { } value
            ? Encoding.UTF8.GetString(keys.Unprotect(Convert.FromBase64String(value), Purpose(user, name)))
            : null;

    // Saved with the account by whoever asked, so that it is one transaction.
    public override Task AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken) =>
        WithoutSaving(() => base.AddOrUpdatePasskeyAsync(user, passkey, cancellationToken));

    public override Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) =>
        WithoutSaving(() => base.RemovePasskeyAsync(user, credentialId, cancellationToken));

    public override Task ReplaceCodesAsync(Account user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        base.ReplaceCodesAsync(user, recoveryCodes.Select(HashOfCode), cancellationToken);

    public override async Task<bool> RedeemCodeAsync(Account user, string code, CancellationToken cancellationToken)
    {
        var hashes = (await GetTokenAsync(user, InternalProvider, CodesName, cancellationToken) ?? "").Split(
            CodeSeparator,
            StringSplitOptions.RemoveEmptyEntries
        );
        var hash = HashOfCode(code);
        // All of them are looked at, each to its end.
        var matching = hashes
            .Where(h => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(h), Encoding.ASCII.GetBytes(hash)))
            .ToList();
        if (matching.Count == 0)
        {
            return false;
        }

        // Saved with the account by whoever asked, under its concurrency stamp: of two at once one is refused.
        await base.ReplaceCodesAsync(user, hashes.Except(matching), cancellationToken);
        return true;
    }

    /// <summary>SHA-256 is enough here: the codes are random, not chosen by a person.</summary>
    private static string HashOfCode(string code) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(code.Replace("-", "", StringComparison.Ordinal))));

    private static string Purpose(Account user, string name) => $"UserTokens|{user.Id:N}|{name}";

    private async Task WithoutSaving(Func<Task> change)
    {
        AutoSaveChanges = false;
        try
        {
            await change();
        }
        finally
        {
            AutoSaveChanges = true;
        }
    }

    private async Task<IdentityResult> Write(Func<Task<IdentityResult>> save)
    {
        try
        {
            return await writer.Write(Context, save, CancellationToken.None, repeatable: false);
        }
        catch (DbUpdateConcurrencyException)
        {
            return IdentityResult.Failed(ErrorDescriber.ConcurrencyFailure());
        }
    }
}
