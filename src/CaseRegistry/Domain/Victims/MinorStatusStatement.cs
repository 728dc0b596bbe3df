using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Victims;

/// <summary>
/// What was stated, and when, about minority on the day of registration. The first statement is frozen; a correction is a
/// new one with its reason. Counts follow the latest.
/// </summary>
public sealed class MinorStatusStatement(
    CaseId caseId,
    string region,
    MinorStatus status,
    string ageBasis,
    ProtectedText? reason,
    DateTimeOffset statedAt,
    string statedBy
) : ICaseData
{
    public const string ReasonColumn = "MinorStatusStatements|Reason";

    public CaseId CaseId { get; private set; } = caseId;
    public string Region { get; private set; } = region;
    public MinorStatus Status { get; private set; } = status;
    public string AgeBasis { get; private set; } = ageBasis;

    /// <summary>Why the status is unknown, or why the earlier statement is corrected.</summary>
    public ProtectedText? Reason { get; private set; } = reason;
    public DateTimeOffset StatedAt { get; private set; } = statedAt;
    public string StatedBy { get; private set; } = statedBy;
}
