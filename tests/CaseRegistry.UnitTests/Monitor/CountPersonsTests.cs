using System.Globalization;
using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Features.Monitor;
using CaseRegistry.Web.Features.Periods;
using CaseRegistry.Web.Infrastructure.Encryption;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using static CaseRegistry.UnitTests.Monitor.CaseExamples;

namespace CaseRegistry.UnitTests.Monitor;

/// <summary>The counts that are kept with every write are those of a recount, whatever was written in whichever order.</summary>
public sealed class CountPersonsTests
{
    private static readonly string[] RegionCodes = ["amsterdam", "rotterdam", "limburg", "noord-nederland"];
    private static readonly string[] Reporters = ["police", "shelter", "care_coordination", "youth_care"];
    private static readonly string[] Forms = ["sexual", "labour", "criminal", "unknown", "organ_removal"];
    private static readonly string[] Routes = ["domestic", "cross_border", "unknown"];
    private static readonly string[] Days = ["2019-12-31", "2024-01-01", "2024-04-01", "2025-06-30", "2026-03-01"];
    private static readonly ReportingOrganisationId[] Organisations = [ReportingOrganisationId.New(), ReportingOrganisationId.New()];
    private static readonly long Runs = Environment.GetEnvironmentVariable("CASEREGISTRY_LONG") == "1" ? 1000 : 8;

    /// <summary>What someone does: a kind of write on a case, with a few numbers that choose its content.</summary>
    private sealed record Act(int Kind, int Case, int Other, int Choice);

    private static readonly Gen<Act[]> Stories = Gen.Select(
        Gen.Int[0, 15],
        Gen.Int[0, 99],
        Gen.Int[0, 99],
        Gen.Int[0, 999],
        (kind, one, other, choice) => new Act(kind, one, other, choice)
    ).Array[4, 24];

    [Fact]
    public async Task Any_sequence_of_writes_leaves_the_counts_of_a_recount()
    {
        var (written, handedIn) = (0, 0);
        await Stories.SampleAsync(
            async story =>
            {
                await using var register = await CountingRegister.Open();
                List<(CaseId Id, string Region)> cases = [];
                await register.Write(
                    (db, _) =>
                    {
                        db.ReportingOrganisations.AddRange(
                            Organisations.Select((id, i) => new ReportingOrganisation(id, $"O{i}", null, null, isProposal: false))
                        );
                        return Task.CompletedTask;
                    }
                );
                foreach (var act in story)
                {
                    await Do(register, cases, act);
                }

                var verified = await register.Verify();
                Assert.True(verified.Differences.Count == 0, string.Join(Environment.NewLine, verified.Differences));
                Interlocked.Add(ref written, verified.Persons);

                handedIn += await Explained(register);
                var kept = await register.Cells();
                var uses = await Uses(register);
                await register.Send(new RebuildCounts.Command());
                Assert.Equal(kept, await register.Cells());
                Assert.Equal(uses, await Uses(register));
                Assert.Empty((await register.Verify()).Differences);
            },
            iter: Runs,
            threads: 1
        );
        Assert.True(written > 0 && handedIn > 0, $"{written} persons, {handedIn} versions");
    }

    /// <summary>Every version is the one before plus its changes, and what is counted now the last one plus those that wait.</summary>
    private static async Task<int> Explained(CountingRegister register)
    {
        var (versions, changes) = await register.Read(async db =>
            (
                await db.PeriodVersions.OfEveryRegion().AsNoTracking().Include(v => v.Cells).OrderBy(v => v.Number).ToListAsync(),
                await db.PeriodChanges.OfEveryRegion().AsNoTracking().ToListAsync()
            )
        );
        foreach (var quarter in versions.GroupBy(v => (v.Region, v.Quarter)))
        {
            var now = await register.Read(db => CountedPersons.CellsOf(db, quarter.Key.Region, quarter.Key.Quarter, default));
            var counted = new Dictionary<(string Table, string Cell), int>();
            foreach (var version in quarter)
            {
                if (version.Number == 1)
                {
                    counted = Numbers(version.Cells.Select(c => (c.Table, c.Cell, c.Count)));
                }
                else
                {
                    Add(counted, version.Number);
                    Assert.Equal(Numbers(version.Cells.Select(c => (c.Table, c.Cell, c.Count))), counted);
                }
            }

            Add(counted, 0);
            Assert.Equal(Numbers(now.Select(c => (c.Key.Table, c.Key.Cell, c.Value))), counted);

            void Add(Dictionary<(string Table, string Cell), int> cells, int number)
            {
                foreach (
                    var change in changes.Where(c => (c.Region, new Quarter(c.Year, c.QuarterNumber)) == quarter.Key && c.Number == number)
                )
                {
                    cells[(change.Table, change.Cell)] = cells.GetValueOrDefault((change.Table, change.Cell)) + change.By;
                    if (cells[(change.Table, change.Cell)] == 0)
                    {
                        cells.Remove((change.Table, change.Cell));
                    }
                }
            }
        }

        return versions.Count;
    }

