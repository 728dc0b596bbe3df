using System.Text.Json;
using CaseRegistry.Data;
using CaseRegistry.Domain.Care;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>Synthetic accounts and cases for a demonstration on a development machine: the same ones every time, about nobody.</summary>
internal static class DemoData
{
    private const int Cases = 400;
    private const int Years = 6;
    private const int Seed0 = 20110815;

    /// <summary>One case in so many may not be destroyed: so that each region has one.</summary>
    private const int HoldEvery = 23;

    /// <summary>One case in so many is lost from view: so that each region has one.</summary>
    private const int LostEvery = 27;

    /// <summary>Fills an empty register; a register with cases is left alone.</summary>
    public static async Task Seed(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var provider = scope.ServiceProvider;
        await DemoAccounts.Seed(provider);
        var db = provider.GetRequiredService<RegistryDbContext>();
        var actor = provider.GetRequiredService<CurrentActor>();
        actor.BecomeOperator(
            await Identity.IdentifyActor.AllRegions(provider.GetRequiredService<AdministrationDbContext>(), CancellationToken.None)
        );
        actor.Action = nameof(DemoData);
        if (await db.Cases.AnyAsync())
        {
            return;
        }

        await provider.GetRequiredService<Writer>().Write(db, () => new Generator(provider, db, actor).Run(), CancellationToken.None);
    }

    private sealed class Generator(IServiceProvider services, RegistryDbContext db, CurrentActor actor)
    {
        // Reproducible on purpose; nothing here is secret.
#pragma warning disable CA5394
        private readonly Random _random = new(Seed0);
        private readonly List<ReportingOrganisation> _organisations =
        [
            new(ReportingOrganisationId.New(), "Jeugdhulp Noordzee", "youth_care", null, isProposal: false),
            new(ReportingOrganisationId.New(), "Opvang De Haven", "shelter", null, isProposal: false),
            new(ReportingOrganisationId.New(), "Scholengroep Waterweg", "education", null, isProposal: true),
        ];
        private int _lives;
        private int _signals;
        private readonly CaseKeys _keys = services.GetRequiredService<CaseKeys>();
        private readonly DateTimeOffset _now = services.GetRequiredService<TimeProvider>().GetUtcNow();

        public async Task<bool> Run()
        {
            var regions = await db.CareRegions.OrderBy(r => r.Code).ToListAsync();
            var municipalities = await db
                .Municipalities.SelectMany(m => m.Memberships)
                .Where(m => m.Until == null)
                .OrderBy(m => m.MunicipalityCode)
                .Select(m => new { m.MunicipalityCode, m.Region })
                .ToListAsync();
            var byRegion = municipalities.ToLookup(m => m.Region, m => m.MunicipalityCode);
            var meetings = regions.ToDictionary(
                r => r.Code,
                r => Meeting.Plan(r.Code, MeetingKind.CaseConference, DutchCalendar.DateOf(_now).AddDays(7 + _random.Next(14)), _now)
            );
            db.Meetings.AddRange(meetings.Values);
            db.ReportingOrganisations.AddRange(_organisations);
            var members = await db
                .Users.Where(a => a.IsDemo && a.Regions.Any(r => r.Region == "rotterdam"))
                .Where(a =>
                    db.UserRoles.Any(u =>
                        u.UserId == a.Id && db.Roles.Any(r => r.Id == u.RoleId && r.Name == nameof(Role.RegionalTableMember))
                    )
                )
                .Select(a => a.Id)
                .ToListAsync();
            var serials = new Dictionary<(string, int), int>();
            for (var i = 0; i < Cases; i++)
            {
                var region = regions[i % regions.Count];
                var received = DutchCalendar.DateOf(_now).AddDays(-_random.Next(Years * 365));
                var registeredAt = new DateTimeOffset(received.ToDateTime(new TimeOnly(9, 0)), TimeSpan.Zero).AddHours(_random.Next(6));
                registeredAt = registeredAt > _now || DutchCalendar.DateOf(registeredAt) < received ? _now : registeredAt;
                var year = DutchCalendar.DateOf(registeredAt).Year;
                var serial = serials[(region.Code, year)] = serials.GetValueOrDefault((region.Code, year)) + 1;
                var stays = Pick(byRegion[region.Code].ToArray());
                await Add(
                    CaseNumber.Of(region.NumberPrefix, year, serial),
                    region.Code,
                    stays,
                    received,
                    registeredAt,
                    meetings[region.Code],
                    members
                );
            }

            await Draft();
            db.CaseNumberCounters.AddRange(serials.Select(s => new CaseNumberCounter(s.Key.Item1, s.Key.Item2, s.Value)));
            return true;
        }

