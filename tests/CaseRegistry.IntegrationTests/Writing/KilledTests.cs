using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.Commands;
using CaseRegistry.Web.Features.Audit;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Writing;

/// <summary>The real process is ended in the middle of its work, again and again.</summary>
public sealed class KilledTests(RegistryApp app) : WebProcess(app), IClassFixture<RegistryApp>
{
    private const int Connections = 8;

    private readonly ConcurrentDictionary<string, string> _sent = new();
    private readonly ConcurrentDictionary<string, string> _acknowledged = new();
    private readonly ConcurrentDictionary<(string Action, string Outcome), int> _served = new();
    private int _operations;
    private int _unanswered;
    private string _elsewhere = "";

    [Fact]
    public async Task Nothing_acknowledged_is_lost_nothing_is_there_twice_and_every_served_read_has_its_row()
    {
        string[] scopes = ["signals:write", "cases:read", "cases:write"];
        var key = (await App.ApiClient(scopes, "rotterdam")).DefaultRequestHeaders.Authorization!;
        var session = await Session();
        _elsewhere = (await App.Case(Fields.Amsterdam)).CaseId.ToString();
        var (cycles, operationsPerCycle) = Long ? (300, 334) : (20, 40);
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            var address = FreeAddress();
            using var process = StartWeb(address);
            using var api = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(1) };
            api.DefaultRequestHeaders.Authorization = key;
            using var plain = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
            using var pages = new HttpClient(plain) { BaseAddress = address, Timeout = api.Timeout };
            pages.DefaultRequestHeaders.Add("Cookie", session);
            pages.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
            await UntilItAnswers(api, process);
            var run = cycle;
            var work = Enumerable
                .Range(0, Connections)
                .Select(worker => Task.Run(() => UntilKilled(api, pages, $"{run}-{worker}")))
                .ToList();
            while (_operations < (cycle + 1) * operationsPerCycle && !work.Exists(w => w.IsCompleted))
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }

#pragma warning disable CA5394 // When the process dies need not be a secret.
            await Task.Delay(Random.Shared.Next(0, 700), TestContext.Current.CancellationToken);
#pragma warning restore CA5394
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            await Task.WhenAll(work);
            Assert.Null((await App.Send(new VerifyAudit.Query())).Fault);
        }

        Assert.True(_acknowledged.Count >= cycles, $"Only {_acknowledged.Count} were acknowledged.");
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

        var rows = await App.Read(db =>
            db.AuditRows.Where(r => r.Actor != "console")
                .GroupBy(r => new { r.Action, r.Outcome })
                .Select(g => new { g.Key, Count = g.Count() })
                .ToDictionaryAsync(g => (g.Key.Action, g.Key.Outcome), g => g.Count)
        );
        // A registration that was sent again counts once.
        _served[("RegisterSignal", "done")] = _acknowledged.Count;
        Assert.All(_served, served => Assert.True(rows[served.Key] >= served.Value, $"{served} has {rows[served.Key]} rows."));
        Assert.InRange(_served.Sum(served => rows[served.Key] - served.Value), 0, _unanswered);
        Assert.Equal(
            [stored.Count, await App.Read(db => db.CaseMoves.CountAsync()), await App.Read(db => db.ContactMoments.CountAsync())],
            new[] { "RegisterSignal", "MoveCase", "RecordContact" }.Select(action => rows[(action, "done")])
        );
        Assert.Equal(0, (await Run("monitor", "verify")).Code);
        var audit = await Run("audit", "verify");
        Assert.True(audit.Code == 0, audit.Error);
        TestContext.Current.SendDiagnosticMessage(
            $"{_operations} operations, {cycles} times killed, {_unanswered} requests in flight, {stored.Count} registered"
        );
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

    /// <summary>One request after the other of every kind, the first of them a registration.</summary>
    private async Task UntilKilled(HttpClient api, HttpClient pages, string worker)
    {
        try
        {
            // What got no answer is sent again under its key, as a client does.
            if (_sent.Where(s => !_acknowledged.ContainsKey(s.Key)).Shuffle().FirstOrDefault() is { Key: { } once } lost)
            {
                await Register(api, once, lost.Value);
            }

            var (@case, moves) = ("", NextMoves());
            for (var i = 0; ; i++)
            {
#pragma warning disable CA5394 // Nor which request comes next.
                switch (i == 0 ? 0 : Random.Shared.Next(8))
#pragma warning restore CA5394
                {
                    case 0:
                        (@case, moves) = (await Register(api, $"k-{worker}-{i}", $"r-{worker}-{i}"), NextMoves());
                        break;
                    case 1:
                        await Serve("ViewCase", "done", HttpStatusCode.OK, api.GetAsync(Relative($"/api/v1/cases/{@case}")));
                        break;
                    case 2:
                        await Serve("ListCases", "done", HttpStatusCode.OK, api.GetAsync(Relative("/api/v1/cases")));
                        break;
                    case 3:
                        moves.MoveNext();
                        var move = api.PostJson($"/api/v1/cases/{@case}/moves", new { move = moves.Current }, $"m-{worker}-{i}");
                        await Serve("MoveCase", "done", HttpStatusCode.OK, move);
                        break;
                    case 4:
                        var url = $"/cases/{@case}/contact";
                        var form = await Serve("PrepareContact", "done", HttpStatusCode.OK, pages.GetAsync(Relative(url)));
                        var note = pages.Submit(await form.Page(), url, action: null, ("Note", "Called; all is well."));
                        await Serve("RecordContact", "done", HttpStatusCode.Redirect, note);
                        break;
                    case 5:
                        await Serve("ListCases", "done", HttpStatusCode.OK, pages.GetAsync(Relative("/cases")));
                        break;
                    case 6:
                        await Serve("ViewTable", "denied", HttpStatusCode.Forbidden, api.GetAsync(Relative("/api/v1/tables/age")));
                        break;
                    default:
                        var absent = i % 2 == 0 ? _elsewhere : Guid.CreateVersion7().ToString();
                        await Serve("ViewCase", "not_found", HttpStatusCode.NotFound, api.GetAsync(Relative($"/api/v1/cases/{absent}")));
                        break;
                }
            }
        }
        catch (Exception killed) when (killed is HttpRequestException or IOException)
        {
            // In the middle of a request or of its answer.
            Interlocked.Increment(ref _unanswered);
        }
    }

    private async Task<string> Register(HttpClient api, string once, string reference)
    {
        _sent[once] = reference;
        var response = await api.PostJson("/api/v1/signals", Fields.Json(("external_reference", reference)), once);
        var body = await response.Body();
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode} {body}");
        _acknowledged[once] = body.GetProperty("case_number").GetString()!;
        Interlocked.Increment(ref _operations);
        return body.GetProperty("case_id").GetString()!;
    }

    private async Task<HttpResponseMessage> Serve(string action, string outcome, HttpStatusCode status, Task<HttpResponseMessage> answer)
    {
        var response = await answer;
        Assert.True(response.StatusCode == status, $"{action}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        _served.AddOrUpdate((action, outcome), 1, (_, count) => count + 1);
        Interlocked.Increment(ref _operations);
        return response;
    }

    /// <summary>Each is legal after the one before it.</summary>
    private static IEnumerator<string> NextMoves()
    {
        foreach (var move in new[] { "start_triage", "start_care", "start_aftercare" })
        {
            yield return move;
        }

        while (true)
        {
            yield return "resume_care";
            yield return "start_aftercare";
        }
    }
}
