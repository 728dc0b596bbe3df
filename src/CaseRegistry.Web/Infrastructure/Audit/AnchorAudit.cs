using CaseRegistry.Data;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Audit;

/// <summary>Anchors the end of the audit chain every minute and when the application stops: a chain alone does not notice that its tail was cut.</summary>
internal sealed class AnchorAudit(
    IServiceScopeFactory scopes,
    IAnchorSink sink,
    AnchorKey key,
    TimeProvider clock,
    ILogger<AnchorAudit> log
) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private long _anchored = -1;

    /// <summary>Anchors what is in the chain now, if anything came since.</summary>
    public async Task Anchor(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AdministrationDbContext>();
        var head = await db.AuditHeads.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (head is null && await db.AuditRows.AnyAsync(r => r.Sequence != null, cancellationToken))
        {
            throw new InvalidOperationException("The end of the audit chain is not kept any more. Run 'audit verify'.");
        }

        if (head is null || head.Sequence == 0 || head.Sequence == _anchored)
        {
            return;
        }

        var anchor = new AuditAnchor(head.Sequence, Convert.ToHexStringLower(head.Hash), head.Sequence, clock.GetUtcNow());
        await sink.Append(key.Sign(anchor), cancellationToken);
        _anchored = head.Sequence;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAnchor();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                await TryAnchor();
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The last anchor follows in StopAsync.
        }
    }

    private async Task TryAnchor()
    {
        try
        {
            await Anchor(CancellationToken.None);
        }
        catch (Exception failure)
        {
            log.LogError(failure, "The audit chain could not be anchored.");
        }
    }
}
