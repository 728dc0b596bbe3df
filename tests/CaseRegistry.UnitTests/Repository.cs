using System.Xml.Linq;

namespace CaseRegistry.UnitTests;

/// <summary>The files this program is made of.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static Dictionary<string, string> Dutch { get; } = Texts("Texts.resx");
    public static Dictionary<string, string> English { get; } = Texts("Texts.en.resx");

    /// <summary>The sources under src, by their path from the root.</summary>
    public static Dictionary<string, string> Sources(params string[] extensions) =>
        Directory
            .EnumerateFiles(Path.Combine(Root, "src"), "*", SearchOption.AllDirectories)
            .Where(f => extensions.Contains(Path.GetExtension(f)))
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').Any(part => part is "bin" or "obj" or "node_modules"))
            .ToDictionary(f => f, f => File.ReadAllText(Path.Combine(Root, f)));

    // Fails on a key that occurs twice, too.
    private static Dictionary<string, string> Texts(string file) =>
        XDocument
            .Load(Path.Combine(Root, "src", "CaseRegistry.Web", "Resources", file))
            .Root!.Elements("data")
            .ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")?.Value ?? "");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CaseRegistry.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