    private static Dictionary<(string Table, string Cell), int> Numbers(IEnumerable<(string Table, string Cell, int Count)> cells) =>
        cells.ToDictionary(c => (c.Table, c.Cell), c => c.Count);

    /// <summary>A region hands in a quarter, if there is anything new, and the office accepts it.</summary>
    private static async Task HandIn(CountingRegister register, string region, Act act)
    {
        var quarter = Quarter.Of(DateOnly.Parse(Days[act.Choice % 4], CultureInfo.InvariantCulture));
        try
        {
            await register.Send(new CompletePeriods.Command { Periods = [$"{region}:{quarter}"], Remark = "Nieuw" });
        }
        catch (RuleViolationException nothing) when (nothing.Rule == "Period.Periods.NothingChanged")
        {
            return;
        }

        var submitted = await register.Read(db =>
            db.PeriodVersions.OfEveryRegion().Where(v => v.State == PeriodState.Submitted).Select(v => v.Id).ToListAsync()
        );
        await register.Send(new AcceptPeriods.Command { Ids = submitted });
    }

    private static Task<List<string>> Uses(CountingRegister register) =>
        register.Read(async db =>
            (await db.MonitorTechnologyFacts.OfEveryRegion().AsNoTracking().ToListAsync())
                .Select(u => $"{u.Region} {u.Phase} {u.Channel} {u.Use}")
                .Order(StringComparer.Ordinal)
                .ToList()
        );

    private static Task Do(CountingRegister register, List<(CaseId Id, string Region)> cases, Act act)
    {
        if (cases.Count == 0 || act.Kind <= 2)
        {
            return Register(register, cases, act);
        }

        var (id, region) = cases[act.Case % cases.Count];
        var other = cases[act.Other % cases.Count].Id;
        // A colleague who sees no other region than that of the case, except for what goes over regions.
        return act.Kind is 13 ? register.Write((db, _) => Regroup(db, act))
            : act.Kind is 15 ? HandIn(register, region, act)
            : act.Kind is 3 ? register.Write((db, _) => Merge(db, id, other))
            : register.Write((db, keys) => Change(db, keys, id, act), region);
    }

    private static Task Register(CountingRegister register, List<(CaseId Id, string Region)> cases, Act act)
    {
        var region = RegionCodes[act.Choice % RegionCodes.Length];
        return register.Write(
            async (db, keys) =>
            {
                var key = await keys.Create(region);
                cases.Add((key.CaseId, region));
                // Now and then a second case of a person who is known.
                var person =
                    act.Kind == 2 && cases.Count > 1
                        ? await db.Cases.OfEveryRegion().Where(c => c.Id == cases[0].Id).Select(c => c.PersonId).SingleAsync()
                        : PersonId.New();
                if (act.Kind != 2 || cases.Count == 1)
                {
                    db.Persons.Add(new(person));
                }

                db.Cases.Add(
                    Registered(
                        key,
                        Signal(Pick(Days, act.Choice), Pick(Reporters, act.Other), Brings(act)),
                        region,
                        (MinorStatus)(1 + act.Choice % 4),
                        Person(Pick(["female", "male", "x", "unknown"], act.Other), null, act.Choice % 3 == 0 ? ["NL"] : []),
                        [Form(Pick(Forms, act.Choice), Pick(Routes, act.Other)), Form()],
                        person,
                        $"T-{cases.Count.ToString(CultureInfo.InvariantCulture)}",
                        act.Other % 2 == 0 ? TechnologyInvolvement.Yes : TechnologyInvolvement.Unknown
                    )
                );
            },
            region
        );
    }

    private static async Task Regroup(RegistryDbContext db, Act act)
    {
        var id = Organisations[act.Other % Organisations.Length];
        var organisation = await db.ReportingOrganisations.SingleAsync(o => o.Id == id);
        organisation.Change(organisation.Name, null, act.Choice % 3 == 0 ? null : Pick(["ngo", "police", "other"], act.Choice), false);
    }

    private static async Task Merge(RegistryDbContext db, CaseId id, CaseId other)
    {
        var one = await db.Cases.SingleAsync(c => c.Id == id);
        var into = await db.Cases.Where(c => c.Id == other).Select(c => c.PersonId).SingleAsync();
        db.Entry(one).Property(c => c.PersonId).CurrentValue = into;
    }

