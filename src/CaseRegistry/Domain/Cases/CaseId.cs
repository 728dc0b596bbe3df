using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Cases;

/// <summary>Identifies a case (and the data key that protects it).</summary>
public readonly record struct CaseId(Guid Value) : IEntityId<CaseId>
{
    public static CaseId From(Guid value) => new(value);

    public static CaseId New() => IEntityId<CaseId>.New();

    public static bool TryParse(string? text, out CaseId id) => IEntityId<CaseId>.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}
