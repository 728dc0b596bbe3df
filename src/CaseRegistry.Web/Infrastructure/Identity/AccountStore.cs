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
/// Accounts in the database. What Identity saves by itself goes in one transaction with its audit row, and the secrets of
/// the second factor (authenticator key, recovery codes) are protected with the master key instead of lying there in plain text.
/// </summary>
internal sealed class AccountStore(AdministrationDbContext db, Writer writer, KeyRing keys, IdentityErrorDescriber describer)
    : UserStore<Account, IdentityRole<Guid>, AdministrationDbContext, Guid>(db, describer)
{
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

    private static string Purpose(Account user, string name) => $"UserTokens|{user.Id:N}|{name}";

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
