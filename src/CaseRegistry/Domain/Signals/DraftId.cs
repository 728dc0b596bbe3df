using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Signals;

/// <summary>Identifies a registration that is not finished.</summary>
public readonly record struct DraftId(Guid Value) : IEntityId<DraftId>
{
    public static DraftId From(Guid value) => new(value);

    public static DraftId New() => IEntityId<DraftId>.New();

    public static bool TryParse(string? text, out DraftId id) => IEntityId<DraftId>.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}
