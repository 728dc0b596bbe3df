using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Signals;

/// <summary>A registration that is not finished: seen by its author only, protected with the key of the case it may become.</summary>
public sealed class Draft(DraftId id, CaseId caseId, string region, Guid accountId, DateTimeOffset startedAt) : ICaseData
{
    public const string ContentColumn = "Drafts|Content";

    public DraftId Id { get; private set; } = id;
    public CaseId CaseId { get; private set; } = caseId;
    public string Region { get; private set; } = region;
    public Guid AccountId { get; private set; } = accountId;
    public DateTimeOffset StartedAt { get; private set; } = startedAt;
    public DateTimeOffset SavedAt { get; private set; } = startedAt;

    /// <summary>The fields as JSON, protected.</summary>
    public ProtectedText? Content { get; private set; }

    public void Save(string content, CaseKey key, DateTimeOffset now) => (Content, SavedAt) = (key.Protect(content, ContentColumn), now);
}
