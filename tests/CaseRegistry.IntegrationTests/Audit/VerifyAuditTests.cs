using System.Globalization;
using System.Text.RegularExpressions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.Commands;
using CaseRegistry.Web.Features.Audit;
using CaseRegistry.Web.Infrastructure.Audit;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Audit;

public sealed class VerifyAuditTests(RegistryApp app) : ImportProcess(app), IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Every_tampering_up_to_the_last_anchor_is_found_and_the_first_broken_row_is_named()
    {
        var coordinator = await App.SignedIn(Role.CareCoordinator, "rotterdam");
        for (var i = 0; i < 5; i++)
        {
            var id = (await App.Case()).CaseId;
            await coordinator.Page($"/cases/{id}");
        }

        // The last anchor: while the rows are tampered with, nothing more is anchored.
        await App.Services.GetRequiredService<AnchorAudit>().StopAsync(TestContext.Current.CancellationToken);
        var clean = await Verify();
        Assert.Null(clean.Fault);
        Assert.True(clean is { Rows: > 10, Anchors: > 0, NotAnchored: 0 });

        var rows = await Rows();
        // The number of arrival says nothing: the order is that of the chain.
        var columns = rows[0].Keys.Where(c => c != "Id").ToList();
        var names = new HashSet<string>();
#pragma warning disable CA5394 // Reproducible on purpose.
        var random = new Random(20261124);
        for (var run = 0; run < (Long ? 10_000 : 300); run++)
        {
            var at = random.Next(rows.Count);
            var column = columns[run / 6 % columns.Count];
            var (name, first, tampered) = (run % 6) switch
            {
                0 => Edited(rows, at, column),
                1 => Deleted(rows, at),
                2 => Inserted(rows, at),
                3 => Reordered(rows, at, random),
                4 => CutOff(rows, at),
                _ => Rewritten(rows, at),
            };
            await Store(tampered);

            var found = await Verify();

            Assert.True(found.Fault is not null, $"{name} at row {at + 1} was not found.");
            Assert.True(
                first is null || found.Fault.Contains($"Row {first} ", StringComparison.Ordinal),
                $"{name} at {at + 1}: {found.Fault}"
            );
            names.Add(name);
        }
#pragma warning restore CA5394

        Assert.Equal(columns.Select(c => $"Edit of {c}").Order(), names.Where(n => n.StartsWith("Edit", StringComparison.Ordinal)).Order());
        await Store(rows);
        Assert.Null((await Verify()).Fault);
    }

    [Theory]
    [InlineData(
        "pragma ignore_check_constraints = on; insert into AuditRows (Sequence, PreviousHash, Hash, At, Actor, Roles, Action, Outcome) "
            + "select -1, PreviousHash, Hash, At, Actor, Roles, Action, Outcome from AuditRows limit 1",
        "before the first one"
    )]
    [InlineData("update AuditRows set CaseId = lower(CaseId) where CaseId is not null", "in another spelling")]
    [InlineData("update AuditRows set CaseId = replace(CaseId, '-', '') where CaseId is not null", "in another spelling")]
    [InlineData("update AuditRows set CaseId = replace(CaseId, '-', '') || '    ' where CaseId is not null", "in another spelling")]
    [InlineData("update AuditRows set At = replace(At, ' ', 'T') where Sequence = 2", "Row 2 is not as it was written")]
    [InlineData("update AuditRows set At = At || '0' where Sequence = 2", "Row 2 is not as it was written")]
    [InlineData("update AuditRows set Actor = cast(Actor as blob) where Sequence = 2", "Row 2 is not as it was written")]
    [InlineData("update AuditRows set Roles = cast(Roles as blob) where Sequence = 2", "Row 2 is not as it was written")]
    [InlineData("update AuditRows set Action = cast(Action as blob) where Sequence = 2", "Row 2 is not as it was written")]
    [InlineData("update AuditRows set Outcome = cast(Outcome as blob) where Sequence = 2", "Row 2 is not as it was written")]
    [InlineData("update AuditRows set Region = cast(Region as blob) where Region is not null", "in another spelling")]
    [InlineData("delete from AuditHeads", "The end of the chain is not kept any more")]
    [InlineData(
        "update AuditHeads set Sequence = 1, Hash = (select Hash from AuditRows where Sequence = 1)",
        "but its end is kept as row 1"
    )]
    public async Task What_reads_the_same_but_is_not_found_or_stops_the_chain_is_found(string tampering, string fault)
    {
        await using var other = new RegistryApp();
        await other.InitializeAsync();
        await other.Case();
        await other.Case();
        await other.Services.GetRequiredService<AnchorAudit>().Anchor(CancellationToken.None);
        Assert.Null((await other.Send(new VerifyAudit.Query())).Fault);

        await new VerifyAuditTests(other).Execute(tampering);

        Assert.Contains(fault, (await other.Send(new VerifyAudit.Query())).Fault);
    }

    [Fact]
    public async Task Whoever_adds_an_anchor_waits_for_another_process_that_does_and_keeps_no_reader_out()
    {
        var file = Assert.IsType<AnchorFile>(App.Services.GetRequiredService<IAnchorSink>());
        var own = Path.Combine(Path.GetDirectoryName(file.Path)!, $"{Guid.CreateVersion7():N}.jsonl");
        var anchors = new AnchorFile(new ConfigurationBuilder().AddInMemoryCollection([new("Audit:AnchorFile", own)]).Build());
        Task Append(long sequence) => anchors.Append(new(sequence, "hash", 1, TimeProvider.System.GetUtcNow()), CancellationToken.None);
        await Append(1);
        Task second;
        await using (new FileStream($"{own}.lock", FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            second = Append(2);
            await Task.Delay(200, TestContext.Current.CancellationToken);
            Assert.False(second.IsCompleted);
            Assert.Equal([1], await Sequences());
        }

        await second;
        Assert.Equal([1, 2], await Sequences());

        async Task<List<long>> Sequences()
        {
            var found = new List<long>();
            await foreach (var anchor in anchors.Read(TestContext.Current.CancellationToken))
            {
                found.Add(anchor!.Sequence);
            }

            return found;
        }
    }

    [Fact]
    public async Task A_forged_or_missing_anchor_is_found()
    {
        await using var other = new RegistryApp();
        await other.InitializeAsync();
        await other.Case();
        await other.Services.GetRequiredService<AnchorAudit>().Anchor(CancellationToken.None);
        var path = other.Services.GetRequiredService<IAnchorSink>() is AnchorFile file ? file.Path : "";
        var anchors = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        Task<VerifyAudit.Result> Check() => other.Send(new VerifyAudit.Query());
        Assert.Null((await Check()).Fault);

        await File.WriteAllLinesAsync(
            path,
            anchors.Select(a => a.Replace("\"hash\":\"", "\"hash\":\"0", StringComparison.Ordinal)),
            TestContext.Current.CancellationToken
        );
        Assert.Contains("Anchor 1 is not one that this register signed.", (await Check()).Fault);
        // Power that failed in the middle of the last line leaves no trace in the next.
        await File.WriteAllTextAsync(path, string.Join('\n', anchors) + "\n{\"seq", TestContext.Current.CancellationToken);
        await other.Case();
        await other.Services.GetRequiredService<AnchorAudit>().Anchor(CancellationToken.None);
        Assert.Null((await Check()).Fault);
        string[] lines =
        [
            "nonsense",
            "{}",
            .. Forged(anchors[0]),
            // A field too many is no anchor at all; one without a signature is.
            anchors[0].Replace("\"signature\":\"", "\"x\":\"\",\"signature\":\"", StringComparison.Ordinal),
            Regex.Replace(anchors[0], "\"signature\":\"[^\"]*\"", "\"signature\":null"),
        ];
        foreach (var line in lines)
        {
            await File.WriteAllLinesAsync(path, [line, .. anchors], TestContext.Current.CancellationToken);
            Assert.Contains("Anchor 1", (await Check()).Fault);
        }

        File.Delete(path);
        Assert.Contains("There are no anchors", (await Check()).Fault);
    }

    [Fact]
    public async Task The_command_says_what_is_whole_and_what_is_not_anchored_and_fails_when_a_row_was_changed()
    {
        await using var other = new RegistryApp();
        await other.InitializeAsync();
        var process = new VerifyAuditTests(other);
        Assert.Equal(0, (await process.Run("monitor", "verify")).Code);

        var clean = await process.Run("audit", "verify");
        Assert.Equal(0, clean.Code);
        Assert.Matches("^clean: [0-9]+ rows, [0-9]+ anchors, 0 not anchored yet, 0 not sealed yet$", clean.Output);

        await process.Execute("update AuditRows set Detail = 'x' where Sequence = 1");
        var broken = await process.Run("audit", "verify");
        Assert.Equal(1, broken.Code);
        Assert.StartsWith("Row 1 is not as it was written.", broken.Error);
    }

    [Fact]
    public async Task Rows_that_wait_are_sealed_in_the_order_of_arrival()
    {
        // As on a database server: rows arrive without a place in the chain.
        await using var other = new RegistryApp();
        await other.InitializeAsync();
        await other.Case();
        var process = new VerifyAuditTests(other);
        foreach (var i in Enumerable.Range(1, 3))
        {
            await process.Execute(
                $"insert into AuditRows (At, Actor, Roles, Action, Outcome, Detail) select At, Actor, Roles, Action, Outcome, 'late {i}' from AuditRows limit 1"
            );
        }

        Assert.NotNull((await other.Send(new VerifyAudit.Query())).Fault);
        await other.Services.GetRequiredService<SealAuditRows>().Seal(CancellationToken.None);

        Assert.Equal(
            ["late 1", "late 2", "late 3"],
            await other.Read(db => db.AuditRows.OrderByDescending(r => r.Sequence).Take(3).Select(r => r.Detail).Reverse().ToListAsync())
        );
        await other.Services.GetRequiredService<AnchorAudit>().Anchor(CancellationToken.None);
        Assert.Null((await other.Send(new VerifyAudit.Query())).Fault);
    }

    /// <summary>The anchor with one of its numbers changed at a time, under the signature of the whole one.</summary>
    private static IEnumerable<string> Forged(string anchor)
    {
        var fields = System.Text.Json.Nodes.JsonNode.Parse(anchor)!.AsObject();
        foreach (
            var (name, value) in new (string, System.Text.Json.Nodes.JsonNode)[]
            {
                ("sequence", 7777),
                ("count", 7777),
                ("at", "2026-01-01T00:00:00Z"),
            }
        )
        {
            var forged = fields.DeepClone().AsObject();
            Assert.NotNull(forged[name]);
            Assert.NotEqual(forged[name]!.ToJsonString(), value.ToJsonString());
            forged[name] = value;
            yield return forged.ToJsonString();
        }
    }

    private Task<VerifyAudit.Result> Verify() => App.Send(new VerifyAudit.Query());

    private static (string, long?, List<Dictionary<string, object>>) Edited(List<Dictionary<string, object>> rows, int at, string column)
    {
        var copy = Copy(rows);
        copy[at][column] = (column, copy[at][column]) switch
        {
            ("CaseId", _) => Guid.CreateVersion7().ToString().ToUpperInvariant(),
            ("At", string moment) => "1" + moment[1..],
            // Behind all others: its own place would be taken.
            ("Sequence", long) => (long)rows.Count + 1 + at,
            (_, byte[] hash) => hash.Select((b, i) => i == at % hash.Length ? (byte)(b ^ 1) : b).ToArray(),
            var (_, text) => text + "x",
        };
        return ($"Edit of {column}", at + 1, copy);
    }

    private static (string, long?, List<Dictionary<string, object>>) Deleted(List<Dictionary<string, object>> rows, int at)
    {
        var copy = Copy(rows);
        copy.RemoveAt(at);
        return ("Deletion", at + 1, copy);
    }

    // The neighbours make room for a row that looks as if it had always been there.
    private static (string, long?, List<Dictionary<string, object>>) Inserted(List<Dictionary<string, object>> rows, int at)
    {
        var copy = Copy(rows);
        copy.Insert(at, new(copy[at]));
        for (var i = at + 1; i < copy.Count; i++)
        {
            copy[i]["Sequence"] = (long)copy[i]["Sequence"] + 1;
        }

        return ("Insertion", null, copy);
    }

    private static (string, long?, List<Dictionary<string, object>>) Reordered(List<Dictionary<string, object>> rows, int at, Random random)
    {
        var copy = Copy(rows);
#pragma warning disable CA5394
        var other = (at + 1 + random.Next(rows.Count - 1)) % rows.Count;
#pragma warning restore CA5394
        (copy[at]["Sequence"], copy[other]["Sequence"]) = (copy[other]["Sequence"], copy[at]["Sequence"]);
        return ("Reordering", Math.Min(at, other) + 1, copy);
    }

    private static (string, long?, List<Dictionary<string, object>>) CutOff(List<Dictionary<string, object>> rows, int at) =>
        ("Cut tail", at + 1, [.. Copy(rows).Take(at)]);

    // Somebody who knows how the chain is made writes it anew from a row on, and the head with it.
    private static (string, long?, List<Dictionary<string, object>>) Rewritten(List<Dictionary<string, object>> rows, int at)
    {
        var copy = Copy(rows);
        copy[at]["Detail"] = "forged";
        return ("Rewriting", null, copy);
    }

    private static List<Dictionary<string, object>> Copy(List<Dictionary<string, object>> rows) =>
        [.. rows.Select(r => new Dictionary<string, object>(r))];

    private async Task<List<Dictionary<string, object>>> Rows()
    {
        await using var connection = new SqliteConnection(App.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select * from AuditRows order by Sequence";
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Dictionary<string, object>>();
        while (await reader.ReadAsync())
        {
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetValue));
        }

        return rows;
    }

    /// <summary>Puts these rows in the place of all; a rewritten chain gets hashes and a head that fit.</summary>
    private async Task Store(List<Dictionary<string, object>> rows)
    {
        await using var connection = new SqliteConnection(App.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Execute(connection, "delete from AuditRows");
        var last = rows.MaxBy(r => (long)r["Sequence"]);
        if (last is not null)
        {
            await Execute(
                connection,
                $"update AuditHeads set Sequence = {last["Sequence"]}, Hash = x'{Convert.ToHexString((byte[])last["Hash"])}'"
            );
        }

        foreach (var row in rows)
        {
            await using var insert = connection.CreateCommand();
            var columns = row.Keys.Where(k => k != "Id").ToList();
#pragma warning disable CA2100 // Columns of our own table.
            insert.CommandText =
                $"insert into AuditRows ({string.Join(',', columns)}) values ({string.Join(',', columns.Select(c => "$" + c))})";
#pragma warning restore CA2100
            columns.ForEach(c => insert.Parameters.AddWithValue("$" + c, row[c]));
            await insert.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        if (rows.Any(r => r["Detail"] is "forged"))
        {
            await App.Write(db =>
            {
                var head = db.AuditHeads.Single();
                head.Return(0, new byte[32]);
                foreach (var row in db.AuditRows.OrderBy(r => r.Sequence).ToList())
                {
                    head.Seal(row);
                }

                return head;
            });
        }
    }

    private async Task Execute(string sql)
    {
        await using var connection = new SqliteConnection(App.ConnectionString);
        await connection.OpenAsync();
        await Execute(connection, sql);
    }

    private static async Task Execute(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are those of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
