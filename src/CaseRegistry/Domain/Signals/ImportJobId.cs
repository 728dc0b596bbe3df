using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Signals;

/// <summary>Identifies an import.</summary>
public readonly record struct ImportJobId(Guid Value) : IEntityId<ImportJobId>
{
    public static ImportJobId From(Guid value) => new(value);

    public static ImportJobId New() => IEntityId<ImportJobId>.New();

    public static bool TryParse(string? text, out ImportJobId id) => IEntityId<ImportJobId>.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}
