using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;

namespace CaseRegistry.UnitTests;

/// <summary>How the application answers each requirement of OWASP ASVS 5.0 (docs/asvs.csv), and the page made of it.</summary>
internal static class Asvs
{
    public const string Page = "docs/asvs.md";
    public const string Table = "docs/asvs.csv";
    public const string Ids = "tests/CaseRegistry.UnitTests/asvs-5.0.0-ids.csv";

    private static readonly string[] States = ["yes", "no", "open"];

    private static readonly string[] Chapters =
    [
        "Encoding and injection",
        "Validation and business rules",
        "Browser",
        "API and HTTP",
        "Files",
        "Authentication",
        "Sessions",
        "Authorization",
        "Tokens that carry their content",
        "OAuth and OpenID Connect",
        "Cryptography",
        "Transport",
        "Configuration",
        "Data protection",
        "Coding and architecture",
        "Logging and errors",
        "WebRTC",
    ];

    /// <param name="Applies">yes: it applies and is met; no: it does not apply; open: it applies and is not met.</param>
    /// <param name="Where">Test classes, tests (Class.Method) and files that show it.</param>
    public sealed record Row(string Id, int Level, string Applies, string Why, IReadOnlyList<string> Where)
    {
        public int Chapter => int.Parse(Id[1..Id.IndexOf('.', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
    }

    public static IReadOnlyList<Row> Rows { get; } =
    [.. Read(Table).Select(r => new Row(r[0], Level(r[1]), r[2], r[3], r[4].Split(';', StringSplitOptions.RemoveEmptyEntries)))];

    /// <summary>Every requirement of the standard with its level.</summary>
    public static IReadOnlyList<(string Id, int Level)> Requirements { get; } = [.. Read(Ids).Select(r => (r[0], Level(r[1])))];

    public static bool IsState(string applies) => States.Contains(applies);

    public static bool IsFile(string place) =>
        place.Contains('/', StringComparison.Ordinal) || place.EndsWith(".props", StringComparison.Ordinal);

    public static string Render()
    {
        var page = new StringBuilder(
            """
            # OWASP ASVS 5.0

            How this application answers each requirement of the OWASP Application Security Verification Standard 5.0.0, by number; the
            texts are in the standard. *Met* names what shows it, *not applicable* and *open* say why. This page is made of `asvs.csv`:
            `CASEREGISTRY_RENDER=1 dotnet test --project tests/CaseRegistry.UnitTests`.

            | Level | Met | Not applicable | Open | Requirements |
            |---|---|---|---|---|

            """
        );
        foreach (var level in Rows.Select(r => r.Level).Distinct().Order())
        {
            Totals($"{level}", Rows.Where(r => r.Level == level));
        }

        Totals("all", Rows);
        foreach (var chapter in Rows.GroupBy(r => r.Chapter).OrderBy(c => c.Key))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## V{chapter.Key} {Chapters[chapter.Key - 1]}\n\n");
            page.Append("| Requirement | Level | State | How, or why not | Shown by |\n|---|---|---|---|---|\n");
            foreach (var row in chapter)
            {
                var state = row.Applies switch
                {
                    "yes" => "met",
                    "no" => "not applicable",
                    _ => "**open**",
                };
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"| {row.Id} | {row.Level} | {state} | {row.Why} | {string.Join(", ", row.Where.Select(Link))} |\n"
                );
            }
        }

        return page.ToString();

        void Totals(string name, IEnumerable<Row> of)
        {
            var counts = States.Select(state => of.Count(r => r.Applies == state)).ToList();
            page.Append(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", counts)} | {counts.Sum()} |\n");
        }

        static string Link(string place) =>
            !IsFile(place) ? $"`{place}`"
            : place.StartsWith("docs/", StringComparison.Ordinal) ? $"[{Path.GetFileName(place)}]({place["docs/".Length..]})"
            : $"[{Path.GetFileName(place)}](../{place})";
    }

    /// <summary>Whether the test class, or the test of it, stands in the sources of the tests.</summary>
    public static bool IsTest(string place) =>
        TestClasses.TryGetValue(place.Split('.')[0], out var source)
        && (place.Split('.') is not [_, var method] || Regex.IsMatch(source, $@"\b(?:Task|void) {Regex.Escape(method)}\("));

    private static Dictionary<string, string> TestClasses { get; } =
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .SelectMany(f => Regex.Split(File.ReadAllText(f), @"^(?=(?:public|internal) )", RegexOptions.Multiline))
            .Select(source => (Name: Regex.Match(source, @"^public sealed class (\w+Tests)\b").Groups[1].Value, source))
            .Where(c => c.Name.Length > 0)
            .ToDictionary(c => c.Name, c => c.source);

    private static int Level(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static List<string[]> Read(string path)
    {
        using var reader = new StreamReader(Path.Combine(Repository.Root, path));
        using var csv = new CsvParser(reader, CultureInfo.InvariantCulture);
        csv.Read();
        var rows = new List<string[]>();
        while (csv.Read())
        {
            rows.Add(csv.Record!);
        }

        return rows;
    }
}
