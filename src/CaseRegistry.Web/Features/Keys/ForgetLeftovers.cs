using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CaseRegistry.Web.Features.Keys;

/// <summary>
/// Lets go of what has done its work: files that were uploaded and never registered, refused rows, forms that waited for their
/// sender, and answers that were kept for whoever sends a write again. Case files are not among it.
/// </summary>
public static class ForgetLeftovers
{
    private const int AtOnce = 100;

    /// <param name="At">The moment at which the terms are looked at; one that is still to come would end them too early.</param>
    [Requires(Permission.Operate)]
    public sealed record Command(DateTimeOffset At) : ICommand<Result>;

    /// <summary>How many of each were let go.</summary>
    public sealed record Result(int Imports, int Refusals, int Answers);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(TimeProvider clock) => RuleFor(c => c).Must(c => c.At <= clock.GetUtcNow());
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, IOptions<SessionSettings> sessions)
        : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken cancellationToken)
        {
            var now = command.At;
            var (unconfirmed, refused, answered) = (
                now - ImportJob.UnconfirmedKeptFor,
                now - ImportJob.RefusalsKeptFor,
                now - IdempotentRequest.KeptFor
            );
            var stale = await db
                .ImportJobs.OfEveryRegion()
                .Where(j => j.CreatedAt < unconfirmed && (j.State == ImportState.Checking || j.State == ImportState.Checked))
                .OrderBy(j => j.CreatedAt)
                .Take(AtOnce)
                .ToListAsync(cancellationToken);
            db.RemoveRange(stale);
            var finished = await db
                .ImportJobs.OfEveryRegion()
                .Where(j => j.FinishedAt < refused && j.FileName != null)
                .OrderBy(j => j.FinishedAt)
                .Take(AtOnce)
                .ToListAsync(cancellationToken);
            finished.ForEach(j => j.Forget());
            foreach (var job in stale.Concat(finished))
            {
                await keys.Spend(job.KeyId, cancellationToken);
            }

            await KeptForms.Forget(db, keys, now - sessions.Value.Longest, cancellationToken);
            // A row of a file without a reference is known by its key, so that it is never registered twice: those stay.
            var answers = await db
                .IdempotentRequests.Where(r => r.At < answered && !r.Key.StartsWith(IdempotentRequest.RowPrefix))
                .ExecuteDeleteAsync(cancellationToken);
            var (told, guessed, remembered) = (now - AccountNotice.KeptFor, now - SignInFailures.Lockout, now - SignInFailures.Remembered);
            await db.Set<AccountNotice>().Where(n => n.At < told).ExecuteDeleteAsync(cancellationToken);
            // Of an address without an account nothing is left once it locks nobody out.
            await db.Set<SignInFailures>()
                .Where(f => f.LastAt < guessed && !db.Users.Any(a => a.Id == f.AccountId) || f.LastAt < remembered)
                .ExecuteDeleteAsync(cancellationToken);
            return new(stale.Count, finished.Count, answers);
        }
    }
}
