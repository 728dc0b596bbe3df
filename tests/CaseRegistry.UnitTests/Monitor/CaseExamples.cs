using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;

namespace CaseRegistry.UnitTests.Monitor;

/// <summary>Cases with just enough in them to be counted.</summary>
internal static class CaseExamples
{
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);
    public const string By = "account:test";

    public static Signal.Content Signal(
        string receivedOn = "2026-03-01",
        string reporter = "police",
        ReportingOrganisationId? organisation = null
    ) =>
        new()
        {
            ReceivedOn = DateOnly.Parse(receivedOn, System.Globalization.CultureInfo.InvariantCulture),
            ReporterType = reporter,
            ReportingOrganisationId = organisation,
            Certainty = Certainty.StrongSuspicion,
        };

    public static Case.PersonContent Person(string sex = "female", MinorStatus? atStart = null, params string[] citizenships) =>
        new()
        {
            StayMunicipality = "unknown",
            Sex = sex,
            MinorAtStart = atStart,
            Citizenships = citizenships,
        };

    public static Exploitation.Content Form(string form = "sexual", string route = "domestic", string sector = "unknown") =>
        new()
        {
            Form = form,
            Sector = sector,
            Route = route,
        };

    public static Case Registered(
        CaseKey key,
        Signal.Content? signal = null,
        string region = "amsterdam",
        MinorStatus minority = MinorStatus.Minor,
        Case.PersonContent? person = null,
        IReadOnlyList<Exploitation.Content>? exploitations = null,
        PersonId? personId = null,
        string? number = null,
        TechnologyInvolvement technology = TechnologyInvolvement.No
    ) =>
        Case.Register(
            number ?? "AMS-2026-00001-X",
            region,
            personId ?? PersonId.New(),
            key,
            signal ?? Signal(),
            person ?? Person(),
            new(minority, "estimated", minority == MinorStatus.Unknown ? "Niemand weet het." : null),
            exploitations ?? [Form()],
            new(technology, technology is TechnologyInvolvement.Yes ? [("recruitment", "social_media", "contact", null)] : []),
            By,
            Now
        );

    public static CaseKey Key() => new(CaseId.New(), 1, new byte[32]);

    public static CountedCase Counted(this Case @case, params Discussion[] discussions) =>
        new(@case, @case.Signals, @case.Exploitations, @case.TechnologyUses, discussions);

    public static readonly EuGroups Groups = new(
        new Dictionary<string, string> { ["police"] = "police", ["shelter"] = "ngo" },
        new Dictionary<Guid, string>(),
        new Dictionary<string, string> { ["sexual"] = "sexual", ["labour"] = "labour" }
    );
}
