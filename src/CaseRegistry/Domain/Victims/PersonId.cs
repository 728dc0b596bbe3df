using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Victims;

/// <summary>Identifies a person for counting.</summary>
public readonly record struct PersonId(Guid Value) : IEntityId<PersonId>
{
    public static PersonId From(Guid value) => new(value);

    public static PersonId New() => IEntityId<PersonId>.New();

    public static bool TryParse(string? text, out PersonId id) => IEntityId<PersonId>.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}
