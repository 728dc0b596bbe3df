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
    public void No_small_count_is_shown_as_it_is_in_fives() => Assert.Empty(Rounding.Round(RegionsByForm(), 5).Check(5));
}
