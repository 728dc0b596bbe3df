using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Cases;

/// <summary>The data key of a case, wrapped by the master key that lies outside the database. Without it the case is unreadable for ever.</summary>
public sealed class CaseDataKey(CaseId caseId, string region, int version, int masterVersion, byte[] wrapped) : ICaseData
{
    public CaseId CaseId { get; private set; } = caseId;
    public string Region { get; private set; } = region;
    public int Version { get; private set; } = version;
    public int MasterVersion { get; private set; } = masterVersion;
    public byte[] Wrapped { get; private set; } = wrapped;
}
