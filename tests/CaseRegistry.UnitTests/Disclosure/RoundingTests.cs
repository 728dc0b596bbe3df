using CaseRegistry.Statistics;
using static CaseRegistry.UnitTests.Disclosure.Examples;

namespace CaseRegistry.UnitTests.Disclosure;

public sealed class RoundingTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Margins_are_the_sums_of_their_rounded_parts(int @base)
    {
        var random = new Random(2);
        for (var i = 0; i < (Long ? 200 : 10); i++)
        {
            var tables = i == 0 ? RegionsByForm() : Of([3, 4], Sparse(random, 12));
            var rounded = Rounding.Round(tables, @base);

            Assert.All(rounded.Shown, n => Assert.Equal(0, n % @base));
            Assert.All(tables.Equations, e => Assert.Equal(rounded.Shown[e.Margin], e.Parts.Sum(p => rounded.Shown[p])));
            Assert.All(
                Enumerable.Range(0, tables.Values.Length),
                c => Assert.InRange(Math.Abs(rounded.Shown[c] - tables.Values[c]), 0, rounded.LargestDeviation)
            );
            Assert.Equal(rounded.Shown, Rounding.Round(tables, @base).Shown);
            Assert.InRange(rounded.LargestDeviation, 0, 2 * @base);
        }
    }

    [Fact]
    public void A_small_change_is_not_seen_in_rounded_numbers()
    {
        var before = Rounding.Round(Of([2, 2], [288, 40, 51, 62]), 5);
        var after = Rounding.Round(Of([2, 2], [289, 40, 51, 62]), 5);
        Assert.Empty(after.Check(5, before));

        // Shown as they are, in both.
        var exact = Rounding.Round(Of([2, 2], [290, 40, 50, 60]), 5);
        Assert.Empty(exact.Check(5));
        Assert.NotEmpty((exact with { Shown = [.. exact.Shown.Select((n, c) => c == 0 ? n + 5 : n)] }).Check(5));
    }

    [Fact]
    public void A_count_that_did_not_change_is_not_known_from_several_releases()
    {
        // 3 shown as 0 where numbers move by 3 at most is 0 to 3; shown as 5 where they move by 2 it is 3 to 7.
        var before = new RoundedRelease(Of([2], [3, 7]), 5, [10, 0, 10]);
        var tables = Of([2], [3, 12]);
        var forged = new RoundedRelease(tables, 5, [15, 5, 10]);
        Assert.Equal((3, 2), (before.LargestDeviation, forged.LargestDeviation));
        Assert.Empty(before.Check(5));
        Assert.Empty(forged.Check(5));

        Assert.Contains("known from several releases", Assert.Single(forged.Check(5, before)), StringComparison.Ordinal);
        Assert.Equal(forged.Shown, Rounding.Round(tables, 5).Shown);
        Assert.Empty(Rounding.Round(tables, 5, [before]).Check(5, before));
    }

    [Fact]
    public void A_small_change_of_counts_that_are_known_from_several_releases_is_refused()
    {
        var first = new RoundedRelease(Of([2], [8, 7]), 5, [15, 5, 10]);
        var second = new RoundedRelease(Of([2], [8, 12]), 5, [20, 10, 10]);
        // 8 is 8 by the first two: within 3 of 5, and within 2 of 10. Then it is 9, which two more tell.
        var third = new RoundedRelease(Of([2], [9, 8]), 5, [15, 5, 10]);
        var fourth = new RoundedRelease(Of([2], [9, 6]), 5, [15, 10, 5]);
        Assert.Equal((3, 2, 4, 1), (first.LargestDeviation, second.LargestDeviation, third.LargestDeviation, fourth.LargestDeviation));

        Assert.Empty(third.Check(5, first, second));
        Assert.Contains("the change of 1 is seen", Assert.Single(fourth.Check(5, first, second, third)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Twelve_rounded_releases_tell_no_small_count_and_no_small_change(int @base)
    {
        var random = new Random(5);
        for (var run = 0; run < (Long ? 40 : 2); run++)
        {
            var counts = Sparse(random, 12);
            List<RoundedRelease> releases = [];
            // By cell: what its count can be by each release, for whoever knows how far numbers are moved at most.
            List<(long Value, long Low, long High)[]> told = [];
            for (var r = 0; r < 12; r++)
            {
                counts[random.Next(12)] += random.Next(3);
                if (random.Next(3) == 0)
                {
                    counts[random.Next(12)] = random.Next(8);
                }

                var release = Rounding.Round(Of([3, 4], counts), @base, releases);
                Assert.Empty(release.Check(@base, releases));
                releases.Add(release);
                told.Add([
                    .. release.Tables.Values.Select(
                        (v, c) =>
                            (
                                v,
                                Math.Max(release.Shown[c] > 0 ? 1 : 0, release.Shown[c] - release.LargestDeviation),
                                release.Shown[c] + release.LargestDeviation
                            )
                    ),
                ]);
            }

            for (var c = 0; c < told[0].Length; c++)
            {
                var known = told.GroupBy(t => t[c].Value, t => t[c])
                    .Where(same => same.Max(t => t.Low) == same.Min(t => t.High))
                    .Select(same => same.Key)
                    .ToList();
                Assert.DoesNotContain(known, v => v > 0 && v < @base);
                Assert.DoesNotContain(known, v => known.Exists(other => other != v && Math.Abs(other - v) < @base));
            }
        }
    }

    [Fact]
    public void What_was_rounded_is_read_back()
    {
        var rounded = Rounding.Round(RegionsByForm(), 5);
        var read = RoundedRelease.Parse(rounded.ToBytes());

        Assert.Equal((rounded.Base, rounded.TotalDeviation), (read.Base, read.TotalDeviation));
        Assert.Equal(rounded.Shown, read.Shown);
        Assert.Throws<FormatException>(() => RoundedRelease.Parse("{}"u8.ToArray()));
        Assert.Throws<FormatException>(() => RoundedRelease.Parse([]));
    }

    [Fact]
    public void No_small_count_is_shown_as_it_is_in_fives() => Assert.Empty(Rounding.Round(RegionsByForm(), 5).Check(5));
}
