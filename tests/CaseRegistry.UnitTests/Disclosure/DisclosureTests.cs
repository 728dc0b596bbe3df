using CaseRegistry.Benchmarks;
using CaseRegistry.Statistics;
using static CaseRegistry.UnitTests.Disclosure.Examples;
using Disclose = CaseRegistry.Statistics.Disclosure;

namespace CaseRegistry.UnitTests.Disclosure;

public sealed class DisclosureTests
{
    [Theory]
    [InlineData(Attacker.KnowsNonNegative, Protection.Recomputation, false, 16)]
    [InlineData(Attacker.KnowsPublishedZeros, Protection.Recomputation, false, 17)]
    [InlineData(Attacker.KnowsReasons, Protection.Recomputation, false, 17)]
    [InlineData(Attacker.KnowsNonNegative, Protection.Interval, false, 17)]
    [InlineData(Attacker.KnowsPublishedZeros, Protection.Interval, false, 17)]
    [InlineData(Attacker.KnowsPublishedZeros, Protection.Interval, true, 18)]
    public void As_few_cells_are_withheld_as_can_be(Attacker attacker, Protection protection, bool ownRow, int withheld)
    {
        var release = Disclose.Protect(RegionsByForm(), new(5, attacker, protection, OwnRow: ownRow));

        Assert.Equal((13, withheld, withheld, true), (release.Primary, release.Withheld, release.Bound, release.IsOptimal));
        Assert.DoesNotContain(
            Enumerable.Range(0, release.Cells),
            c => release.Certificate.Tables.Values[c] == 0 && release.Certificate.Shown[c] is null
        );
        Assert.Empty(CertificateChecker.Check(release.Certificate));
    }

    [Fact]
    public void Zeros_that_are_withheld_count_in_the_bound_as_what_they_are()
    {
        var release = Disclose.Protect(Of([3], [20, 0, 0]), new(5, GroupDisclosure: true));

        Assert.Equal((2, 2, true), (release.Withheld, release.Bound, release.IsOptimal));
    }

    [Fact]
    public void The_order_of_codes_and_rows_and_tables_changes_nothing()
    {
        var random = new Random(4);
        var rules = new DisclosureRules(5);
        var first = Disclose.Protect(RegionsByForm(), rules).Certificate;
        for (var i = 0; i < 5; i++)
        {
            int[] order = [.. Enumerable.Range(0, 7)];
            random.Shuffle(order);
            var other = Disclose.Protect(RegionsByForm(order), rules).Certificate;

            Assert.Equal(first.PublishedHash(), other.PublishedHash());
        }

        var (a, b) = Linked();
        Assert.Equal(
            Disclose.Protect(new(a, b), rules).Certificate.PublishedHash(),
            Disclose.Protect(new(b, a), rules).Certificate.PublishedHash()
        );
    }

    [Fact]
    public void A_linked_table_is_protected_together_with_the_first()
    {
        var (a, b) = Linked();
        var together = new LinkedTables(a, b);
        var release = Disclose.Protect(together, new(5));

        // The totals of the years are cells of both.
        var year = together.CellOf(0, a.CellOf(["Total", "2025"]));
        Assert.Equal(year, together.CellOf(1, b.CellOf(["Total", "2025"])));
        Assert.Empty(CertificateChecker.Check(release.Certificate));

        // The second table alone shows what the first withholds: the release of both must not.
        var alone = Disclose.Protect(new LinkedTables(a), new(5)).Certificate;
        var joined = Enumerable
            .Range(0, together.Names.Count)
            .Select(c =>
                alone.Tables.Names.ToList().IndexOf(together.Names[c]) is >= 0 and var there ? alone.Statuses[there]
                : together.Values[c] is > 0 and < 5 ? CellStatus.Primary
                : CellStatus.Published
            )
            .ToArray();
        var careless = new Certificate(
            together,
            new(5),
            joined,
            [.. joined.Select((s, c) => s == CellStatus.Published ? together.Values[c] : (long?)null)],
            [],
            []
        );
        Assert.NotEmpty(CertificateChecker.Check(careless));
    }

    [Fact]
    public void A_higher_threshold_never_publishes_more()
    {
        var random = new Random(7);
        for (var i = 0; i < (Long ? 300 : 15); i++)
        {
            var tables = Of([3, 4], Sparse(random, 12));
            int[] withheld =
            [
                .. Enumerable.Range(2, 6).Select(t => Disclose.Protect(tables, new(t, Protection: Protection.Recomputation)).Withheld),
            ];

            Assert.Equal(withheld.Order(), withheld);
        }
    }

