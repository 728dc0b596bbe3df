using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Cases;

/// <summary>Says that a case has a data key, and to which region it belongs: whoever does not see this row opens no key. The wrapped key itself lies in the key store.</summary>
public sealed class CaseDataKey(CaseId caseId, string region, int version) : ICaseData
{
    public CaseId CaseId { get; private set; } = caseId;
    public string Region { get; private set; } = region;
    public int Version { get; private set; } = version;
}
