using CaseRegistry.Domain.Cases;

namespace CaseRegistry.Domain.Shared;

/// <summary>A row that belongs to one care region.</summary>
public interface IRegional
{
    /// <summary>Code of the care region that is controller of the row.</summary>
    string Region { get; }
}

/// <summary>A row about one case: seen in its region only, counted, audited.</summary>
public interface ICaseData : IRegional
{
    CaseId CaseId { get; }
}
