using CaseRegistry.Statistics;
using static CaseRegistry.UnitTests.Disclosure.Examples;
using Disclose = CaseRegistry.Statistics.Disclosure;

namespace CaseRegistry.UnitTests.Disclosure;

/// <summary>Search, checker and an attacker who tries every whole table agree. CASEREGISTRY_LONG=1 takes all tables.</summary>
public sealed class BruteForceTests
{
    private static readonly DisclosureRules[] Rules =
    [
        .. from attacker in (Attacker[])[Attacker.KnowsNonNegative, Attacker.KnowsPublishedZeros]
        from protection in (Protection[])[Protection.Recomputation, Protection.Interval]
        select new DisclosureRules(3, attacker, protection),
    ];

    [Fact]
    public void On_all_tables_of_two_by_two_and_two_by_three() =>
        AllAgree(
            AllCounts(4, 12)
                .Select(counts => Of([2, 2], counts))
                .Concat(AllCounts(6, 12).Select(counts => Of([2, 3], counts)))
                .Where((_, i) => Long || i % 97 == 0)
        );

    [Fact]
    public void On_random_tables_of_three_by_four_and_two_by_two_by_three()
    {
        var random = new Random(11);
        AllAgree(Enumerable.Range(0, Long ? 20_000 : 200).Select(i => Of(i % 2 == 0 ? [3, 4] : [2, 2, 3], Sparse(random, 12))));
    }

    [Fact]
    public void Whoever_is_alone_in_a_leaf_learns_nothing_of_others_not_even_of_a_whole_group()
    {
        var random = new Random(17);
        var rules = new DisclosureRules(4, GroupDisclosure: true, OwnRow: true);
        var tried = 0;
        for (var i = 0; i < (Long ? 3_000 : 60); i++)
        {
            var tables = Of([2, 3], Sparse(random, 6));
            var release = Disclose.Protect(tables, rules).Certificate;

            Assert.Empty(CertificateChecker.Check(release));
            var (attack, values) = (new Attack(release), tables.Values);
            var margins = tables.Equations.Select(e => e.Margin).ToHashSet();
            foreach (var own in Enumerable.Range(0, values.Length).Where(c => values[c] == 1 && !margins.Contains(c)))
            {
                // A sum that is 1 and has the own leaf in it counts nobody else.
                var same = Enumerable
                    .Range(0, values.Length)
                    .Where(c => c == own || values[c] == 1 && attack.LeavesOf(c).Contains(own))
                    .ToHashSet();
                foreach (var c in Enumerable.Range(0, values.Length).Where(c => values[c] is > 0 and < 4 && !same.Contains(c)))
                {
                    var least = attack.LeavesOf(c).Count(leaf => values[leaf] > 0);
                    Assert.True(attack.CanBe(c, 0, least, own) && attack.CanBe(c, 3, long.MaxValue, own), $"{i}");
                    tried++;
                }

                foreach (var (margin, parts) in tables.Equations.Where(e => values[e.Margin] > 0 && !same.Contains(e.Margin)))
                {
                    var zeros = parts.Where(p => values[p] == 0).ToList();
                    Assert.True(zeros.Count != parts.Length - 1 || zeros.Exists(z => attack.CanBe(z, 1, long.MaxValue, own)), $"{i}");
                }
            }
        }

        Assert.True(tried > 50);
    }

    [Fact]
    public void No_smaller_choice_is_safe()
    {
        var random = new Random(3);
        for (var i = 0; i < (Long ? 500 : 30); i++)
        {
            var release = Disclose.Protect(Of([2, 2], Sparse(random, 4)), Rules[i % Rules.Length]);
            var statuses = release.Certificate.Statuses;
            int[] shown =
            [
                .. Enumerable
                    .Range(0, release.Cells)
                    .Where(c => statuses[c] != CellStatus.Primary && release.Certificate.Tables.Values[c] > 0),
            ];

            Assert.True(release.IsOptimal);
            for (var choice = 0; choice < 1 << shown.Length; choice++)
            {
                if (int.PopCount(choice) < release.Secondary)
                {
                    var withheld = shown.Where((_, k) => (choice >> k & 1) == 1).ToHashSet();
                    var attack = new Attack(
                        release.Certificate,
                        c =>
                            withheld.Contains(c) ? CellStatus.Secondary
                            : statuses[c] == CellStatus.Secondary ? CellStatus.Published
                            : statuses[c]
                    );
                    Assert.NotNull(attack.Unprotected());
                }
            }
        }
    }

    private static void AllAgree(IEnumerable<LinkedTables> all)
    {
        var i = 0;
        foreach (var tables in all)
        {
            var rules = Rules[i++ % Rules.Length];
            var release = Disclose.Protect(tables, rules).Certificate;

            Assert.Empty(CertificateChecker.Check(release));
            Assert.Null(new Attack(release).Unprotected());
            foreach (var needed in Enumerable.Range(0, release.Statuses.Count).Where(c => release.Statuses[c] == CellStatus.Secondary))
            {
                // A margin that equals its one part is shown together with it, or not at all.
                var equal = Enumerable
                    .Range(0, release.Statuses.Count)
                    .Where(c => c != needed && tables.Values[c] == tables.Values[needed])
                    .ToHashSet();
                var shown = new Attack(
                    release,
                    c =>
                        c == needed || release.Statuses[c] == CellStatus.Secondary && equal.Contains(c)
                            ? CellStatus.Published
                            : release.Statuses[c]
                );
                Assert.NotNull(shown.Unprotected());
            }
        }

        Assert.True(i > 50);
    }
}
