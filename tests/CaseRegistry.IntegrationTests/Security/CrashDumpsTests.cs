using System.Diagnostics;
using CaseRegistry.Web.Infrastructure;

namespace CaseRegistry.IntegrationTests.Security;

public sealed class CrashDumpsTests
{
    [Fact]
    public void No_core_file_is_written()
    {
        Assert.Null(CrashDumps.Prevent());

        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows its limits in a file.");
        var limit = File.ReadLines("/proc/self/limits").Single(l => l.StartsWith("Max core file size", StringComparison.Ordinal));
        Assert.Matches("Max core file size +0 +0 ", limit);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("0", 0)]
    public async Task The_program_does_not_start_when_the_runtime_would_write_a_dump(string value, int exitCode)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CaseRegistry.Web.dll"), "db", "script"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_DbgEnableMiniDump"] = value },
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(exitCode, process.ExitCode);
        Assert.Equal(exitCode == 1, (await error).Contains("DOTNET_DbgEnableMiniDump is set", StringComparison.Ordinal));
        Assert.Equal(exitCode == 0, (await output).Contains("CREATE TABLE [WrappedKeys]", StringComparison.Ordinal));
    }
}
