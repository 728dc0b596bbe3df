using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CaseRegistry.Domain.Shared;

/// <summary>A calendar quarter, written <c>2026-Q1</c>; text order is time order.</summary>
public readonly record struct Quarter(int Year, int Number) : IComparable<Quarter>, IParsable<Quarter>
{
    private const int FirstYear = 1900;
    private const int LastYear = 2999;

    public static Quarter Of(DateOnly date) => new(date.Year, date.Quarter());

    public DateOnly FirstDay => new(Year, 3 * Number - 2, 1);
    public DateOnly LastDay => FirstDay.AddMonths(3).AddDays(-1);

    public static bool TryParse([NotNullWhen(true)] string? text, out Quarter quarter) => TryParse(text, null, out quarter);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Quarter result)
    {
        result = default;
        var ok =
            s is { Length: 7 }
            && s[4..6] == "-Q"
            && s[6] is >= '1' and <= '4'
            && int.TryParse(s.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            && year is >= FirstYear and <= LastYear
            && (result = new(year, s[6] - '0')) != default;
        return ok;
    }

    public static Quarter Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var quarter) ? quarter : throw new FormatException($"'{s}' is not a quarter (yyyy-Qn).");

    public int CompareTo(Quarter other) => (Year, Number).CompareTo((other.Year, other.Number));

    public static bool operator <(Quarter left, Quarter right) => left.CompareTo(right) < 0;

    public static bool operator >(Quarter left, Quarter right) => left.CompareTo(right) > 0;

    public static bool operator <=(Quarter left, Quarter right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Quarter left, Quarter right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-Q{Number}");
}
