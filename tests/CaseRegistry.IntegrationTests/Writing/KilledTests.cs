using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.Commands;
using CaseRegistry.Web.Features.Audit;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Writing;

/// <summary>The real process is ended in the middle of its work, again and again.</summary>
public sealed class KilledTests(RegistryApp app) : ImportProcess(app), IClassFixture<RegistryApp>
{
    private const int Connections = 8;

    private readonly ConcurrentDictionary<string, string> _sent = new();
    private readonly ConcurrentDictionary<string, string> _acknowledged = new();
    private int _reads;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_nothing_is_there_twice_and_every_served_read_has_its_row()
    {
        var key = (await App.ApiClient(["signals:write", "signals:read", "cases:read"], "rotterdam")).DefaultRequestHeaders.Authorization!;
        var cycles = Long ? 300 : 20;
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            var address = new Uri($"http://127.0.0.1:{FreePort()}");
            using var process = StartWeb(address);
            using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };
            client.DefaultRequestHeaders.Authorization = key;
            await UntilItAnswers(client, process);
            var run = cycle;
            var work = Enumerable.Range(0, Connections).Select(worker => Task.Run(() => UntilKilled(client, $"{run}-{worker}"))).ToList();
            var before = _acknowledged.Count;
            while (_acknowledged.Count == before && !work.TrueForAll(w => w.IsCompleted))
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }

#pragma warning disable CA5394 // When the process dies need not be a secret.
            await Task.Delay(Random.Shared.Next(0, 700), TestContext.Current.CancellationToken);
#pragma warning restore CA5394
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            await Task.WhenAll(work);
        }

        Assert.True(_acknowledged.Count > cycles, $"Only {_acknowledged.Count} were acknowledged.");
        var stored = await App.Read(db =>
            db.Signals.Where(s => s.ExternalReference!.StartsWith("r-"))
                .Join(db.Cases, s => s.CaseId, c => c.Id, (s, c) => new { s.ExternalReference, c.Number })
                .ToListAsync()
        );
        Assert.Distinct(stored.Select(s => s.ExternalReference));
        var numbers = stored.ToDictionary(s => s.ExternalReference!, s => s.Number);
        Assert.All(_acknowledged, a => Assert.Equal(a.Value, numbers[_sent[a.Key]]));
        // Numbers are without gaps, whatever was in flight.
        Assert.Equal(stored.Count, stored.Max(s => int.Parse(s.Number.Split('-')[2], CultureInfo.InvariantCulture)));

        var rows = await App.Read(db => db.AuditRows.CountAsync(r => r.Action == "ViewCase"));
        Assert.InRange(rows, _reads, _reads + cycles * Connections);
        Assert.Equal(stored.Count, await App.Read(db => db.AuditRows.CountAsync(r => r.Action == "RegisterSignal" && r.CaseId != null)));
        Assert.Equal(0, (await Run("monitor", "verify")).Code);
        var audit = await Run("audit", "verify");
        Assert.True(audit.Code == 0, audit.Error);
    }

    [Fact]
    public async Task An_import_beside_the_running_application_does_not_fork_the_chain()
    {
        await using var other = new RegistryApp();
        await other.InitializeAsync();
        var beside = new KilledTests(other);
        var account = await other.AddAccount([Role.CareCoordinator], ["rotterdam"]);
        var rows = Enumerable
            .Range(0, 150)
            .Select(i => $"beside-{i},2025-01-01,GM0599,police,suspicion,adult,stated,female,labour,unknown,unknown,no");
        var file = beside.Write(
            "beside.csv",
            "external_reference,received_on,municipality_code,reporter_type,certainty,minor_status,age_basis,sex,exploitation_main,sector,route,technology_involvement\n"
                + string.Join('\n', rows)
                + "\n"
        );

        var import = beside.Run("import", "cases", file, "--as", account.Email);
        var registered = 0;
        while (!import.IsCompleted)
        {
            await other.Case();
            registered++;
        }

        Assert.Equal("150 registered, 0 skipped, 0 refused", (await import).Output.Split('\n')[^1]);
        Assert.True(registered > 5);
        Assert.Equal(150 + registered, await other.Read(db => db.Cases.CountAsync()));
        Assert.Null((await other.Send(new VerifyAudit.Query())).Fault);
    }

    private async Task UntilKilled(HttpClient client, string worker)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                // What got no answer is sent again under its key, as a client does.
                var lost = _sent.FirstOrDefault(s => !_acknowledged.ContainsKey(s.Key));
                var (once, reference) = lost.Key is not null && i == 0 ? (lost.Key, lost.Value) : ($"k-{worker}-{i}", $"r-{worker}-{i}");
                _sent[once] = reference;
                var response = await client.PostJson("/api/v1/signals", Fields.Json(("external_reference", reference)), once);
                var body = await response.Body();
                Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode} {body}");
                _acknowledged[once] = body.GetProperty("case_number").GetString()!;
                var read = await client.GetAsync(new Uri($"/api/v1/cases/{body.GetProperty("case_id")}", UriKind.Relative));
                if (read.StatusCode == HttpStatusCode.OK && (await read.Content.ReadAsStringAsync()).Length > 0)
                {
                    Interlocked.Increment(ref _reads);
                }
            }
        }
        catch (Exception killed) when (killed is HttpRequestException or IOException)
        {
            // In the middle of a request or of its answer.
        }
    }

    private Process StartWeb(Uri address) =>
        Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CaseRegistry.Web.dll")])
            {
                Environment =
                {
                    ["ASPNETCORE_ENVIRONMENT"] = "Production",
                    ["ASPNETCORE_URLS"] = address.ToString(),
                    ["Logging__LogLevel__Default"] = "None",
                    ["ConnectionStrings__Registry"] = App.ConnectionString,
                    ["Encryption__KeyFile"] = App.KeyFile,
                },
            }
        )!;

    private static async Task UntilItAnswers(HttpClient client, Process process)
    {
        for (var i = 0; i < 600; i++)
        {
            Assert.False(process.HasExited);
            try
            {
                await client.GetAsync(new Uri("/api/v1/signals", UriKind.Relative));
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50);
            }
        }

        throw new TimeoutException("The application did not start.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
