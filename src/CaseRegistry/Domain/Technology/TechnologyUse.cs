using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Technology;

/// <summary>One way in which technology was used: in which phase, through which channel, for what, on which platform.</summary>
public sealed class TechnologyUse(CaseId caseId, string region, string phase, string channel, string use, string? platform) : ICaseData
{
    public CaseId CaseId { get; private set; } = caseId;
    public string Region { get; private set; } = region;

    /// <summary>Code list technology_phase.</summary>
    public string Phase { get; private set; } = phase;

    /// <summary>Code list technology_channel.</summary>
    public string Channel { get; private set; } = channel;

    /// <summary>Code list technology_use.</summary>
    public string Use { get; private set; } = use;

    /// <summary>Code list platform.</summary>
    public string? Platform { get; private set; } = platform;
}
