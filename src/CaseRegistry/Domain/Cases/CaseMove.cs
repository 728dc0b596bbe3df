using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Cases;

/// <summary>One move of a case, with what was said at it: from these rows follows the time in each state, and how it went before.</summary>
public sealed class CaseMove(
    CaseId caseId,
    string region,
    Move move,
    FileState fromState,
    FileState toState,
    ProtectedText? reason,
    DateTimeOffset movedAt,
    string movedBy
) : ICaseData
{
    public const string ReasonColumn = "CaseMoves|Reason";

    public CaseId CaseId { get; private set; } = caseId;
    public string Region { get; private set; } = region;
    public Move Move { get; private set; } = move;
    public FileState FromState { get; private set; } = fromState;
    public FileState ToState { get; private set; } = toState;
    public ProtectedText? Reason { get; private set; } = reason;
    public DateTimeOffset MovedAt { get; private set; } = movedAt;
    public string MovedBy { get; private set; } = movedBy;

    /// <summary>Of closing; the case forgets it when it opens again.</summary>
    public ClosureReason? ClosureReason { get; internal set; }

    /// <summary>Of losing from view.</summary>
    public DateOnly? LostFromViewSince { get; internal set; }

    /// <summary>Of losing from view and of each re-check.</summary>
    public DateOnly? LastSeenOn { get; internal set; }
    public DateOnly? NextRecheckOn { get; internal set; }
}
