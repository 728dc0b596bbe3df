using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Victims;

/// <summary>How far a merge of two persons is.</summary>
public enum MergeState
{
    /// <summary>One coordinator asks for it.</summary>
    Requested = 1,

    /// <summary>Another one agreed: both cases are about one person.</summary>
    Merged,
    Declined,

    /// <summary>Taken back by two people: the case is about a person of its own again.</summary>
    Split,
}

/// <summary>
/// Two cases that turn out to be about one person (counting rule 7): the second case is given to the person of the first. Asked by one
/// coordinator, decided by another one, and taken back in the same way. The reason says what shows it, and is kept protected.
/// </summary>
public sealed class PersonMerge : ICaseData
{
    public const string ReasonColumn = "PersonMerges|Reason";

    private PersonMerge() { }

    public Guid Id { get; private set; } = Guid.CreateVersion7();

    /// <summary>The case that goes over to the person of the other one.</summary>
    public CaseId CaseId { get; private set; }
    public string Region { get; private set; } = "";

    /// <summary>The case whose person stays.</summary>
    public CaseId IntoCaseId { get; private set; }

    /// <summary>Where the case went, and where it came from: a split gives it back.</summary>
    public PersonId Into { get; private set; }
    public PersonId From { get; private set; }
    public MergeState State { get; private set; } = MergeState.Requested;
    public ProtectedText? Reason { get; private set; }
    public Guid? RequestedBy { get; private set; }
    public DateTimeOffset RequestedAt { get; private set; }
    public Guid? DecidedBy { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }
    public Guid? SplitAskedBy { get; private set; }
    public DateTimeOffset? SplitAskedAt { get; private set; }

    /// <summary>Both cases count as one person by it.</summary>
    public bool IsInForce => State == MergeState.Merged;

    /// <param name="isShared">Other cases are about the person of the case that goes over: they would stay behind.</param>
    public static PersonMerge Request(Case from, bool isShared, Case into, string? reason, CaseKey key, Guid? by, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new RuleViolationException("Merge.Reason.IsMissing");
        }

        if (from.PersonId == into.PersonId)
        {
            throw new RuleViolationException("Merge.Number.IsSamePerson");
        }

        if (isShared)
        {
            throw new RuleViolationException("Merge.Number.PersonHasOthers");
        }

        return new()
        {
            CaseId = from.Id,
            Region = from.Region,
            IntoCaseId = into.Id,
            From = from.PersonId,
            Into = into.PersonId,
            Reason = key.Protect(reason.Trim(), ReasonColumn),
            RequestedBy = by,
            RequestedAt = now,
        };
    }

    /// <summary>The second coordinator agrees: the case is about the other person from now on.</summary>
    public void Agree(Case from, bool isShared, Case into, Guid? by, DateTimeOffset now)
    {
        Decide(MergeState.Requested, RequestedBy, by);
        if (isShared || from.PersonId != From || into.PersonId != Into)
        {
            throw new RuleViolationException("Merge.Decision.IsOutdated");
        }

        (State, DecidedBy, DecidedAt) = (MergeState.Merged, by, now);
        from.BelongTo(Into);
    }

    public void Decline(Guid? by, DateTimeOffset now)
    {
        if (State != MergeState.Requested)
        {
            throw new RuleViolationException("Merge.Decision.IsTaken");
        }

        (State, DecidedBy, DecidedAt) = (MergeState.Declined, by, now);
    }

    /// <summary>One coordinator asks to take it back.</summary>
    public void AskSplit(Guid? by, DateTimeOffset now)
    {
        if (State != MergeState.Merged)
        {
            throw new RuleViolationException("Merge.Decision.IsTaken");
        }

        (SplitAskedBy, SplitAskedAt) = (by, now);
    }

    /// <summary>The second one agrees: the case is about its own person again.</summary>
    /// <param name="isRestedOn">By another merge in force a case is about the person because of this case: that one is taken back first.</param>
    public void Split(Case from, bool isRestedOn, Guid? by, DateTimeOffset now)
    {
        if (SplitAskedAt is null)
        {
            throw new RuleViolationException("Merge.Split.IsNotAsked");
        }

        Decide(MergeState.Merged, SplitAskedBy, by);
        if (isRestedOn)
        {
            throw new RuleViolationException("Merge.Split.IsRestedOn");
        }

        if (from.PersonId != Into)
        {
            throw new RuleViolationException("Merge.Decision.IsOutdated");
        }

        (State, DecidedBy, DecidedAt) = (MergeState.Split, by, now);
        from.BelongTo(From);
    }

    private void Decide(MergeState expected, Guid? first, Guid? by)
    {
        if (State != expected)
        {
            throw new RuleViolationException("Merge.Decision.IsTaken");
        }

        if (by is null || by == first)
        {
            throw new RuleViolationException("Merge.Decision.NeedsSecondPerson");
        }
    }
}