    private static async Task Change(RegistryDbContext db, CaseKeys keys, CaseId id, Act act)
    {
        var @case = await db.Cases.Include(c => c.Exploitations).Include(c => c.TechnologyUses).SingleAsync(c => c.Id == id);
        if (@case.ErasedAt is not null)
        {
            // Nothing is written about it any more; it goes on counting.
            return;
        }

        var key = await keys.Open(id, default);
        var now = Now.AddMinutes(act.Choice);
        switch (act.Kind)
        {
            case 4 or 5:
                @case.AddSignal(Signal(Pick(Days, act.Choice), Pick(Reporters, act.Other), Brings(act)), key, By, now);
                break;
            case 6:
                @case.CorrectMinority(new((MinorStatus)(1 + act.Choice % 4), "estimated", "Nieuw bericht."), key, By, now);
                break;
            case 7:
                @case.DescribeExploitation([Form(Pick(Forms, act.Choice), Pick(Routes, act.Other)), Form()]);
                break;
            case 8 when @case.Standing.IsOpen:
                @case.Close(act.Choice % 2 == 0 ? ClosureReason.Duplicate : (ClosureReason)(1 + act.Choice % 10), null, key, By, now);
                break;
            case 9 when !@case.Standing.IsOpen:
                @case.Reopen("Toch.", key, By, now);
                break;
            case 10 when @case.Standing.IsOpen:
                var meeting = Meeting.Plan(@case.Region, MeetingKind.CaseConference, new(2026, 6, 1), now);
                @case.PutOnAgenda(key, By, now);
                var item = AgendaItem.For(@case, meeting, null, [], key, now);
                db.AddRange(meeting, item, item.Record(@case, meeting, (ConferenceOutcome)(1 + act.Choice % 5), "Zo.", null, key, By, now));
                break;
            case 11:
                @case.DescribePerson(
                    Person(Pick(["female", "x"], act.Choice), MinorStatus.Minor, act.Other % 2 == 0 ? ["XX"] : ["BE", "MA"]),
                    key
                );
                break;
            case 14 when !@case.LegalHold:
                @case.Erase(now);
                break;
            case 12:
                @case.DescribeTechnology(
                    act.Choice % 3 == 0
                        ? new(TechnologyInvolvement.No, [])
                        : new(
                            TechnologyInvolvement.Suspected,
                            [
                                ("recruitment", "social_media", "contact", Pick(["instagram", "snapchat"], act.Other)),
                                ("recruitment", "social_media", "contact", "tiktok"),
                                ("control", Pick(["messaging", "location"], act.Choice), "image_pressure", null),
                            ]
                        )
                );
                break;
        }
    }

    private static ReportingOrganisationId? Brings(Act act) => act.Case % 3 == 0 ? null : Organisations[act.Case % Organisations.Length];

    private static string Pick(string[] codes, int number) => codes[number % codes.Length];

    [Fact]
    public async Task A_merge_takes_the_second_person_out_and_a_split_brings_it_back()
    {
        await using var register = await CountingRegister.Open();
        List<(CaseId Id, string Region)> cases = [];
        await Register(register, cases, new(0, 0, 0, 0));
        await Register(register, cases, new(0, 0, 1, 1));
        var apart = await register.Cells();
        var person = await register.Read(db =>
            db.Cases.OfEveryRegion().Where(c => c.Id == cases[1].Id).Select(c => c.PersonId).SingleAsync()
        );

        await register.Write((db, _) => Merge(db, cases[1].Id, cases[0].Id));

        var merged = await register.Verify();
        Assert.Equal((1, 0), (merged.Persons, merged.Differences.Count));

        await register.Write(
            async (db, _) =>
            {
                var one = await db.Cases.SingleAsync(c => c.Id == cases[1].Id);
                db.Entry(one).Property(c => c.PersonId).CurrentValue = person;
            }
        );

        Assert.Equal(apart, await register.Cells());
        Assert.Empty((await register.Verify()).Differences);
    }

    [Fact]
    public async Task A_row_that_was_loaded_before_a_colleague_changed_it_does_not_decide()
    {
        await using var register = await CountingRegister.Open();
        List<(CaseId Id, string Region)> cases = [];
        await Register(register, cases, new(0, 0, 0, 0));
        var (id, region) = cases[0];

        await register.Write(
            async (db, keys) =>
            {
                var @case = await db.Cases.Include(c => c.Exploitations).SingleAsync(c => c.Id == id);
                // What a colleague's transaction does between loading and saving, where the database lets it.
                await db.Cases.Where(c => c.Id == id).ExecuteUpdateAsync(set => set.SetProperty(c => c.Sex, "x"));
                @case.DescribeExploitation([Form("labour")]);
            },
            region
        );

        Assert.Empty((await register.Verify()).Differences);
    }

