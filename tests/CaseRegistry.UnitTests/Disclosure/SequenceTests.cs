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

    /// <summary>
    /// All releases together, two by two, every sum of cells and not only the margins: releases share no unknowns, so that a difference
    /// that all of them tell is one that two of them tell.
    /// </summary>
    [Theory]
    [InlineData("3x3", Protection.Interval, false)]
    [InlineData("3x3", Protection.Recomputation, true)]
    [InlineData("7", Protection.Recomputation, false)]
    [InlineData("2x2x3", Protection.Interval, true)]
    [InlineData("groups", Protection.Interval, false)]
    [InlineData("groups", Protection.Recomputation, true)]
    [InlineData("linked", Protection.Interval, false)]
    [InlineData("linked", Protection.Recomputation, true)]
    public void No_small_difference_of_any_sum_can_be_derived(string shape, Protection protection, bool isOneOfThem)
    {
        var rules = new DisclosureRules(Threshold, Protection: protection, OwnRow: isOneOfThem, GroupDisclosure: isOneOfThem);
        var random = new Random(11);
        for (var run = 0; run < (Long ? 20 : 1); run++)
        {
            var counts = Enumerable
                .Range(0, 12)
                .Select(_ => (long)(random.Next(3) == 0 ? random.Next(0, 4) : random.Next(4, 30)))
                .ToArray();
            List<Certificate> releases = [];
            for (var r = 0; r < 12; r++)
            {
                Happens(random, counts);
                try
                {
                    releases.Add(Disclose.Protect(Shape(shape, counts), rules, earlier: releases).Certificate);
                }
                catch (DisclosureException)
                {
                    // Refused: nothing was published, and the next one follows on the one before.
                }
            }

            Assert.True(releases.Count == 12, $"run {run}: {releases.Count}");
            AssertNoSmallChange(releases, $"run {run}");
        }
    }

    /// <summary>Sets that take some regions by form and others by age: known together where neither table alone tells them.</summary>
    [Fact]
    public void Nor_can_one_of_a_sum_over_two_tables()
    {
        foreach (var seed in (int[])[147, 171, 218, 223, .. Enumerable.Range(0, Long ? 600 : 20)])
        {
            var random = new Random(seed);
            var counts = Enumerable
                .Range(0, 18)
                .Select(_ => (long)(random.Next(3) == 0 ? random.Next(0, 4) : random.Next(4, 16)))
                .ToArray();
            var first = Protect();
            for (var times = 0; times < 8; times++)
            {
                Happens(random, counts);
            }

            var second = Protect(first);
            Assert.Empty(Differences.Check(second, [first]));
            var sums = new SideBySide((new(first, next: second), -1), (new(second, earlier: [first]), -1));
            Assert.True(sums.SmallChange() is null, $"seed {seed}: {sums.SmallChange()}");

            Certificate Protect(params IReadOnlyList<Certificate> earlier) =>
                Disclose.Protect(ByRegion("two", counts), new(Threshold), earlier: earlier).Certificate;
        }
    }

    /// <summary>Tables and rules of many kinds, in releases that follow each other; also where the tables of one are not those of the other.</summary>
    [Fact]
    public void Whatever_the_tables_and_the_rules_no_small_change_is_known()
    {
        string[] kinds = ["9", "3x4", "groups", "two", "three"];
        foreach (var seed in (int[])[43, 501, 771, .. Enumerable.Range(0, Long ? 800 : 20)])
        {
            var random = new Random(seed);
            var rules = new DisclosureRules(
                random.Next(2) == 0 ? 4 : 6,
                (Attacker)random.Next(2),
                (Protection)random.Next(2),
                random.Next(2) == 0,
                random.Next(2) == 0
            );
            var kind = random.Next(6);
            var counts = Enumerable
                .Range(0, 18)
                .Select(_ => (long)(random.Next(3) == 0 ? random.Next(0, 4) : random.Next(4, 25)))
                .ToArray();
            List<Certificate> releases = [];
            for (var r = 0; r < 5; r++)
            {
                var tables = ByRegion(kinds[kind == 5 ? random.Next(3, 5) : kind], counts);
                releases.Add(Disclose.Protect(tables, rules, new(TimeSpan.FromSeconds(20), 0.1), releases).Certificate);
                // A few persons, or many in one cell and others out of another.
                var isMany = seed % 2 == 1 && random.Next(2) == 0;
                for (var times = random.Next(1, 10); times > 0; times--)
                {
                    var at = random.Next(counts.Length);
                    if (isMany)
                    {
                        counts[at] = Math.Max(0, counts[at] + random.Next(-25, 30));
                        continue;
                    }

                    Happens(random, counts);
                    counts[at] = random.Next(4) == 0 ? Math.Max(0, counts[at] - random.Next(8)) : counts[at];
                }
            }

            AssertNoSmallChange(releases, $"seed {seed}", most: 4);
        }
    }

    /// <summary>Of persons by region, form and age: so many numbers, or one, two or three tables of them.</summary>
    private static LinkedTables ByRegion(string kind, long[] counts)
    {
        Dimension Flat(string name, int codes) => Dimension.Flat(name, Enumerable.Range(0, codes).Select(i => $"{name}{i}"));
        Dimension regions = Flat("region", 3),
            groups = new("region", [("NL", -1), ("north", 0), ("region0", 1), ("region1", 1), ("region2", 0)]),
            form = Flat("form", 3),
            age = Flat("age", 2);
        Table By(params Dimension[] dimensions) =>
            new(
                string.Join(" by ", dimensions.Select(d => d.Name)),
                dimensions,
                counts
                    .Select(
                        (count, i) =>
                            (
                                Codes: dimensions
                                    .Select(d =>
                                        d.Name
                                        + (
                                            d == form ? i / 3 % 3
                                            : d == age ? i / 9
                                            : i % 3
                                        )
                                    )
                                    .ToArray(),
                                Count: count
                            )
                    )
                    .GroupBy(l => string.Join('/', l.Codes))
                    .Select(g => ((IReadOnlyList<string>)g.First().Codes, g.Sum(l => l.Count)))
            );
        return kind switch
        {
            "9" => Of([9], counts[..9]),
            "3x4" => Of([3, 4], counts[..12]),
            "groups" => new(By(groups, form, age)),
            "two" => new(By(regions, form), By(regions, age)),
            _ => new(By(regions, form), By(regions, age), By(form, age)),
        };
    }

    [Fact]
    public void The_change_of_two_parts_together_is_not_known_either()
    {
        // Of three regions one grew much, one by one person and one not at all: total less the first would tell.
        var first = Disclose.Protect(Of([3], [50, 30, 20]), new(5)).Certificate;
        var tables = Of([3], [60, 31, 20]);
        var second = Disclose.Protect(tables, new(5), earlier: [first]).Certificate;

        Assert.Empty(CertificateChecker.Check(second, [first]));
        Assert.Null(new SideBySide((new(first, next: second), -1), (new(second, earlier: [first]), -1)).SmallChange());
        Assert.True(second.Shown[Cell(tables, "Total")] is null || second.Shown[Cell(tables, "0.0")] is null);
        Assert.Empty(Differences.Check(second, [first]));

        // Protected alone each cell is safe, and both are shown: a certificate of that does not pass the second look.
        var alone = Disclose.Protect(tables, new(5)).Certificate;
        CellStatus[] statuses = [.. alone.Statuses];
        long?[] shown = [.. alone.Shown];
        foreach (var (code, count) in ((string, long)[])[("0.1", 30), ("0.2", 20)])
        {
            (statuses[Cell(tables, code)], shown[Cell(tables, code)]) = (CellStatus.Kept, count);
        }

        var move = new Witness([.. ((int[])[Cell(tables, "0.1"), Cell(tables, "0.2")]).Order()], [-1, 1]);
        var forged = new Certificate(tables, alone.Rules, statuses, shown, [move], [first.Hash()]);
        Assert.Empty(CertificateChecker.Check(forged, first));
        Assert.Contains(
            Differences.Check(forged, [first]),
            fault => fault.Contains("a small change of them together is known", StringComparison.Ordinal)
        );
    }

    /// <summary>Withheld although it was shown: then it is not what would have been kept.</summary>
    [Theory]
    [InlineData(new long[] { 60, 0, 50, 70 }, new long[] { 1, 10, 80, 100 })]
    [InlineData(new long[] { 60, 30, 50 }, new long[] { 1, 40, 80 })]
    public void That_a_number_is_not_kept_tells_nothing_of_a_small_one(long[] before, long[] now)
    {
        foreach (var inRegister in (bool[])[true, false])
        {
            var rules = new DisclosureRules(10, GroupDisclosure: inRegister, OwnRow: inRegister);
            var first = Disclose.Protect(Of([before.Length], before), rules).Certificate;
            var second = Disclose.Protect(Of([now.Length], now), rules, earlier: [first]).Certificate;

            Assert.Null(new Attack(second, earlier: [first]).Unprotected());
            Assert.Empty(CertificateChecker.Check(second, first));

            // Protected alone it would be the second number that hides the first: nobody is fooled by a witness in which that would have been kept.
            var alone = Disclose.Protect(second.Tables, rules).Certificate;
            var forged = new Certificate(second.Tables, rules, [.. alone.Statuses], [.. alone.Shown], alone.Witnesses, [first.Hash()]);
            Assert.Contains(
                CertificateChecker.Check(forged, first),
                fault => fault.Contains("is no possible table", StringComparison.Ordinal)
            );
        }
    }

    /// <summary>Cells that come and go by many may together change by few: parts that the witnesses happen to leave alone are not known.</summary>
    [Theory]
    [InlineData(new[] { 4 }, new long[] { 11, 18, 31, 42 }, new long[] { 35, 18, 14, 45 }, new long[] { 35, 14, 14, 90 })]
    [InlineData(new[] { 3, 3 }, new long[] { 56, 38, 8, 45, 47, 5, 49, 32, 43 }, new long[] { 56, 57, 8, 45, 47, 0, 16, 32, 34 })]
    [InlineData(new[] { 4 }, new long[] { 5, 20, 100, 200 }, new long[] { 11, 30, 120, 250 }, new long[] { 25, 17, 140, 280 })]
    public void Nor_that_of_cells_that_changed_much_one_against_the_other(int[] sizes, params long[][] counts)
    {
        foreach (var inRegister in (bool[])[true, false])
        {
            var rules = new DisclosureRules(10, GroupDisclosure: inRegister, OwnRow: inRegister);
            List<Certificate> releases = [];
            foreach (var count in counts)
            {
                releases.Add(Disclose.Protect(Of(sizes, count), rules, earlier: releases).Certificate);
            }

            AssertNoSmallChange(releases, "");
        }
    }

    /// <summary>What hid a change of two releases must not be ruled out by what the third one shows again.</summary>
    [Theory]
    [InlineData(
        false,
        new long[] { 14, 14, 64, 181, 133, 47, 141, 113, 197, 100, 107, 128 },
        new long[] { 5, 17, 4, 236, 1, 3, 216, 6, 226, 251, 1, 2 },
        new long[] { 5, 19, 11, 305, 16, 12, 326, 16, 389, 355, 12, 12 },
        new long[] { 780, 821, 21, 882, 656, 709, 772, 629, 803, 897, 22, 816 }
    )]
    [InlineData(
        true,
        new long[] { 12, 12, 49, 180, 104, 31, 190, 131, 189, 131, 38, 179 },
        new long[] { 3, 15, 2, 223, 4, 8, 250, 6, 247, 233, 6, 1 },
        new long[] { 5, 17, 14, 385, 14, 13, 337, 13, 340, 336, 16, 17 },
        new long[] { 682, 646, 24, 659, 628, 734, 642, 780, 821, 870, 26, 601 }
    )]
    public void Nor_does_a_later_release_tell_it_of_two_before(bool inRegister, params long[][] counts)
    {
        var rules = new DisclosureRules(10, GroupDisclosure: inRegister, OwnRow: inRegister);
        List<Certificate> releases = [];
        foreach (var count in counts)
        {
            releases.Add(Disclose.Protect(Of([3, 4], count), rules, earlier: releases).Certificate);
        }

        AssertNoSmallChange(releases, "");
    }

    /// <summary>Whoever takes it that a zero is still one has it, as every other number that is kept.</summary>
    [Theory]
    [InlineData(Protection.Interval, 9)]
    [InlineData(Protection.Recomputation, 3)]
    public void A_kept_zero_that_did_not_change_gives_no_room(Protection protection, long count)
    {
        var rules = new DisclosureRules(10, Protection: protection, GroupDisclosure: true, OwnRow: true);
        var first = Disclose.Protect(Of([4], [20, 0, 30, 40]), rules).Certificate;
        var second = Disclose.Protect(Of([4], [count, 0, 60, 80]), rules, earlier: [first]).Certificate;

        Assert.Empty(CertificateChecker.Check(second, first));
        var small = Cell(second.Tables, "0.0");
        Assert.False(
            new Attack(second, c => second.Statuses[c] == CellStatus.Kept ? CellStatus.Published : second.Statuses[c]).IsDetermined(small)
        );
    }

    /// <summary>The same persons by form, then by age: whoever takes it that nothing changed has both tables, and adds them up.</summary>
    [Fact]
    public void Tables_that_come_later_do_not_tell_what_those_before_of_the_same_persons_hide()
    {
        // Protected alone, as if there were no table by form, they do not pass the second look.
        Assert.NotEqual(0, BesideEachOther(new(10, GroupDisclosure: true, OwnRow: true), [8, 22, 0, 0, 24, 14, 0, 0]));
        Assert.NotEqual(0, BesideEachOther(new(10, GroupDisclosure: true, OwnRow: true), [9, 0, 0, 1, 0, 0, 31, 0, 0, 6, 4, 0]));
        for (var seed = 0; seed < (Long ? 3000 : 100); seed++)
        {
            var random = new Random(seed);
            long[] counts =
            [
                .. Enumerable
                    .Range(0, random.Next(2, 5) * 4)
                    .Select(_ =>
                        (long)(
                            random.Next(3) == 0 ? random.Next(5, 30)
                            : random.Next(3) == 0 ? random.Next(1, 5)
                            : 0
                        )
                    ),
            ];
            BesideEachOther(seed % 2 == 0 ? new(5) : new(10, GroupDisclosure: true, OwnRow: true), counts);
        }
    }

    /// <returns>How often a release that was protected alone did not pass.</returns>
    private static int BesideEachOther(DisclosureRules rules, long[] counts)
    {
        var told = 0;
        var (forms, ages) = (counts.Length / 4, 2);
        // Persons by region, form and age, in that order.
        Table By(string name, int codes, Func<int, int> codeOf) =>
            new(
                name,
                [Dimension.Flat("region", ["r0", "r1"]), Dimension.Flat(name, Enumerable.Range(0, codes).Select(i => $"{name}{i}"))],
                counts
                    .Select((count, i) => (Codes: ((IReadOnlyList<string>)[$"r{i / (forms * ages)}", $"{name}{codeOf(i)}"]), Count: count))
                    .GroupBy(l => string.Join(' ', l.Codes))
                    .Select(g => (g.First().Codes, g.Sum(l => l.Count)))
            );
        var (byForm, byAge) = (By("form", forms, i => i / ages % forms), By("age", ages, i => i % ages));
        foreach (var (before, after) in ((Table, Table)[])[(byForm, byAge), (byAge, byForm)])
        {
            var first = Disclose.Protect(new(before), rules).Certificate;
            var second = Disclose.Protect(new(after), rules, earlier: [first]).Certificate;
            var alone = Disclose.Protect(new(after), rules).Certificate;
            var forged = new Certificate(second.Tables, rules, [.. alone.Statuses], [.. alone.Shown], alone.Witnesses, [first.Hash()]);
            told += Differences.Check(forged, [first]).Any(fault => fault.Contains("did not change", StringComparison.Ordinal)) ? 1 : 0;
            Assert.Empty(CertificateChecker.Check(second, first));
            Assert.Empty(Differences.Check(second, [first]));
            // All that is said of one population.
            var all = new LinkedTables(before, after);
            long? Said(string cell) =>
                new[] { second, first }
                    .Select(r => (r, At: r.Tables.Names.ToList().IndexOf(cell)))
                    .Where(p => p.At >= 0)
                    .Select(p => p.r.Shown[p.At])
                    .FirstOrDefault(shown => shown is not null);
            long?[] said = [.. all.Names.Select(Said)];
            var attack = new Attack(
                new(all, rules, Array.ConvertAll(said, s => s is null ? CellStatus.Secondary : CellStatus.Published), said, [], [])
            );
            Assert.All(
                Enumerable.Range(0, said.Length).Where(c => all.Values[c] > 0 && all.Values[c] < rules.Threshold),
                c => Assert.False(attack.IsDetermined(c), $"{string.Join(' ', counts)}: {all.Names[c]} = {all.Values[c]}")
            );
        }

        return told;
    }

    private static Table OfYear(string year, string[] dimensions, params long[] counts)
    {
        // Two of each; three of the last.
        int[] sizes =
        [
            .. dimensions.Select(
                (_, d) => counts.Length / (int)Math.Pow(2, dimensions.Length - 1) is var last && d == dimensions.Length - 1 ? last : 2
            ),
        ];
        return new(
            $"{string.Concat(dimensions)} of {year}",
            [
                Dimension.Only("year", year),
                .. dimensions.Select((name, d) => Dimension.Flat(name, Enumerable.Range(0, sizes[d]).Select(i => $"{name}{i}"))),
            ],
            counts.Select(
                (count, i) =>
                {
                    List<string> codes = [];
                    for (var d = sizes.Length - 1; d >= 0; i /= sizes[d], d--)
                    {
                        codes.Insert(0, $"{dimensions[d]}{i % sizes[d]}");
                    }

                    return ((IReadOnlyList<string>)[year, .. codes], count);
                }
            )
        );
    }

    [Fact]
    public void Somebody_new_this_year_opens_nothing_of_the_year_before()
    {
        // The first person of 2025 needs room in a number that is kept; those of 2024 need none.
        var rules = new DisclosureRules(10, GroupDisclosure: true, OwnRow: true);
        Table[] old = [OfYear("2024", ["r"], 20, 30), OfYear("2024", ["f"], 15, 35)];
        var first = Disclose.Protect(new([.. old, OfYear("2025", ["r"], 0, 0)]), rules).Certificate;
        var tables = new LinkedTables([.. old, OfYear("2024", ["f", "r"], 4, 11, 16, 19), OfYear("2025", ["r"], 1, 0)]);
        var second = Disclose.Protect(tables, rules, earlier: [first]).Certificate;

        Assert.Empty(CertificateChecker.Check(second, first));
        Assert.Empty(Differences.Check(second, [first]));
        Assert.All(
            (string[])["f=f0\u001fr=r0", "f=f0\u001fr=r1", "f=f1\u001fr=r0", "f=f1\u001fr=r1"],
            cell => Assert.Null(second.Shown[tables.Names.ToList().IndexOf($"{cell}\u001fyear=2024")])
        );
        // And where a table of 2024 goes out no more, or another one in its place, those of 2025 do.
        foreach (
            var other in (Table[][])
                [
                    [old[0]],
                    [old[0], OfYear("2024", ["a"], 24, 26)],
                ]
        )
        {
            var third = Disclose.Protect(new([.. other, OfYear("2025", ["r"], 1, 0)]), rules, earlier: [first]).Certificate;
            Assert.Empty(CertificateChecker.Check(third, first));
            Assert.Empty(Differences.Check(third, [first]));
        }
    }

    [Fact]
    public void What_is_protected_passes_the_second_look_also_with_a_year_that_is_over()
    {
        var rules = new DisclosureRules(10, GroupDisclosure: true, OwnRow: true);
        List<Certificate> releases = [];
        foreach (
            var counts in (long[][])
                [
                    [0, 60, 18, 60, 0, 60, 60, 0, 60],
                    [0, 60, 18, 60, 0, 60, 60, 0, 60],
                    [0, 60, 24, 60, 0, 60, 60, 1, 60],
                ]
        )
        {
            var tables = new LinkedTables(ThreeByThree("2024", 50, 50, 50, 50, 50, 50, 50, 0, 0), ThreeByThree("2025", counts));
            var release = Disclose.Protect(tables, rules, earlier: releases).Certificate;
            Assert.Empty(Differences.Check(release, releases));
            releases.Add(release);
        }

        static Table ThreeByThree(string year, params long[] counts) =>
            new(
                year,
                [Dimension.Only("year", year), Dimension.Flat("f", ["f0", "f1", "f2"]), Dimension.Flat("r", ["r0", "r1", "r2"])],
                counts.Select((count, i) => ((IReadOnlyList<string>)[year, $"f{i / 3}", $"r{i % 3}"], count))
            );
    }

    [Fact]
    public void Where_an_interval_cannot_be_promised_beside_what_was_shown_two_values_are()
    {
        // Ten in the first region, of three forms: none of them can be nine. Beside the totals by form, were the others shown, each is known.
        var rules = new DisclosureRules(10, GroupDisclosure: true, OwnRow: true);
        Table regions = OfYear("2024", ["r"], 10, 150),
            forms = OfYear("2024", ["f"], 44, 53, 63),
            both = OfYear("2024", ["r", "f"], 4, 3, 3, 40, 50, 60);
        var first = Disclose.Protect(new(regions, forms), rules).Certificate;
        var tables = new LinkedTables(both);
        var second = Disclose.Protect(tables, rules, earlier: [first]).Certificate;

        Assert.Empty(CertificateChecker.Check(second, first));
        Assert.Empty(Differences.Check(second, [first]));
        var attack = new Attack(second, c => second.Statuses[c] == CellStatus.Kept ? CellStatus.Published : second.Statuses[c]);
        Assert.All(
            (string[])["f0", "f1", "f2"],
            form => Assert.False(attack.IsDetermined(tables.Names.ToList().IndexOf($"f={form}\u001fr=r0\u001fyear=2024")))
        );
        // The coarser tables can go out again.
        var third = Disclose.Protect(new(regions, forms), rules, earlier: [first, second]).Certificate;
        Assert.Empty(CertificateChecker.Check(third, first, second));
        Assert.Empty(Differences.Check(third, [first, second]));
    }

    [Fact]
    public void A_number_that_was_kept_is_not_taken_to_be_known()
    {
        // 193 and 125 stand for 188 and 120. Beside the second table, of the same persons, all of S is known.
        var rules = new DisclosureRules(10, GroupDisclosure: true);
        string[] forms = ["f0", "f1"];
        List<Certificate> releases = [];
        var tables = new LinkedTables(ByRegionAndForm("ages", ["r0", "S"], ["y", "o"], [1, 42, 1, 144]));
        foreach (
            var table in (LinkedTables[])
                [
                    new(ByRegionAndForm("forms", ["r0", "S"], forms, [2, 66, 5, 120])),
                    new(ByRegionAndForm("forms", ["r0", "r1", "r2"], forms, [2, 55, 11, 0, 58, 62])),
                    tables,
                ]
        )
        {
            releases.Add(Disclose.Protect(table, rules, earlier: releases).Certificate);
        }

        // 113 and 73 were shown, so that S is 186.
        var last = releases[^1];
        Assert.Equal(
            186,
            releases[1].Shown[Cell(releases[1].Tables, "r1", "Total")] + releases[1].Shown[Cell(releases[1].Tables, "r2", "Total")]
        );
        CellStatus Said(int c) => c == Cell(tables, "S", "Total") ? CellStatus.Published : last.Statuses[c];
        var attack = new Attack(last, Said, earlier: releases[..^1]);
        Assert.All((string[])["y", "o"], age => Assert.False(attack.IsDetermined(Cell(tables, "r0", age))));
        Assert.Empty(Differences.Check(last, releases[..^1]));
    }

    /// <summary>The second table is of the same cells as the first two, and tells which groups they are in.</summary>
    [Fact]
    public void What_an_earlier_table_tells_of_groups_counts_in_whatever_order_it_stands()
    {
        var rules = new DisclosureRules(4, GroupDisclosure: true);
        Table both = ByRegionAndForm("both", ["G01", "G23", "G45"], ["f0"], [3, 6, 7]),
            regions = ByRegionAndForm("regions", ["G01/r0", "G01/r1", "G23/r2", "G23/r3", "G45/r4", "G45/r5"], [], [0, 3, 6, 0, 2, 5]);
        string[] fine = ["r0", "r1", "r2", "r3", "r4", "r5"];
        var tables = new LinkedTables(ByRegionAndForm("both", fine, ["f0"], [0, 3, 6, 0, 2, 5]));
        foreach (var then in (LinkedTables[])[new(both, regions), new(regions, both)])
        {
            var first = Disclose.Protect(then, rules).Certificate;
            var second = Disclose.Protect(tables, rules, earlier: [first]).Certificate;

            Assert.Null(second.Shown[Cell(tables, "r0", "f0")]);
            Assert.Empty(Differences.Check(second, [first]));
        }
    }

    [Theory]
    [InlineData(10, 3)]
    [InlineData(3, 10)]
    public void A_number_that_was_kept_under_another_threshold_can_still_be_what_it_is(int before, int now)
    {
        string[] forms = ["f0", "f1"],
            regions = ["r0", "r1", "r2"];
        List<Certificate> releases = [];
        foreach (
            var (tables, threshold) in ((LinkedTables, int)[])
                [
                    (new(ByRegionAndForm("forms", regions, forms, [5, 60, 30, 5, 58, 62])), before),
                    (new(ByRegionAndForm("forms", regions, forms, [4, 60 - before / 2, 30, 5, 58, 62])), before),
                ]
        )
        {
            releases.Add(Disclose.Protect(tables, new(threshold, GroupDisclosure: true), earlier: releases).Certificate);
        }

        Assert.Contains(CellStatus.Kept, releases[1].Statuses);
        var last = new LinkedTables(ByRegionAndForm("ages", regions, ["y", "o"], [2, 60, 60, 7, 58 - before / 2, 32]));
        var beside = Beside.Of(last, releases)!;
        var problem = beside.ProblemOf(new(now, GroupDisclosure: true), releases, TestContext.Current.CancellationToken);

        Assert.Contains(problem.Requirements, r => problem.NameOf(r.Group) == "form=y region=r0");
        Assert.All(problem.Value.Index(), v => Assert.InRange(v.Item, problem.Low[v.Index], problem.High[v.Index]));
        Assert.Empty(Differences.Check(Disclose.Protect(last, new(now, GroupDisclosure: true), earlier: releases).Certificate, releases));
    }

    [Fact]
    public void What_was_withheld_under_another_threshold_is_ruled_out_by_that_one()
    {
        // 20, then 31 withheld under ten: not 11 to 29. Today's three would leave 23 to 29.
        string[] forms = ["f0", "f1"],
            regions = ["r0", "r1", "r2"];
        List<Certificate> releases = [];
        foreach (
            var counts in (long[][])
                [
                    [40, 20, 60, 50, 58, 62],
                    [2, 31, 90, 2, 98, 162],
                ]
        )
        {
            var tables = new LinkedTables(ByRegionAndForm("forms", regions, forms, counts));
            releases.Add(Disclose.Protect(tables, new(10), earlier: releases).Certificate);
        }

        var withheld = releases[1].Tables;
        Assert.Null(releases[1].Shown[Cell(withheld, "r1", "f0")]);
        var last = new LinkedTables(ByRegionAndForm("ages", regions, ["y", "o"], [1, 50, 140, 3, 79, 112]));
        var beside = Beside.Of(last, releases)!;
        var problem = beside.ProblemOf(new(3), releases, TestContext.Current.CancellationToken);
        var group = problem.GroupOf[beside.Tables.Numbers()[withheld.Names[Cell(withheld, "r1", "f0")]]];

        Assert.Equal(30, problem.Low[group]);
        Assert.Equal([(1, 10)], problem.Beyond[group]);
    }

    [Fact]
    public void What_cannot_be_hidden_from_one_person_is_hidden_from_all_others()
    {
        // One, nine and one: each of the two knows how many the nine are, and so the other.
        var rules = new DisclosureRules(10, GroupDisclosure: true, OwnRow: true);
        foreach (
            var counts in (long[][])
                [
                    [1, 9, 30, 1],
                    [1, 12, 30, 1],
                    [1, 9, 40, 1],
                ]
        )
        {
            var (a, b, c, d) = (counts[0], counts[1], counts[2], counts[3]);
            var first = Disclose.Protect(new(OfYear("2024", ["r"], a + b, c + d), OfYear("2024", ["f"], a + c, b + d)), rules).Certificate;
            var tables = new LinkedTables(OfYear("2024", ["r", "f"], counts));
            var second = Disclose.Protect(tables, rules, earlier: [first]).Certificate;

            Assert.Empty(Differences.Check(second, [first]));
            var attack = new Attack(
                second,
                cell => second.Statuses[cell] == CellStatus.Kept ? CellStatus.Published : second.Statuses[cell]
            );
            Assert.All(
                (string[])["f=f0\u001fr=r0", "f=f1\u001fr=r1"],
                cell => Assert.False(attack.IsDetermined(tables.Names.ToList().IndexOf($"{cell}\u001fyear=2024")))
            );
        }
    }

    [Fact]
    public void What_hides_a_count_only_on_the_other_side_of_what_would_be_kept_hides_it_also_where_nothing_changed()
    {
        var rules = new DisclosureRules(3);
        string[] regions = ["r0", "r1", "r2", "r3"],
            forms = ["f0", "f1", "f2"];
        var then = ByRegionAndForm("both", regions, forms, [9, 1, 0, 3, 4, 1, 0, 1, 7, 2, 0, 5], "r2 f2");
        var both = ByRegionAndForm("both", regions, forms, [9, 1, 0, 0, 4, 1, 2, 1, 6, 0, 0, 5], "r2 f2");
        var first = Disclose.Protect(new(then), rules).Certificate;
        var tables = new LinkedTables(both);
        var second = Disclose.Protect(tables, rules, earlier: [first]).Certificate;

        bool IsUnchanged(int c) => second.Statuses[c] == CellStatus.Kept && second.Shown[c] == tables.Values[c];
        var attack = new Attack(second, c => IsUnchanged(c) ? CellStatus.Published : second.Statuses[c], earlier: [first]);
        Assert.False(attack.IsDetermined(Cell(tables, "r1", "f0")));
        Assert.Empty(Differences.Check(second, [first]));
    }

    /// <summary>The number itself may be on the other side of what would have been kept.</summary>
    [Theory]
    [InlineData(2, new long[] { 2, 10, 20 }, new long[] { 1, 30, 40 })]
    [InlineData(3, new long[] { 3, 10, 20 }, new long[] { 2, 30, 40 })]
    public void Where_it_is_the_small_count_itself_that_must_be_much_larger_nothing_is_refused(int threshold, long[] before, long[] now)
    {
        foreach (var ownRow in (bool[])[false, true])
        {
            // In single persons: then the interval starts where they all are.
            var parts = now[0];
            string[] regions = [.. Enumerable.Range(0, (int)parts).Select(i => $"a/{i}"), "b", "c"];
            var rules = new DisclosureRules(threshold, OwnRow: ownRow);
            var first = Disclose.Protect(new(ByRegionAndForm("regions", ["a", "b", "c"], [], before)), rules).Certificate;
            var tables = new LinkedTables(ByRegionAndForm("regions", regions, [], [.. Enumerable.Repeat(1L, (int)parts), .. now[1..]]));
            var second = Disclose.Protect(tables, rules, earlier: [first]).Certificate;

            Assert.Empty(CertificateChecker.Check(second, first));
            Assert.Empty(Differences.Check(second, [first]));
            Assert.False(new Attack(second, earlier: [first]).IsDetermined(Cell(tables, "a")));
        }
    }

    /// <summary>Linked tables with other groups, in which each of two numbers that are always equal is a part of the other one.</summary>
    [Fact]
    public void Groups_that_cross_each_other_end_no_search()
    {
        var rules = new DisclosureRules(4, Attacker.KnowsNonNegative, OwnRow: true);
        string[] forms = ["f0", "f1"],
            inGroups = ["N/r0", "N/r1", "r2", "r3"];
        List<Certificate> releases = [];
        foreach (
            var tables in (LinkedTables[])
                [
                    new(
                        ByRegionAndForm("both", inGroups, forms, [1, 2, 0, 0, 1, 3, 0, 0], "r3 f1"),
                        ByRegionAndForm("flat", ["r0", "r1", "r2", "r3"], [], [2, 5, 0, 0])
                    ),
                    new(
                        ByRegionAndForm("both", inGroups, forms, [1, 0, 0, 0, 3, 1, 0, 0], "r3 f1"),
                        ByRegionAndForm("regions", inGroups, [], [4, 1, 0, 0])
                    ),
                    new(ByRegionAndForm("flat", ["r0", "r1", "r2", "r3"], [], [4, 1, 0, 0])),
                    new(ByRegionAndForm("rest", ["r0", "S"], forms, [1, 0, 3, 1])),
                ]
        )
        {
            var release = Disclose.Protect(tables, rules, earlier: releases).Certificate;
            Assert.Empty(Differences.Check(release, releases));
            releases.Add(release);
        }
    }

    [Fact]
    public void Names_of_tables_and_codes_are_of_no_account()
    {
        var rules = new DisclosureRules(10);
        Table Of(string name, string[] regions, string[] forms, params long[] counts) =>
            new(
                name,
                forms.Length == 0
                    ? [Dimension.Flat("region", regions)]
                    : [Dimension.Flat("region", regions), Dimension.Flat("form", forms)],
                counts.Select(
                    (count, i) =>
                        (
                            (IReadOnlyList<string>)(
                                forms.Length == 0 ? [regions[i]] : [regions[i / forms.Length], forms[i % forms.Length]]
                            ),
                            count
                        )
                )
            );
        var first = Disclose.Protect(new(Of("rf", ["A", "B"], ["f", "g"], 40, 60, 70, 80)), rules).Certificate;
        var second = Disclose.Protect(new(Of("1 rf", ["A", "B"], [], 100, 150)), rules, earlier: [first]).Certificate;
        Assert.Empty(Differences.Check(second, [first]));

        first = Disclose.Protect(new(Of("r", ["A", "B", "x + y"], [], 20, 30, 40)), rules).Certificate;
        second = Disclose
            .Protect(new(Of("r", ["A", "B", "x + y", "x", "y"], [], 40, 60, 80, 90, 110)), rules, earlier: [first])
            .Certificate;
        Assert.Empty(Differences.Check(second, [first]));
    }

    [Fact]
    public void Nor_do_cells_without_witnesses_divide_a_sum()
    {
        var first = Disclose.Protect(Of([4], [50, 60, 100, 200]), new(10)).Certificate;
        var tables = Of([4], [62, 49, 150, 250]);
        var alone = Disclose.Protect(tables, new(10)).Certificate;
        CellStatus[] statuses = [.. alone.Statuses];
        long?[] shown = [.. alone.Shown];
        foreach (var code in (string[])["0.0", "0.1"])
        {
            (statuses[Cell(tables, code)], shown[Cell(tables, code)]) = (CellStatus.Secondary, null);
        }

        // 110 together, and 111: withheld without a word about what else they can be.
        var forged = new Certificate(tables, alone.Rules, statuses, shown, [], [first.Hash()]);
        Assert.Contains("known", Assert.Single(Differences.Check(forged, [first])), StringComparison.Ordinal);
    }

    /// <summary>Whether two cells count a person twice is asked of each two, also where one table is finer by region and another by form.</summary>
    [Fact]
    public void Nor_that_of_a_sum_over_tables_that_are_finer_in_different_dimensions()
    {
        Dimension regions = new("region", [("NL", -1), ("north", 0), ("south", 0), ("A", 1), ("B", 1), ("C", 2), ("D", 2)]),
            parts = Dimension.Flat("region", ["north", "south"], "NL"),
            form = Dimension.Flat("form", ["l", "s"]),
            forms = new("form", [("Total", -1), ("l", 0), ("s", 0), ("l1", 1), ("l2", 1), ("s1", 2), ("s2", 2)]),
            age = Dimension.Flat("age", ["a1", "a2", "a3"]);
        static Table By(Dimension one, Dimension other, string impossible, params (string Codes, long Count)[] counts)
        {
            static IReadOnlyList<string> Codes(string codes) => codes.Split(' ');
            return new(
                $"{one.Name}{one.Codes.Count} {other.Name}{other.Codes.Count}",
                [one, other],
                counts.Select(c => (Codes(c.Codes), c.Count)),
                impossible.Split(", ").Select(Codes)
            );
        }

        LinkedTables Tables(long[] byForm, long[] byAge, long[] fine) =>
            new(
                By(
                    regions,
                    form,
                    "B s, C s, D s",
                    ("A l", byForm[0]),
                    ("A s", byForm[1]),
                    ("B l", byForm[2]),
                    ("C l", byForm[3]),
                    ("D l", byForm[4])
                ),
                By(
                    regions,
                    age,
                    "A a3, B a2, C a2, D a2",
                    ("A a1", byAge[0]),
                    ("A a2", byAge[1]),
                    ("B a1", byAge[2]),
                    ("B a3", byAge[3]),
                    ("C a1", byAge[4]),
                    ("C a3", byAge[5]),
                    ("D a1", byAge[6]),
                    ("D a3", byAge[7])
                ),
                By(
                    parts,
                    forms,
                    "south s1, south s2",
                    ("north l1", fine[0]),
                    ("north l2", fine[1]),
                    ("north s1", fine[2]),
                    ("north s2", fine[3]),
                    ("south l1", fine[4]),
                    ("south l2", fine[5])
                )
            );
        var rules = new DisclosureRules(10);
        var first = Disclose
            .Protect(Tables([23, 20, 140, 200, 200], [3, 40, 80, 60, 100, 100, 100, 100], [60, 103, 10, 10, 200, 200]), rules)
            .Certificate;
        // Of form l in A and of age a1 in B 103 together, then 104.
        var tables = Tables([44, 40, 150, 300, 320], [4, 80, 60, 90, 140, 160, 150, 170], [80, 114, 20, 20, 310, 310]);
        var alone = Disclose.Protect(tables, rules).Certificate;
        int Of(string form, string region) => tables.Names.ToList().IndexOf($"form={form}\u001fregion={region}");
        // That of the finer forms some are withheld as well, and the sum that both stand in, changes nothing of that.
        CellStatus[] statuses = [.. alone.Statuses];
        long?[] shown = [.. alone.Shown];
        (statuses[Of("l", "north")], shown[Of("l", "north")]) = (CellStatus.Secondary, null);
        var moved = alone.Witnesses[0].Cells.Zip(alone.Witnesses[0].Deviations).ToDictionary(p => p.First, p => p.Second);
        foreach (
            var (code, region, by) in ((string, string, long)[])
                [("l1", "north", 1), ("l2", "north", -1), ("l1", "south", -1), ("l2", "south", 1)]
        )
        {
            (statuses[Of(code, region)], shown[Of(code, region)], moved[Of(code, region)]) = (CellStatus.Secondary, null, by);
        }

        var also = new Witness([.. moved.Keys.Order()], [.. moved.OrderBy(m => m.Key).Select(m => m.Value)]);
        var forged = new Certificate(tables, rules, statuses, shown, [.. alone.Witnesses, also], [first.Hash()]);
        int[] sum = [Of("l", "A"), tables.Names.ToList().IndexOf("age=a1\u001fregion=B")];
        Assert.All((Certificate[])[first, forged], release => Assert.Null(new Attack(release).Other(sum)));
        Assert.Contains(
            Differences.Check(forged, [first]),
            fault => fault.StartsWith("age=a1 region=B + form=l region=A: ", StringComparison.Ordinal)
        );
    }

    private static IEnumerable<int> Finest(LinkedTables tables)
    {
        var margins = tables.Equations.Select(e => e.Margin).ToHashSet();
        return Enumerable.Range(0, tables.Names.Count).Where(c => !margins.Contains(c));
    }

    private static LinkedTables Shape(string shape, long[] counts)
    {
        var regions = new Dimension("region", [("NL", -1), ("north", 0), ("south", 0), ("A", 1), ("B", 1), ("C", 2), ("D", 2)]);
        Table By(string name, params long[] form) =>
            new(
                name,
                [regions, Dimension.Flat(name, Enumerable.Range(0, form.Length / 4).Select(i => $"{name}{i}"))],
                form.Select((count, i) => ((IReadOnlyList<string>)[$"{"ABCD"[i % 4]}", $"{name}{i / 4}"], count))
            );
        return shape switch
        {
            "3x3" => Of([3, 3], counts[..9]),
            "7" => Of([7], counts[..7]),
            "2x2x3" => Of([2, 2, 3], counts),
            "groups" => new(By("form", counts)),
            // The same persons by three forms, and by two ages.
            "linked" => new(
                By("form", counts),
                By(
                    "age",
                    [
                        .. counts[..4].Select(c => c / 2),
                        .. Enumerable.Range(0, 4).Select(i => counts[i] - counts[i] / 2 + counts[i + 4] + counts[i + 8]),
                    ]
                )
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(shape)),
        };
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_one_person_left_a_cell_the_zero_is_shown(bool groupDisclosure)
    {
        var rules = new DisclosureRules(5, OwnRow: true, GroupDisclosure: groupDisclosure);
        List<Certificate> releases = [];
        foreach (
            var counts in (long[][])
                [
                    [1, 20, 30, 40, 50, 60, 70, 80, 90],
                    [0, 40, 60, 80, 99, 120, 140, 160, 180],
                ]
        )
        {
            releases.Add(Disclose.Protect(Of([3, 3], counts), rules, earlier: releases).Certificate);
        }

        Assert.Equal(0, releases[1].Shown[Cell(releases[1].Tables, "0.0", "1.0")]);
        // Another one left as well: of the two together nobody knows more than of himself.
        var first = Disclose.Protect(Of([4], [1, 2, 30, 40]), rules).Certificate;
        var second = Disclose.Protect(Of([4], [0, 0, 60, 90]), rules, earlier: [first]).Certificate;
        Assert.Empty(CertificateChecker.Check(second, [first]));
    }

    [Fact]
    public void A_zero_is_withheld_where_only_that_hides_a_change()
    {
        // The first two were 4 together, everybody could tell. That both are gone is one more than may be told.
        var rules = new DisclosureRules(5, Protection: Protection.Recomputation);
        var first = Disclose.Protect(Of([4], [2, 2, 20, 30]), rules).Certificate;
        var tables = Of([4], [0, 0, 20, 30]);
        var second = Disclose.Protect(tables, rules, earlier: [first]).Certificate;

        Assert.Empty(CertificateChecker.Check(second, [first]));
        Assert.Empty(Differences.Check(second, [first]));
        Assert.Null(new SideBySide((new(first, next: second), -1), (new(second, earlier: [first]), -1)).SmallChange());
        Assert.Contains(null, ((string[])["0.0", "0.1"]).Select(code => second.Shown[Cell(tables, code)]));
    }

    [Fact]
    public void Whoever_is_left_alone_does_not_learn_how_many_others_went()
    {
        // The first two were 10, and everybody could tell. The one who is left would know that nine went.
        var rules = new DisclosureRules(10, OwnRow: true);
        var first = Disclose.Protect(Of([4], [3, 7, 30, 50]), rules).Certificate;
        var tables = Of([4], [1, 0, 60, 90]);
        var second = Disclose.Protect(tables, rules, earlier: [first]).Certificate;

        Assert.Empty(CertificateChecker.Check(second, [first]));
        Assert.Null(new SideBySide((new(first, next: second), -1), (new(second, earlier: [first]), Cell(tables, "0.0"))).SmallChange());
        Assert.Null(second.Shown[Cell(tables, "0.1")]);
    }

    [Fact]
    public void Nor_where_the_table_was_coarser()
    {
        // Ten by region only; then one by region and form, who would know that nine went were the zero beside him shown.
        static Table ByRegion(params long[] counts) =>
            new(
                "region",
                [Dimension.Flat("region", ["r0", "r1", "r2"])],
                counts.Select((count, r) => ((IReadOnlyList<string>)[$"r{r}"], count))
            );
        var rules = new DisclosureRules(10, OwnRow: true);
        var first = Disclose.Protect(new(ByRegion(10, 40, 60)), rules).Certificate;
        long[,] counts =
        {
            { 1, 0 },
            { 40, 60 },
            { 80, 90 },
        };
        var tables = new LinkedTables(
            new Table(
                "form",
                [Dimension.Flat("region", ["r0", "r1", "r2"]), Dimension.Flat("form", ["f0", "f1"])],
                from r in Enumerable.Range(0, 3)
                from f in Enumerable.Range(0, 2)
                select ((IReadOnlyList<string>)[$"r{r}", $"f{f}"], counts[r, f])
            )
        );
        var second = Disclose.Protect(tables, rules, earlier: [first]).Certificate;

        Assert.Empty(CertificateChecker.Check(second, first));
        Assert.NotNull(new Attack(second, earlier: [first]).Other([Cell(tables, "r0", "Total")], Cell(tables, "r0", "f0")));
    }

    [Fact]
    public void So_are_parts_that_stood_there_as_one_group()
    {
        // North was 50, and A and B are 51 together. By form too, for which the earlier table had the group as well.
        static LinkedTables Tables(params (string Region, string Form, long Count)[] counts) =>
            new(
                new Table(
                    "table",
                    [
                        Dimension.Flat("region", counts.Select(c => c.Region).Distinct(), "NL"),
                        Dimension.Flat("form", counts.Select(c => c.Form).Distinct()),
                    ],
                    counts.Select(c => ((IReadOnlyList<string>)[c.Region, c.Form], c.Count))
                )
            );
        foreach (var inRegister in (bool[])[true, false])
        {
            var rules = new DisclosureRules(10, GroupDisclosure: inRegister, OwnRow: inRegister);
            var then = Tables(("north", "f", 50), ("C", "f", 30), ("north", "g", 90), ("C", "g", 80));
            var now = Tables(("A", "f", 25), ("B", "f", 26), ("C", "f", 60), ("A", "g", 90), ("B", "g", 100), ("C", "g", 120));
            var first = Disclose.Protect(then, rules).Certificate;
            var alone = Disclose.Protect(now, rules).Certificate;
            Assert.DoesNotContain(null, alone.Shown);
            var second = Disclose.Protect(now, rules, earlier: [first]).Certificate;

            Assert.NotNull(new Attack(second, earlier: [first]).Other([Cell(now, "A", "f"), Cell(now, "B", "f")]));
            Assert.Empty(CertificateChecker.Check(second, [first]));
            Assert.Empty(Differences.Check(second, [first]));
        }
    }

    /// <summary>Regions, of which some are in a group, by form; the counts of each form in the order of the regions.</summary>
    private static Table ByRegionAndForm(string name, string[] regions, string[] forms, long[] counts, params string[] impossible)
    {
        // "N/A" is the region A in the group N.
        var tree = new List<(string Code, int Parent)> { ("NL", -1) };
        foreach (var region in regions)
        {
            var above = 0;
            foreach (var code in region.Split('/'))
            {
                if (tree.FindIndex(c => c.Code == code) is var at && at < 0)
                {
                    at = tree.Count;
                    tree.Add((code, above));
                }

                above = at;
            }
        }

        IReadOnlyList<string> Codes(int i) =>
            [regions[i % regions.Length].Split('/')[^1], .. forms.Length > 0 ? (string[])[forms[i / regions.Length]] : []];
        return new(
            name,
            [new Dimension("region", tree), .. forms.Length > 0 ? (Dimension[])[Dimension.Flat("form", forms)] : []],
            counts.Select((count, i) => (Codes(i), count)),
            impossible.Select(z => (IReadOnlyList<string>)z.Split(' '))
        );
    }

    /// <summary>What stands beside codes that both releases have: of one table though another had more, beside a group that follows, across groups.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void So_is_what_is_left_beside_codes_that_both_have(bool inRegister)
    {
        string[] ages = ["y", "o"];
        foreach (
            var (then, now, sum) in ((LinkedTables, LinkedTables, string[][])[])
                [
                    (
                        new(
                            ByRegionAndForm("regions", ["A", "B", "C"], [], [70, 70, 110]),
                            ByRegionAndForm("ages", ["north", "C"], ages, [50, 30, 90, 80])
                        ),
                        new(ByRegionAndForm("ages", ["A", "B", "C"], ages, [25, 26, 60, 90, 100, 120])),
                        [
                            ["A", "y"],
                            ["B", "y"],
                        ]
                    ),
                    (
                        new(ByRegionAndForm("regions", ["A", "B", "C"], [], [40, 50, 110])),
                        new(ByRegionAndForm("regions", ["P/A", "P/X", "P/Y", "C"], [], [80, 25, 26, 200])),
                        [
                            ["X"],
                            ["Y"],
                        ]
                    ),
                    (
                        new(ByRegionAndForm("regions", ["A", "S"], [], [40, 50])),
                        new(ByRegionAndForm("regions", ["N/A", "N/B", "C"], [], [80, 25, 26])),
                        [
                            ["B"],
                            ["C"],
                        ]
                    ),
                ]
        )
        {
            AssertHiddenBeside(then, now, inRegister, sum);
        }
    }

    /// <summary>One release tells what a group is made of, and only the other one has the group by age: in the later one, or in the earlier.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void So_is_a_group_of_which_another_table_tells_what_it_is(bool inRegister)
    {
        string[] ages = ["y", "o"];
        foreach (
            var (then, now, sum) in ((LinkedTables, LinkedTables, string[][])[])
                [
                    (
                        new(
                            ByRegionAndForm("ages", ["north", "C"], ages, [50, 30, 90, 80]),
                            ByRegionAndForm("regions", ["north/A", "north/B", "C"], [], [70, 70, 110])
                        ),
                        new(ByRegionAndForm("ages", ["A", "B", "C"], ages, [25, 26, 60, 90, 100, 120])),
                        [
                            ["A", "y"],
                            ["B", "y"],
                        ]
                    ),
                    (
                        new(
                            ByRegionAndForm("ages", ["A", "B", "C", "D"], ages, [25, 26, 60, 50, 90, 100, 120, 100]),
                            ByRegionAndForm("regions", ["N/A", "N/B", "M/C", "M/D"], [], [115, 126, 180, 150])
                        ),
                        new(
                            ByRegionAndForm("ages", ["N", "M"], ages, [53, 210, 398, 320]),
                            ByRegionAndForm("regions", ["N/A", "N/B", "M/C", "M/D"], [], [215, 236, 280, 250])
                        ),
                        [
                            ["N", "y"],
                        ]
                    ),
                ]
        )
        {
            AssertHiddenBeside(then, now, inRegister, sum);
        }
    }

    /// <summary>Alone everything of the later one is shown; beside the earlier one this sum has another value that nobody can rule out.</summary>
    private static void AssertHiddenBeside(LinkedTables then, LinkedTables now, bool inRegister, string[][] sum)
    {
        var rules = new DisclosureRules(10, GroupDisclosure: inRegister, OwnRow: inRegister);
        var first = Disclose.Protect(then, rules).Certificate;
        Assert.DoesNotContain(null, Disclose.Protect(now, rules).Certificate.Shown);
        var second = Disclose.Protect(now, rules, earlier: [first]).Certificate;

        Assert.NotNull(new Attack(second, earlier: [first]).Other([.. sum.Select(codes => Cell(now, codes))]));
        Assert.Empty(CertificateChecker.Check(second, [first]));
        Assert.Empty(Differences.Check(second, [first]));
    }

    /// <summary>North was A and B once, then A, B and X: what it was is of no account beside the release that has it so.</summary>
    [Fact]
    public void What_a_group_is_made_of_the_release_that_has_it_says_itself()
    {
        var rules = new DisclosureRules(10);
        string[] ages = ["y", "o"],
            fine = ["A", "B", "X", "C"];
        LinkedTables old = new(ByRegionAndForm("regions", ["north/A", "north/B", "C"], [], [1070, 1070, 1110])),
            then =
                new(
                    ByRegionAndForm("ages", ["north", "C"], ages, [100, 60, 90, 50]),
                    ByRegionAndForm("regions", ["north/A", "north/B", "north/X", "C"], [], [70, 70, 50, 110])
                ),
            now = new(ByRegionAndForm("ages", fine, ages, [30, 40, 33, 90, 150, 160, 140, 120]));
        var oldest = Disclose.Protect(old, rules).Certificate;
        var first = Disclose.Protect(then, rules, earlier: [oldest]).Certificate;
        var second = Disclose.Protect(now, rules, earlier: [oldest, first]).Certificate;

        Assert.NotNull(new Attack(second, earlier: [oldest, first]).Other([Cell(now, "A", "y"), Cell(now, "B", "y"), Cell(now, "X", "y")]));
        Assert.Empty(Differences.Check(second, [oldest, first]));
        // Also where the older release comes in between.
        var between = Disclose.Protect(old, rules, earlier: [first = Disclose.Protect(then, rules).Certificate]).Certificate;
        var last = Disclose.Protect(now, rules, earlier: [first, between]).Certificate;
        Assert.NotNull(new Attack(last, earlier: [first, between]).Other([Cell(now, "A", "y"), Cell(now, "B", "y"), Cell(now, "X", "y")]));
    }

    [Fact]
    public void Trees_may_be_odd()
    {
        // Only children, a total that was a part, and a group that is made of others now, or of others in another table.
        var rules = new DisclosureRules(10);
        foreach (
            var (then, now) in ((LinkedTables, LinkedTables)[])
                [
                    (
                        new(ByRegionAndForm("regions", ["Q", "C"], [], [40, 110])),
                        new(ByRegionAndForm("regions", ["P/Q", "X", "Y", "C"], [], [60, 25, 26, 200]))
                    ),
                    (
                        new(ByRegionAndForm("regions", ["P/A", "C"], [], [40, 110])),
                        new(ByRegionAndForm("regions", ["P/A", "X", "Y", "C"], [], [60, 25, 26, 200]))
                    ),
                    (
                        new(
                            new Table(
                                "regions",
                                [new("region", [("World", -1), ("NL", 0), ("A", 1), ("B", 1), ("C", 0)])],
                                [(["A"], 40), (["B"], 50), (["C"], 60)]
                            )
                        ),
                        new(ByRegionAndForm("regions", ["A", "B", "X", "Y"], [], [60, 70, 25, 26]))
                    ),
                    (
                        new(
                            ByRegionAndForm("ages", ["N", "C"], ["y", "o"], [50, 30, 40, 30]),
                            ByRegionAndForm("regions", ["N/A", "N/B", "C"], [], [40, 50, 60])
                        ),
                        new(
                            ByRegionAndForm("ages", ["A", "B", "C"], ["y", "o"], [60, 70, 80, 90, 100, 110]),
                            ByRegionAndForm("parts", ["N", "S"], [], [400, 110])
                        )
                    ),
                    (
                        new(
                            ByRegionAndForm("ages", ["N", "C"], ["y", "o"], [50, 30, 40, 30]),
                            ByRegionAndForm("other ages", ["N", "R"], ["y", "o"], [50, 30, 40, 30]),
                            ByRegionAndForm("regions", ["N/A", "N/B", "C"], [], [40, 50, 60]),
                            ByRegionAndForm("other regions", ["N/P", "N/Q", "R"], [], [30, 60, 60])
                        ),
                        new(
                            ByRegionAndForm("ages", ["A", "B", "C"], ["y", "o"], [60, 70, 80, 90, 100, 110]),
                            ByRegionAndForm("other ages", ["P", "Q", "R"], ["y", "o"], [100, 60, 50, 120, 100, 80])
                        )
                    ),
                ]
        )
        {
            var first = Disclose.Protect(then, rules).Certificate;
            var second = Disclose.Protect(now, rules, earlier: [first]).Certificate;
            Assert.Empty(Differences.Check(second, [first]));
        }
    }

    [Fact]
    public void Whoever_is_one_of_them_is_not_all_of_them()
    {
        // One and 66 that stood there as 66.
        var rules = new DisclosureRules(9, Protection: Protection.Recomputation, OwnRow: true);
        var first = Disclose.Protect(new(ByRegionAndForm("regions", ["r0", "S"], [], [33, 66])), rules).Certificate;
        var tables = new LinkedTables(ByRegionAndForm("regions", ["r0", "r1", "r2"], [], [60, 1, 66]));
        var second = Disclose.Protect(tables, rules, earlier: [first]).Certificate;

        Assert.NotNull(new Attack(second, earlier: [first]).Other([Cell(tables, "r1"), Cell(tables, "r2")]));
        Assert.Empty(Differences.Check(second, [first]));
    }

    [Fact]
    public void A_group_that_stood_there_in_its_parts_only_is_compared_too()
    {
        static LinkedTables Groups(params (string Code, int Parent, long Count)[] codes) =>
            new(
                new Table(
                    "table",
                    [new("region", [("NL", -1), .. codes.Select(c => (c.Code, c.Parent))])],
                    codes.Where(c => c.Count >= 0).Select(c => ((IReadOnlyList<string>)[c.Code], c.Count))
                )
            );
        var rules = new DisclosureRules(5);
        var first = Disclose.Protect(Groups(("A", 0, 20), ("B", 0, 30), ("C", 0, 40), ("D", 0, 50)), rules).Certificate;

        // North was A and B, one less; the rest is C and D, one less.
        foreach (
            var (code, tables) in ((string, LinkedTables)[])
                [
                    ("north", Groups(("north", 0, 49), ("C", 0, 60), ("D", 0, 70))),
                    ("rest", Groups(("north", 0, -1), ("A", 1, 60), ("B", 1, 80), ("rest", 0, 89))),
                ]
        )
        {
            var alone = Disclose.Protect(tables, rules).Certificate;
            Assert.DoesNotContain(null, alone.Shown);
            var second = Disclose.Protect(tables, rules, earlier: [first]).Certificate;

            Assert.Null(second.Shown[Cell(tables, code)]);
            Assert.Empty(CertificateChecker.Check(second, [first]));
            Assert.Empty(Differences.Check(second, [first]));
        }
    }

    [Fact]
    public void The_order_of_tables_changes_nothing_beside_earlier_releases()
    {
        for (var seed = 0; seed < (Long ? 300 : 40); seed++)
        {
            var random = new Random(seed);
            var counts = Enumerable
                .Range(0, 18)
                .Select(_ => (long)(random.Next(3) == 0 ? random.Next(0, 4) : random.Next(4, 16)))
                .ToArray();
            List<Certificate> there = [];
            List<Certificate> back = [];
            for (var release = 0; release < 3; release++)
            {
                there.Add(Disclose.Protect(ByRegion("two", counts), new(5), earlier: there).Certificate);
                back.Add(Disclose.Protect(new([.. ByRegion("two", counts).Tables.Reverse()]), new(5), earlier: back).Certificate);
                for (var times = 0; times < 8; times++)
                {
                    Happens(random, counts);
                }
            }

            Assert.Equal(there.Select(c => c.PublishedHash()), back.Select(c => c.PublishedHash()));
        }
    }

    [Fact]
    public void What_the_one_person_in_a_kept_cell_knows_others_do_not()
    {
        // Three cells were zero, and are shown so: each of the three persons knows of one of them only that it is not.
        var rules = new DisclosureRules(5, OwnRow: true);
        var first = Disclose.Protect(Of([4], [0, 0, 0, 7]), rules).Certificate;
        var tables = Of([4], [1, 1, 1, 0]);
        var second = Disclose.Protect(tables, rules, earlier: [first]).Certificate;

        Assert.Empty(CertificateChecker.Check(second, [first]));
        int[] kept = [.. ((string[])["0.0", "0.1", "0.2"]).Select(code => Cell(tables, code))];
        Assert.All(kept, c => Assert.Equal(CellStatus.Kept, second.Statuses[c]));
        var total = Cell(tables, "Total");
        Assert.Equal(CellStatus.Primary, second.Statuses[total]);
        Assert.All([-1, .. kept], known => Assert.True(new Attack(second).CanBe(total, 0, 1, known)));
        // That it can be 1 is what the witnesses show: with fewer of them the certificate is refused.
        var lowest = second.Witnesses.Where(w => w.Cells.Zip(w.Deviations).Contains((total, -2))).ToList();
        Assert.NotEmpty(lowest);
        var forged = new Certificate(
            tables,
            rules,
            [.. second.Statuses],
            [.. second.Shown],
            [.. second.Witnesses.Except(lowest)],
            second.Earlier
        );
        Assert.NotEmpty(CertificateChecker.Check(forged, first));
    }

    [Fact]
    public void Whoever_knows_the_reasons_knows_that_a_large_number_is_withheld_for_being_near_a_known_one()
    {
        var rules = new DisclosureRules(5, Attacker.KnowsReasons, Protection.Recomputation);
        var first = Disclose.Protect(Of([3], [50, 30, 20]), rules).Certificate;
        var tables = Of([3], [52, 70, 90]);
        var second = Disclose.Protect(tables, rules, earlier: [first]).Certificate;
        Assert.Empty(CertificateChecker.Check(second, [first]));
        var cell = Cell(tables, "0.0");
        Assert.Equal(50, second.Shown[cell]);

        // Withheld instead, a witness that goes further than that is none.
        CellStatus[] statuses = [.. second.Statuses];
        long?[] shown = [.. second.Shown];
        foreach (var (code, status) in ((string, CellStatus)[])[("0.0", CellStatus.Primary), ("0.1", CellStatus.Secondary)])
        {
            (statuses[Cell(tables, code)], shown[Cell(tables, code)]) = (status, null);
        }

        foreach (var (by, isRight) in ((long, bool)[])[(2, true), (20, false)])
        {
            var witness = new Witness([.. ((int[])[cell, Cell(tables, "0.1")]).Order()], [by, -by]);
            var made = new Certificate(tables, rules, statuses, shown, [witness], [first.Hash()]);
            Assert.Equal(
                isRight,
                !CertificateChecker.Check(made, first).Any(fault => fault.Contains("no possible table", StringComparison.Ordinal))
            );
        }
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

    /// <summary>What an attacker who tries every table finds exactly of each release, with what the one after it says of it.</summary>
    private static List<long?[]> Known(List<Certificate> releases) =>
        Attacks(releases)
            .ConvertAll(attack =>
            {
                Assert.Null(attack.Unprotected());
                var values = attack.Release.Tables.Values;
                return Enumerable.Range(0, values.Length).Select(c => attack.IsDetermined(c) ? values[c] : (long?)null).ToArray();
            });

    private static List<Attack> Attacks(List<Certificate> releases) =>
        [
            .. releases.Select(
                (release, r) =>
                    new Attack(
                        release,
                        next: releases.ElementAtOrDefault(r + 1) is { } next && next.Tables.Names.SequenceEqual(release.Tables.Names)
                            ? next
                            : null,
                        earlier: releases[..r]
                    )
            ),
        ];

    /// <summary>Every pair of releases of the same tables, for everybody and for the one person in a leaf of one or the other.</summary>
    /// <param name="most">How many such leaves of each release are looked at.</param>
    private static void AssertNoSmallChange(List<Certificate> releases, string which, int most = int.MaxValue)
    {
        var attacks = Attacks(releases);
        int[] Attackers(int r) =>
            releases[r].Rules.OwnRow ? [-1, .. Finest(releases[r].Tables).Where(c => releases[r].Tables.Values[c] == 1).Take(most)] : [-1];
        foreach (
            var (now, before, known, knownBefore) in from now in Enumerable.Range(0, releases.Count)
            from before in Enumerable.Range(0, now)
            where releases[now].Tables.Names.SequenceEqual(releases[before].Tables.Names)
            from known in Attackers(now)
            from knownBefore in Attackers(before)
            select (now, before, known, knownBefore)
        )
        {
            var sums = new SideBySide((attacks[before], knownBefore), (attacks[now], known));
            Assert.True(sums.SmallChange() is null, $"{which}, {before} to {now}: {sums.SmallChange()}");
        }
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
