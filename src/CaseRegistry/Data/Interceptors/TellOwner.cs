using CaseRegistry.Data.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CaseRegistry.Data.Interceptors;

/// <summary>
/// Whatever changes how somebody signs in or what an account may do, its owner is told, in the transaction of the change and
/// whoever made it. Until an account was used there is nobody to tell.
/// </summary>
public sealed class TellOwner(TimeProvider clock) : SaveChangesInterceptor
{
    private const string RecoveryCodes = "RecoveryCodes";

    /// <summary>What an attempt saves by itself, as a better hash or the count of a passkey, is no change of the owner's.</summary>
    private const string Attempt = "Attempt";

    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        if (
            eventData.Context is not AdministrationDbContext { Actor: var actor } db
            || actor.Action.EndsWith(Attempt, StringComparison.Ordinal)
        )
        {
            return result;
        }

        db.ChangeTracker.DetectChanges();
        var changes = db.ChangeTracker.Entries().SelectMany(Changes).Distinct().ToList();
        if (changes.Count == 0)
        {
            return result;
        }

        var accounts = changes.Select(c => c.Account).Distinct().ToList();
        var used = await db
            .Users.Where(a => accounts.Contains(a.Id) && a.LastSignInAt != null)
            .Select(a => a.Id)
            .ToListAsync(cancellationToken);
        foreach (var (account, kind) in changes.Where(c => used.Contains(c.Account)))
        {
            // Of others the owner need not know where they sit.
            var isOwner = actor.AccountId == account || actor.AccountId is null && actor.Id == CurrentActor.Nobody;
            db.AccountNotices.Add(new(account, kind, isOwner ? actor.Browser : "", isOwner ? actor.Network ?? "" : "", clock.GetUtcNow()));
        }

        return result;
    }

    private static IEnumerable<(Guid Account, AccountNoticeKind Kind)> Changes(EntityEntry entry) =>
        (entry.Entity, entry.State) switch
        {
            (Account account, EntityState.Modified) => Changes(account, entry),
            (AccountRequest { AccountId: { } about }, EntityState.Modified) => Changes(about, entry.Property(nameof(AccountRequest.Code))),
            (IdentityUserPasskey<Guid> passkey, EntityState.Added) => [(passkey.UserId, AccountNoticeKind.PasskeyAdded)],
            (IdentityUserPasskey<Guid> passkey, EntityState.Deleted) => [(passkey.UserId, AccountNoticeKind.PasskeyRemoved)],
            (IdentityUserLogin<Guid> login, EntityState.Added) => [(login.UserId, AccountNoticeKind.ProviderLinked)],
            (IdentityUserLogin<Guid> login, EntityState.Deleted) => [(login.UserId, AccountNoticeKind.ProviderUnlinked)],
            (IdentityUserRole<Guid> role, EntityState.Added or EntityState.Deleted) => [(role.UserId, AccountNoticeKind.RightsChanged)],
            (AccountRegion region, EntityState.Added or EntityState.Deleted) => [(region.AccountId, AccountNoticeKind.RightsChanged)],
            (IdentityUserToken<Guid> { Name: RecoveryCodes } codes, EntityState.Added or EntityState.Modified) =>
            [
                (codes.UserId, AccountNoticeKind.RecoveryCodesMade),
            ],
            _ => [],
        };

    // Every link that an administrator makes comes with a code, which goes when the link is used.
    private static IEnumerable<(Guid Account, AccountNoticeKind Kind)> Changes(Guid account, PropertyEntry code) =>
        (code.OriginalValue, code.CurrentValue) switch
        {
            (null, not null) => [(account, AccountNoticeKind.LinkMade)],
            (not null, null) => [(account, AccountNoticeKind.LinkUsed)],
            _ => [],
        };

    private static IEnumerable<(Guid Account, AccountNoticeKind Kind)> Changes(Account account, EntityEntry entry)
    {
        if (IsOther(nameof(Account.PasswordHash)))
        {
            yield return (account.Id, AccountNoticeKind.PasswordChanged);
        }

        if (IsOther(nameof(Account.TwoFactorEnabled)))
        {
            yield return (
                account.Id,
                account.TwoFactorEnabled ? AccountNoticeKind.AuthenticatorEnabled : AccountNoticeKind.AuthenticatorReset
            );
        }

        if (IsOther(nameof(Account.Email)))
        {
            yield return (account.Id, AccountNoticeKind.EmailChanged);
        }

        if (IsOther(nameof(Account.AllRegions)) || IsOther(nameof(Account.ExpiresOn)))
        {
            yield return (account.Id, AccountNoticeKind.RightsChanged);
        }

        // Identity marks every column of an account that it saves.
        bool IsOther(string column) =>
            entry.Property(column) is { IsModified: true, OriginalValue: var old, CurrentValue: var now } && !Equals(old, now);
    }
}
