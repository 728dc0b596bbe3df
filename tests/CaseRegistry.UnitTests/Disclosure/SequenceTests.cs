using CaseRegistry.Statistics;
using static CaseRegistry.UnitTests.Disclosure.Examples;
using Disclose = CaseRegistry.Statistics.Disclosure;

namespace CaseRegistry.UnitTests.Disclosure;

/// <summary>Twelve releases of one register in which single victims come, go and move: no small difference can be derived from any of them.</summary>
public sealed class SequenceTests
{
    private const int Threshold = 4;

    [Theory]
    [InlineData(Protection.Recomputation)]
    [InlineData(Protection.Interval)]
    public void No_small_difference_can_be_derived(Protection protection)
    {
        var random = new Random(9);
        var kept = 0;
        for (var run = 0; run < (Long ? 60 : 3); run++)
        {
            var counts = Enumerable.Range(0, 9).Select(_ => (long)(random.Next(3) == 0 ? random.Next(0, 4) : random.Next(4, 30))).ToArray();
            List<Certificate> releases = [];
            for (var r = 0; r < 12; r++)
            {
                Happens(random, counts);
                var release = Disclose.Protect(Of([3, 3], counts), new(Threshold, Protection: protection), earlier: releases).Certificate;
                Assert.Empty(CertificateChecker.Check(release, releases));
                releases.Add(release);
            }

            kept += releases.Sum(r => r.Statuses.Count(s => s == CellStatus.Kept));
            var known = Known(releases);
            for (var a = 0; a < releases.Count; a++)
            {
                for (var b = 0; b < a; b++)
                {
                    for (var c = 0; c < known[a].Length; c++)
                    {
                        var change = known[a][c] - known[b][c];
                        Assert.False(
                            change is not null and not 0 && Math.Abs(change.Value) < Threshold,
                            $"run {run}: {b} to {a}, {releases[a].Tables.Names[c]}: {change}"
                        );
                    }
                }
            }
        }

        Assert.True(kept > 0);
    }

    [Theory]
    [InlineData(Protection.Recomputation)]
    [InlineData(Protection.Interval)]
    public void Whoever_takes_it_that_nothing_changed_learns_nothing_from_a_second_release(Protection protection)
    {
        var rules = new DisclosureRules(5, Protection: protection);
        var first = Disclose.Protect(RegionsByForm(), rules).Certificate;
        var second = Disclose.Protect(RegionsByForm(), rules, earlier: [first]).Certificate;

        Assert.All(Enumerable.Range(0, first.Shown.Count).Where(c => first.Shown[c] is null), c => Assert.Null(second.Shown[c]));
        // A release that shows one of them is refused.
        var secondary = Enumerable.Range(0, first.Shown.Count).First(c => first.Statuses[c] == CellStatus.Secondary);
        CellStatus[] statuses = [.. second.Statuses];
        long?[] shown = [.. second.Shown];
        (statuses[secondary], shown[secondary]) = (CellStatus.Published, second.Tables.Values[secondary]);
        var forged = new Certificate(second.Tables, second.Rules, statuses, shown, second.Witnesses, second.Earlier);
        Assert.NotEmpty(CertificateChecker.Check(forged, first));
    }

    [Fact]
    public void An_earlier_release_cannot_be_left_out()
    {
        long[] counts = [288, 40, 50, 60];
        var first = Disclose.Protect(Of([2, 2], counts), new(5)).Certificate;
        counts[0]++;
        var second = Disclose.Protect(Of([2, 2], counts), new(5), earlier: [first]).Certificate;
        counts[0]++;

        // Without the first one the number that it published would be forgotten.
        Assert.ThrowsAny<Exception>(() => Disclose.Protect(Of([2, 2], counts), new(5), earlier: [second]));
        var third = Disclose.Protect(Of([2, 2], counts), new(5), earlier: [first, second]).Certificate;
        Assert.Equal(288, third.Shown[Cell(third.Tables, "0.0", "1.0")]);
    }

    [Fact]
    public void A_public_number_stays_until_it_differs_enough()
    {
        long[] counts = [288, 40, 50, 60];
        var first = Disclose.Protect(Of([2, 2], counts), new(5)).Certificate;
        counts[0]++;
        var second = Disclose.Protect(Of([2, 2], counts), new(5), earlier: [first]).Certificate;
        counts[0] += 4;
        var third = Disclose.Protect(Of([2, 2], counts), new(5), earlier: [first, second]).Certificate;

        var cell = Cell(first.Tables, "0.0", "1.0");
        Assert.Equal((288L, CellStatus.Kept), (second.Shown[cell], second.Statuses[cell]));
        Assert.Equal((293L, CellStatus.Published), (third.Shown[cell], third.Statuses[cell]));
        Assert.NotEmpty(CertificateChecker.Check(second));
    }

    /// <summary>What an attacker who tries every table finds exactly of each release, with what those before and after it say of it.</summary>
    private static List<long?[]> Known(List<Certificate> releases)
    {
        var last = new long?[releases[0].Statuses.Count];
        List<long?[]> known = [];
        foreach (var (r, release) in releases.Index())
        {
            var attack = new Attack(release, last: last, next: releases.ElementAtOrDefault(r + 1));
            Assert.Null(attack.Unprotected());
            known.Add([.. Enumerable.Range(0, last.Length).Select(c => attack.IsDetermined(c) ? release.Tables.Values[c] : (long?)null)]);
            for (var c = 0; c < last.Length; c++)
            {
                last[c] = release.Statuses[c] == CellStatus.Published ? release.Shown[c] : last[c];
            }
        }

        return known;
    }

