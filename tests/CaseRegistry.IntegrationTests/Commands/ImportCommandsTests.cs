using System.Diagnostics;
using System.Text;
using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Commands;

/// <summary>The import as the operator runs it: a process of its own, beside the running application.</summary>
public abstract class ImportProcess(RegistryApp app)
{
    protected static readonly string? Sample = Up(AppContext.BaseDirectory, "shared/data/registrations-sample.csv");
    protected static readonly bool Long = Environment.GetEnvironmentVariable("CASEREGISTRY_LONG") is not null;

    protected static string? Up(string folder, string file)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, file)))
            {
                return Path.Combine(at.FullName, file);
            }
        }

        return null;
    }

    /// <summary>Further variables of the environment of processes.</summary>
    protected Dictionary<string, string> Settings { get; } = [];

    protected Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CaseRegistry.Web.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ConnectionStrings__Registry"] = App.ConnectionString, ["Encryption__KeyFile"] = App.KeyFile },
        };
        foreach (var (name, value) in Settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    protected async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output).TrimEnd(), await error);
    }

    protected string Write(string name, string content, Encoding? encoding = null)
    {
        var path = Path.Combine(App.Folder, name);
        File.WriteAllText(path, content, encoding ?? new UTF8Encoding(false));
        return path;
    }

    protected RegistryApp App { get; } = app;
}

