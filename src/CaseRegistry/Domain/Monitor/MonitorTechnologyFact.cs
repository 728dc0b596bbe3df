using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;

namespace CaseRegistry.Domain.Monitor;

/// <summary>
/// One way in which technology was used against one person: a phase, a channel and a use, whatever the platform. A person has
/// several, so that a table of them counts distinct persons in each margin. Case data, as the <see cref="MonitorFact"/> it belongs to.
/// </summary>
public sealed class MonitorTechnologyFact(PersonId personId, CaseId caseId, string region, string phase, string channel, string use)
    : ICaseData
{
    public PersonId PersonId { get; private set; } = personId;
    public CaseId CaseId { get; private set; } = caseId;
    public string Region { get; private set; } = region;
    public string Phase { get; private set; } = phase;
    public string Channel { get; private set; } = channel;
    public string Use { get; private set; } = use;

    internal bool IsSameUse(MonitorTechnologyFact other) => (Phase, Channel, Use) == (other.Phase, other.Channel, other.Use);

    internal void Become(MonitorTechnologyFact other) => (CaseId, Region) = (other.CaseId, other.Region);
}
