using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;

namespace CaseRegistry.UnitTests.Cases;

public sealed class CaseTests
{
    private readonly CaseKey _key = Example.Key();

    [Fact]
    public void The_two_required_fields_have_no_default()
    {
        Assert.False(Enum.IsDefined(default(MinorStatus)));
        Assert.False(Enum.IsDefined(default(TechnologyInvolvement)));
        Assert.Equal([MinorStatus.Minor, MinorStatus.PresumedMinor, MinorStatus.Adult, MinorStatus.Unknown], Enum.GetValues<MinorStatus>());
        Assert.Equal(
            [TechnologyInvolvement.Yes, TechnologyInvolvement.Suspected, TechnologyInvolvement.No, TechnologyInvolvement.Unknown],
            Enum.GetValues<TechnologyInvolvement>()
        );
    }

    [Theory]
    [InlineData("2008-02-29", "2026-03-01")]
    [InlineData("2006-02-28", "2024-02-28")]
    [InlineData("2008-12-31", "2026-12-31")]
    public void One_comes_of_age_on_the_first_day_on_which_one_is_eighteen(string born, string adult)
    {
        var (birth, day) = (DateOnly.Parse(born, null), DateOnly.Parse(adult, null));

        Assert.Equal(day, Age.AdultOn(birth));
        Assert.Equal((17, 18), (Age.On(day.AddDays(-1), birth), Age.On(day, birth)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void An_unknown_minority_needs_its_reason(string? reason) =>
        Assert.Equal("Case.MinorStatus.UnknownRequiresReason", Example.RuleOf(() => Register(new(MinorStatus.Unknown, "none", reason))));

    [Fact]
    public void An_unknown_minority_is_looked_at_again_after_two_weeks()
    {
        var @case = Register(new(MinorStatus.Unknown, "none", "Nobody dares to ask."));

        Assert.Equal(new DateOnly(2026, 3, 15), @case.MinorFollowUpOn);
        Assert.Equal("Nobody dares to ask.", _key.Reveal(@case.MinorUnknownReason, Case.MinorUnknownReasonColumn));
    }

    [Theory]
    [InlineData(MinorStatus.Minor, "2008-02-21", true)]
    [InlineData(MinorStatus.Minor, "2008-02-20", false)]
    [InlineData(MinorStatus.PresumedMinor, "1999-01-01", false)]
    [InlineData(MinorStatus.Adult, "2008-02-20", true)]
    [InlineData(MinorStatus.Adult, "2008-03-01", true)] // a birthday between receipt and registration agrees with either
    [InlineData(MinorStatus.Minor, "2008-03-01", true)]
    [InlineData(MinorStatus.Adult, "2008-03-02", false)]
    public void A_birth_date_agrees_with_minority_on_the_day_of_the_signal(MinorStatus status, string born, bool agrees)
    {
        var person = Example.Person with { BirthDate = DateOnly.Parse(born, System.Globalization.CultureInfo.InvariantCulture) };

        var refused = Record.Exception(() => Example.Register(_key, person: person, minority: Statement(status)));

        Assert.Equal(agrees ? null : "Case.BirthDate.ContradictsMinorStatus", (refused as RuleViolationException)?.Rule);
        Assert.Equal(agrees, refused is null);
    }

    [Fact]
    public void Nobody_is_born_after_the_signal() =>
        Assert.Equal(
            "Case.BirthDate.AfterSignal",
            Example.RuleOf(() => Example.Register(_key, person: Example.Person with { BirthDate = Example.ReceivedOn.AddDays(1) }))
        );

    [Theory]
    [InlineData(MinorStatus.Minor, "18_22", false)]
    [InlineData(MinorStatus.PresumedMinor, "23_plus", false)]
    [InlineData(MinorStatus.Adult, "16_17", false)]
    [InlineData(MinorStatus.Adult, "23_plus", true)]
    [InlineData(MinorStatus.Minor, "0_11", true)]
    [InlineData(MinorStatus.Minor, null, true)]
    [InlineData(MinorStatus.Unknown, "unknown", true)]
    public void An_age_band_agrees_with_minority(MinorStatus status, string? band, bool agrees)
    {
        var refused = Record.Exception(() =>
            Example.Register(_key, person: Example.Person with { AgeBand = band }, minority: Statement(status))
        );

        Assert.Equal(agrees ? null : "Case.AgeBand.ContradictsMinorStatus", (refused as RuleViolationException)?.Rule);
        Assert.Equal(agrees, refused is null);
    }

    [Theory]
    [InlineData("2010-02-21", null, "Case.BirthDate.KnownButMinorStatusUnknown")]
    [InlineData("1999-01-01", "unknown", "Case.BirthDate.KnownButMinorStatusUnknown")]
    [InlineData(null, "16_17", "Case.AgeBand.KnownButMinorStatusUnknown")]
    [InlineData(null, "23_plus", "Case.AgeBand.KnownButMinorStatusUnknown")]
    public void Whose_age_is_known_is_not_registered_as_unknown(string? born, string? band, string rule)
    {
        var person = Example.Person with { BirthDate = Day(born), AgeBand = band };

        Assert.Equal(rule, Example.RuleOf(() => Example.Register(_key, person: person, minority: Statement(MinorStatus.Unknown))));
    }

    [Theory]
    [InlineData("2010-06-01", "12_15", null)]
    [InlineData("2010-06-01", "unknown", null)]
    [InlineData("2010-06-01", "16_17", "Case.AgeBand.ContradictsBirthDate")]
    [InlineData("2010-02-28", "12_15", null)] // sixteen between receipt and registration: either is right
    [InlineData("2010-02-28", "16_17", null)]
    public void An_age_band_agrees_with_the_birth_date(string born, string band, string? rule)
    {
        var person = Example.Person with { BirthDate = Day(born), AgeBand = band };

        var refused = Record.Exception(() => Example.Register(_key, person: person));

        Assert.Equal(rule, (refused as RuleViolationException)?.Rule);
        Assert.Equal(rule is null, refused is null);
    }

    private static DateOnly? Day(string? date) =>
        date is null ? null : DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void A_correction_of_minority_keeps_the_first_statement()
    {
        var @case = Register(new(MinorStatus.Unknown, "none", "Not asked yet."));
        var first = @case.MinorStatusStatements.Single();

        @case.CorrectMinority(new(MinorStatus.Minor, "document", "Passport seen."), _key, "account:other", Example.Now.AddDays(3));

        Assert.Equal(2, @case.MinorStatusStatements.Count);
        Assert.Same(first, @case.MinorStatusStatements.First());
        Assert.Equal((MinorStatus.Unknown, Example.Now, Example.By), (first.Status, first.StatedAt, first.StatedBy));
        var latest = @case.MinorStatusStatements.Last();
        Assert.Equal((MinorStatus.Minor, Example.Now.AddDays(3), "account:other"), (latest.Status, latest.StatedAt, latest.StatedBy));
        Assert.Equal("Passport seen.", _key.Reveal(latest.Reason, MinorStatusStatement.ReasonColumn));
        Assert.Equal((MinorStatus.Minor, "document"), (@case.MinorStatus, @case.AgeBasis));
        Assert.Null(@case.MinorFollowUpOn);
        Assert.Null(@case.MinorUnknownReason);
    }

    [Fact]
    public void A_correction_to_minor_takes_back_that_the_person_was_adult_at_the_start()
    {
        var @case = Example.Register(
            _key,
            minority: new(MinorStatus.Adult, "stated", null),
            person: Example.Person with
            {
                MinorAtStart = MinorStatus.Adult,
            }
        );

        @case.CorrectMinority(new(MinorStatus.Minor, "document", "Passport seen."), _key, Example.By, Example.Now);

        Assert.Null(@case.MinorAtStart);
    }

    [Fact]
    public void A_correction_needs_its_reason_and_agrees_with_the_birth_date()
    {
        var @case = Example.Register(_key, person: Example.Person with { BirthDate = new(2012, 5, 5) });

        Assert.Equal("Case.CorrectMinority.RequiresReason", Example.RuleOf(() => Correct(" ")));
        Assert.Equal("Case.BirthDate.ContradictsMinorStatus", Example.RuleOf(() => Correct("Looks older.")));

        Assert.Single(@case.MinorStatusStatements);
        Assert.Equal(MinorStatus.Minor, @case.MinorStatus);

        void Correct(string reason) => @case.CorrectMinority(new(MinorStatus.Adult, "estimate", reason), _key, Example.By, Example.Now);
    }

    [Fact]
    public void Minority_is_frozen_but_for_a_correction()
    {
        var setters = typeof(Case).GetProperties().Where(p => p.SetMethod?.IsPublic is true).Select(p => p.Name);
        var @case = Register(Example.Minor);

        Assert.Empty(setters);
        Assert.Equal(
            "Case.AgeBand.ContradictsMinorStatus",
            Example.RuleOf(() => @case.DescribePerson(Example.Person with { AgeBand = "23_plus" }, _key))
        );
        @case.DescribePerson(Example.Person with { AgeBand = "12_15" }, _key);
        Assert.Equal(MinorStatus.Minor, @case.MinorStatus);
        Assert.Single(@case.MinorStatusStatements);
    }

    [Fact]
    public void A_birth_date_gives_the_age_band_and_the_month_of_majority()
    {
        var @case = Example.Register(_key, person: Example.Person with { BirthDate = new(2010, 2, 21) });

        Assert.Equal("12_15", @case.AgeBand);
        Assert.Equal(new Month(2028, 2), @case.TurnsAdultIn);
        Assert.Equal("2010-02-21", _key.Reveal(@case.BirthDate, Case.BirthDateColumn));
    }

    [Theory]
    [InlineData(TechnologyInvolvement.Yes, 0, "Case.Technology.RequiresUse")]
    [InlineData(TechnologyInvolvement.Suspected, 0, "Case.Technology.RequiresUse")]
    [InlineData(TechnologyInvolvement.No, 1, "Case.Technology.UseWithoutInvolvement")]
    [InlineData(TechnologyInvolvement.Unknown, 1, "Case.Technology.UseWithoutInvolvement")]
    [InlineData(TechnologyInvolvement.Yes, 1, null)]
    [InlineData(TechnologyInvolvement.Suspected, 2, null)]
    [InlineData(TechnologyInvolvement.No, 0, null)]
    [InlineData(TechnologyInvolvement.Unknown, 0, null)]
    public void Technology_that_played_a_part_says_how(TechnologyInvolvement involvement, int uses, string? rule)
    {
        (string, string, string, string?)[] all =
        [
            ("recruitment", "social_media", "contact", "instagram"),
            ("payment", "app", "pay", null),
        ];
        var technology = new Case.TechnologyContent(involvement, all[..uses]);

        var refused = Record.Exception(() => Example.Register(_key, technology: technology));

        Assert.Equal(rule, (refused as RuleViolationException)?.Rule);
        Assert.Equal(rule is null, refused is null);
    }

    [Fact]
    public void The_same_use_of_technology_is_kept_once()
    {
        (string, string, string, string?) use = ("recruitment", "social_media", "contact", "instagram");

        var @case = Example.Register(_key, technology: new(TechnologyInvolvement.Yes, [use, use]));

        Assert.Single(@case.TechnologyUses);
    }

    [Fact]
    public void There_is_exactly_one_main_exploitation()
    {
        var @case = Example.Register(_key, exploitations: [Example.Exploitation, Example.Exploitation with { Form = "labour" }]);

        Assert.Equal([("sexual", true), ("labour", false)], @case.Exploitations.Select(e => (e.Form, e.IsMain)));
        Assert.Equal("Case.Exploitation.RequiresMain", Example.RuleOf(() => @case.DescribeExploitation([])));
        Assert.Equal(2, @case.Exploitations.Count);
    }

    [Fact]
    public void A_refused_exploitation_leaves_the_earlier_ones()
    {
        var @case = Example.Register(_key);
        var impossible = Example.Exploitation with { From = new(2026, 2), To = new(2026, 1) };

        Assert.Equal("Exploitation.To.BeforeFrom", Example.RuleOf(() => @case.DescribeExploitation([Example.Exploitation, impossible])));
        Assert.Equal(
            "Exploitation.Ongoing.HasEnd",
            Example.RuleOf(() => @case.DescribeExploitation([impossible with { From = null, Ongoing = true }]))
        );

        Assert.Single(@case.Exploitations);
    }

    [Fact]
    public void A_further_signal_reopens_a_closed_case()
    {
        var @case = Example.Register(_key);
        @case.Close(ClosureReason.NoIndications, null, _key, Example.By, Example.Now);

        @case.AddSignal(Example.Signal, _key, Example.By, Example.Now.AddDays(1));

        Assert.Equal((FileState.InTriage, Example.Now.AddDays(1)), (@case.State, @case.StateSince));
        Assert.Null(@case.ClosureReason);
        Assert.Null(@case.ClosedAt);
        Assert.Equal(Move.Reopen, @case.Moves.Last().Move);
        Assert.Equal(2, @case.Signals.Count);
    }

    [Fact]
    public void A_further_signal_on_an_open_case_moves_nothing()
    {
        var @case = Example.Register(_key);

        @case.AddSignal(Example.Signal, _key, Example.By, Example.Now);

        Assert.Equal(FileState.Registered, @case.State);
        Assert.Empty(@case.Moves);
    }

    [Theory]
    [InlineData(-1, -1)]
    [InlineData(-800, -800)]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    public void The_earliest_signal_says_when_the_case_began(int days, int moved)
    {
        var @case = Example.Register(_key);

        @case.AddSignal(Example.Signal with { ReceivedOn = Example.ReceivedOn.AddDays(days) }, _key, Example.By, Example.Now);

        Assert.Equal(Example.ReceivedOn.AddDays(moved), @case.FirstReceivedOn);
    }

    [Fact]
    public void A_refused_signal_changes_nothing()
    {
        var @case = Example.Register(_key);
        @case.Close(ClosureReason.NoIndications, null, _key, Example.By, Example.Now);

        Assert.Equal("Signal.ReceivedOn.InTheFuture", Example.RuleOf(() => Add(Example.Signal with { ReceivedOn = new(2026, 3, 2) })));
        Assert.Equal(
            "Signal.ObservedTo.BeforeFrom",
            Example.RuleOf(() => Add(Example.Signal with { ObservedFrom = new(2026, 2, 2), ObservedTo = new(2026, 2, 1) }))
        );
        Assert.Equal("Signal.Confirmed.RequiresBasis", Example.RuleOf(() => Add(Example.Signal with { Certainty = Certainty.Confirmed })));

        Assert.Equal(FileState.Closed, @case.State);
        Assert.Single(@case.Signals);

        void Add(Signal.Content content) => @case.AddSignal(content, _key, Example.By, Example.Now);
    }

    [Fact]
    public void A_signal_of_today_in_the_Netherlands_is_not_in_the_future()
    {
        var justAfterMidnight = new DateTimeOffset(2026, 6, 30, 22, 30, 0, TimeSpan.Zero);

        var @case = Example.Register(_key, Example.Signal with { ReceivedOn = new(2026, 7, 1) }, now: justAfterMidnight);

        Assert.Equal(new DateOnly(2026, 7, 1), @case.FirstReceivedOn);
    }

    [Fact]
    public void What_is_told_about_a_person_is_protected()
    {
        var @case = Example.Register(_key, person: Example.Person with { SourceClientNumber = "C-1" });

        Assert.Equal(Example.Signal.Narrative, _key.Reveal(@case.Signals.Single().Narrative, Signal.NarrativeColumn));
        Assert.Equal("C-1", _key.Reveal(@case.SourceClientNumber, Case.SourceClientNumberColumn));
        Assert.Equal("(protected)", @case.SourceClientNumber!.ToString());
    }

    private Case Register(Case.MinorStatement minority) => Example.Register(_key, minority: minority);

    private static Case.MinorStatement Statement(MinorStatus status) => new(status, "statement", "Because it is so.");
}
