using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;
using static CaseRegistry.UnitTests.Monitor.CaseExamples;

namespace CaseRegistry.UnitTests.Monitor;

/// <summary>The counting rules of the national monitor, definition version 1.</summary>
public sealed class MonitorFactTests
{
    private readonly CaseKey _key = Key();
    private readonly PersonId _person = PersonId.New();

    private MonitorFact? Fact(params Case[] cases) => MonitorFact.Of(_person, cases.Select(c => c.Counted()), Groups);

    [Fact]
    public void A_registered_person_counts_once_with_all_codes()
    {
        var fact = Fact(
            Registered(
                _key,
                minority: MinorStatus.Adult,
                person: Person("male", MinorStatus.Minor, "RO", "MA"),
                exploitations: [Form("labour", "cross_border", "agriculture")]
            )
        )!;

        Assert.Equal((_person, _key.CaseId, "amsterdam", 2026, 1), (fact.PersonId, fact.CaseId, fact.Region, fact.Year, fact.Quarter));
        Assert.Equal(
            ("adult", "unknown", "minor", "male", "eu"),
            (fact.MinorStatus, fact.AgeBand, fact.MinorAtStart, fact.Sex, fact.CitizenshipGroup)
        );
        Assert.Equal(("labour", "agriculture", "cross_border", "labour"), (fact.Form, fact.Sector, fact.Route, fact.MonitorGroup));
        Assert.Equal(
            ("no", "police", "police", "labour", "none"),
            (fact.Technology, fact.ReporterType, fact.ReporterGroup, fact.FormGroup, fact.Outcome)
        );
    }

    [Theory]
    [InlineData(ClosureReason.Duplicate)]
    [InlineData(ClosureReason.AdviceOnly)]
    public void A_duplicate_and_advice_only_never_count(ClosureReason reason)
    {
        var @case = Registered(_key);
        @case.Close(reason, null, _key, By, Now);

        Assert.Null(Fact(@case));
    }

    [Fact]
    public void Every_other_closed_case_counts()
    {
        var reasons = Enum.GetValues<ClosureReason>().Except([ClosureReason.Duplicate, ClosureReason.AdviceOnly]).ToList();
        Assert.Equal(8, reasons.Count);
        foreach (var reason in reasons)
        {
            var key = Key();
            var @case = Registered(key);
            @case.Close(reason, null, key, By, Now);

            Assert.NotNull(Fact(@case));
        }
    }

    [Fact]
    public void A_reopened_duplicate_counts_again()
    {
        var @case = Registered(_key);
        @case.Close(ClosureReason.Duplicate, null, _key, By, Now);
        @case.Reopen("Toch een ander.", _key, By, Now);

        Assert.NotNull(Fact(@case));
    }

    [Fact]
    public void The_earliest_signal_decides_year_quarter_and_reporter()
    {
        var @case = Registered(_key, Signal("2026-03-01", "police"));
        @case.AddSignal(Signal("2024-12-31", "shelter"), _key, By, Now);
        @case.AddSignal(Signal("2025-05-05", "coa"), _key, By, Now);

        var fact = Fact(@case)!;

        Assert.Equal((2024, 4, "shelter", "ngo"), (fact.Year, fact.Quarter, fact.ReporterType, fact.ReporterGroup));
    }

    [Fact]
    public void Of_signals_of_one_day_the_first_registered_decides()
    {
        var @case = Registered(_key, Signal("2026-03-01", "police"));
        @case.AddSignal(Signal("2026-03-01", "shelter"), _key, By, Now.AddSeconds(-1));

        Assert.Equal("shelter", Fact(@case)!.ReporterType);
    }

    [Fact]
    public void A_merged_person_counts_once_where_the_earliest_signal_was_registered()
    {
        var other = Key();
        var later = Registered(_key, Signal("2025-02-01"), "rotterdam", MinorStatus.Adult);
        var earlier = Registered(other, Signal("2023-07-01", "shelter"), "limburg", MinorStatus.Minor);

        var fact = Fact(later, earlier)!;

        Assert.Equal((other.CaseId, "limburg", 2023, 3, "minor"), (fact.CaseId, fact.Region, fact.Year, fact.Quarter, fact.MinorStatus));
    }

    [Fact]
    public void A_duplicate_of_a_merged_person_does_not_decide()
    {
        var other = Key();
        var duplicate = Registered(other, Signal("2019-01-01"), "limburg");
        duplicate.Close(ClosureReason.Duplicate, null, other, By, Now);

        var fact = Fact(Registered(_key), duplicate)!;

        Assert.Equal((_key.CaseId, 2026), (fact.CaseId, fact.Year));
    }

    [Fact]
    public void The_latest_statement_decides_minority()
    {
        var @case = Registered(_key, minority: MinorStatus.Unknown);
        @case.CorrectMinority(new(MinorStatus.PresumedMinor, "estimated", "Een arts heeft gekeken."), _key, By, Now);

        var fact = Fact(@case)!;

        Assert.Equal(("presumed_minor", "child"), (fact.MinorStatus, EuGroups.OfMinorStatus(fact.MinorStatus)));
    }

