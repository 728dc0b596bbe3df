using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Care;

/// <summary>What was decided on notifying CoMensha of the person.</summary>
public enum NotificationState
{
    Notified = 1,
    NotNotified,

    /// <summary>What stood here was recorded by mistake: nothing is known of a notification.</summary>
    RecordedInError,

    /// <summary>CoMensha was notified; the number went with the key of the case.</summary>
    NumberDestroyed,
}

/// <summary>Who notified CoMensha.</summary>
public enum Notifier
{
    /// <summary>Care coordination: only with prior written consent (comensha.nl).</summary>
    CareCoordination = 1,

    /// <summary>Police, Royal Marechaussee or Labour Authority, which need no consent, or another organisation.</summary>
    Another,
}

/// <summary>Why CoMensha was not notified.</summary>
public enum NotNotifiedReason
{
    NoConsent = 1,
    NotInInterest,
    Other,
}

/// <summary>
/// Notification of a person to CoMensha (aanmelding bij CoMensha), with CoMensha's number and file type, or that there is none and
/// why. Nothing is overwritten: what comes later is a further row, and only the newest of a case counts.
/// </summary>
public sealed class NotificationToCoMensha : ICaseData
{
    public const string NumberColumn = "NotificationsToCoMensha|Number";

    private NotificationToCoMensha() { }

    public Guid Id { get; private set; } = Guid.CreateVersion7();
    public CaseId CaseId { get; private set; }
    public string Region { get; private set; } = "";
    public NotificationState State { get; private set; }

    /// <summary>Day of the notification, or of the decision not to.</summary>
    public DateOnly On { get; private set; }
    public Notifier? Notifier { get; private set; }
    public DateOnly? ConsentOn { get; private set; }
    public NotNotifiedReason? Reason { get; private set; }

    /// <summary>CoMensha's number of the file.</summary>
    public ProtectedText? Number { get; private set; }

    /// <summary>Keyed fingerprint of the number, by which it is found in a list of CoMensha without being readable.</summary>
    public string? Tag { get; private set; }

    /// <summary>Code list comensha_file_type.</summary>
    public string? FileType { get; private set; }
    public string RecordedBy { get; private set; } = "";
    public DateTimeOffset RecordedAt { get; private set; }

    /// <summary>When a newer row of the case took its place; the one that has none is the one that counts.</summary>
    public DateTimeOffset? ReplacedAt { get; private set; }

    /// <summary>Whether nothing would be new by it.</summary>
    public bool SaysTheSame(NotificationToCoMensha other) =>
        (State, On, Notifier, ConsentOn, Reason, Tag, FileType)
        == (other.State, other.On, other.Notifier, other.ConsentOn, other.Reason, other.Tag, other.FileType);

    public void Replace(DateTimeOffset now) => ReplacedAt = now;

    /// <param name="number">CoMensha's number with its fingerprint, where it is known.</param>
    public static NotificationToCoMensha Notify(
        Case @case,
        CaseKey key,
        DateOnly on,
        Notifier notifier,
        DateOnly? consentOn,
        (string Plain, string Tag)? number,
        string? fileType,
        string by,
        DateTimeOffset now
    )
    {
        if (notifier == Care.Notifier.CareCoordination && (consentOn is null || consentOn > on))
        {
            throw new RuleViolationException("Notification.ConsentOn.IsNeeded");
        }

        return new()
        {
            CaseId = @case.Id,
            Region = @case.Region,
            State = NotificationState.Notified,
            On = on,
            Notifier = notifier,
            ConsentOn = consentOn,
            Number = key.Protect(number?.Plain, NumberColumn),
            Tag = number?.Tag,
            FileType = fileType,
            RecordedBy = by,
            RecordedAt = now,
        };
    }

    /// <summary>Takes back what was recorded by mistake.</summary>
    public static NotificationToCoMensha TakeBack(Case @case, DateOnly on, string by, DateTimeOffset now) =>
        new()
        {
            CaseId = @case.Id,
            Region = @case.Region,
            State = NotificationState.RecordedInError,
            On = on,
            RecordedBy = by,
            RecordedAt = now,
        };

    public static NotificationToCoMensha Refrain(Case @case, DateOnly on, NotNotifiedReason reason, string by, DateTimeOffset now) =>
        new()
        {
            CaseId = @case.Id,
            Region = @case.Region,
            State = NotificationState.NotNotified,
            On = on,
            Reason = reason,
            RecordedBy = by,
            RecordedAt = now,
        };
}
