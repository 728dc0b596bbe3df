using CaseRegistry.Data;
using CaseRegistry.Web.Features.Audit;
using CaseRegistry.Web.Infrastructure.Audit;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Audit;

/// <summary>What verifying the chain says of its ends and of its length.</summary>
public sealed class VerifyChainTests : IAsyncLifetime
{
    private readonly RegistryApp _app = new();

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        // Nothing is anchored but what a test anchors.
        await _app.Services.GetRequiredService<AnchorAudit>().StopAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_last_row_that_is_not_the_one_the_chain_ended_with_is_found()
    {
        await _app.Case();
        await Anchor();
        await Sql("update AuditHeads set Hash = randomblob(32)");

        var last = await Last();
        Assert.Equal($"Row {last} is not the one with which the chain ended.", (await Verify()).Fault);
    }

    [Fact]
    public async Task Rows_after_the_last_anchor_are_counted_and_their_loss_is_found_by_the_end_that_is_kept()
    {
        await _app.Case();
        await Anchor();
        var anchored = await Last();
        await _app.Case();
        await _app.Case();

        var last = await Last();
        Assert.Equal(new(last, await Anchors(), last - anchored, 0, null), await Verify());

        await Sql($"delete from AuditRows where Sequence > {anchored}");
        Assert.Equal(
            new(anchored, await Anchors(), 0, 0, $"Row {anchored + 1} is missing: the chain ended with row {last}."),
            await Verify()
        );

        // With the end set back as well, the last anchor still knows better.
        await Sql($"delete from AuditRows where Sequence = {anchored}");
        await Sql($"update AuditHeads set Sequence = {anchored - 1}, Hash = (select Hash from AuditRows where Sequence = {anchored - 1})");
        Assert.Equal(
            $"Row {anchored} is missing: there were at least {anchored} rows when the chain was anchored.",
            (await Verify()).Fault
        );
    }

    [Fact]
    public async Task A_chain_of_more_than_one_page_is_checked_to_its_end()
    {
        await Sql(
            "with recursive n (i) as (select 1 union all select i + 1 from n where i < 10010) insert into AuditRows (At, Actor, Roles, Action, Outcome) "
                + "select At, Actor, Roles, Action, Outcome from n, (select * from AuditRows limit 1)"
        );
        await _app.Services.GetRequiredService<SealAuditRows>().Seal(TestContext.Current.CancellationToken);
        await Anchor();
        var last = await Last();
        Assert.True(last > 10_000);
        Assert.Equal(new(last, await Anchors(), 0, 0, null), await Verify());

        await Sql("update AuditRows set Detail = 'x' where Sequence = 10005");
        Assert.Equal(new(10_004, await Anchors(), 0, 0, "Row 10005 is not as it was written."), await Verify());
        // Exactly one page: it may be the last one.
        await Sql("delete from AuditRows where Sequence > 10000");
        await Sql("update AuditHeads set Sequence = 10000, Hash = (select Hash from AuditRows where Sequence = 10000)");
        File.Delete(Path.Combine(_app.Folder, "audit-anchors.jsonl"));
        await Anchor();
        Assert.Equal(new(10_000, 1, 0, 0, null), await Verify());
    }

    [Fact]
    public async Task An_empty_chain_is_whole_and_needs_no_anchor()
    {
        await Sql("delete from AuditRows");
        await Sql("update AuditHeads set Sequence = 0, Hash = zeroblob(32)");
        File.Delete(Path.Combine(_app.Folder, "audit-anchors.jsonl"));
        Assert.Equal(new(0, 0, 0, 0, null), await Verify());

        // Nor does one in which nothing was ever written.
        await Sql("delete from AuditHeads");
        Assert.Equal(new(0, 0, 0, 0, null), await Verify());
    }

    [Fact]
    public async Task A_row_may_be_anchored_twice_but_not_with_two_contents()
    {
        await _app.Case();
        await Anchor();
        var path = Path.Combine(_app.Folder, "audit-anchors.jsonl");
        var line = (await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken))[^1];
        await File.AppendAllTextAsync(path, line + "\n", TestContext.Current.CancellationToken);
        Assert.Null((await Verify()).Fault);