    [Fact]
    public void A_margin_with_one_part_is_withheld_together_with_it()
    {
        var dimension = Dimension.FromLevels(
            "place",
            [("@", "Total"), ("@@", "North"), ("@@@", "Groningen"), ("@@", "South"), ("@@", "West")]
        );
        var tables = new LinkedTables(
            new Table(
                "t",
                [dimension, Dimension.Flat("form", ["a", "b"])],
                [
                    (["Groningen", "a"], 2),
                    (["Groningen", "b"], 30),
                    (["South", "a"], 20),
                    (["South", "b"], 10),
                    (["West", "a"], 8),
                    (["West", "b"], 9),
                ]
            )
        );

        var release = Disclose.Protect(tables, new(5)).Certificate;

        Assert.Null(release.Shown[Cell(tables, "North", "a")]);
        Assert.Null(release.Shown[Cell(tables, "Groningen", "a")]);
        Assert.All(
            ["a", "b", "Total"],
            form => Assert.Equal(release.Shown[Cell(tables, "North", form)], release.Shown[Cell(tables, "Groningen", form)])
        );
    }

    [Fact]
    public void A_group_that_is_all_in_one_category_is_hidden_when_asked_for()
    {
        var tables = Of([3, 3], [9, 0, 0, 8, 7, 6, 9, 9, 9]);

        Assert.Equal(0, Disclose.Protect(tables, new(5)).Withheld);
        var release = Disclose.Protect(tables, new(5, GroupDisclosure: true));

        Assert.Contains(new[] { Cell(tables, "0.0", "1.1"), Cell(tables, "0.0", "1.2") }, c => release.Certificate.Shown[c] is null);
        Assert.Empty(CertificateChecker.Check(release.Certificate));
    }

    [Fact]
    public void What_cannot_occur_is_no_zero_to_hide_behind()
    {
        var table = new Table(
            "t",
            [Dimension.Flat("age", ["child", "adult"]), Dimension.Flat("married", ["yes", "no"])],
            [(["child", "no"], 9), (["adult", "no"], 9), (["adult", "yes"], 9)],
            [
                ["child", "yes"],
            ]
        );

        var release = Disclose.Protect(new(table), new(5, GroupDisclosure: true));

        Assert.Equal(0, release.Withheld);
    }

    [Theory]
    [InlineData(357)]
    [InlineData(714)]
    [InlineData(2142)]
    public void Another_attacker_finds_nothing_in_larger_tables(int cells)
    {
        Assert.SkipUnless(Long || cells == 357, "Only with CASEREGISTRY_LONG=1.");
        var tables = new LinkedTables(VictimTables.Make(cells, 1));
        foreach (var protection in (Protection[])[Protection.Recomputation, Protection.Interval])
        {
            var release = Disclose.Protect(tables, new(5, Protection: protection), new(TimeSpan.FromMinutes(1), Share: 0.1)).Certificate;

            Assert.Null(new Attack(release).Unprotected());
        }
    }

    [Fact]
    public void Who_is_alone_in_a_cell_does_not_find_another()
    {
        // Two withheld in the row and in the column: the one person of the 1 would know the 3.
        var tables = Of([3, 3], [1, 3, 9, 4, 8, 9, 9, 9, 9]);
        var release = Disclose.Protect(tables, new(5, Protection: Protection.Interval, OwnRow: true)).Certificate;

        var attack = new Attack(release);
        var (one, three) = (Cell(tables, "0.0", "1.0"), Cell(tables, "0.0", "1.1"));
        Assert.True(attack.CanBe(three, 4, 100, known: one) && attack.CanBe(three, 0, 1, known: one));
    }

    [Fact]
    public void Sparse_linked_tables_are_protected_also_from_who_is_alone_in_a_row()
    {
        // One person begs, in no known sector, and is an adult; nobody else in farming is known to beg.
        var form = Dimension.Flat("form", ["begging", "labour", "sexual"]);
        var byMinority = new Table(
            "minority",
            [form, Dimension.Flat("minor", ["yes", "no"])],
            [(["begging", "no"], 1), (["labour", "no"], 14), (["labour", "yes"], 2), (["sexual", "no"], 20), (["sexual", "yes"], 12)]
        );
        var bySector = new Table(
            "sector",
            [form, Dimension.Flat("sector", ["farming", "building", "none"])],
            [(["begging", "none"], 1), (["labour", "farming"], 3), (["labour", "building"], 13), (["sexual", "none"], 32)]
        );

        var release = Disclose.Protect(new(byMinority, bySector), new(10, GroupDisclosure: true, OwnRow: true)).Certificate;

        Assert.Empty(CertificateChecker.Check(release));
        Assert.All(release.Shown, shown => Assert.False(shown is > 0 and < 10));
    }

