using System.Diagnostics;
using System.Reflection;
using CaseRegistry.Data;
using Mono.Cecil;

namespace CaseRegistry.IntegrationTests.SqlServer;

/// <summary>A place in the application's own code from which a query leaves.</summary>
public sealed record CallSite(string Method, int Line)
{
    private static readonly Assembly[] Application = [typeof(Program).Assembly, typeof(RegistryDbContext).Assembly];

    public override string ToString() => $"{Method}:{Line}";

    // SQLite completes synchronously, so whoever asked is still on the stack.
    public static IEnumerable<CallSite> OnTheStack() =>
        from frame in new StackTrace(fNeedFileInfo: true).GetFrames()
        let method = frame.GetMethod()
        where method?.DeclaringType is { } type && Application.Contains(type.Assembly) && frame.GetFileLineNumber() > 0
        select new CallSite(Name($"{TypeName(method.DeclaringType!)}.{method.Name}"), frame.GetFileLineNumber());

    /// <summary>Every place in the application that sends a query or a statement of its own.</summary>
    public static IReadOnlyList<CallSite> InCode() => [.. Application.SelectMany(InCode).Distinct()];

    private static IEnumerable<CallSite> InCode(Assembly assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly.Location, new ReaderParameters { ReadSymbols = true });
        foreach (var method in module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody))
        {
            foreach (var call in method.Body.Instructions.Where(i => i.Operand is MethodReference target && Sends(target)))
            {
                var place = method.DebugInformation.SequencePoints.Last(p => p.Offset <= call.Offset && !p.IsHidden);
                yield return new(Name($"{method.DeclaringType.FullName}.{method.Name}"), place.StartLine);
            }
        }
    }

    // A generic type is named with its arguments on the stack and without them in the code.
    private static string TypeName(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!;

    private static string Name(string method) => method.Replace('+', '/');

    private static bool Sends(MethodReference target) =>
        target.DeclaringType.Namespace == "Microsoft.EntityFrameworkCore"
        && (target.Name.EndsWith("Async", StringComparison.Ordinal) || target.Name == "AsAsyncEnumerable")
        && target.DeclaringType.Name is "EntityFrameworkQueryableExtensions" or "RelationalQueryableExtensions";
}
