using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Cases;

/// <summary>One move of a case: from these rows follows the time in each state.</summary>
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
}
