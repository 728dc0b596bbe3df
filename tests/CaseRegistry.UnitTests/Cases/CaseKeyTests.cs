using System.Security.Cryptography;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CsCheck;

namespace CaseRegistry.UnitTests.Cases;

public sealed class CaseKeyTests
{
    private const string Column = "Signals|Narrative";
    private const string Text = "Zij werkt ’s nachts, zegt de buurvrouw.";

    private readonly byte[] _bytes = RandomNumberGenerator.GetBytes(32);
    private readonly CaseKey _key;
    private readonly ProtectedText _protected;

    public CaseKeyTests()
    {
        _key = new(CaseId.New(), 1, _bytes);
        _protected = _key.Protect(Text, Column)!;
    }

    [Fact]
    public void What_was_protected_can_be_read_again() =>
        Gen
            .String.Where(s => !string.IsNullOrWhiteSpace(s) && !s.Any(char.IsSurrogate))
            .Sample(text => Assert.Equal(text, _key.Reveal(_key.Protect(text, Column), Column)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n")]
    public void Nothing_is_kept_as_nothing(string? text)
    {
        Assert.Null(_key.Protect(text, Column));
        Assert.Null(_key.Reveal(null, Column));
    }

    [Fact]
    public void Every_changed_byte_is_noticed()
    {
        for (var place = 0; place < _protected.Bytes.Length; place++)
        {
            var changed = _protected.Bytes.ToArray();
            changed[place] ^= 1;
            Refused(_key, new(changed), Column);
        }
    }

    [Fact]
    public void Every_missing_byte_is_noticed()
    {
        for (var length = 0; length < _protected.Bytes.Length; length++)
        {
            Refused(_key, new(_protected.Bytes[..length]), Column);
        }
    }

    [Fact]
    public void Text_cannot_be_moved_to_another_column_case_or_key()
    {
        Refused(_key, _protected, "Signals|CertaintyBasis");
        Refused(new(CaseId.New(), 1, _bytes), _protected, Column);
        Refused(new(_key.CaseId, 2, _bytes), _protected, Column);
        Refused(new(_key.CaseId, 1, RandomNumberGenerator.GetBytes(32)), _protected, Column);
        Assert.Equal(Text, new CaseKey(_key.CaseId, 1, _bytes).Reveal(_protected, Column));
    }

    [Fact]
    public void The_same_text_is_protected_differently_each_time()
    {
        var all = Enumerable.Range(0, 100).Select(_ => Convert.ToHexString(_key.Protect(Text, Column)!.Bytes)).ToList();

        Assert.Distinct(all);
        // Not even the nonce alone is used again.
        Assert.Distinct(all.Select(hex => hex.Substring(2, 24)));
        Assert.Equal(1, _protected.Bytes[0]);
        Assert.DoesNotContain(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes("buurvrouw")), Convert.ToHexString(_protected.Bytes));
    }

    [Fact]
    public void Only_the_same_content_has_the_same_fingerprint()
    {
        Gen.Select(Gen.String, Gen.String)
            .Sample((one, other) => Assert.Equal(Utf8(one) == Utf8(other), _key.Fingerprint(one).SequenceEqual(_key.Fingerprint(other))));
        Gen.String.Sample(text => Assert.Equal(_key.Fingerprint(text), _key.Fingerprint(text)));
        Assert.NotEqual(_key.Fingerprint(Text), Example.Key().Fingerprint(Text));
    }

    private static string Utf8(string text) => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text));

    // AuthenticationTagMismatchException is a CryptographicException.
    private static void Refused(CaseKey key, ProtectedText text, string column) =>
        Assert.ThrowsAny<CryptographicException>(() => key.Reveal(text, column));
}