        // Signed by whoever has the key, over a chain that was written anew.
        var last = await Last();
        var sink = _app.Services.GetRequiredService<IAnchorSink>();
        var key = _app.Services.GetRequiredService<AnchorKey>();
        await sink.Append(key.Sign(new(last, new string('0', 64), last, TimeProvider.System.GetUtcNow())), CancellationToken.None);
        Assert.Equal($"Row {last} was anchored twice, with different content.", (await Verify()).Fault);
        // The first fault is told, not the last.
        await File.AppendAllTextAsync(path, "nonsense\n", TestContext.Current.CancellationToken);
        Assert.Equal($"Row {last} was anchored twice, with different content.", (await Verify()).Fault);
        await File.WriteAllLinesAsync(
            path,
            ["nonsense", .. await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken)],
            TestContext.Current.CancellationToken
        );
        Assert.Equal("Anchor 1 is not one that this register signed.", (await Verify()).Fault);
    }

    [Fact]
    public async Task Without_the_key_that_signed_them_anchors_are_not_called_whole_and_where_it_belongs_is_told()
    {
        await _app.Case();
        await Anchor();
        var key = _app.Services.GetRequiredService<AnchorKey>().Path;
        File.Delete(key);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(Verify);

        Assert.StartsWith($"The key file {key} of the audit anchors is not there. Put it back", refusal.Message);
    }

    [Fact]
    public async Task The_key_of_anchors_is_made_where_the_settings_say()
    {
        var path = Path.Combine(_app.Folder, "elsewhere.key");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Audit:AnchorKeyFile", path)]).Build();
        var key = new AnchorKey(configuration);
        Assert.Equal((path, false, null), (key.Path, key.Exists, key.MadeAt));

        key.Create();

        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.InRange(key.MadeAt!.Value, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        var signed = key.Sign(new(1, "00", 1, TimeProvider.System.GetUtcNow()));
        Assert.True(new AnchorKey(configuration).Verify(signed));
        Assert.False(_app.Services.GetRequiredService<AnchorKey>().Verify(signed));
    }

    [Fact]
    public async Task A_chain_that_was_written_anew_is_found_by_the_anchor_before_it()
    {
        await _app.Case();
        await Anchor();
        var last = await Last();
        await Sql("delete from AuditRows where Sequence > 1");
        await Sql("update AuditHeads set Sequence = 1, Hash = (select Hash from AuditRows where Sequence = 1)");
        await Sql(
            $"with recursive n (i) as (select 2 union all select i + 1 from n where i < {last}) insert into AuditRows (At, Actor, Roles, Action, Outcome) "
                + "select At, 'somebody', Roles, Action, Outcome from n, (select * from AuditRows limit 1)"
        );
        await _app.Services.GetRequiredService<SealAuditRows>().Seal(TestContext.Current.CancellationToken);
        Assert.Equal(last, await Last());

        Assert.Contains("is not the one that was anchored: it or a row before it was written anew.", (await Verify()).Fault);
    }

    [Fact]
    public async Task A_row_that_was_changed_together_with_its_own_hash_is_found_by_the_row_after_it()
    {
        await _app.Case();
        await _app.Case();
        await _app.Case();
        await Anchor();
        var changed = await Last() - 1;
        await Sql($"update AuditRows set Actor = 'somebody' where Sequence = {changed}");
        var row = await _app.Read(db => db.AuditRows.AsNoTracking().SingleAsync(r => r.Sequence == changed));
        await Sql($"update AuditRows set Hash = x'{Convert.ToHexString(row.ComputeHash())}' where Sequence = {changed}");

        var found = await Verify();

        Assert.Equal((changed, $"Row {changed + 1} is not as it was written."), (found.Rows, found.Fault));
    }

    [Theory]
    [InlineData("Detail = cast('x' as blob)")]
    [InlineData("Origin = cast('x' as blob)")]
    [InlineData("RequestId = cast('x' as blob)")]
    [InlineData("CaseId = cast('x' as blob)")]
    [InlineData("At = At || 'Z'")]
    [InlineData("At = substr(At, 1, 19) || '.'")]
    public async Task A_value_of_another_kind_is_found(string change)
    {
        await _app.Case();
        await Anchor();
        await Sql($"update AuditRows set {change} where Sequence = 2");

        var found = await Verify();

        Assert.Equal(0, found.Rows);
        Assert.StartsWith("Row 2 is not as it was written: it says the same in another spelling", found.Fault);
    }

    [Fact]
    public async Task Rows_without_a_place_were_not_written_by_the_register_where_it_has_one_writer()
    {
        await _app.Case();
        await Anchor();
        await Sql(
            "insert into AuditRows (At, Actor, Roles, Action, Outcome) select At, Actor, Roles, Action, Outcome from AuditRows limit 2"
        );

        var found = await Verify();

        Assert.Equal(2, found.NotSealed);
        Assert.StartsWith("There are rows without a place in the chain", found.Fault);
    }

    private Task<VerifyAudit.Result> Verify() => _app.Send(new VerifyAudit.Query());

    private Task Anchor() => _app.Services.GetRequiredService<AnchorAudit>().Anchor(TestContext.Current.CancellationToken);

    private Task<long> Last() => _app.Read(db => db.AuditHeads.Select(h => h.Sequence).SingleAsync());

    /// <summary>How many rows are anchored.</summary>
    private async Task<int> Anchors()
    {
        var rows = new HashSet<long>();
        await foreach (var anchor in _app.Services.GetRequiredService<IAnchorSink>().Read(TestContext.Current.CancellationToken))
        {
            rows.Add(anchor!.Sequence);
        }

        return rows.Count;
    }

#pragma warning disable EF1002 // The statements are those of the tests.
    private Task<int> Sql(string sql) =>
        _app.AsOperator(services => services.GetRequiredService<AdministrationDbContext>().Database.ExecuteSqlRawAsync(sql));
#pragma warning restore EF1002
}
