using System.Collections;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Shared;
using CsCheck;

namespace CaseRegistry.UnitTests.Cases;

public sealed class CaseStandingTests
{
    private static readonly (CaseStanding Standing, Move Move)[] Combinations =
    [
        .. from standing in CaseModel.Standings from move in Enum.GetValues<Move>() select (standing, move),
    ];

    [Fact]
    public void Every_move_from_every_standing_goes_where_the_field_says_or_is_refused()
    {
        Assert.Equal(5 * 3 * 8 * 15, Combinations.Length);
        Assert.All(
            Combinations,
            c =>
            {
                var expected = CaseModel.After(c.Standing, c.Move);
                Assert.Equal(expected is not null, c.Standing.LegalMoves().Contains(c.Move));
                if (expected is { } after)
                {
                    Assert.Null(c.Standing.Refusal(c.Move));
                    Assert.Equal(after, c.Standing.After(c.Move));
                }
                else
                {
                    Assert.Equal(c.Standing.Refusal(c.Move), Example.RuleOf(() => c.Standing.After(c.Move)));
                }
            }
        );
    }

    [Fact]
    public void Every_refusal_is_a_rule_of_that_move_with_a_sentence_of_its_own_in_both_languages()
    {
        var refusals = Combinations
            .Select(c => (c.Move, Rule: c.Standing.Refusal(c.Move)))
            .Where(r => r.Rule is not null)
            .Distinct()
            .ToList();
        var rules = refusals.Select(r => r.Rule!).ToList();

        Assert.Equal(Enum.GetValues<Move>(), refusals.Select(r => r.Move).Distinct().Order());
        Assert.All(refusals, r => Assert.StartsWith($"Case.{r.Move}.", r.Rule));
        Assert.Distinct(rules);
        Assert.All(rules, rule => Assert.False(string.IsNullOrWhiteSpace(Repository.Dutch.GetValueOrDefault(rule)), rule));
        Assert.All(rules, rule => Assert.False(string.IsNullOrWhiteSpace(Repository.English.GetValueOrDefault(rule)), rule));
        Assert.Distinct(rules.Select(rule => Repository.Dutch[rule]));
        Assert.Distinct(rules.Select(rule => Repository.English[rule]));
        Assert.All(rules, rule => Assert.NotEqual(Repository.Dutch[rule], Repository.English[rule]));
    }

    [Fact]
    public void No_sequence_of_moves_brings_a_case_where_the_field_does_not()
    {
        var steps = Gen.Select(Gen.Int[-1, 14], Gen.Int[0, 60 * 24 * 40]).Array[0, 60];
        steps.Sample(sequence =>
        {
            var key = Example.Key();
            var @case = Example.Register(key);
            var expected = CaseStanding.New;
            var now = Example.Now;
            foreach (var (step, minutes) in sequence)
            {
                now = now.AddMinutes(minutes);
                var before = Everything(@case);
                if (step < 1)
                {
                    // A further signal: it reopens a closed case by itself.
                    @case.AddSignal(Example.Signal, key, Example.By, now);
                    expected = expected.IsOpen ? expected : CaseModel.After(expected, Move.Reopen)!.Value;
                }
                else if (CaseModel.After(expected, (Move)step) is { } after)
                {
                    Make(@case, (Move)step, key, now);
                    expected = after;
                }
                else
                {
                    var refused = Assert.Throws<RuleViolationException>(() => Make(@case, (Move)step, key, now));
                    Assert.Equal(expected.Refusal((Move)step), refused.Rule);
                    Assert.Equal(before, Everything(@case));
                }

                Assert.Equal(expected, @case.Standing);
                Assert.Equal(@case.Standing.IsOpen, @case.ClosedAt is null);
                Assert.Equal(@case.Standing.IsOpen, @case.ClosureReason is null);
            }

            TimeInEachStateIsKept(@case);
        });
    }

    [Fact]
    public void A_move_without_what_it_requires_changes_nothing()
    {
        var key = Example.Key();
        var @case = Example.Register(key);
        var before = Everything(@case);
        var today = DateOnly.FromDateTime(Example.Now.Date);

        Assert.Equal("Case.Flag.RequiresReason", Example.RuleOf(() => @case.Restrict(" ", key, Example.By, Example.Now)));
        Assert.Equal("Case.Flag.RequiresReason", Example.RuleOf(() => @case.PlaceLegalHold(null, key, Example.By, Example.Now)));
        Assert.Equal("Case.MarkLostFromView.RequiresSince", Example.RuleOf(() => Lost(null, today)));
        Assert.Equal("Case.MarkLostFromView.RequiresSince", Example.RuleOf(() => Lost(today.AddDays(1), today.AddDays(2))));
        Assert.Equal("Case.MarkLostFromView.RequiresRecheck", Example.RuleOf(() => Lost(today, null)));
        Assert.Equal("Case.MarkLostFromView.RequiresRecheck", Example.RuleOf(() => Lost(today, today.AddDays(-1))));
        Assert.Equal("Case.LastSeenOn.InFuture", Example.RuleOf(() => Lost(today, today, today.AddDays(1))));
        Assert.Equal(before, Everything(@case));

        @case.Close(ClosureReason.Referred, null, key, Example.By, Example.Now);
        Assert.Equal("Case.Reopen.RequiresReason", Example.RuleOf(() => @case.Reopen("", key, Example.By, Example.Now)));
        Assert.Equal(FileState.Closed, @case.State);

        void Lost(DateOnly? since, DateOnly? recheck, DateOnly? seen = null) =>
            @case.MarkLostFromView(since, seen, null, null, recheck, key, Example.By, Example.Now);
    }

