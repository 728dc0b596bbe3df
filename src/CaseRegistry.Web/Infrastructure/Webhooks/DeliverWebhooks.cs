using System.Text;
using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CaseRegistry.Web.Infrastructure.Webhooks;

/// <summary>
/// Sends in the background what lies in the outbox: to each receiver one after the other, whatever the others do. A later one waits
/// until the one before it is acknowledged or dead; what is replayed goes beside that.
/// </summary>
internal sealed class DeliverWebhooks(
    IServiceScopeFactory scopes,
    OnlyReceivers way,
    KeyRing keys,
    IOptions<WebhookSettings> options,
    TimeProvider clock,
    ILogger<DeliverWebhooks> log
) : BackgroundService
{
    private readonly WebhookSettings _settings = options.Value;
    private readonly Dictionary<(Guid Receiver, DeliveryState Lane), Task> _running = [];

    private sealed record Next(Guid Id, string Url, byte[] Secret, string Body, int Attempts);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    foreach (var lane in await Due(stoppingToken))
                    {
                        // A slow receiver holds up nobody else.
                        if (!_running.TryGetValue(lane, out var running) || running.IsCompleted)
                        {
                            _running[lane] = Task.Run(() => Drain(lane, stoppingToken), CancellationToken.None);
                        }
                    }
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    log.LogError(failure, "Releases wait to be pushed: the database is away or not migrated.");
                }

                await Task.Delay(_settings.LookAround, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // What is in hand ends by itself; what was not acknowledged is sent again after the lease.
            await Task.WhenAll(_running.Values);
        }
    }

    private async Task<List<(Guid, DeliveryState)>> Due(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AdministrationDbContext>();
        var now = clock.GetUtcNow();
        var lanes = await db
            .WebhookDeliveries.Where(d =>
                (d.State == DeliveryState.Waiting || d.State == DeliveryState.Replaying)
                && d.NextAt <= now
                && db.WebhookReceivers.Any(r => r.Id == d.ReceiverId && r.RetiredAt == null)
            )
            .Select(d => new { d.ReceiverId, d.State })
            .Distinct()
            .ToListAsync(cancellationToken);
        return [.. lanes.Select(l => (l.ReceiverId, l.State))];
    }

    private async Task Drain((Guid Receiver, DeliveryState Lane) lane, CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested && await SendOne(lane.Receiver, lane.Lane, stopping)) { }
        }
        catch (OperationCanceledException)
        {
            // It stops.
        }
        catch (Exception failure)
        {
            log.LogError(failure, "Receiver {Receiver} waits for its releases.", lane.Receiver);
        }
    }

    /// <summary>Sends the next one, when it is its time.</summary>
    /// <returns>Whether there may be more to do at once.</returns>
    internal async Task<bool> SendOne(Guid receiver, DeliveryState lane, CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AdministrationDbContext>();
        var writer = scope.ServiceProvider.GetRequiredService<Writer>();
        var lease = Guid.CreateVersion7();
        if (await First(db, receiver, lane, stopping) is not { } next || !await Claim(writer, db, next.Id, lane, lease, stopping))
        {
            return false;
        }

        var timestamp = WebhookSecret.TimestampOf(clock.GetUtcNow());
        var secret = Encoding.UTF8.GetString(keys.Unprotect(next.Secret, WebhookSecret.Purpose(receiver)));
        var (acknowledged, answer) = await way.Post(
            next.Url,
            next.Body,
            [
                (WebhookSecret.DeliveryHeader, next.Id.ToString()),
                (WebhookSecret.TimestampHeader, timestamp),
                (WebhookSecret.SignatureHeader, WebhookSecret.Sign(secret, timestamp, next.Body)),
            ],
            stopping
        );
        var attempts = next.Attempts + 1;
        var state =
            acknowledged ? DeliveryState.Delivered
            : attempts >= _settings.Attempts ? DeliveryState.Dead
            : lane;
        await Settle(writer, db, next.Id, lease, state, attempts, answer);
        if (state == DeliveryState.Dead)
        {
            log.LogWarning("Delivery {Id} to receiver {Receiver} is a dead letter: {Answer}.", next.Id, receiver, answer);
        }

        return state != lane;
    }

    // The first in its lane, whether its time has come or not: those after it wait for it.
    private async Task<Next?> First(AdministrationDbContext db, Guid receiver, DeliveryState lane, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var waiting = db.WebhookDeliveries.Where(d => d.ReceiverId == receiver && d.State == lane);
        if (lane == DeliveryState.Replaying)
        {
            waiting = waiting.Where(d => d.NextAt <= now);
        }

        var first = await waiting
            .OrderBy(d => d.Number)
            .Join(
                db.WebhookReceivers.Where(r => r.RetiredAt == null),
                d => d.ReceiverId,
                r => r.Id,
                (d, r) =>
                    new
                    {
                        d.Number,
                        d.NextAt,
                        d.Id,
                        r.Url,
                        r.Secret,
                        d.Body,
                        d.Attempts,
                    }
            )
            .OrderBy(d => d.Number)
            .FirstOrDefaultAsync(cancellationToken);
        return first is null || first.NextAt > now ? null : new(first.Id, first.Url, first.Secret, first.Body, first.Attempts);
    }

    /// <summary>Of two senders one gets it.</summary>
    internal Task<bool> Claim(
        Writer writer,
        AdministrationDbContext db,
        Guid id,
        DeliveryState lane,
        Guid lease,
        CancellationToken cancellationToken
    ) =>
        writer.Write(
            db,
            async () =>
            {
                var now = clock.GetUtcNow();
                var until = now + _settings.Lease;
                return await db
                        .WebhookDeliveries.Where(d =>
                            d.Id == id && d.State == lane && d.NextAt <= now && (d.LeasedUntil == null || d.LeasedUntil <= now)
                        )
                        .ExecuteUpdateAsync(
                            set => set.SetProperty(d => d.Lease, lease).SetProperty(d => d.LeasedUntil, until),
                            CancellationToken.None
                        ) == 1;
            },
            cancellationToken
        );

    // A sender whose lease another one took over says nothing any more.
    private Task<int> Settle(
        Writer writer,
        AdministrationDbContext db,
        Guid id,
        Guid lease,
        DeliveryState state,
        int attempts,
        string answer
    )
    {
        var now = clock.GetUtcNow();
        var next = now + Pause(attempts);
        var delivered = state == DeliveryState.Delivered ? now : (DateTimeOffset?)null;
        return writer.Write(
            db,
            () =>
                db
                    .WebhookDeliveries.Where(d => d.Id == id && d.Lease == lease)
                    .ExecuteUpdateAsync(
                        set =>
                            set.SetProperty(d => d.State, state)
                                .SetProperty(d => d.Attempts, attempts)
                                .SetProperty(d => d.NextAt, next)
                                .SetProperty(d => d.LastAnswer, answer)
                                .SetProperty(d => d.LastAt, now)
                                .SetProperty(d => d.DeliveredAt, d => delivered ?? d.DeliveredAt)
                                .SetProperty(d => d.Lease, (Guid?)null)
                                .SetProperty(d => d.LeasedUntil, (DateTimeOffset?)null),
                        CancellationToken.None
                    ),
            CancellationToken.None
        );
    }

    /// <summary>Doubles, up to the longest, and is scattered over its second half: receivers that came back are not all called at once.</summary>
    internal TimeSpan Pause(int attempts)
    {
        var longest = Math.Min(
            _settings.LongestPause.TotalSeconds,
            _settings.FirstPause.TotalSeconds * Math.Pow(2, Math.Min(attempts - 1, 40))
        );
#pragma warning disable CA5394 // When it is tried again need not be a secret.
        return TimeSpan.FromSeconds(longest * (0.5 + Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394
    }
}
