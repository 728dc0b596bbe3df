namespace CaseRegistry.Domain.Victims;

/// <summary>Groups the cases that are about one human being, for counting. Holds no data.</summary>
public sealed class Person(PersonId id)
{
    public PersonId Id { get; private set; } = id;
}