        private async Task Add(
            string number,
            string region,
            string stays,
            DateOnly received,
            DateTimeOffset at,
            Meeting meeting,
            List<Guid> members
        )
        {
            var key = await _keys.Create(region);
            var person = new Person(PersonId.New());
            var minor = Pick([
                MinorStatus.Adult,
                MinorStatus.Adult,
                MinorStatus.Adult,
                MinorStatus.Minor,
                MinorStatus.Minor,
                MinorStatus.PresumedMinor,
                MinorStatus.Unknown,
            ]);
            var form = Pick([
                "sexual",
                "sexual",
                "sexual",
                "labour",
                "labour",
                "criminal",
                "criminal",
                "domestic_servitude",
                "begging",
                "unknown",
            ]);
            var involved =
                form == "sexual" && Age.IsMinor(minor) is true
                    ? TechnologyInvolvement.Yes
                    : Pick([
                        TechnologyInvolvement.Yes,
                        TechnologyInvolvement.Suspected,
                        TechnologyInvolvement.No,
                        TechnologyInvolvement.Unknown,
                    ]);
            var age = Age.IsMinor(minor) is true ? 12 + _random.Next(6) : 18 + _random.Next(20);
            DateOnly? born =
                minor is MinorStatus.Minor or MinorStatus.Adult && _random.Next(3) == 0
                    ? received.AddYears(-age).AddDays(-_random.Next(300))
                    : null;
            var citizenship = Pick(["NL", "NL", "NL", "RO", "BG", "PL", "NG", "SY", "VN", "HU", ""]);
            var @case = Case.Register(
                number,
                region,
                person.Id,
                key,
                Signal(received),
                new()
                {
                    StayMunicipality = stays,
                    BirthDate = born,
                    AgeBand = born is null && minor != MinorStatus.Unknown ? Age.Band(age) : null,
                    MinorAtStart = Age.IsMinor(minor) is true ? MinorStatus.Minor : null,
                    Sex = Pick(["female", "female", "female", "male", "male", "x", "unknown"]),
                    Citizenships = citizenship.Length == 0 ? [] : [citizenship],
                    ResidenceStatus = citizenship == "NL" ? "nl" : "unknown",
                },
                new(
                    minor,
                    minor == MinorStatus.Unknown ? "not_established" : Pick(["document", "stated", "estimated"]),
                    minor == MinorStatus.Unknown ? "Nog niet besproken met de betrokkene." : null
                ),
                [
                    new()
                    {
                        Form = form,
                        Sector = form switch
                        {
                            "sexual" => Pick(["home", "hotel", "escort", "webcam", "unknown"]),
                            "labour" => Pick(["agriculture", "hospitality", "cleaning", "meal_delivery", "unknown"]),
                            "criminal" => Pick(["drugs", "money_mule", "theft", "explosives", "unknown"]),
                            _ => "unknown",
                        },
                        Route = citizenship == "NL" ? "domestic" : Pick(["cross_border", "cross_border", "unknown"]),
                        MeansOfControl = _random.Next(2) == 0 ? ["threats"] : ["false_promises", "takes_earnings"],
                        RecruiterRelation = Pick(["partner", "friend", "online_contact", "employer", "unknown"]),
                    },
                    .. _lives % 9 == 0 && form != "criminal"
                        ?
                        [
                            new Exploitation.Content
                            {
                                Form = "criminal",
                                Sector = "unknown",
                                Route = "unknown",
                            },
                        ]
                        : Array.Empty<Exploitation.Content>(),
                ],
                new(involved, involved is TechnologyInvolvement.Yes or TechnologyInvolvement.Suspected ? Uses(form) : []),
                actor.Id,
                at
            );
            db.Persons.Add(person);
            db.Cases.Add(@case);
            Know(@case, key);
            Live(@case, key, received, at, meeting, members);
        }

