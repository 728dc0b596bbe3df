using CaseRegistry.Web.Commands;

namespace CaseRegistry.UnitTests.Disclosure;

/// <summary>Files in, files out.</summary>
public sealed class DisclosureCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("KnowsNonNegative", 16)]
    [InlineData("KnowsPublishedZeros", 17)]
    public async Task A_table_is_protected_and_checked(string attacker, int withheld)
    {
        var table = Write("table.csv", ["\"region\",\"form\",\"freq\"", .. Example()]);

        Assert.Equal(0, await Protect(table, "--attacker", attacker, "--protect", "recomputation"));
        var rows = await File.ReadAllLinesAsync(At("out.csv"));
        Assert.Equal("region,form,freq,status", rows[0]);
        Assert.Equal(48, rows.Length - 1);
        Assert.Equal(withheld, rows.Skip(1).Count(r => r.Split(',') is [_, _, "", "primary" or "secondary"]));
        Assert.Contains("Total,Total,320,published", rows);
        Assert.Equal(0, await Check());
        Assert.Equal(3, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public async Task Whoever_asks_is_told_where_the_search_is()
    {
        var table = Write("table.csv", ["region,form,freq", .. Example()]);
        var (told, before) = (new StringWriter(), Console.Error);
        Console.SetError(told);
        try
        {
            Assert.Equal(0, await Protect(table, "--protect", "recomputation", "--progress"));
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.Matches(
            @"(?s)48 cells, 44 to decide on, 13 to protect.*protected: \d+ secondary.*cleaned up: .*done: 4 secondary, ",
            told.ToString()
        );
    }

    [Fact]
    public async Task Tampering_is_refused()
    {
        var table = Write("table.csv", ["region,form,freq", .. Example()]);
        Assert.Equal(0, await Protect(table));
        var (published, certificate) = (await File.ReadAllTextAsync(At("out.csv")), await File.ReadAllTextAsync(At("certificate.json")));

        foreach (
            var changed in (string[])
                [published.Replace("320", "321"), published.Replace("secondary", "primary"), published + "a,b,1,published\n"]
        )
        {
            await File.WriteAllTextAsync(At("out.csv"), changed);
            Assert.Equal(1, await Check());
        }

        await File.WriteAllTextAsync(At("out.csv"), published);
        foreach (
            var changed in (string[])
                [certificate.Replace("\"threshold\":5", "\"threshold\":6"), certificate[..^9], certificate.Replace("-1,", "-2,"), ""]
        )
        {
            await File.WriteAllTextAsync(At("certificate.json"), changed);
            Assert.Equal(1, await Check());
        }
    }

    [Fact]
    public async Task Hierarchies_are_matched_by_name_order_or_codes()
    {
        var table = Write(
            "table.csv",
            "place,form,freq",
            "Groningen,a,3",
            "Assen,a,20",
            "Utrecht,b,30",
            "Zeist,a,7",
            "Assen,b,9",
            "Groningen,b,12"
        );
        var place = Write(
            "place.csv",
            "levels,codes",
            "@,NL",
            "@@,North",
            "@@@,Groningen",
            "@@@,Assen",
            "@@,Middle",
            "@@@,Utrecht",
            "@@@,Zeist"
        );
        var form = Write("form.csv", "codes,levels", "All,@", "a,@@", "b,@@", "c,@@");

        foreach (
            var hierarchies in (string[][])
                [
                    ["--hierarchy", place, form],
                    ["--hierarchy", form, "--hierarchy", place],
                    ["--hierarchy", $"form={form}", $"place={place}"],
                ]
        )
        {
            Assert.Equal(0, await Protect(table, hierarchies));
            var rows = await File.ReadAllLinesAsync(At("out.csv"));
            Assert.Equal(7 * 4, rows.Length - 1);
            Assert.Contains("Middle,b,30,published", rows.Where(r => !r.Contains(",,")).DefaultIfEmpty("Middle,b,30,published"));
            Assert.Contains("NL,c,0,published", rows);
            Assert.Equal(0, await Check());
        }
    }

    [Theory]
    [InlineData("region,form,count", "R1,a,1")]
    [InlineData("region,form,freq", "R1,a,-1")]
    [InlineData("region,form,freq", "R1,a,1.5")]
    [InlineData("region,form,freq", "R1,a,1", "R1,a,2")]
    [InlineData("region,form,freq", "R1,1")]
    [InlineData("region,region,freq", "R1,a,1")]
    [InlineData("region,form,freq", "\"R1,a,1")]
    [InlineData("region,form,freq", "Total,a,1")]
    [InlineData("")]
    public async Task What_cannot_be_read_is_refused(params string[] rows) => Assert.Equal(1, await Protect(Write("table.csv", rows)));

    [Theory]
    [InlineData("levels,codes", "@,All", "@@,a")]
    [InlineData("levels,codes", "@,All", "@@@,a", "@@@,b")]
    [InlineData("levels,codes", "@,All", "@@,a", "@@,a", "@@,b")]
    [InlineData("levels,codes", "@@,a", "@@,b")]
    [InlineData("level,code", "@,All", "@@,a", "@@,b")]
    [InlineData("levels,codes", "@,All", "@@,a", "@@@,b")]
    public async Task A_hierarchy_that_does_not_fit_is_refused(params string[] rows) =>
        Assert.Equal(1, await Protect(Write("table.csv", "form,freq", "a,1", "b,9"), "--hierarchy", Write("form.csv", rows)));

    [Fact]
    public async Task A_file_that_is_not_there_is_refused()
    {
        Assert.Equal(1, await Protect(At("none.csv")));
        Assert.Equal(1, await Check());
    }

    [Fact]
    public async Task A_later_release_keeps_what_changed_a_little()
    {
        var first = Write("table.csv", "region,form,freq", "R1,a,288", "R1,b,40", "R2,a,50", "R2,b,60");
        Assert.Equal(0, await Protect(first));
        File.Move(At("certificate.json"), At("first.json"));
        var second = Write("table.csv", "region,form,freq", "R1,a,289", "R1,b,40", "R2,a,50", "R2,b,60");
        Assert.Equal(0, await Protect(second, "--earlier", At("first.json")));

        Assert.Contains("R1,a,288,kept", await File.ReadAllLinesAsync(At("out.csv")));
        Assert.Equal(1, await Check());
        Assert.Equal(0, await Check("--earlier", At("first.json")));
    }

    [Fact]
    public async Task No_table_leaves_without_its_certificate_in_a_file_of_its_own_that_others_cannot_read()
    {
        var table = Write("table.csv", ["region,form,freq", .. Example()]);

        foreach (var certificate in (string[])["out.csv", "none/certificate.json"])
        {
            string[] command =
            [
                "disclosure",
                "protect",
                table,
                "--threshold",
                "5",
                "--out",
                At("out.csv"),
                "--certificate",
                At(certificate),
            ];
            Assert.Equal(1, await CommandLine.Run(command));
        }

        Assert.False(File.Exists(At("out.csv")));
        await File.WriteAllTextAsync(At("certificate.json"), "was here before, for all to read");
        Assert.Equal(0, await Protect(table));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("certificate.json")));
        }
    }

    [Fact]
    public async Task An_earlier_certificate_that_was_left_out_or_changed_is_refused()
    {
        var certificates = new List<string>();
        foreach (var count in (int[])[288, 289])
        {
            var table = Write("table.csv", "region,form,freq", $"R1,a,{count}", "R1,b,40", "R2,a,50", "R2,b,60");
            Assert.Equal(0, await Protect(table, [.. certificates.SelectMany(c => (string[])["--earlier", c])]));
            File.Move(At("certificate.json"), At($"{count}.json"));
            certificates.Add(At($"{count}.json"));
        }

        var third = Write("table.csv", "region,form,freq", "R1,a,290", "R1,b,40", "R2,a,50", "R2,b,60");
        Assert.Equal(1, await Protect(third, "--earlier", certificates[1]));
        Assert.Equal(1, await Protect(third, "--earlier", certificates[1], "--earlier", certificates[0]));
        Assert.Equal(0, await Protect(third, "--earlier", certificates[0], "--earlier", certificates[1]));
        Assert.Contains("R1,a,288,kept", await File.ReadAllLinesAsync(At("out.csv")));
    }

    [Fact]
    public async Task What_cannot_be_protected_is_refused()
    {
        // Both parts of the small margin would have to reach 4, which the margin does not allow where its reason is known.
        var table = Write("table.csv", "region,form,freq", "R1,a,1", "R1,b,1", "R2,a,20", "R2,b,20", "R3,a,30", "R3,b,30");

        Assert.Equal(1, await Protect(table, "--attacker", "KnowsReasons"));
        Assert.False(File.Exists(At("out.csv")));
    }

    [Fact]
    public async Task A_table_is_rounded()
    {
        var table = Write("table.csv", ["region,form,freq", .. Example()]);

        Assert.Equal(0, await CommandLine.Run(["disclosure", "round", table, "--out", At("out.csv")]));
        Assert.All((await File.ReadAllLinesAsync(At("out.csv"))).Skip(1), r => Assert.True(r.Split(',')[2][^1] is '0' or '5'));
    }

    private static IEnumerable<string> Example() =>
        from row in Enumerable.Range(0, 5)
        from region in Enumerable.Range(0, 7)
        select $"R{region + 1},form{row},{Examples.Regions[row][region]}";

    private string At(string name) => Path.Combine(_folder, name);

    private string Write(string name, params string[] rows)
    {
        File.WriteAllLines(At(name), rows);
        return At(name);
    }

    private Task<int> Protect(string table, params string[] more) =>
        CommandLine.Run([
            "disclosure",
            "protect",
            table,
            "--threshold",
            "5",
            "--out",
            At("out.csv"),
            "--certificate",
            At("certificate.json"),
            .. more,
        ]);

    private Task<int> Check(params string[] more) =>
        CommandLine.Run(["disclosure", "check", At("out.csv"), "--certificate", At("certificate.json"), .. more]);
}
