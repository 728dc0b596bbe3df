using System.Security.Cryptography;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;

namespace CaseRegistry.UnitTests.Cases;

/// <summary>A registration in which nothing is wrong; tests change the one thing they are about.</summary>
internal static class Example
{
    public const string By = "account:test";
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    public static readonly DateOnly ReceivedOn = new(2026, 2, 20);

    public static readonly Signal.Content Signal = new()
    {
        ReceivedOn = ReceivedOn,
        ReporterType = "police",
        Certainty = Certainty.Suspicion,
        Narrative = "Seen at night with much older men.",
    };

    public static readonly Case.PersonContent Person = new() { StayMunicipality = "GM0599", Sex = "female" };

    public static readonly Case.MinorStatement Minor = new(MinorStatus.Minor, "document", null);

    public static readonly Exploitation.Content Exploitation = new()
    {
        Form = "sexual",
        Sector = "prostitution",
        Route = "domestic",
    };

    public static readonly Case.TechnologyContent NoTechnology = new(TechnologyInvolvement.No, []);

    public static CaseKey Key() => new(CaseId.New(), 1, RandomNumberGenerator.GetBytes(32));

    public static Case Register(
        CaseKey? key = null,
        Signal.Content? signal = null,
        Case.PersonContent? person = null,
        Case.MinorStatement? minority = null,
        Exploitation.Content[]? exploitations = null,
        Case.TechnologyContent? technology = null,
        DateTimeOffset? now = null
    ) =>
        Case.Register(
            CaseNumber.Of("RO", 2026, 1),
            "rotterdam",
            PersonId.New(),
            key ?? Key(),
            signal ?? Signal,
            person ?? Person,
            minority ?? Minor,
            exploitations ?? [Exploitation],
            technology ?? NoTechnology,
            By,
            now ?? Now
        );

    public static string RuleOf(Action broken) => Assert.Throws<RuleViolationException>(broken).Rule;
}