        // Counted, not drawn, as all that follows: names that nobody has, and how to reach them.
        private void Know(Case @case, CaseKey key)
        {
            if (_lives % 2 == 0)
            {
                var victim = SuspectedVictim.For(@case);
                victim.Identify(new("Voorbeeld", null, $"Persoon {_lives:000}", $"Bijnaam {_lives:000}", "06 00 00 00 00", null), key);
                db.SuspectedVictims.Add(victim);
            }

            if (_lives % 3 == 0)
            {
                var contact = SafeContact.For(@case);
                contact.Agree(
                    new("phone", "Alleen tussen 9 en 10 uur, via de begeleider.", false, false, "en", _lives % 2 == 0, "De partner"),
                    key
                );
                db.SafeContacts.Add(contact);
            }
        }

        private async Task Draft()
        {
            var author = await db
                .Users.Where(a => a.IsDemo && a.Regions.Any(r => r.Region == "rotterdam"))
                .OrderBy(a => a.Email)
                .FirstAsync();
            var key = await _keys.Create("rotterdam");
            var draft = new Draft(DraftId.New(), key.CaseId, "rotterdam", author.Id, _now);
            draft.Save(
                JsonSerializer.Serialize(new CaseFields { Summary = "Gebeld door de school; nog afmaken." }, Json.Options),
                key,
                _now
            );
            db.Drafts.Add(draft);
        }

        private Signal.Content Signal(DateOnly received)
        {
            var signal = Drawn(received);
            var organisation = _organisations.Find(o => o.ReporterType == signal.ReporterType);
            return ++_signals % 2 == 0 || organisation is null
                ? signal
                : signal with
                {
                    ReportingOrganisationId = organisation.Id,
                    ObservedFrom = received.AddDays(-30),
                    ObservedTo = received.AddDays(-1),
                };
        }

        private Signal.Content Drawn(DateOnly received) =>
            new()
            {
                ReceivedOn = received,
                ReporterType = Pick([
                    "police",
                    "youth_care",
                    "shelter",
                    "veilig_thuis",
                    "municipality",
                    "health_care",
                    "education",
                    "coa",
                    "care_coordination",
                    "self",
                    "citizen",
                ]),
                Certainty = Pick([Certainty.GutFeeling, Certainty.Suspicion, Certainty.Suspicion, Certainty.StrongSuspicion]),
                Narrative = Pick([
                    "Komt steeds vaker niet op school en heeft dure nieuwe spullen.",
                    "Krijgt veel berichten en moet dan direct weg.",
                    "Zegt het loon nooit zelf te ontvangen.",
                    "Wordt gebracht en gehaald door wisselende bestuurders.",
                    "Durft niet te vertellen waar zij woont.",
                ]),
            };

        private (string, string, string, string?)[] Uses(string form) =>
            form == "sexual"
                ?
                [
                    ("recruitment", "social_network", Pick(["first_contact", "grooming"]), Pick(["instagram", "snapchat", "tiktok"])),
                    ("control", "messaging", Pick(["image_pressure", "tracking"]), "whatsapp"),
                ]
                : [("recruitment", Pick(["job_board", "social_network", "messaging"]), "fake_job", null)];