    private static void Happens(Random random, long[] counts)
    {
        var at = random.Next(counts.Length);
        switch (random.Next(5))
        {
            case 0 or 1:
                counts[at]++;
                break;
            case 2 when counts[at] > 0:
                counts[at]--;
                break;
            case 3 when counts[at] > 0:
                counts[at]--;
                counts[random.Next(counts.Length)]++;
                break;
            default:
                counts[at] += random.Next(8);
                break;
        }
    }

    [Fact]
    public void A_number_is_not_shown_again_while_that_would_tell_what_it_was()
    {
        // The first of two withheld numbers can have been 1 to 9. Shown as 11 it must have been 1, had only the true one counted.
        var rules = new DisclosureRules(10);
        var first = Disclose.Protect(Of([3], [1, 19, 40]), rules).Certificate;
        Assert.Null(first.Shown[Cell(first.Tables, "0.0")]);

        var second = Disclose.Protect(Of([3], [11, 70, 90]), rules, earlier: [first]).Certificate;

        Assert.Null(second.Shown[Cell(second.Tables, "0.0")]);
        Assert.Empty(CertificateChecker.Check(second, [first]));
        var third = Disclose.Protect(Of([3], [300, 700, 900]), rules, earlier: [first, second]).Certificate;
        Assert.Equal(300, third.Shown[Cell(third.Tables, "0.0")]);
    }

    [Fact]
    public void With_a_higher_threshold_a_number_that_became_small_is_not_kept()
    {
        var first = Disclose.Protect(Of([3], [12, 30, 40]), new(10)).Certificate;
        var second = Disclose.Protect(Of([3], [12, 60, 70]), new(20), earlier: [first]).Certificate;

        Assert.Null(second.Shown[Cell(second.Tables, "0.0")]);
        Assert.Empty(CertificateChecker.Check(second, [first]));
    }

    [Fact]
    public void Tables_of_other_years_have_no_total_in_common()
    {
        static Table Of(string year, params long[] counts) =>
            new(
                year,
                [Dimension.Only("year", year), Dimension.Flat("form", ["labour", "sexual"])],
                [([year, "labour"], counts[0]), ([year, "sexual"], counts[1])]
            );
        var rules = new DisclosureRules(10, GroupDisclosure: true, OwnRow: true);
        var first = Disclose.Protect(new(Of("2024", 20, 16)), rules).Certificate;

        // The totals differ by 4, of other persons; and the earlier year stands beside the new one with its own.
        var second = Disclose.Protect(new(Of("2024", 20, 16), Of("2025", 21, 19)), rules, earlier: [first]).Certificate;
        var third = Disclose.Protect(new(Of("2026", 17, 22)), rules, earlier: [first, second]).Certificate;

        Assert.Empty(CertificateChecker.Check(second, [first]));
        Assert.All(first.Shown.Concat(second.Shown).Concat(third.Shown), shown => Assert.NotNull(shown));
        Assert.Equal(third.PublishedHash(), Certificate.Parse(third.ToBytes()).PublishedHash());
        Assert.Equal(39, third.Shown[third.Tables.CellOf(0, 0)]);
    }

    [Fact]
    public void A_kept_number_that_did_not_change_gives_no_room()
    {
        // Who takes it that nothing changed knows the rows: 5 of 35 cannot be seen beside 30.
        static Table Forms(string by, params (string Form, string Code, long Count)[] counts) =>
            new(
                by,
                [Dimension.Flat("form", ["labour", "sexual"]), Dimension.Flat(by, counts.Select(c => c.Code).Distinct())],
                counts.Select(c => ((IReadOnlyList<string>)[c.Form, c.Code], c.Count))
            );
        var rules = new DisclosureRules(10);
        var first = Disclose.Protect(new(Forms("minor", ("labour", "no", 35), ("sexual", "no", 40))), rules).Certificate;
        var tables = new LinkedTables(
            Forms("sector", ("labour", "s1", 5), ("labour", "s2", 30), ("sexual", "s1", 20), ("sexual", "s2", 20))
        );

        var second = Disclose.Protect(tables, rules, earlier: [first]).Certificate;

        Assert.Equal(CellStatus.Kept, second.Statuses[Cell(tables, "labour", "Total")]);
        Assert.Null(second.Shown[Cell(tables, "labour", "s1")]);
        Assert.Null(second.Shown[Cell(tables, "labour", "s2")]);
    }

    [Fact]
    public void Where_the_threshold_rises_and_nobody_is_left_the_release_is_not_refused()
    {
        var first = Disclose.Protect(Of([3], [12, 30, 40]), new(10)).Certificate;
        var second = Disclose.Protect(Of([3], [0, 60, 70]), new(20), earlier: [first]).Certificate;

        Assert.Empty(CertificateChecker.Check(second, [first]));
    }

    [Fact]
    public void Releases_against_different_attackers_do_not_follow_each_other()
    {
        var first = Disclose.Protect(Of([3], [12, 30, 40]), new(10, Attacker.KnowsNonNegative)).Certificate;

        Assert.Throws<ArgumentException>(() => Disclose.Protect(Of([3], [12, 30, 40]), new(10), earlier: [first]));
        var alone = Disclose.Protect(Of([3], [12, 30, 40]), new(10)).Certificate;
        var forged = new Certificate(alone.Tables, alone.Rules, [.. alone.Statuses], [.. alone.Shown], alone.Witnesses, [first.Hash()]);
        Assert.Contains("another attacker", CertificateChecker.Check(forged, [first]).Single(), StringComparison.Ordinal);
    }
}
