using System.Data.Common;
using System.Globalization;
using System.Threading.Channels;
using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Signals;

/// <summary>Checks and registers uploaded files in the background, as whoever uploaded them. What was cut off by a stop is taken up again at the next start.</summary>
internal sealed class RunImports(IServiceScopeFactory scopes, ILogger<RunImports> log) : BackgroundService
{
    private const int ReportEvery = 50;

    /// <summary>Far longer than it takes from one report to the next.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LookAround = TimeSpan.FromSeconds(20);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>There is work, or will be as soon as the current transaction is committed.</summary>
    public void Wake() =>
        _ = Task.Delay(TimeSpan.FromMilliseconds(200)).ContinueWith(_ => _wake.Writer.TryWrite(true), TaskScheduler.Default);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await TakeOne(stoppingToken)) { }

                using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                patience.CancelAfter(LookAround);
                await _wake.Reader.ReadAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                // Time to look around, or to stop.
            }
            catch (Exception failure)
            {
                log.LogError(failure, "Imports wait: the database is away or not migrated.");
                await Task.Delay(LookAround, stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    // Taken up again at the next look where it was: rows that are in are skipped.
    private static bool IsPassing(Exception failure) =>
        failure is RegisterBusyException || failure.GetBaseException() is DbException { IsTransient: true };

    private async Task<bool> TakeOne(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<RegistryDbContext>();
        var actor = services.GetRequiredService<CurrentActor>();
        var writer = services.GetRequiredService<Writer>();
        var clock = services.GetRequiredService<TimeProvider>();
        // Beside one writer there is one process: what is claimed there was cut off.
        var claimedBefore = services.GetRequiredService<AuditChain>().HasOneWriter ? DateTimeOffset.MaxValue : clock.GetUtcNow();
        if (await ImportQueue.Next(db, claimedBefore, stoppingToken) is not { } next)
        {
            return false;
        }

        if (!await writer.Write(db, () => ImportQueue.Claim(db, next, clock.GetUtcNow() + Claim), CancellationToken.None))
        {
            return true;
        }

        actor.Origin = "import";
        var keys = services.GetRequiredService<CaseKeys>();
        CaseKey? key = null;
        // For this job only: what is set in here does not flow out again.
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = Localization.Of(next.Language);
        try
        {
            actor.BecomeOperator([next.Region]);
            key = await keys.Open(next.KeyId, stoppingToken);
            if (!await services.GetRequiredService<IdentifyActor>().BecomeAccount(next.AccountId, stoppingToken))
            {
                // Whoever uploaded it has no account any more: nobody's rights, nobody's rows.
                actor.BecomeOperator([next.Region]);
                await End((job, fresh) => job.Fail(fresh, clock.GetUtcNow()));
                return true;
            }

            var text = services.GetRequiredService<IStringLocalizer<Texts>>();
            var content = key.Reveal(next.File, ImportJob.FileColumn)!;
            var dryRun = next.State == ImportState.Checking;
            if (!dryRun)
            {
                await Change(job => job.Start());
            }

            var run = ActivatorUtilities.CreateInstance<ImportRun>(services);
            var outcome = await run.Run(
                RegistrationFile.Parse(content, text),
                dryRun,
                async (done, soFar) =>
                {
                    // Retired or blocked while it runs: what is in stays, nothing more goes in.
                    if (!await services.GetRequiredService<IdentifyActor>().BecomeAccount(next.AccountId, stoppingToken))
                    {
                        throw new PermissionDeniedException(Permission.RegisterSignals);
                    }

                    if (done % ReportEvery == 0)
                    {
                        await Change(job =>
                        {
                            job.Claim(clock.GetUtcNow() + Claim);
                            job.Report(soFar.Registered, soFar.Skipped, soFar.Refused);
                        });
                    }
                },
                stoppingToken
            );
            var refusals = outcome.Faults.Count == 0 ? null : RegistrationFile.Refusals(outcome.Faults);
            if (dryRun)
            {
                await Change(job =>
                {
                    job.Report(outcome.Registered, outcome.Skipped, outcome.Refused);
                    job.Check(refusals, key);
                });
            }
            else
            {
                await End(
                    (job, fresh) =>
                    {
                        job.Report(outcome.Registered, outcome.Skipped, outcome.Refused);
                        job.Finish(refusals, fresh!.Value, clock.GetUtcNow());
                    }
                );
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !IsPassing(failure))
        {
            // One import that cannot go on must not hold up those of others.
            log.LogError(failure, "Import {Id} failed.", next.Id);
            actor.BecomeOperator([next.Region]);
            await End((job, fresh) => job.Fail(fresh, clock.GetUtcNow()));
        }

        return true;

        // What is left gets a key of its own, and that of the file is destroyed. Where the file could not be opened nothing is left.
        async Task End(Action<ImportJob, (CaseKey Old, CaseKey New)?> change)
        {
            actor.Action = nameof(RunImports);
            await writer.Write(
                db,
                async () =>
                {
                    keys.KeepSpent();
                    var job = await ImportQueue.Find(db, next.Id, CancellationToken.None);
                    if (job.FinishedAt is not null)
                    {
                        // By another process, which took it up when this one was slow.
                        return false;
                    }

                    await keys.Spend(job.KeyId, CancellationToken.None);
                    change(job, key is null ? null : (key, await keys.Create(job.Region)));
                    return true;
                },
                CancellationToken.None
            );
            await keys.DestroySpent();
        }

        Task Change(Action<ImportJob> change)
        {
            actor.Action = nameof(RunImports);
            return writer.Write(
                db,
                async () =>
                {
                    var job = await ImportQueue.Find(db, next.Id, CancellationToken.None);
                    change(job);
                    return true;
                },
                CancellationToken.None
            );
        }
    }
}
