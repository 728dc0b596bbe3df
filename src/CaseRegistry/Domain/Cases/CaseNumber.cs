using System.Globalization;
using System.Text.RegularExpressions;

namespace CaseRegistry.Domain.Cases;

/// <summary>
/// The number people say over the phone: region prefix, registration year, serial number and a check character, as
/// <c>RO-2026-00042-N</c>. The check character catches every single wrong character and every swap of two neighbours:
/// each place has a weight of its own modulo the prime 31, in which letters differ from letters and digits from digits.
/// (ISO/IEC 7064 MOD 37,36 would let some swaps pass.) Letters that are misread, as I, O and Q, are no check character.
/// </summary>
public static partial class CaseNumber
{
    public const int MaxLength = 20;

    private const int Modulus = 31;
    private const int Step = 3;
    private const string CheckCharacters = "0123456789ABCDEFHJKLMNPRSTUVWXY";

    public static string Of(string prefix, int year, int serial)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{year:0000}-{serial:00000}");
        return $"{body}-{Check(body)}";
    }

    /// <summary>Whether the text is a well-formed number; accepts lower case, but missing hyphens are not repaired.</summary>
    public static bool IsValid(string? text)
    {
        var number = Normalise(text);
        return Form().IsMatch(number) && Check(number[..^2]) == number[^1];
    }

    public static string Normalise(string? text) => (text ?? "").Trim().ToUpperInvariant();

    private static char Check(string body)
    {
        var sum = 0;
        foreach (var character in body.Where(c => c != '-'))
        {
            sum = (sum * Step + (char.IsAsciiDigit(character) ? character - '0' : character - 'A' + 1)) % Modulus;
        }

        return CheckCharacters[sum];
    }

    [GeneratedRegex("^[A-Z]{2,3}-[0-9]{4}-[0-9]{5,}-[0-9A-Z]\\z")]
    private static partial Regex Form();
}

/// <summary>The last number given out in a region and registration year. Numbers are given at registration and never used again.</summary>
public sealed class CaseNumberCounter(string region, int year, int last)
{
    public string Region { get; private set; } = region;
    public int Year { get; private set; } = year;
    public int Last { get; private set; } = last;
}
