using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>Somebody signed in with everything that is asked: tells the owner what was odd about it, or since the last time.</summary>
internal sealed class Arrivals(AdministrationDbContext db, Writer writer, Devices devices, CurrentActor actor, TimeProvider clock)
{
    /// <summary>So many wrong ones are more than a slip.</summary>
    private const int Several = 3;
    private static readonly TimeSpan Long = TimeSpan.FromDays(90);

    /// <param name="account">Whose.</param>
    /// <param name="halves">How often a password alone was shown on the way here.</param>
    public Task Note(Account account, int halves = 0) =>
        writer.Write(
            db,
            async () =>
            {
                var now = clock.GetUtcNow();
                var tallies = await db
                    .SignInFailures.AsNoTracking()
                    .Where(f => f.AccountId == account.Id && (f.Place == SignInFailures.SinceSignIn || f.Place == SignInFailures.Halfway))
                    .ToDictionaryAsync(f => f.Place, f => f.Count);
                foreach (var kind in Odd(account, tallies, halves, now))
                {
                    db.AccountNotices.Add(new(account.Id, kind, actor.Browser, actor.Network ?? "", now));
                }

                await db
                    .SignInFailures.Where(f =>
                        f.AccountId == account.Id && (f.Place == SignInFailures.SinceSignIn || f.Place == SignInFailures.Halfway)
                    )
                    .ExecuteDeleteAsync();
                return await db.Users.Where(a => a.Id == account.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.LastSignInAt, now));
            },
            CancellationToken.None
        );

    private IEnumerable<AccountNoticeKind> Odd(Account account, Dictionary<string, int> tallies, int halves, DateTimeOffset now)
    {
        if (tallies.GetValueOrDefault(SignInFailures.SinceSignIn) >= Several)
        {
            yield return AccountNoticeKind.FailedAttempts;
        }

        if (tallies.GetValueOrDefault(SignInFailures.Halfway) > halves)
        {
            yield return AccountNoticeKind.PasswordWithoutFactor;
        }

        if (account.LastSignInAt is not { } last)
        {
            yield break;
        }

        if (devices.Known(account.Id) is null)
        {
            yield return AccountNoticeKind.NewBrowser;
        }

        if (now - last >= Long)
        {
            yield return AccountNoticeKind.LongAbsence;
        }
    }
}