    [Fact]
    public void Only_the_main_form_counts()
    {
        var @case = Registered(_key, exploitations: [Form("criminal", "unknown"), Form("sexual")]);

        // The database gives them in any order.
        var fact = MonitorFact.Of(_person, [@case.Counted() with { Exploitations = [.. @case.Exploitations.Reverse()] }], Groups)!;

        Assert.Equal(("criminal", "criminal"), (fact.Form, fact.MonitorGroup));
    }

    [Theory]
    [InlineData("sexual", "domestic", "domestic_sexual")]
    [InlineData("sexual", "cross_border", "cross_border_sexual")]
    [InlineData("sexual", "unknown", "sexual_unknown_route")]
    [InlineData("labour", "domestic", "labour")]
    [InlineData("domestic_servitude", "cross_border", "labour")]
    [InlineData("criminal", "domestic", "criminal")]
    [InlineData("begging", "unknown", "criminal")]
    [InlineData("organ_removal", "domestic", "other")]
    [InlineData("forced_marriage", "cross_border", "other")]
    [InlineData("other", "domestic", "other")]
    [InlineData("unknown", "unknown", "unknown")]
    public void The_monitor_group_follows_from_form_and_route(string form, string route, string group) =>
        Assert.Equal(group, MonitorFact.GroupOf(form, route));

    [Fact]
    public void An_organisation_with_an_EU_group_of_its_own_goes_before_its_type()
    {
        var organisation = ReportingOrganisationId.New();
        var groups = new EuGroups(
            new Dictionary<string, string> { ["police"] = "police" },
            new Dictionary<Guid, string> { [organisation.Value] = "ngo" },
            new Dictionary<string, string>()
        );

        var own = MonitorFact.Of(
            _person,
            [Registered(_key, Signal(reporter: "care_coordination", organisation: organisation)).Counted()],
            groups
        )!;
        var none = MonitorFact.Of(_person, [Registered(Key(), Signal(reporter: "care_coordination")).Counted()], groups)!;

        Assert.Equal(("ngo", "unknown"), (own.ReporterGroup, none.ReporterGroup));
    }

    [Theory]
    [InlineData("nl", "own")]
    [InlineData("eu", "other_eu")]
    [InlineData("non_eu", "non_eu")]
    [InlineData("stateless", "non_eu")]
    [InlineData("unknown", "unknown")]
    public void Citizenship_has_its_EU_group(string group, string eu) => Assert.Equal(eu, EuGroups.OfCitizenship(group));

    [Theory]
    [InlineData("minor", "child")]
    [InlineData("presumed_minor", "child")]
    [InlineData("adult", "adult")]
    [InlineData("unknown", "unknown")]
    public void Minority_has_its_EU_group(string status, string eu) => Assert.Equal(eu, EuGroups.OfMinorStatus(status));

    [Fact]
    public void The_latest_discussion_gives_the_outcome_and_changes_nothing_else()
    {
        var @case = Registered(_key);
        var meeting = Meeting.Plan("amsterdam", MeetingKind.CaseConference, new(2026, 6, 1), Now);
        var weakened = Discuss(@case, meeting, ConferenceOutcome.Weakened, Now);
        var undetermined = Discuss(@case, meeting, ConferenceOutcome.NoIndications, Now.AddHours(1));

        var fact = MonitorFact.Of(_person, [@case.Counted(undetermined, weakened)], Groups)!;

        Assert.Equal("no_indications", fact.Outcome);
    }

    private Discussion Discuss(Case @case, Meeting meeting, ConferenceOutcome outcome, DateTimeOffset at)
    {
        @case.PutOnAgenda(_key, By, at);
        return AgendaItem.For(@case, meeting, null, [], _key, at).Record(@case, meeting, outcome, "Zo kwam het over.", null, _key, By, at);
    }

    [Fact]
    public void Every_table_of_persons_has_a_cell_for_every_fact_of_as_many_codes_as_it_has_dimensions()
    {
        var cells = MonitorCatalogue.CellsOf(Fact(Registered(_key))!).ToLookup(c => c.Table, c => c.Cell);

        var tables = MonitorCatalogue.Tables.Where(t => t.Unit == MonitorUnit.Persons).ToList();
        Assert.NotEmpty(tables);
        Assert.All(tables.Where(t => t.AddsUp), t => Assert.Single(cells[t.Name]));
        Assert.All(tables, t => Assert.All(cells[t.Name], cell => Assert.Equal(t.Dimensions.Count, cell.Split('|').Length)));
        Assert.Equal(["police|female|child|unknown|sexual"], cells["eu"]);
        Assert.Equal(["no|sexual"], cells["technology-by-form"]);
        Assert.Equal(["amsterdam|police"], cells["reporter-by-region"]);
        Assert.Equal(["none", "unknown"], cells["outcome-by-year"].Concat(cells["minor-at-start-by-year"]));
        Assert.Equal(
            ["age_band", "citizenship_group", "minor_at_start", "sector"],
            cells["unknown-by-region"].Select(c => c.Split('|')[1]).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_person_stands_once_under_each_form_and_under_the_main_form_alone_in_the_other_tables()
    {
        var fact = Fact(Registered(_key, exploitations: [Form("labour"), Form("criminal"), Form("labour")]))!;

        var cells = MonitorCatalogue.CellsOf(fact).ToLookup(c => c.Table, c => c.Cell);
        Assert.Equal(["criminal", "labour"], cells["all-forms-by-year"]);
        Assert.Equal(["labour"], cells["form-by-year"]);
    }
}
