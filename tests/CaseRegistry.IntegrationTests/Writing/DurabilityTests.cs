using System.Net;
using System.Text.RegularExpressions;

namespace CaseRegistry.IntegrationTests.Writing;

/// <summary>What the application asks of the system, seen from outside: nothing is acknowledged that is not on the disk.</summary>
public sealed partial class DurabilityTests(RegistryApp app) : WebProcess(app), IClassFixture<RegistryApp>
{
    private const string Strace = "/usr/bin/strace";

    [Fact]
    public async Task The_log_of_the_database_is_flushed_between_a_registration_and_its_acknowledgement()
    {
        Assert.SkipUnless(File.Exists(Strace), "strace is not installed: whether the flush comes before the answer is not seen.");
        var key = (await App.ApiClient(["signals:write"], "rotterdam")).DefaultRequestHeaders.Authorization!;
        var trace = Path.Combine(App.Folder, "trace.txt");
        string[] traced =
        [
            "-f",
            "-y",
            "-s",
            "64",
            "-e",
            "trace=fsync,fdatasync,read,recvfrom,recvmsg,write,writev,sendto,sendmsg",
            "-o",
            trace,
        ];
        var address = FreeAddress();
        using var process = StartWeb(address, [Strace, .. traced]);
        using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(1) };
        client.DefaultRequestHeaders.Authorization = key;
        await UntilItAnswers(client, process);
        for (var i = 0; i < 5; i++)
        {
            var response = await client.PostJson("/api/v1/signals", Fields.Json(("external_reference", $"flushed-{i}")));
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        }

        // The tracer stops what it traces when it is asked to stop.
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var lines = await File.ReadAllLinesAsync(trace, TestContext.Current.CancellationToken);
        var (asked, flushed, acknowledged) = (0, false, 0);
        var flushing = new HashSet<string>();
        foreach (var line in lines)
        {
            // Each line begins with the thread; a call that others come in between has two lines.
            var thread = line.Split(' ')[0];
            if (Begun().IsMatch(line))
            {
                flushing.Add(thread);
            }

            if (line.Contains("\"POST /api/v1/signals", StringComparison.Ordinal))
            {
                (asked, flushed) = (asked + 1, false);
            }
            else if (Done().IsMatch(line) && flushing.Remove(thread))
            {
                flushed = true;
            }
            else if (line.Contains("\"HTTP/1.1 201", StringComparison.Ordinal))
            {
                Assert.True(flushed, $"Acknowledgement {acknowledged + 1} was sent before the flush.");
                acknowledged++;
            }
        }

        Assert.Equal((5, 5), (asked, acknowledged));
    }

    [GeneratedRegex(@"f(data)?sync\(\d+<[^>]*registry\.db-wal>")]
    private static partial Regex Begun();

    [GeneratedRegex(@"f(data)?sync[ (].*\) += 0$")]
    private static partial Regex Done();
}
