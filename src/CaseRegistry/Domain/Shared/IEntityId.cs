using System.Diagnostics.CodeAnalysis;

namespace CaseRegistry.Domain.Shared;

/// <summary>An identifier that cannot be mistaken for the identifier of another kind of entity.</summary>
public interface IEntityId<TSelf>
    where TSelf : struct, IEntityId<TSelf>
{
    Guid Value { get; }

    static abstract TSelf From(Guid value);

    static TSelf New() => TSelf.From(Guid.CreateVersion7());

    static bool TryParse([NotNullWhen(true)] string? text, out TSelf id)
    {
        var ok = Guid.TryParse(text, out var value);
        id = TSelf.From(value);
        return ok;
    }
}
