using System.Text.Json;
using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Web.Infrastructure.Releases;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Webhooks;

/// <summary>What goes out to receivers is written down in the transaction of what it tells: neither is there without the other.</summary>
internal sealed class Outbox(MonitorDbContext db, IConfiguration configuration, TimeProvider clock)
{
    /// <summary>What a receiver reads. No figures: those it fetches with its own key.</summary>
    public sealed record Message(
        Guid Delivery,
        long Sequence,
        string Event,
        Guid Release,
        string Title,
        ReleaseAudience Audience,
        string ManifestSha256,
        Uri Url
    );

    /// <summary>One delivery for each active receiver.</summary>
    public async Task Announce(Release release, CancellationToken cancellationToken)
    {
        // Whoever publishes at the same moment waits here for the row: numbers have no gap and follow the order of commits.
        await db
            .WebhookReceivers.Where(r => r.RetiredAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.LastNumber, r => r.LastNumber + 1), cancellationToken);
        var receivers = await db
            .WebhookReceivers.Where(r => r.RetiredAt == null)
            .Select(r => new { r.Id, r.LastNumber })
            .ToListAsync(cancellationToken);
        var url = new Uri($"{configuration["App:BaseUrl"]!.TrimEnd('/')}/api/v1/releases/{release.Id}");
        foreach (var receiver in receivers)
        {
            var id = Guid.CreateVersion7();
            var message = new Message(
                id,
                receiver.LastNumber,
                "release.published",
                release.Id,
                release.Title,
                release.Audience,
                ReleaseFiles.HashOf(release.Manifest),
                url
            );
            db.WebhookDeliveries.Add(
                new(
                    id,
                    receiver.Id,
                    receiver.LastNumber,
                    release.Id,
                    release.Title,
                    JsonSerializer.Serialize(message, Json.Options),
                    clock.GetUtcNow()
                )
            );
        }
    }
}
