using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Meetings;

/// <summary>Identifies an agenda item.</summary>
public readonly record struct AgendaItemId(Guid Value) : IEntityId<AgendaItemId>
{
    public static AgendaItemId From(Guid value) => new(value);

    public static AgendaItemId New() => IEntityId<AgendaItemId>.New();

    public static bool TryParse(string? text, out AgendaItemId id) => IEntityId<AgendaItemId>.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}
