using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Monitor;

/// <summary>Another system that is told of every published release.</summary>
public sealed class WebhookReceiver(string name, string url, DateTimeOffset createdAt)
{
    public const int NameMaxLength = 100;
    public const int UrlMaxLength = 500;

    public Guid Id { get; private set; } = Guid.CreateVersion7();
    public string Name { get; private set; } = name;
    public string Url { get; private set; } = url;

    /// <summary>By which it knows that a message is ours; protected, and gone once it is retired.</summary>
    public byte[] Secret { get; private set; } = [];

    /// <summary>Number of the newest delivery.</summary>
    public long LastNumber { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; } = createdAt;
    public DateTimeOffset? RetiredAt { get; private set; }

    public void Give(byte[] secret) => Secret = secret;

    public void Retire(DateTimeOffset now)
    {
        if (RetiredAt is null)
        {
            (RetiredAt, Secret) = (now, []);
        }
    }
}

public enum DeliveryState
{
    /// <summary>In its turn: no later one leaves before it.</summary>
    Waiting = 1,
    Delivered,

    /// <summary>Tried as often as the settings say; those after it go on.</summary>
    Dead,

    /// <summary>Asked for again by an administrator: outside the order, holding up nobody.</summary>
    Replaying,
}

/// <summary>One message to one receiver, the same bytes at every attempt.</summary>
public sealed class WebhookDelivery(
    Guid id,
    Guid receiverId,
    long number,
    Guid releaseId,
    string title,
    string body,
    DateTimeOffset createdAt
)
{
    public Guid Id { get; private set; } = id;
    public Guid ReceiverId { get; private set; } = receiverId;

    /// <summary>Counts the deliveries of this receiver without gap.</summary>
    public long Number { get; private set; } = number;
    public Guid ReleaseId { get; private set; } = releaseId;
    public string Title { get; private set; } = title;
    public string Body { get; private set; } = body;
    public DateTimeOffset CreatedAt { get; private set; } = createdAt;
    public DeliveryState State { get; private set; } = DeliveryState.Waiting;

    /// <summary>Since it was made or replayed.</summary>
    public int Attempts { get; private set; }
    public DateTimeOffset NextAt { get; private set; } = createdAt;

    /// <summary>The sender that has it in hand, and until when it is believed to.</summary>
    public Guid? Lease { get; private set; }
    public DateTimeOffset? LeasedUntil { get; private set; }

    /// <summary>Status code of the last answer, or why there was none.</summary>
    public string? LastAnswer { get; private set; }
    public DateTimeOffset? LastAt { get; private set; }
    public DateTimeOffset? DeliveredAt { get; private set; }

    public void Replay(DateTimeOffset now)
    {
        if (State is not (DeliveryState.Delivered or DeliveryState.Dead))
        {
            throw new RuleViolationException("Webhook.Replay.IsOnItsWay");
        }

        (State, Attempts, NextAt) = (DeliveryState.Replaying, 0, now);
    }
}
