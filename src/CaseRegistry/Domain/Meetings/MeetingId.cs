using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Meetings;

/// <summary>Identifies a meeting.</summary>
public readonly record struct MeetingId(Guid Value) : IEntityId<MeetingId>
{
    public static MeetingId From(Guid value) => new(value);

    public static MeetingId New() => IEntityId<MeetingId>.New();

    public static bool TryParse(string? text, out MeetingId id) => IEntityId<MeetingId>.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}