    [Fact]
    public void The_dimension_to_coarsen_is_the_one_that_loses_least()
    {
        var place = Dimension.FromLevels("place", [("@", "Total"), ("@@", "N"), ("@@@", "n1"), ("@@@", "n2"), ("@@", "S")]);
        var tables = new LinkedTables(
            new Table(
                "t",
                [place, Dimension.Flat("form", ["a", "b"])],
                [(["n1", "a"], 2), (["n1", "b"], 40), (["n2", "a"], 30), (["n2", "b"], 1), (["S", "a"], 20), (["S", "b"], 10)]
            )
        );

        var advice = Coarsening.Advise(tables, new(5));

        Assert.Equal(["form", "place"], advice.Select(a => a.Dimension).Order());
        Assert.Equal((0, 9), (advice[0].Release.Withheld, advice.Single(a => a.Dimension == "place").Release.Cells));
        Assert.All(advice, a => Assert.Equal(103, a.Release.Certificate.Tables.Values.Max()));
    }

    [Fact]
    public void Wrong_input_is_refused_in_words()
    {
        var flat = Dimension.Flat("d", ["a", "b"]);
        Assert.Throws<ArgumentException>(() => new Table("t", [flat], [(["a"], -1)]));
        Assert.Throws<ArgumentException>(() => new Table("t", [flat], [(["a"], 1), (["a"], 1)]));
        Assert.Throws<ArgumentException>(() => new Table("t", [flat], [(["Total"], 1)]));
        Assert.Throws<ArgumentException>(() => new Table("t", [flat], [(["c"], 1)]));
        Assert.Throws<ArgumentException>(() => new Table("t", [flat, flat], []));
        Assert.Throws<ArgumentException>(() => Dimension.FromLevels("d", [("@", "Total"), ("@@@", "a")]));
        Assert.Throws<ArgumentException>(() => Dimension.FromLevels("d", [("@@", "a")]));
        Assert.Throws<ArgumentException>(() => Dimension.FromLevels("d", [("@", "Total"), ("@@", "a"), ("@@", "a")]));
        Assert.Throws<ArgumentException>(() => Dimension.FromLevels("d", [("@", "Total"), ("@", "a")]));
        Assert.Throws<ArgumentException>(() => new DisclosureRules(1));
        Assert.Throws<ArgumentException>(() =>
            new LinkedTables(new Table("a", [flat], [(["a"], 1)]), new Table("b", [flat, Dimension.Flat("e", ["x"])], [(["a", "x"], 2)]))
        );
    }

    [Fact]
    public void The_search_can_be_cancelled_and_ends_safely_in_no_time()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Disclose.Protect(RegionsByForm(), new(5), cancellation: cancelled.Token));

        var hurried = Disclose.Protect(RegionsByForm(), new(5), new(TimeSpan.Zero)).Certificate;
        Assert.Empty(CertificateChecker.Check(hurried));
        Assert.Null(new Attack(hurried).Unprotected());
        Assert.Throws<DisclosureException>(() => Disclose.Protect(RegionsByForm(), new(5), new(TimeSpan.Zero) { AtMost = TimeSpan.Zero }));
    }

    private static (Table, Table) Linked()
    {
        var year = Dimension.Flat("year", ["2024", "2025"]);
        var region = new Table(
            "regions",
            [Dimension.Flat("region", ["N", "S", "W"]), year],
            [(["N", "2024"], 3), (["N", "2025"], 12), (["S", "2024"], 20), (["S", "2025"], 4), (["W", "2024"], 15), (["W", "2025"], 16)]
        );
        var form = new Table(
            "forms",
            [Dimension.Flat("form", ["a", "b", "c"]), year],
            [(["a", "2024"], 30), (["a", "2025"], 20), (["b", "2024"], 6), (["b", "2025"], 2), (["c", "2024"], 2), (["c", "2025"], 10)]
        );
        return (region, form);
    }

    [Theory]
    [InlineData(2, Protection.Interval)]
    [InlineData(3, Protection.Interval)]
    [InlineData(2, Protection.Recomputation)]
    public void Also_a_count_that_is_all_of_its_interval_is_not_found_out(int threshold, Protection protection)
    {
        long[] counts = [threshold - 1, 10, 20, 30];
        var release = Disclose.Protect(Of([2, 2], counts), new(threshold, Protection: protection)).Certificate;

        Assert.Null(new Attack(release).Unprotected());
        Assert.Contains(CellStatus.Secondary, release.Statuses);
    }

    [Fact]
    public void However_sparse_a_table_is_it_can_be_protected()
    {
        for (var seed = 1; seed <= 4; seed++)
        {
            var random = new Random(seed);
            var counts = Enumerable
                .Range(0, 6 * 7 * 8)
                .Select(_ => random.Next(10) < 7 ? 0L : (long)(1 / (0.02 + random.NextDouble())))
                .ToArray();
            var release = Disclose.Protect(
                Of([6, 7, 8], counts),
                new(5, Protection: Protection.Recomputation),
                new(TimeSpan.FromMinutes(1), 0)
            );

            Assert.Empty(CertificateChecker.Check(release.Certificate));
        }
    }
}
