using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Cases;

/// <summary>Identifies an emergency access.</summary>
public readonly record struct BreakGlassId(Guid Value) : IEntityId<BreakGlassId>
{
    public static BreakGlassId From(Guid value) => new(value);

    public static BreakGlassId New() => IEntityId<BreakGlassId>.New();

    public static bool TryParse(string? text, out BreakGlassId id) => IEntityId<BreakGlassId>.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}

/// <summary>What the review of an emergency access found.</summary>
public enum BreakGlassReview
{
    Justified = 1,
    NotJustified,
}

/// <summary>
/// Emergency access (noodtoegang) of a coordinator to a case of another region: with a reason, for an hour, told at once to
/// the region and the privacy officer, and reviewed afterwards, always.
/// </summary>
public sealed class BreakGlass(
    BreakGlassId id,
    CaseId caseId,
    string region,
    Guid accountId,
    ProtectedText? reason,
    DateTimeOffset openedAt,
    DateTimeOffset endsAt
) : ICaseData
{
    public const string ReasonColumn = "BreakGlasses|Reason";
    public const string ReviewNoteColumn = "BreakGlasses|ReviewNote";

    public static readonly TimeSpan Duration = TimeSpan.FromMinutes(60);

    public BreakGlassId Id { get; private set; } = id;
    public CaseId CaseId { get; private set; } = caseId;

    /// <summary>The region that owns the case.</summary>
    public string Region { get; private set; } = region;

    /// <summary>Who broke the glass.</summary>
    public Guid AccountId { get; private set; } = accountId;
    public ProtectedText? Reason { get; private set; } = reason;
    public DateTimeOffset OpenedAt { get; private set; } = openedAt;
    public DateTimeOffset EndsAt { get; private set; } = endsAt;
    public BreakGlassReview? Review { get; private set; }
    public ProtectedText? ReviewNote { get; private set; }
    public DateTimeOffset? ReviewedAt { get; private set; }
    public Guid? ReviewedBy { get; private set; }

    public static BreakGlass Open(Case @case, CaseKey key, Guid accountId, string? reason, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new RuleViolationException("BreakGlass.Reason.Required");
        }

        return new(BreakGlassId.New(), @case.Id, @case.Region, accountId, key.Protect(reason, ReasonColumn), now, now + Duration);
    }

    /// <summary>The privacy officer weighs it, once.</summary>
    public void Weigh(BreakGlassReview review, string? note, CaseKey key, Guid by, DateTimeOffset now)
    {
        if (ReviewedAt is not null)
        {
            throw new RuleViolationException("BreakGlass.Review.Done");
        }

        if (string.IsNullOrWhiteSpace(note))
        {
            throw new RuleViolationException("BreakGlass.Note.Required");
        }

        (Review, ReviewNote, ReviewedAt, ReviewedBy) = (review, key.Protect(note, ReviewNoteColumn), now, by);
    }
}
