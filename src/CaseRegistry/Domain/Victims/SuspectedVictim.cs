using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Victims;

/// <summary>The person a case is about: who they are. Everything here is protected; nothing of it ever leaves the coordinator's case page.</summary>
public sealed class SuspectedVictim : ICaseData
{
    private const string Table = "SuspectedVictims|";

    private SuspectedVictim() { }

    public CaseId CaseId { get; private set; }
    public string Region { get; private set; } = "";
    public ProtectedText? GivenNames { get; private set; }

    /// <summary>Tussenvoegsel.</summary>
    public ProtectedText? NameParticle { get; private set; }
    public ProtectedText? FamilyName { get; private set; }

    /// <summary>One per line.</summary>
    public ProtectedText? Aliases { get; private set; }

    /// <summary>One per line.</summary>
    public ProtectedText? PhoneNumbers { get; private set; }
    public ProtectedText? Address { get; private set; }

    /// <summary>Who someone is, in plain words. Lists are one per line.</summary>
    public sealed record Identity(
        string? GivenNames,
        string? NameParticle,
        string? FamilyName,
        string? Aliases,
        string? PhoneNumbers,
        string? Address
    )
    {
        public bool IsEmpty =>
            new[] { GivenNames, NameParticle, FamilyName, Aliases, PhoneNumbers, Address }.All(string.IsNullOrWhiteSpace);
    }

    public static SuspectedVictim For(Case @case) => new() { CaseId = @case.Id, Region = @case.Region };

    public void Identify(Identity identity, CaseKey key)
    {
        GivenNames = key.Protect(identity.GivenNames, Table + nameof(GivenNames));
        NameParticle = key.Protect(identity.NameParticle, Table + nameof(NameParticle));
        FamilyName = key.Protect(identity.FamilyName, Table + nameof(FamilyName));
        Aliases = key.Protect(identity.Aliases, Table + nameof(Aliases));
        PhoneNumbers = key.Protect(identity.PhoneNumbers, Table + nameof(PhoneNumbers));
        Address = key.Protect(identity.Address, Table + nameof(Address));
    }

    public Identity Reveal(CaseKey key) =>
        new(
            key.Reveal(GivenNames, Table + nameof(GivenNames)),
            key.Reveal(NameParticle, Table + nameof(NameParticle)),
            key.Reveal(FamilyName, Table + nameof(FamilyName)),
            key.Reveal(Aliases, Table + nameof(Aliases)),
            key.Reveal(PhoneNumbers, Table + nameof(PhoneNumbers)),
            key.Reveal(Address, Table + nameof(Address))
        );
}
