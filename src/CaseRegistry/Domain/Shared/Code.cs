using System.Collections.Concurrent;
using System.Text.Json;

namespace CaseRegistry.Domain.Shared;

/// <summary>
/// The code of a value with behaviour: its name in snake case (<c>PresumedMinor</c> is <c>presumed_minor</c>). The same
/// code stands in the database, the import file, the API and the tables.
/// </summary>
public static class Code
{
    private static readonly ConcurrentDictionary<Type, Dictionary<string, Enum>> Values = new();

    public static string Of(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static bool TryParse<TEnum>(string? code, out TEnum value)
        where TEnum : struct, Enum
    {
        var found = Lookup(typeof(TEnum)).TryGetValue(code ?? "", out var match);
        value = found ? (TEnum)(object)match! : default;
        return found;
    }

    /// <exception cref="FormatException">The code does not exist.</exception>
    public static TEnum Parse<TEnum>(string? code)
        where TEnum : struct, Enum =>
        TryParse<TEnum>(code, out var value) ? value : throw new FormatException($"'{code}' is not a {typeof(TEnum).Name}.");

    private static Dictionary<string, Enum> Lookup(Type type) =>
        Values.GetOrAdd(type, t => Enum.GetValues(t).Cast<Enum>().ToDictionary(Of, StringComparer.Ordinal));
}
