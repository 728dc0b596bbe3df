using System.Globalization;

namespace CaseRegistry.Domain.Cases;

/// <summary>
/// The number people say over the phone: region prefix, registration year, serial number and a check character, as
/// <c>RO-2026-00042-7</c>. The check character (ISO/IEC 7064, MOD 37,36) catches every single wrong character and every
/// swap of two neighbours.
/// </summary>
public static class CaseNumber
{
    public const int MaxLength = 20;

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public static string Of(string prefix, int year, int serial)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{year:0000}-{serial:00000}");
        return $"{body}-{Check(body)}";
    }

    /// <summary>Whether the text is a well-formed number; accepts lower case and missing hyphens are not repaired.</summary>
    public static bool IsValid(string? text)
    {
        var number = Normalise(text);
        var last = number.LastIndexOf('-');
        return last > 0
            && number.Length == last + 2
            && number.All(c => c == '-' || Alphabet.Contains(c, StringComparison.Ordinal))
            && Check(number[..last]) == number[^1];
    }

    public static string Normalise(string? text) => (text ?? "").Trim().ToUpperInvariant();

    private static char Check(string body)
    {
        var product = 36;
        foreach (var character in body.Where(c => c != '-'))
        {
            var sum = (product + Alphabet.IndexOf(character, StringComparison.Ordinal)) % 36;
            product = (sum == 0 ? 36 : sum) * 2 % 37;
        }

        return Alphabet[(37 - product) % 36];
    }
}

/// <summary>The last number given out in a region and registration year. Numbers are given at registration and never used again.</summary>
public sealed class CaseNumberCounter(string region, int year, int last)
{
    public string Region { get; private set; } = region;
    public int Year { get; private set; } = year;
    public int Last { get; private set; } = last;
}
