using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CaseRegistry.Domain.Shared;

/// <summary>A calendar month, written <c>2026-03</c>; text order is time order.</summary>
public readonly record struct Month(int Year, int Number) : IComparable<Month>, IParsable<Month>
{
    public static Month Of(DateOnly date) => new(date.Year, date.Month);

    public DateOnly FirstDay => new(Year, Number, 1);

    public static bool TryParse([NotNullWhen(true)] string? text, out Month month) => TryParse(text, null, out month);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Month result)
    {
        var ok = DateOnly.TryParseExact(s, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        result = ok ? Of(day) : default;
        return ok;
    }

    public static Month Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var month) ? month : throw new FormatException($"'{s}' is not a month (yyyy-MM).");

    public int CompareTo(Month other) => (Year, Number).CompareTo((other.Year, other.Number));

    public static bool operator <(Month left, Month right) => left.CompareTo(right) < 0;

    public static bool operator >(Month left, Month right) => left.CompareTo(right) > 0;

    public static bool operator <=(Month left, Month right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Month left, Month right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{Number:00}");
}
