using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Monitor;

/// <summary>The commands as the operator runs them: a process of their own, on the database of the running application.</summary>
public sealed class MonitorCommandsTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    private async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "CaseRegistry.Web.dll"), "monitor", .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ConnectionStrings__Registry"] = app.ConnectionString, ["Encryption__KeyFile"] = app.KeyFile },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    [Fact]
    public async Task Tables_are_printed_verified_and_rebuilt()
    {
        await app.Register(receivedOn: "2024-02-01");
        await app.Register(receivedOn: "2025-02-01");

        Assert.Equal(
            (0, "year,minor_status,count\n2025,minor,1\n", ""),
            await Run("table", "minors-by-year", "--from", "2025", "--to", "2025")
        );
        var json = await Run("table", "minors-by-year", "--format", "json");
        Assert.Equal(
            await (await app.ApiClient(["tables:read"])).GetStringAsync(new Uri("/api/v1/tables/minors-by-year", UriKind.Relative)) + "\n",
            json.Output
        );

        var unknown = await Run("table", "nothing");
        Assert.True(unknown.Code != 0 && unknown.Error.Contains("nothing", StringComparison.Ordinal));
        var backwards = await Run("table", "eu", "--from", "2025", "--to", "2024");
        Assert.Equal((1, ""), (backwards.Code, backwards.Output));

        var clean = await Run("verify");
        Assert.Equal((0, ""), (clean.Code, clean.Error));
        Assert.Matches("^clean: 2 persons, [0-9]+ cells\n$", clean.Output.ReplaceLineEndings("\n"));

        await app.Read(db => db.MonitorCells.Where(c => c.Table == "eu").ExecuteDeleteAsync());
        var broken = await Run("verify");
        Assert.Equal((1, ""), (broken.Code, broken.Output));
        Assert.Contains("table eu 2024 Q1", broken.Error, StringComparison.Ordinal);

        Assert.Equal(0, (await Run("rebuild")).Code);
        Assert.Equal(0, (await Run("verify")).Code);
        Assert.Equal(3, await app.Read(db => db.AuditRows.CountAsync(r => r.Action == "VerifyCounts" && r.Outcome == "done")));
    }
}