    [Fact]
    public async Task A_way_of_use_is_kept_once_whatever_the_platform()
    {
        await using var register = await CountingRegister.Open();
        List<(CaseId Id, string Region)> cases = [];
        await Register(register, cases, new(0, 0, 0, 0));
        Assert.Equal(["amsterdam recruitment social_media contact"], await Uses(register));

        await register.Write((db, keys) => Change(db, keys, cases[0].Id, new(12, 0, 0, 1)), cases[0].Region);
        Assert.Equal(["amsterdam control location image_pressure", "amsterdam recruitment social_media contact"], await Uses(register));
        Assert.Empty((await register.Verify()).Differences);

        // The case itself does not change, only its ways of use.
        await register.Write((db, keys) => Change(db, keys, cases[0].Id, new(12, 0, 0, 2)), cases[0].Region);
        Assert.Equal(["amsterdam control messaging image_pressure", "amsterdam recruitment social_media contact"], await Uses(register));

        await register.Write((db, keys) => Change(db, keys, cases[0].Id, new(12, 0, 0, 0)), cases[0].Region);
        Assert.Empty(await Uses(register));
        Assert.Empty((await register.Verify()).Differences);
    }

    [Fact]
    public async Task A_deleted_case_takes_its_person_out_of_the_counts()
    {
        await using var register = await CountingRegister.Open();
        List<(CaseId Id, string Region)> cases = [];
        await Register(register, cases, new(0, 0, 0, 0));

        await register.Write(async (db, _) => db.Cases.Remove(await db.Cases.SingleAsync()), cases[0].Region);

        Assert.Empty(await register.Cells());
        Assert.Empty((await register.Verify()).Differences);
    }

    [Fact]
    public async Task Verify_names_every_kind_of_difference()
    {
        await using var register = await CountingRegister.Open();
        List<(CaseId Id, string Region)> cases = [];
        for (var i = 0; i < 3; i++)
        {
            await Register(register, cases, new(0, 0, i, i));
        }

        await register.Read(async db =>
        {
            var facts = db.MonitorFacts.OfEveryRegion();
            await db
                .MonitorCells.Where(c => c.Table == "form-by-year")
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.Count, c => c.Count + 1));
            await db.MonitorCells.Where(c => c.Table == "eu").ExecuteDeleteAsync();
            await facts.Where(f => f.CaseId == cases[0].Id).ExecuteDeleteAsync();
            await db
                .MonitorTechnologyFacts.OfEveryRegion()
                .Where(f => f.CaseId == cases[2].Id)
                .ExecuteUpdateAsync(set => set.SetProperty(f => f.Phase, "control"));
            await facts.Where(f => f.CaseId == cases[1].Id).ExecuteUpdateAsync(set => set.SetProperty(f => f.Year, 1999));
            await db
                .Cases.OfEveryRegion()
                .Where(c => c.Id == cases[2].Id)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.ClosureReason, ClosureReason.Duplicate));
            return 0;
        });

        var differences = (await register.Verify()).Differences;

        Assert.Contains(
            differences,
            d => d.StartsWith("table form-by-year", StringComparison.Ordinal) && d.Contains("is 2, counted 1", StringComparison.Ordinal)
        );
        Assert.Contains(
            differences,
            d => d.StartsWith("table eu", StringComparison.Ordinal) && d.EndsWith("is missing, counted 1", StringComparison.Ordinal)
        );
        Assert.Contains(
            differences,
            d =>
                d.EndsWith("is not counted", StringComparison.Ordinal)
                && d.Contains("control|social_media|contact", StringComparison.Ordinal)
        );
        Assert.Contains(
            differences,
            d =>
                d.EndsWith("is missing", StringComparison.Ordinal)
                && d.Contains("recruitment|social_media|contact", StringComparison.Ordinal)
        );
        Assert.Contains(differences, d => d.EndsWith("counts, but has no fact", StringComparison.Ordinal));
        Assert.Contains(differences, d => d.Contains("year is '1999'", StringComparison.Ordinal));
        Assert.Contains(differences, d => d.EndsWith("has a fact, but does not count", StringComparison.Ordinal));

        await register.Send(new RebuildCounts.Command());
        Assert.Empty((await register.Verify()).Differences);
    }

    [Fact]
    public async Task A_write_on_cases_outside_a_transaction_is_refused()
    {
        await using var register = await CountingRegister.Open();

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            register.Read(async db =>
            {
                var key = Key();
                var person = PersonId.New();
                db.Persons.Add(new(person));
                db.Cases.Add(Registered(key, personId: person));
                return await db.SaveChangesAsync();
            })
        );
    }
}