public sealed class RealImportTests(RegistryApp app) : ImportProcess(app), IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Real_rows_are_registered_once_even_when_the_import_is_killed_and_the_counts_are_exact()
    {
        Assert.SkipWhen(Sample is null, "The real sample is not here.");
        var account = (
            await App.AddAccount([Role.CareCoordinator], await App.Read(db => db.CareRegions.Select(r => r.Code).ToArrayAsync()))
        ).Email;
        var lines = await File.ReadAllLinesAsync(Sample!, TestContext.Current.CancellationToken);
        var rows = lines.Length - 1;
        var file = Write("sample.csv", string.Join('\n', lines.Take(rows + 1)) + "\n");

        using (var first = Start("import", "cases", file, "--as", account))
        {
            while (
                await first.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line
                && !line.StartsWith("100 of", StringComparison.Ordinal)
            ) { }

            first.Kill();
            await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var some = await App.Read(db => db.Signals.CountAsync());
        Assert.InRange(some, 100, rows - 1);
        var second = await Run("import", "cases", file, "--as", account);
        Assert.Equal((0, $"{rows - some} registered, {some} skipped, 0 refused"), (second.Code, second.Output.Split('\n')[^1]));
        var third = await Run("import", "cases", file, "--as", account);
        Assert.Equal($"0 registered, {rows} skipped, 0 refused", third.Output.Split('\n')[^1]);
        Assert.Equal(rows, await App.Read(db => db.Cases.CountAsync()));

        foreach (var table in new[] { "minors-by-year", "form-by-year", "reporter-by-region", "signals-by-year" })
        {
            var counted = await Counted(file, table);
            Assert.Equal(counted.Trim(), (await Run("monitor", "table", table)).Output);
            Assert.True(counted.Split('\n').Length > 3);
        }

        Assert.Equal(0, (await Run("monitor", "verify")).Code);
        await ReleaseEqualsTheFile(file);
    }

    /// <summary>All quarters handed in and accepted, all tables frozen: every figure is that of a script that knows nothing of the product.</summary>
    private async Task ReleaseEqualsTheFile(string file)
    {
        var (first, last) = await App.Read(async db =>
            (await db.MonitorFacts.OfEveryRegion().MinAsync(f => f.Year), await db.MonitorFacts.OfEveryRegion().MaxAsync(f => f.Year))
        );
        foreach (var region in await App.Read(db => db.CareRegions.Select(r => r.Code).ToListAsync()))
        {
            var quarters = Enumerable.Range(first, last - first + 1).SelectMany(y => Enumerable.Range(1, 4).Select(q => new Quarter(y, q)));
            await App.Send(
                new Web.Features.Periods.CompletePeriods.Command
                {
                    Periods = [.. quarters.Select(q => $"{region}:{q}")],
                    Remark = "Ingevoerd",
                }
            );
        }

        await App.Send(
            new Web.Features.Periods.AcceptPeriods.Command
            {
                Ids = await App.Read(db => db.PeriodVersions.OfEveryRegion().Select(v => v.Id).ToListAsync()),
            }
        );
        var id = await App.Send(
            new Web.Features.Releases.FreezeRelease.Command
            {
                Title = "Alles",
                Audience = Domain.Monitor.ReleaseAudience.Restricted,
                FirstYear = first,
                LastYear = last,
                Tables = [.. Domain.Monitor.MonitorCatalogue.Tables.Select(t => t.Name)],
            }
        );
        foreach (var table in Domain.Monitor.MonitorCatalogue.Tables.Select(t => t.Name))
        {
            var frozen = await App.Read(db =>
                db.Set<Domain.Monitor.ReleaseFile>()
                    .Where(f => f.ReleaseId == id && f.Name == $"{table}.csv")
                    .Select(f => f.Bytes)
                    .SingleAsync()
            );
            Assert.Equal(await Counted(file, table), Encoding.UTF8.GetString(frozen));
        }
    }

    private static async Task<string> Counted(string file, string table)
    {
        using var node = Process.Start(
            new ProcessStartInfo("node", [Up(AppContext.BaseDirectory, "tests/count-csv.mjs")!, file, table])
            {
                RedirectStandardOutput = true,
            }
        )!;
        return await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}

public sealed class ImportCommandsTests(RegistryApp app) : ImportProcess(app), IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Bad_rows_are_refused_one_by_one_and_spoil_nothing()
    {
        var account = (await App.AddAccount([Role.CareCoordinator], ["rotterdam"])).Email;
        var file = Write(
            "bad.csv",
            string.Join(
                '\n',
                "external_reference,received_on,municipality_code,reporter_type,certainty,minor_status,minor_unknown_reason,age_basis,birth_date,sex,exploitation_main,sector,route,technology_involvement,summary",
                "b-1,2025-01-01,GM0599,police,suspicion,adult,,stated,,female,labour,unknown,unknown,no,goed",
                "b-2,2025-01-01,GM0599,police,suspicion,,,stated,,female,labour,unknown,unknown,no,",
                "b-3,2025-01-01,GM0599,police,suspicion,unknown,,stated,,female,labour,unknown,unknown,no,",
                "b-4,2025-01-01,GM0599,police,suspicion,adult,,stated,,female,labour,unknown,unknown,,",
                "b-5,2025-01-01,GM0599,martians,suspicion,adult,,stated,,female,labour,unknown,unknown,no,",
                "b-6,2999-01-01,GM0599,police,suspicion,adult,,stated,,female,labour,unknown,unknown,no,",
                "b-7,2025-01-01,GM0599,police,suspicion,minor,,stated,1980-01-01,female,labour,unknown,unknown,no,",
                "b-8,2025-01-01,GM0599,police,suspicion,adult,,stated,,female,labour,unknown,unknown,no,=HYPERLINK(1)",
                "b-1,2025-01-01,GM0599,police,suspicion,adult,,stated,,male,labour,unknown,unknown,no,goed",
                "b-9,2025-01-01,GM0599,police,suspicion,adult,,stated,,female,labour,unknown,unknown,no,"
                    + new string('x', 20 * 1024 * 1024),
                "b-10,2025-01-01,GM0599",
                "b-11,2025-01-01,GM0599,police,suspicion,minor,,stated,,female,labour,unknown,unknown,no,ook goed"
            ) + "\n"
        );

        var dry = await Run("import", "cases", file, "--as", account, "--dry-run");
        Assert.Equal((0, "2 registered, 0 skipped, 10 refused"), (dry.Code, dry.Output.Split('\n')[^1]));
        Assert.False(await App.Read(db => db.Signals.AnyAsync(s => s.ExternalReference == "b-1")));
        Assert.Equal(
            ["rows:12"],
            await App.Read(db =>
                db.AuditRows.Where(r => r.Action == "CheckSignal" && r.Actor == "console").Select(r => r.Detail).ToListAsync()
            )
        );
        var real = await Run("import", "cases", file, "--as", account);
        Assert.Equal((0, "2 registered, 0 skipped, 10 refused"), (real.Code, real.Output.Split('\n')[^1]));
        var refusals = await File.ReadAllTextAsync(Path.Combine(App.Folder, "bad.refused.csv"), TestContext.Current.CancellationToken);
        foreach (
            var part in new[]
            {
                "3,b-2,minor_status",
                "4,b-3,minor_unknown_reason",
                "5,b-4,technology_involvement",
                "6,b-5,reporter_type",
                "7,b-6,received_on",
                "8,b-7,",
                "9,b-8,summary",
                "10,b-1,",
                "11,b-9,summary",
                "12,b-10,",
            }
        )
        {
            Assert.Contains("\n" + part, refusals);
        }

        // Without a place for the refused rows the good ones are in all the same, and that is said.
        var nowhere = Path.Combine(App.Folder, "bad.csv", "refused.csv");
        var unwritten = await Run("import", "cases", file, "--as", account, "--refusals", nowhere);
        Assert.Equal((0, "0 registered, 2 skipped, 10 refused"), (unwritten.Code, unwritten.Output.Split('\n')[^1]));
        Assert.Contains("could not be written", unwritten.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreadable_file_writes_nothing_and_says_why()
    {
        var account = (await App.AddAccount([Role.CareCoordinator], ["rotterdam"])).Email;
        var header = "received_on,municipality_code,minor_status,summary\n";
        (string File, string Says)[] files =
        [
            (Write("latin.csv", header + "2025-01-01,GM0599,adult,café\n", Encoding.Latin1), "not UTF-8"),
            (Write("wide.csv", header + "2025-01-01,GM0599,adult,x\n", Encoding.Unicode), "not UTF-8"),
            (Write("cut.csv", header + "2025-01-01,GM0599,adult,\"afgebrok"), "cut off"),
            (Write("empty.csv", ""), "empty"),
            (Path.Combine(App.Folder, "absent.csv"), "absent.csv"),
        ];
        var before = await App.Read(db => db.Cases.CountAsync());
        foreach (var (file, says) in files)
        {
            var (code, output, error) = await Run("import", "cases", file, "--as", account);
            Assert.True(code != 0 && output.Length == 0, $"{file}: {code} {output}");
            Assert.Contains(says, error);
        }

        Assert.NotEqual(0, (await Run("import", "cases", files[0].File, "--as", "nobody@example.org")).Code);
        Assert.Equal(before, await App.Read(db => db.Cases.CountAsync()));
    }

    [Fact]
    public async Task Municipalities_are_added_renamed_and_moved()
    {
        var file = Write(
            "gemeenten.csv",
            "code,name,care_region,from\nGM9999,Nieuwstad,limburg,\nGM0599,Rotterdam aan de Maas,den-haag,2030-01-01\n"
        );

        var (code, output, _) = await Run("import", "municipalities", file);

        Assert.Equal((0, "1 added, 1 changed, 0 unchanged"), (code, output));
        var rotterdam = await App.Read(db =>
            db.Municipalities.AsNoTracking().Include(m => m.Memberships).SingleAsync(m => m.Code == "GM0599")
        );
        Assert.Equal("rotterdam", rotterdam.Memberships.Single(m => m.Covers(new(2029, 12, 31))).Region);
        Assert.Equal("den-haag", rotterdam.Memberships.Single(m => m.Covers(new(2030, 1, 1))).Region);
        foreach (
            var (rows, sentence) in new[]
            {
                ("GM0001,X,nergens", "nergens"),
                ("GM0001,X", "Row 2"),
                ("Amsterdam,Amsterdam,amsterdam", "as GM0363"),
                ("GM0001,\"X\"y,amsterdam", "Row 2"),
                ("GM0599,Rotterdam,rotterdam", "GM0599 from"),
            }
        )
        {
            var wrong = await Run("import", "municipalities", Write("fout.csv", $"code,name,care_region\n{rows}\n"));
            Assert.True(wrong.Code != 0 && wrong.Error.Contains(sentence, StringComparison.Ordinal), wrong.Error);
            Assert.Single(wrong.Error.Trim().Split('\n'));
        }
    }
}
