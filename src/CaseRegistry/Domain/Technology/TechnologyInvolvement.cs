namespace CaseRegistry.Domain.Technology;

/// <summary>Whether technology played a part in the exploitation. There is no default anywhere.</summary>
public enum TechnologyInvolvement
{
    Yes = 1,
    Suspected,
    No,
    Unknown,
}
