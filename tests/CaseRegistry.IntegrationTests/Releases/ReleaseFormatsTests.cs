using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Web.Infrastructure.Releases;
using CsvHelper;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Releases;

/// <summary>Every format is read back by a reader that is not ours, and says the same numbers.</summary>
public sealed class ReleaseFormatsTests(Accepted accepted) : IClassFixture<Accepted>
{
    private async Task<(FrozenSet Set, DirectoryInfo Folder)> Downloaded()
    {
        var id = await accepted.Freeze("Formaten");
        var content = await accepted.Monitor(db => db.Releases.Where(r => r.Id == id).Select(r => r.Content).SingleAsync());
        var folder = Directory.CreateDirectory(Path.Combine(accepted.App.Folder, $"release-{id:N}"));
        foreach (var file in await accepted.Monitor(db => db.ReleaseFiles.Where(f => f.ReleaseId == id).ToListAsync()))
        {
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, file.Name), file.Bytes);
        }

        return (FrozenSet.Of(content), folder);
    }

    [Fact]
    public async Task CSV_and_JSON_stat_and_SDMX_say_the_same_as_what_was_frozen()
    {
        var (set, folder) = await Downloaded();
        Assert.Equal(MonitorCatalogue.Tables.Count, set.Tables.Count);
        foreach (var table in set.Tables)
        {
            var frozen = table
                .Rows.Select(r => string.Join(',', r.Codes.Append(r.Count!.Value.ToString(CultureInfo.InvariantCulture))))
                .ToList();
            string File(string ending) => Path.Combine(folder.FullName, table.Name + ending);

            Assert.Equal(frozen, Records(File(".csv")).Skip(1).Select(r => string.Join(',', r)));
            var json = await Output("node", Tests("read-jsonstat.mjs"), File(".json"));
            Assert.Equal(await System.IO.File.ReadAllTextAsync(File(".csv")), json);
            var sdmx = Records(File(".sdmx.csv"));
            Assert.Equal(["STRUCTURE", "STRUCTURE_ID", "ACTION"], sdmx[0].Take(3));
            Assert.Equal(table.Dimensions.Aggregate(1, (cells, d) => cells * d.Codes.Count), sdmx.Count - 1);
            Assert.Equal(table.Rows.Sum(r => r.Count), sdmx.Skip(1).Sum(r => int.Parse(r[^1], CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public async Task The_structure_defines_every_code_and_dimension_that_the_data_use()
    {
        var (set, folder) = await Downloaded();
        XNamespace str = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/structure";
        var structure = XDocument.Load(Path.Combine(folder.FullName, "structure.xml"));
        var lists = structure
            .Descendants(str + "Codelist")
            .ToDictionary(
                l => l.Attribute("id")!.Value,
                l => l.Elements(str + "Code").Select(c => c.Attribute("id")!.Value).ToHashSet(StringComparer.Ordinal)
            );
        var concepts = structure.Descendants(str + "Concept").Select(c => c.Attribute("id")!.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var table in set.Tables)
        {
            var id = table.Name.Replace('-', '_').ToUpperInvariant();
            var definition = structure.Descendants(str + "DataStructure").Single(d => d.Attribute("id")!.Value == $"DSD_{id}");
            Assert.Single(structure.Descendants(str + "Dataflow"), f => f.Attribute("id")!.Value == id);
            var dimensions = definition
                .Descendants()
                .Where(e => e.Name == str + "Dimension" || e.Name == str + "TimeDimension")
                .Select(e => e.Attribute("id")!.Value)
                .ToList();
            var data = Records(Path.Combine(folder.FullName, $"{table.Name}.sdmx.csv"));
            Assert.Equal(dimensions, data[0][3..^1]);
            Assert.All(dimensions, d => Assert.Contains(d, concepts));
            foreach (var row in data.Skip(1))
            {
                Assert.Equal($"CASEREGISTRY:{id}(1.0.0)", row[1]);
                for (var i = 0; i < dimensions.Count; i++)
                {
                    Assert.True(
                        dimensions[i] == "TIME_PERIOD" || lists[$"CL_{dimensions[i]}"].Contains(row[i + 3]),
                        $"{table.Name} {row[i + 3]}"
                    );
                }
            }
        }
    }

    [Fact]
    public async Task The_workbook_opens_in_a_spreadsheet_with_its_notes_and_every_number()
    {
        Assert.SkipWhen(Office is null, "LibreOffice is not here.");
        var (set, folder) = await Downloaded();
        var profile = new Uri(Path.Combine(folder.FullName, "profile"));
        // Every sheet becomes a file of its own.
        await Output(
            Office!,
            $"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
            "--outdir",
            folder.FullName,
            Path.Combine(folder.FullName, "release.xlsx")
        );

        var notes = Records(Path.Combine(folder.FullName, "release-Toelichting.csv"));
        Assert.Contains(notes, n => n[0] == "Peildatum" && n[1] == set.ReferenceDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        foreach (var table in set.Tables)
        {
            var labels = table.Dimensions.Select(d => d.Codes.ToDictionary(c => c.Code, c => c.Label.Nl)).ToList();
            Assert.Equal(
                table.Rows.Select(r =>
                    string.Join(
                        ',',
                        r.Codes.Select((code, i) => labels[i][code]).Append(r.Count!.Value.ToString(CultureInfo.InvariantCulture))
                    )
                ),
                Records(Path.Combine(folder.FullName, $"release-{table.Name}.csv")).Skip(1).Select(r => string.Join(',', r))
            );
        }
    }

    [Fact]
    public async Task The_page_to_print_has_every_table_and_nothing_that_runs()
    {
        var (set, folder) = await Downloaded();
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(
            await File.ReadAllTextAsync(Path.Combine(folder.FullName, "release.html"))
        );

        Assert.Equal(set.Tables.Count, page.QuerySelectorAll("table").Length);
        Assert.Equal(set.Tables.Sum(t => t.Rows.Count), page.QuerySelectorAll("tbody tr").Length);
        Assert.Empty(page.QuerySelectorAll("script, style, link, img, [style], [onclick]"));
        Assert.Contains("registratie zorgcoördinatie", page.Body!.TextContent, StringComparison.Ordinal);
    }

    internal static string? Office =>
        new[] { "/usr/bin/soffice", "/usr/local/bin/soffice", "/usr/bin/libreoffice" }.FirstOrDefault(File.Exists);

    internal static string Tests(string file)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "tests", file)))
            {
                return Path.Combine(at.FullName, "tests", file);
            }
        }

        throw new FileNotFoundException(file);
    }

    internal static List<string[]> Records(string file)
    {
        using var reader = new StreamReader(file, Encoding.UTF8);
        using var csv = new CsvParser(reader, CultureInfo.InvariantCulture);
        var records = new List<string[]>();
        while (csv.Read())
        {
            records.Add(csv.Record!);
        }

        return records;
    }

    internal static async Task<string> Output(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return output;
    }
}
