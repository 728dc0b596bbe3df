using System.Text.RegularExpressions;
using CaseRegistry.Domain.Cases;

namespace CaseRegistry.UnitTests;

/// <summary>The glossary and the code know the same words.</summary>
public sealed partial class GlossaryTests
{
    /// <summary>Tools of the code; nobody of the field has a word for them.</summary>
    private static readonly string[] NoWords = ["DutchCalendar", "Roles", "RuleViolationException"];

    private static readonly HashSet<string> Words =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "docs", "glossary.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| Code | Dutch", StringComparison.Ordinal))
            .SelectMany(line => line.Split('|')[1].Split(','))
            .Select(word => word.Trim()),
    ];

    [Fact]
    public void Each_kind_of_thing_in_the_domain_and_of_an_account_has_its_word()
    {
        var things = typeof(Case)
            .Assembly.GetExportedTypes()
            .Where(t =>
                t.Namespace?.StartsWith("CaseRegistry.Domain.", StringComparison.Ordinal) is true
                || t.Namespace is "CaseRegistry.Data.Accounts"
            )
            .Where(t => !t.IsNested && !t.IsInterface && !t.Name.EndsWith("Id", StringComparison.Ordinal))
            .Select(t => t.Name.Split('`')[0])
            .Distinct()
            .Except(NoWords)
            .ToList();

        Assert.True(things.Count > 50, $"{things.Count} kinds");
        Assert.Empty(things.Except(Words));
    }

    [Fact]
    public void Each_word_is_a_name_in_the_code()
    {
        var names = Repository.Sources(".cs").Values.SelectMany(source => Name().Matches(source).Select(m => m.Value)).ToHashSet();

        Assert.True(Words.Count > 80, $"{Words.Count} words");
        List<string> unknown =
        [
            .. Words.Except(names).Where(word => !names.Contains($"{word}Attribute") && !names.Contains($"Current{word}")),
        ];
        Assert.Empty(unknown);
    }

    [GeneratedRegex("[A-Z][A-Za-z]+")]
    private static partial Regex Name();
}
