using CaseRegistry.Domain.Cases;
using Mono.Cecil;

namespace CaseRegistry.UnitTests;

/// <summary>What the compiled program calls, and from where.</summary>
internal static class Calls
{
    /// <summary>Every call in the program, with the outermost type that makes it.</summary>
    public static IReadOnlyList<(string By, MethodReference Called)> All { get; } = [.. Read()];

    private static IEnumerable<(string, MethodReference)> Read()
    {
        foreach (var assembly in new[] { typeof(Case).Assembly, typeof(Program).Assembly })
        {
            var module = ModuleDefinition.ReadModule(assembly.Location);
            foreach (var type in module.GetTypes())
            foreach (var method in type.Methods.Where(m => m.HasBody))
            foreach (var instruction in method.Body.Instructions)
            {
                if (instruction.Operand is MethodReference called)
                {
                    yield return (Outermost(type), called);
                }
            }
        }
    }

    private static string Outermost(TypeDefinition type) => type.DeclaringType is null ? type.FullName : Outermost(type.DeclaringType);
}
