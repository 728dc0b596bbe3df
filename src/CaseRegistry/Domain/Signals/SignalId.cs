using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Signals;

/// <summary>Identifies a signal.</summary>
public readonly record struct SignalId(Guid Value) : IEntityId<SignalId>
{
    public static SignalId From(Guid value) => new(value);

    public static SignalId New() => IEntityId<SignalId>.New();

    public static bool TryParse(string? text, out SignalId id) => IEntityId<SignalId>.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}