        // Each life goes a different way, so that every state, flag and page has something to show.
        private void Live(Case @case, CaseKey key, DateOnly received, DateTimeOffset at, Meeting meeting, List<Guid> members)
        {
            DateTimeOffset Later(int days)
            {
                var then = at.AddDays(days).AddMinutes(_random.Next(240));
                return then > _now ? _now : then;
            }

            // Counted, not drawn: the other lives stay as they are.
            if (_lives++ % HoldEvery == 0)
            {
                @case.PlaceLegalHold(
                    "Verzoek van de inspectie om deze casus te bewaren.",
                    key,
                    actor.Id,
                    at.AddDays(4) is var then && then < _now ? then : _now
                );
            }

            if (_lives % 17 == 0)
            {
                @case.AddSignal(
                    new()
                    {
                        ReceivedOn = received,
                        ReporterType = "police",
                        Certainty = _lives % 2 == 0 ? Certainty.Confirmed : Certainty.Refuted,
                        CertaintyBasis = "Na onderzoek door de politie.",
                    },
                    key,
                    actor.Id,
                    Later(1)
                );
            }

            if (@case.MinorStatus == MinorStatus.PresumedMinor && _lives % 2 == 0)
            {
                @case.CorrectMinority(new(MinorStatus.Minor, "document", "Het identiteitsbewijs is gezien."), key, actor.Id, Later(1));
            }

            if (_lives % 40 == 0)
            {
                @case.Restrict("De betrokkene betwist de juistheid van een signaal.", key, actor.Id, Later(1));
            }

            var way = _random.Next(10);
            if (way > 0)
            {
                @case.StartTriage(key, actor.Id, Later(2));
            }

            if (way > 3)
            {
                @case.StartCare(key, actor.Id, Later(10));
            }

            if (way > 6)
            {
                @case.StartAftercare(key, actor.Id, Later(120));
            }

            if (_random.Next(3) == 0)
            {
                var again = received.AddDays(_random.Next(30));
                @case.AddSignal(Signal(again > DutchCalendar.DateOf(_now) ? received : again), key, actor.Id, Later(30));
            }

            db.ContactMoments.Add(
                ContactMoment.Record(
                    @case,
                    key,
                    "Kort gesproken; gaat naar omstandigheden goed.",
                    "Terugbellen over opvang",
                    DutchCalendar.DateOf(_now).AddDays(_random.Next(60) - 3),
                    actor.Id,
                    Later(5)
                )
            );
            if (_lives % LostEvery == 1)
            {
                Lose(@case, key, Later);
                return;
            }

            if (way > 8 || way == 2)
            {
                @case.Close(
                    Pick([
                        ClosureReason.CareCompleted,
                        ClosureReason.Referred,
                        ClosureReason.HelpDeclined,
                        ClosureReason.NoIndications,
                        ClosureReason.AdviceOnly,
                    ]),
                    null,
                    key,
                    actor.Id,
                    Later(200)
                );
                return;
            }

            switch (_random.Next(8))
            {
                case 0:
                    @case.PutOnAgenda(key, actor.Id, Later(3));
                    db.AgendaItems.Add(
                        AgendaItem.For(
                            @case,
                            meeting,
                            "Signalen naast elkaar leggen",
                            @case.Region == "rotterdam" ? members : [],
                            key,
                            Later(3)
                        )
                    );
                    break;
                case 1:
                    @case.PutOnAgenda(key, actor.Id, Later(3));
                    var past = Meeting.Plan(@case.Region, MeetingKind.CaseConference, DutchCalendar.DateOf(Later(20)), Later(3));
                    var item = AgendaItem.For(@case, past, null, [], key, Later(3));
                    db.Meetings.Add(past);
                    db.AgendaItems.Add(item);
                    db.Discussions.Add(
                        item.Record(
                            @case,
                            past,
                            Pick(Enum.GetValues<ConferenceOutcome>()),
                            "De signalen zijn naast elkaar gelegd.",
                            null,
                            key,
                            actor.Id,
                            Later(20)
                        )
                    );
                    past.Close(Later(20));
                    break;
                case 2 when _random.Next(3) == 0:
                    Lose(@case, key, Later);
                    break;
            }
        }

        private void Lose(Case @case, CaseKey key, Func<int, DateTimeOffset> later)
        {
            var since = DutchCalendar.DateOf(later(15));
            @case.MarkLostFromView(
                since,
                since,
                null,
                @case.MinorStatus == MinorStatus.Minor ? true : null,
                DutchCalendar.DateOf(_now).AddDays(_random.Next(30)),
                key,
                actor.Id,
                later(16)
            );
        }

        private T Pick<T>(T[] choices) => choices[_random.Next(choices.Length)];
#pragma warning restore CA5394
    }
}
