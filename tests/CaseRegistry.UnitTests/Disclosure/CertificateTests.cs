using System.Text;
using CaseRegistry.Statistics;
using static CaseRegistry.UnitTests.Disclosure.Examples;
using Disclose = CaseRegistry.Statistics.Disclosure;

namespace CaseRegistry.UnitTests.Disclosure;

/// <summary>What was changed is refused: bytes by the form and the hash, meaning by the checker.</summary>
public sealed class CertificateTests
{
    private static readonly int Runs = Long ? 100_000 : 4_000;
    private readonly Certificate _certificate = Disclose.Protect(RegionsByForm(), new(5)).Certificate;

    [Fact]
    public void It_is_the_same_after_writing_and_reading()
    {
        var read = Certificate.Parse(_certificate.ToBytes());

        Assert.Equal((_certificate.Hash(), _certificate.PublishedHash()), (read.Hash(), read.PublishedHash()));
        Assert.Empty(CertificateChecker.Check(read));
    }

    [Fact]
    public void No_changed_byte_is_accepted()
    {
        var random = new Random(5);
        var bytes = _certificate.ToBytes();
        var hash = _certificate.Hash();
        for (var i = 0; i < Runs; i++)
        {
            byte[] changed = [.. bytes];
            var at = random.Next(bytes.Length);
            changed[at] = char.IsDigit((char)bytes[at])
                ? (byte)('0' + (bytes[at] - '0' + random.Next(1, 10)) % 10)
                : (byte)random.Next(32, 127);
            if (changed[at] != bytes[at])
            {
                Assert.False(IsAccepted(changed, hash), Encoding.UTF8.GetString(changed));
            }
        }
    }

    [Fact]
    public void No_changed_meaning_is_accepted_unless_it_is_as_safe()
    {
        var random = new Random(6);
        var asSafe = 0;
        for (var i = 0; i < Runs; i++)
        {
            var changed = Change(random);
            if (CertificateChecker.Check(changed).Count == 0)
            {
                // The checker was content: then the other attacker must be, too.
                Assert.Null(new Attack(changed).Unprotected());
                foreach (var (cells, deviations) in changed.Witnesses)
                {
                    var at = cells.Zip(deviations).ToDictionary(p => p.First, p => p.Second);
                    Assert.All(
                        changed.Tables.Equations,
                        e => Assert.Equal(at.GetValueOrDefault(e.Margin), e.Parts.Sum(part => at.GetValueOrDefault(part)))
                    );
                    Assert.All(cells, c => Assert.True(changed.Shown[c] is null && changed.Tables.Values[c] + at[c] >= 1));
                }

                asSafe++;
            }
        }

        Assert.True(asSafe < Runs / 4, $"{asSafe} of {Runs} changes left it as safe");
    }

    private static bool IsAccepted(byte[] bytes, string hash)
    {
        try
        {
            var read = Certificate.Parse(bytes);
            return read.Hash() == hash && CertificateChecker.Check(read).Count == 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>One thing that is otherwise, in a certificate that hashes anew.</summary>
    private Certificate Change(Random random)
    {
        var (tables, rules) = (_certificate.Tables, _certificate.Rules);
        CellStatus[] statuses = [.. _certificate.Statuses];
        long?[] shown = [.. _certificate.Shown];
        List<Witness> witnesses = [.. _certificate.Witnesses.Select(w => new Witness([.. w.Cells], [.. w.Deviations]))];
        var c = random.Next(statuses.Length);
        var witness = witnesses[random.Next(witnesses.Count)];
        var k = random.Next(witness.Cells.Length);
        switch (random.Next(8))
        {
            case 0:
                witness.Deviations[k] += random.Next(2) == 0 ? 1 : -1;
                break;
            case 1:
                witness.Cells[k] = random.Next(statuses.Length);
                break;
            case 2:
                witnesses.Remove(witness);
                break;
            case 3:
                for (var i = 0; i < witness.Deviations.Length; i++)
                {
                    witness.Deviations[i] *= random.Next(2) == 0 ? -1 : 2;
                }

                break;
            case 4:
                shown[c] = shown[c] is { } number ? number + 1 : tables.Values[c];
                break;
            case 5:
                var isShown = statuses[c] == CellStatus.Published;
                (statuses[c], shown[c]) = (isShown ? CellStatus.Secondary : CellStatus.Published, isShown ? null : tables.Values[c]);
                break;
            case 6:
                rules = rules with { OwnRow = true };
                break;
            default:
                var (region, form) = (random.Next(7), random.Next(5));
                var counts = Regions.SelectMany(
                    (row, f) => row.Select((count, r) => (r, f, count: r == region && f == form ? count + 1 : count))
                );
                tables = new(
                    new Table(
                        "regions",
                        RegionsByForm().Tables[0].Dimensions,
                        counts.Select(n =>
                            ((IReadOnlyList<string>)[$"R{n.r}", RegionsByForm().Tables[0].Dimensions[1].Codes[n.f + 1]], n.count)
                        )
                    )
                );
                break;
        }

        return new(tables, rules, statuses, shown, witnesses, []);
    }

    [Fact]
    public void What_is_published_of_a_certificate_does_not_say_why_a_number_is_withheld()
    {
        // Who knows the numbers could try every choice of reasons.
        var release = Disclose.Protect(RegionsByForm(), new(5)).Certificate;
        CellStatus[] others =
        [
            .. release.Statuses.Select(s =>
                s switch
                {
                    CellStatus.Primary => CellStatus.Secondary,
                    CellStatus.Secondary => CellStatus.Primary,
                    _ => s,
                }
            ),
        ];
        var otherwise = new Certificate(release.Tables, release.Rules, others, [.. release.Shown], release.Witnesses, []);

        Assert.Equal(release.PublishedHash(), otherwise.PublishedHash());
        Assert.NotEqual(release.Hash(), otherwise.Hash());
    }
}
