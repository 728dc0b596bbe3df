using System.Xml.Linq;

namespace CaseRegistry.UnitTests;

/// <summary>A flaw that is known of anything in it stops the build.</summary>
public sealed class SupplyTests
{
    [Fact]
    public void A_restore_fails_on_every_known_flaw()
    {
        var settings = XDocument
            .Load(Path.Combine(Repository.Root, "Directory.Build.props"))
            .Descendants("PropertyGroup")
            .Elements()
            .ToDictionary(e => e.Name.LocalName, e => e.Value);

        Assert.Equal(
            ("true", "all", "low", "true"),
            (settings["NuGetAudit"], settings["NuGetAuditMode"], settings["NuGetAuditLevel"], settings["TreatWarningsAsErrors"])
        );
        string[] ways = ["NuGetAuditSuppress", "NU1901", "NU1902", "NU1903", "NU1904", "WarningsNotAsErrors"];
        var files = Directory
            .EnumerateFiles(Repository.Root, "*.*proj", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.Root, "Directory.*.props", SearchOption.AllDirectories))
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules"))
            .ToList();
        Assert.True(files.Count > 5);
        Assert.DoesNotContain(files, f => ways.Any(File.ReadAllText(f).Contains));
    }
}
