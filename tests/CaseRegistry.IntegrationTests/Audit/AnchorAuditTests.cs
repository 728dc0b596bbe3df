using System.Collections.Concurrent;
using CaseRegistry.Data;
using CaseRegistry.Web.Features.Audit;
using CaseRegistry.Web.Infrastructure.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CaseRegistry.IntegrationTests.Audit;

public sealed class AnchorAuditTests : IAsyncLifetime
{
    private readonly RegistryApp _app = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly ConcurrentQueue<string> _log = [];
    private readonly List<IDisposable> _ended = [];

    private AnchorFile File => Assert.IsType<AnchorFile>(_app.Services.GetRequiredService<IAnchorSink>());

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        // That of the application itself goes by the clock of the machine.
        await _app.Services.GetRequiredService<AnchorAudit>().StopAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _ended.ForEach(e => e.Dispose());
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task The_end_of_the_chain_is_anchored_at_the_start_every_minute_and_at_the_end()
    {
        await _app.Case();
        var anchors = Anchors();
        var before = (await Kept()).Count;

        await anchors.StartAsync(TestContext.Current.CancellationToken);
        await Becomes(before + 1);
        await _app.Case();
        _clock.Advance(TimeSpan.FromSeconds(59));
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.Equal(before + 1, (await Kept()).Count);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Becomes(before + 2);

        var head = await _app.Read(db => db.AuditHeads.AsNoTracking().SingleAsync());
        var last = (await Kept())[^1]!;
        Assert.Equal(
            (head.Sequence, Convert.ToHexStringLower(head.Hash), head.Sequence, _clock.GetUtcNow()),
            (last.Sequence, last.Hash, last.Count, last.At)
        );
        Assert.True(_app.Services.GetRequiredService<AnchorKey>().Verify(last));

        // Nothing came, so nothing is added.
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Task.Delay(300, TestContext.Current.CancellationToken);
        await anchors.Anchor(TestContext.Current.CancellationToken);
        Assert.Equal(before + 2, (await Kept()).Count);

        await _app.Case();
        await anchors.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(before + 3, (await Kept()).Count);
        Assert.True(await _app.Send(new VerifyAudit.Query()) is { Fault: null, NotAnchored: 0 } clean && clean.Rows > head.Sequence);
        Assert.Empty(_log);
    }

    [Fact]
    public async Task What_cannot_be_anchored_is_told_and_follows_when_it_can()
    {
        await _app.Case();
        var anchors = Anchors();
        var before = (await Kept()).Count;
        await using (new FileStream($"{File.Path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            await anchors.StartAsync(TestContext.Current.CancellationToken);
            await Told("The audit chain could not be anchored.");
            await Assert.ThrowsAsync<IOException>(() => anchors.Anchor(TestContext.Current.CancellationToken));
        }

        Assert.Equal(before, (await Kept()).Count);
        _clock.Advance(AnchorAudit.Interval);
        await Becomes(before + 1);
        await anchors.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(before + 1, (await Kept()).Count);
    }

    [Fact]
    public async Task A_chain_without_its_end_is_not_anchored_and_one_without_rows_needs_no_anchor()
    {
        await _app.Case();
        var anchors = Anchors();
        var before = (await Kept()).Count;
        await Administration(db => db.AuditHeads.ExecuteDeleteAsync());

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => anchors.Anchor(TestContext.Current.CancellationToken));
        Assert.Contains("The end of the audit chain is not kept any more", refusal.Message);

        // Rows that wait for their place are no chain yet.
        await Administration(db => db.Database.ExecuteSqlAsync($"update AuditRows set Sequence = null, PreviousHash = null, Hash = null"));
        await anchors.Anchor(TestContext.Current.CancellationToken);
        await Administration(db => db.AuditRows.ExecuteDeleteAsync());
        await anchors.Anchor(TestContext.Current.CancellationToken);
        await Administration(db =>
            db.Database.ExecuteSqlAsync($"insert into AuditHeads (Id, Sequence, Hash) values (1, 0, {new byte[32]})")
        );
        await anchors.Anchor(TestContext.Current.CancellationToken);
        Assert.Equal(before, (await Kept()).Count);
    }

    [Fact]
    public async Task Anchors_are_read_as_far_as_they_can_be_and_without_a_file_there_are_none()
    {
        var path = Path.Combine(_app.Folder, "own.jsonl");
        var file = new AnchorFile(new ConfigurationBuilder().AddInMemoryCollection([new("Audit:AnchorFile", path)]).Build());
        Assert.Empty(await All(file));

        // Torn lines of whoever was there first go; whole ones stay, as they are.
        await System.IO.File.WriteAllTextAsync(path, "{\"seq", TestContext.Current.CancellationToken);
        await Append(1);
        await System.IO.File.AppendAllTextAsync(path, "nonsense\n", TestContext.Current.CancellationToken);
        await Append(2);
        await System.IO.File.AppendAllTextAsync(path, "{" + new string('x', 900), TestContext.Current.CancellationToken);
        await Append(3);

        Assert.Equal([1, null, 2, 3], (await All(file)).Select(a => a?.Sequence));
        Assert.Equal(4, (await System.IO.File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken)).Length);

        Task Append(long sequence) => file.Append(new(sequence, "hash", sequence, _clock.GetUtcNow()), CancellationToken.None);
    }

    private AnchorAudit Anchors()
    {
        var logging = LoggerFactory.Create(l => l.AddProvider(new LogTo(_log)));
        var anchors = new AnchorAudit(
            _app.Services.GetRequiredService<IServiceScopeFactory>(),
            File,
            _app.Services.GetRequiredService<AnchorKey>(),
            _clock,
            logging.CreateLogger<AnchorAudit>()
        );
        _ended.AddRange([anchors, logging]);
        return anchors;
    }

    private Task<List<AuditAnchor?>> Kept() => All(File);

    private static async Task<List<AuditAnchor?>> All(AnchorFile file)
    {
        var found = new List<AuditAnchor?>();
        await foreach (var anchor in file.Read(TestContext.Current.CancellationToken))
        {
            found.Add(anchor);
        }

        return found;
    }

    private async Task Becomes(int count)
    {
        for (var look = 0; look < 200 && (await Kept()).Count < count; look++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Equal(count, (await Kept()).Count);
    }

    private async Task Told(string text)
    {
        for (var look = 0; look < 400 && !_log.Any(l => l.Contains(text, StringComparison.Ordinal)); look++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Contains(_log, l => l.Contains(text, StringComparison.Ordinal));
    }

    private Task<int> Administration(Func<AdministrationDbContext, Task<int>> change) =>
        _app.AsOperator(services => change(services.GetRequiredService<AdministrationDbContext>()));
}
