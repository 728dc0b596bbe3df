using System.Globalization;
using System.Runtime.CompilerServices;

namespace CaseRegistry.IntegrationTests.SqlServer;

/// <summary>A value of a type, to stand for whatever a query is asked with.</summary>
internal static class Sample
{
    // Never 0 or empty: EF folds "Take(0)" and empty lists into WHERE 0 = 1, and the rest of the query would go unseen.
    public static object? Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || type == typeof(object))
        {
            return "x";
        }

        // Identifiers, typed or not: an empty one is "unknown" to EF.
        if (type == typeof(Guid) || type.GetConstructor([typeof(Guid)]) is not null)
        {
            return type == typeof(Guid) ? Guid.CreateVersion7() : Activator.CreateInstance(type, Guid.CreateVersion7());
        }

        if (type == typeof(bool))
        {
            return true;
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).GetValue(0);
        }

        if (type.IsPrimitive || type == typeof(decimal))
        {
            return Convert.ChangeType(1, type, CultureInfo.InvariantCulture);
        }

        if (type == typeof(CaseRegistry.Domain.Shared.Month))
        {
            return new CaseRegistry.Domain.Shared.Month(2026, 3);
        }

        if (type == typeof(CaseRegistry.Domain.Shared.ProtectedText))
        {
            return new CaseRegistry.Domain.Shared.ProtectedText([1]);
        }

        var item = type.GetInterfaces()
            .Append(type)
            .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            ?.GenericTypeArguments[0];
        if (item is null)
        {
            return type.IsAbstract ? null : RuntimeHelpers.GetUninitializedObject(type);
        }

        var items = Array.CreateInstance(item, 2);
        items.SetValue(Of(item), 0);
        items.SetValue(Of(item), 1);
        if (type.IsAssignableFrom(items.GetType()))
        {
            return items;
        }

        return Activator.CreateInstance(type.IsAbstract ? typeof(List<>).MakeGenericType(item) : type, items);
    }
}
