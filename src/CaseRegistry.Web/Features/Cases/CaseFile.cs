using System.Globalization;
using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>A case with its key and everything that belongs to its sections, to be read, not changed.</summary>
internal sealed record CaseFile(
    Case Case,
    CaseKey Key,
    IReadOnlyList<Exploitation> Exploitations,
    IReadOnlyList<Domain.Technology.TechnologyUse> TechnologyUses,
    SuspectedVictim? Victim,
    SafeContact? SafeContact,
    string? OrganisationOfFirstSignal,
    Guid Version
)
{
    public static async Task<CaseFile?> Read(RegistryDbContext db, CaseKeys keys, CaseId id, CancellationToken cancellationToken)
    {
        var found = await db
            .Cases.AsNoTracking()
            .Include(c => c.Signals)
            .Where(c => c.Id == id)
            .Select(c => new { Case = c, Version = EF.Property<Guid>(c, nameof(Version)) })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        var first = Earliest(found.Case);
        return new(
            found.Case,
            await keys.Open(id, cancellationToken),
            await db
                .Exploitations.AsNoTracking()
                .Where(e => e.CaseId == id)
                .OrderBy(e => EF.Property<long>(e, "Sequence"))
                .ToListAsync(cancellationToken),
            await db
                .TechnologyUses.AsNoTracking()
                .Where(e => e.CaseId == id)
                .OrderBy(e => EF.Property<long>(e, "Sequence"))
                .ToListAsync(cancellationToken),
            await db.SuspectedVictims.AsNoTracking().SingleOrDefaultAsync(v => v.CaseId == id, cancellationToken),
            await db.SafeContacts.AsNoTracking().SingleOrDefaultAsync(v => v.CaseId == id, cancellationToken),
            await db
                .ReportingOrganisations.Where(o => o.Id == first.ReportingOrganisationId)
                .Select(o => o.Name)
                .SingleOrDefaultAsync(cancellationToken),
            found.Version
        );
    }

    /// <summary>The fields of the form as they stand now; those of the signal are of the earliest one, which the person counts by.</summary>
    public CaseFields ToFields() => Fill(new CaseFields());

    private static Signal Earliest(Domain.Cases.Case @case) => @case.Signals.OrderBy(CountedCase.Earliness).First();

    public T Fill<T>(T empty)
        where T : CaseFields
    {
        var first = Earliest(Case);
        var main = Exploitations.Single(e => e.IsMain);
        var identity = Victim?.Reveal(Key);
        return empty with
        {
            CareRegion = Case.Region,
            ReceivedOn = first.ReceivedOn,
            ObservedFrom = first.ObservedFrom,
            ObservedTo = first.ObservedTo,
            ReporterType = first.ReporterType,
            ReportingOrganisation = OrganisationOfFirstSignal,
            ReporterMunicipalityCode = first.ReporterMunicipality,
            Certainty = Code.Of(first.Certainty),
            CertaintyBasis = Key.Reveal(first.CertaintyBasis, Signal.CertaintyBasisColumn),
            Summary = Key.Reveal(first.Narrative, Signal.NarrativeColumn),
            ExternalReference = first.ExternalReference,
            MunicipalityCode = Case.StayMunicipality,
            MinorStatus = Code.Of(Case.MinorStatus),
            MinorUnknownReason = Key.Reveal(Case.MinorUnknownReason, Domain.Cases.Case.MinorUnknownReasonColumn),
            AgeBasis = Case.AgeBasis,
            BirthDate = Key.Reveal(Case.BirthDate, Domain.Cases.Case.BirthDateColumn) is { } day
                ? DateOnly.Parse(day, CultureInfo.InvariantCulture)
                : null,
            AgeBand = Case.AgeBand,
            MinorAtStart = Case.MinorAtStart is { } atStart ? Code.Of(atStart) : null,
            Sex = Case.Sex,
            Citizenships = [.. Case.Citizenships.Split(';', StringSplitOptions.RemoveEmptyEntries)],
            ResidenceStatus = Case.ResidenceStatus,
            SourceClientNumber = Key.Reveal(Case.SourceClientNumber, Domain.Cases.Case.SourceClientNumberColumn),
            GivenNames = identity?.GivenNames,
            NameParticle = identity?.NameParticle,
            FamilyName = identity?.FamilyName,
            Aliases = identity?.Aliases,
            PhoneNumbers = identity?.PhoneNumbers,
            Address = identity?.Address,
            SafeContactChannel = SafeContact?.Channel,
            SafeContactDetails = Key.Reveal(SafeContact?.Details, Domain.Victims.SafeContact.DetailsColumn),
            VoicemailAllowed = SafeContact?.VoicemailAllowed,
            PostAllowed = SafeContact?.PostAllowed,
            InterpreterLanguage = SafeContact?.InterpreterLanguage,
            SecretAddress = SafeContact?.SecretAddress,
            MustNotKnow = Key.Reveal(SafeContact?.MustNotKnow, Domain.Victims.SafeContact.MustNotKnowColumn),
            ExploitationMain = main.Form,
            Sector = main.Sector,
            Route = main.Route,
            ExploitedFrom = main.From,
            ExploitedTo = main.To,
            Ongoing = main.Ongoing ? true : null,
            ExploitationMunicipalityCode = main.Municipality,
            ExploitationCountry = main.Country,
            MeansOfControl = MeansOf(main),
            RecruiterRelation = main.RecruiterRelation,
            FurtherExploitations =
            [
                .. Exploitations
                    .Where(e => !e.IsMain)
                    .Select(e => new FurtherExploitation
                    {
                        Form = e.Form,
                        Sector = e.Sector,
                        Route = e.Route,
                        ExploitedFrom = e.From,
                        ExploitedTo = e.To,
                        Ongoing = e.Ongoing ? true : null,
                        ExploitationMunicipalityCode = e.Municipality,
                        ExploitationCountry = e.Country,
                        MeansOfControl = MeansOf(e),
                        RecruiterRelation = e.RecruiterRelation,
                    }),
            ],
            TechnologyInvolvement = Code.Of(Case.TechnologyInvolvement),
            TechnologyUses =
            [
                .. TechnologyUses.Select(u => new TechnologyUseFields
                {
                    Phase = u.Phase,
                    Channel = u.Channel,
                    Use = u.Use,
                    Platform = u.Platform,
                }),
            ],
        };
    }

    private static List<string> MeansOf(Exploitation exploitation) =>
        [.. (exploitation.MeansOfControl ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)];
}