    [Fact]
    public void Each_recheck_keeps_what_was_known_and_names_the_next_one()
    {
        var key = Example.Key();
        var @case = Example.Register(key);
        var (by, now, today) = (Example.By, Example.Now, DutchCalendar.DateOf(Example.Now));
        @case.MarkLostFromView(today.AddDays(-9), today.AddDays(-20), "PL-1", null, today, key, by, now);

        Assert.Equal("Case.NextRecheckOn.MustBeAhead", Example.RuleOf(() => Check(null, today)));
        Assert.Equal("Case.NextRecheckOn.MustBeAhead", Example.RuleOf(() => Check(null, null)));
        Assert.Equal("Case.LastSeenOn.InFuture", Example.RuleOf(() => Check(today.AddDays(1), today.AddDays(7))));
        Check(null, today.AddDays(7));
        Check(today.AddDays(-1), today.AddDays(14));

        Assert.Equal(
            (today.AddDays(-9), today.AddDays(-1), "PL-1", true, today.AddDays(14)),
            (@case.LostFromViewSince, @case.LastSeenOn, @case.MissingReportNumber, @case.GuardianInformed, @case.NextRecheckOn)
        );
        @case.MarkBackInView(key, by, now);
        Assert.Null(@case.NextRecheckOn);
        Assert.Equal(
            [(today.AddDays(-9), today), (null, today.AddDays(7)), (null, today.AddDays(14)), (null, null)],
            @case.Moves.Select(m => (m.LostFromViewSince, m.NextRecheckOn))
        );

        void Check(DateOnly? seen, DateOnly? next) => @case.Recheck("Not at home.", seen, null, true, next, key, by, now);
    }

    [Fact]
    public void Why_a_case_was_closed_is_known_after_it_opened_again()
    {
        var key = Example.Key();
        var @case = Example.Register(key);
        @case.Close(ClosureReason.HelpDeclined, null, key, Example.By, Example.Now);
        @case.Reopen("New facts.", key, Example.By, Example.Now);

        Assert.Null(@case.ClosureReason);
        Assert.Equal([ClosureReason.HelpDeclined, null], @case.Moves.Select(m => m.ClosureReason));
    }

    [Fact]
    public void A_discussion_without_reasons_leaves_case_and_agenda_as_they_were()
    {
        var key = Example.Key();
        var @case = Example.Register(key);
        @case.PutOnAgenda(key, Example.By, Example.Now);
        var meeting = Meeting.Plan(@case.Region, MeetingKind.CaseConference, Example.ReceivedOn, Example.Now);
        var item = AgendaItem.For(@case, meeting, null, [], key, Example.Now);

        Assert.Equal(
            "Discussion.RequiresReasons",
            Example.RuleOf(() => item.Record(@case, meeting, ConferenceOutcome.Reinforced, " ", null, key, Example.By, Example.Now))
        );

        Assert.Equal(ConferenceState.OnAgenda, @case.Conference);
        Assert.Null(item.DiscussedAt);
    }

    private static void TimeInEachStateIsKept(Case @case)
    {
        var (state, since) = (FileState.Registered, @case.RegisteredAt);
        foreach (var move in @case.Moves)
        {
            Assert.Equal(state, move.FromState);
            Assert.True(move.MovedAt >= since);
            since = move.ToState == state ? since : move.MovedAt;
            state = move.ToState;
        }

        Assert.Equal((state, since), (@case.State, @case.StateSince));
    }

    private static void Make(Case @case, Move move, CaseKey key, DateTimeOffset now)
    {
        const string by = Example.By;
        var today = DutchCalendar.DateOf(now);
        switch (move)
        {
            case Move.StartTriage:
                @case.StartTriage(key, by, now);
                break;
            case Move.StartCare:
                @case.StartCare(key, by, now);
                break;
            case Move.StartAftercare:
                @case.StartAftercare(key, by, now);
                break;
            case Move.ResumeCare:
                @case.ResumeCare(key, by, now);
                break;
            case Move.Close:
                @case.Close(ClosureReason.Referred, null, key, by, now);
                break;
            case Move.Reopen:
                @case.Reopen("New facts.", key, by, now);
                break;
            case Move.PutOnAgenda:
                @case.PutOnAgenda(key, by, now);
                break;
            case Move.RecordDiscussion:
                var meeting = Meeting.Plan(@case.Region, MeetingKind.CaseConference, today, now);
                AgendaItem
                    .For(@case, meeting, null, [], key, now)
                    .Record(@case, meeting, ConferenceOutcome.Undetermined, "Too little is known.", null, key, by, now);
                break;
            case Move.MarkLostFromView:
                @case.MarkLostFromView(today, null, null, null, today.AddDays(7), key, by, now);
                break;
            case Move.Recheck:
                @case.Recheck(null, null, null, null, today.AddDays(7), key, by, now);
                break;
            case Move.MarkBackInView:
                @case.MarkBackInView(key, by, now);
                break;
            case Move.PlaceLegalHold:
                @case.PlaceLegalHold("Complaint.", key, by, now);
                break;
            case Move.LiftLegalHold:
                @case.LiftLegalHold("Complaint settled.", key, by, now);
                break;
            case Move.Restrict:
                @case.Restrict("Objection.", key, by, now);
                break;
            case Move.LiftRestriction:
                @case.LiftRestriction("Objection settled.", key, by, now);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(move), move, "A new move: write it down in the model too.");
        }
    }

    private static string Everything(Case @case) =>
        string.Join(
            '\n',
            typeof(Case)
                .GetProperties()
                .Select(p => (p.Name, Value: p.GetValue(@case)))
                .Select(p =>
                    $"{p.Name}={(p.Value is ICollection or IEnumerable and not string ? ((IEnumerable)p.Value).Cast<object>().Count() : p.Value)}"
                )
        );
}
