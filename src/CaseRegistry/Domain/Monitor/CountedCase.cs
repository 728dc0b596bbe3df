using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Technology;

namespace CaseRegistry.Domain.Monitor;

/// <summary>A case with everything that the counting rules look at.</summary>
public sealed record CountedCase(
    Case Case,
    IReadOnlyCollection<Signal> Signals,
    IReadOnlyCollection<Exploitation> Exploitations,
    IReadOnlyCollection<TechnologyUse> TechnologyUses,
    IReadOnlyCollection<Discussion> Discussions
)
{
    /// <summary>Of several signals the earliest counts: received first, then registered first.</summary>
    public static (DateOnly, DateTimeOffset, Guid) Earliness(Signal signal) => (signal.ReceivedOn, signal.RegisteredAt, signal.Id.Value);
}
