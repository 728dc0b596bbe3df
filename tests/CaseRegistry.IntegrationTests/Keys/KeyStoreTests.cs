using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Commands;
using CaseRegistry.Web.Features.Keys;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CaseRegistry.IntegrationTests.Keys;

/// <summary>Each on a key store of its own.</summary>
public sealed class KeyStoreTests : IAsyncLifetime
{
    private readonly RegistryApp _app = new() { Log = [] };

    private KeyStore Store => _app.Services.GetRequiredService<KeyStore>();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task An_old_master_key_stays_as_long_as_a_key_needs_it()
    {
        var id = (await _app.Case(change: c => c with { Summary = "Onder de oude sleutel" })).CaseId;
        Assert.Equal((2, false), await Store.NewestOrNew());

        Assert.False(await Store.RetireAllBut(2));

        Assert.Equal(["1", "2"], MasterVersions());
        var coordinator = await _app.SignedIn(Role.CareCoordinator, "rotterdam");
        Assert.Contains("Onder de oude sleutel", await coordinator.Text($"/cases/{id}"));
        Assert.Equal((2, true), await Store.NewestOrNew());
        Assert.Equal(0, await _app.AsOperator(KeysCommands.RotateKeys));
        Assert.Equal(["2"], MasterVersions());
        Assert.Contains("Onder de oude sleutel", await coordinator.Text($"/cases/{id}"));
    }

    [Fact]
    public async Task A_rotation_that_ends_late_leaves_the_master_key_of_the_next_one()
    {
        var id = (await _app.Case(change: c => c with { Summary = "Onder de nieuwste" })).CaseId;
        Assert.Equal(0, await _app.AsOperator(KeysCommands.RotateKeys));
        Assert.Equal((3, false), await Store.NewestOrNew());
        Assert.NotEqual(0, await Store.RewrapSome(3));

        // The last step of the first rotation, sent again.
        Assert.True((await _app.Send(new RotateKeys.Command(2))).IsDone);

        Assert.Equal(["2", "3"], MasterVersions());
        Assert.True((await _app.Send(new RotateKeys.Command(3))).IsDone);
        Assert.Equal(["3"], MasterVersions());
        var coordinator = await _app.SignedIn(Role.CareCoordinator, "rotterdam");
        Assert.Contains("Onder de nieuwste", await coordinator.Text($"/cases/{id}"));
    }

    [Fact]
    public async Task Keys_are_wrapped_anew_in_batches_and_what_was_erased_before_stays_erased()
    {
        var erased = await _app.Case(change: c => c with { Summary = "Gewist" });
        Assert.Equal(0, await _app.AsOperator(services => KeysCommands.ShredCase(services, erased.CaseNumber)));
        await Store.Make(600);
        var (newest, _) = await Store.NewestOrNew();

        Assert.Equal(500, await Store.RewrapSome(newest));
        Assert.InRange(await Store.RewrapSome(newest), 100, 499);
        Assert.Equal(0, await Store.RewrapSome(newest));
        Assert.True(await Store.RetireAllBut(newest));

        Assert.Equal(["2"], MasterVersions());
        var key = Assert.Single(await Store.Find([erased.CaseId.Value]));
        Assert.Equal((1, 0), (key.MasterVersion, key.Wrapped.Length));
        Assert.NotNull(key.DestroyedAt);
        Assert.Empty((await _app.Send(new VerifyProtectedFields.Query())).Faults);
        var coordinator = await _app.SignedIn(Role.CareCoordinator, "rotterdam");
        Assert.Contains("Deze casus is gewist.", await coordinator.Text($"/cases/{erased.CaseId}"));
    }

    [Fact]
    public async Task The_register_has_one_key_of_its_own_for_good_and_says_so_when_it_is_gone()
    {
        var key = await Store.Open(WrappedKey.OfRegister);
        Assert.False(await Store.MakeOfRegister());
        Assert.Equal(key, await Store.Open(WrappedKey.OfRegister));
        Assert.False(await Store.IsEmpty());
        var made = (await Store.Make(1)).Single();
        Assert.Equal(made.Key, await Store.Open(made.Id));

        await Store.Destroy([made.Id]);
        Assert.Contains(
            "does not hold the key of this register",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => Store.Open(made.Id))).Message
        );
        await Keys(db => db.WrappedKeys.ExecuteDeleteAsync());
        Assert.True(await Store.IsEmpty());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.Open(WrappedKey.OfRegister));
        Assert.True(await Store.MakeOfRegister());
        Assert.NotEqual(key, await Store.Open(WrappedKey.OfRegister));
    }

    [Fact]
    public async Task A_key_that_is_destroyed_twice_keeps_its_first_moment_and_the_others_stay()
    {
        var made = await Store.Make(2);
        await Store.Destroy([made[0].Id]);
        var first = await Store.Destroyed();
        await Store.Destroy([made[0].Id]);

        Assert.Equal([made[0].Id], first.Keys);
        Assert.InRange(TimeProvider.System.GetUtcNow() - first[made[0].Id], TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(5));
        Assert.Equal(first, await Store.Destroyed());
        Assert.Equal(made[1].Key, await Store.Open(made[1].Id));
    }

    [Fact]
    public async Task A_draft_can_be_thrown_away_while_the_key_store_takes_no_writes_and_its_key_goes_later()
    {
        var coordinator = await _app.SignedIn(Role.CareCoordinator, "rotterdam");
        var started = await coordinator.SubmitForm("/signals/register", "/signals/drafts");
        var draft = started.Headers.Location!.OriginalString;
        var key = await _app.Read(db => db.Drafts.IgnoreQueryFilters().Select(d => d.CaseId).SingleAsync());
        await Sql("create trigger Stuck before update on WrappedKeys begin select raise(abort, 'stuck'); end");

        Assert.Equal(HttpStatusCode.Redirect, (await coordinator.SubmitForm(draft, "/delete")).StatusCode);

        await Said("1 keys that protect nothing any more wait for the sweep.");
        Assert.Null((await Store.Find([key.Value])).Single().DestroyedAt);
        await Sql("drop trigger Stuck");
        await Aged(31, key.Value);
        Assert.Equal(1, await _app.Services.GetRequiredService<SweepKeys>().Sweep(CancellationToken.None));
        Assert.Empty(await Store.Find([key.Value]));
        // Nothing to destroy is no reason to ask a store that is stuck.
        await Sql("create trigger Stuck before update on WrappedKeys begin select raise(abort, 'stuck'); end");
        _app.Log!.Clear();
        await Store.TryDestroy([]);
        Assert.DoesNotContain(_app.Log, l => l.Contains("wait for the sweep", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_somebody_read_when_it_was_destroyed_is_in_no_file_after_the_sweep()
    {
        var made = (await Store.Make(2)).Select(m => m.Id).ToArray();
        var found = (await Store.Find(made)).ToDictionary(k => k.Id);
        var wrapped = made.Select(id => found[id].Wrapped).ToArray();
        Assert.All(wrapped, bytes => Assert.True(InAFile(bytes)));
        await using (var reader = await Reader())
        {
            await Store.TryDestroy([made[0]]).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Assert.True(InAFile(wrapped[0]));
        }

        await _app.Services.GetRequiredService<SweepKeys>().Sweep(CancellationToken.None);
        Assert.False(InAFile(wrapped[0]), "The bytes of a destroyed key lie in a file after the sweep.");

        // Without a reader they are gone at once; so are those that are removed.
        await Store.TryDestroy([made[1]]);
        Assert.False(InAFile(wrapped[1]), "The bytes of a destroyed key lie in a file.");
        var orphan = (await Store.Make(1)).Single().Id;
        var bytes = (await Store.Find([orphan])).Single().Wrapped;
        await Store.Remove([orphan]);
        Assert.Empty(await Store.Find([orphan]));
        Assert.False(InAFile(bytes), "The bytes of a removed key lie in a file.");
    }

    [Fact]
    public async Task What_was_erased_is_not_in_the_journal_of_the_register_either()
    {
        var registered = await _app.Case();
        await _app.Send(new ShredCase.Command(registered.CaseNumber));
        Assert.NotEqual(0, new FileInfo(Path.Combine(_app.Folder, "registry.db-wal")).Length);

        await _app.Services.GetRequiredService<SweepKeys>().Destroy(registered.CaseId);

        Assert.Equal(0, new FileInfo(Path.Combine(_app.Folder, "registry.db-wal")).Length);
        Assert.Equal(0, new FileInfo(Path.Combine(_app.Folder, "registry-keys.db-wal")).Length);
    }

    [Fact]
    public async Task A_journal_that_is_read_is_left_or_refused_and_waited_for()
    {
        await Store.Make(1);
        await using var connection = new SqliteConnection(_app.KeysConnectionString + ";Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using (var reader = await Reader())
        {
            await Store.Make(1);
            await Journal.TryTruncate(connection).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
            Assert.Equal(Journal.Patience, await Number(connection, "PRAGMA busy_timeout"));
            await Number(connection, "PRAGMA busy_timeout = 0");
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Journal.Truncate(connection, 3));
            Assert.Contains("The journal could not be emptied", refusal.Message);

            var waiting = Journal.Truncate(connection, 200);
            await Task.Delay(200, TestContext.Current.CancellationToken);
            Assert.False(waiting.IsCompleted);
            await reader.DisposeAsync();
            await waiting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, new FileInfo(Path.Combine(_app.Folder, "registry-keys.db-wal")).Length);
    }

    [Fact]
    public async Task Many_leftovers_are_swept_but_no_more_than_are_in_use_and_no_store_of_another_register()
    {
        var sweeper = _app.Services.GetRequiredService<SweepKeys>();
        var used = (await _app.Case()).CaseId.Value;
        await Aged(31, used);
        await Aged(31, [.. (await Store.Make(2000)).Select(m => m.Id)]);
        Assert.Equal(2000, await sweeper.Sweep(CancellationToken.None));

        var orphans = (await Store.Make(2001)).Select(m => m.Id).ToArray();
        await Aged(31, orphans);
        Assert.Equal(0, await sweeper.Sweep(CancellationToken.None));
        await Said("2001 keys belong to nothing and 1 do: is this the store of this register? Nothing was swept.");

        // As many in use: then they are leftovers. Those in use are found on every page.
        var more = (await Store.Make(2000)).Select(m => m.Id).ToArray();
        await Aged(31, more);
        await _app.Write(db =>
        {
            db.CaseDataKeys.AddRange(more.Select(id => new CaseDataKey(CaseId.From(id), "rotterdam", 1)));
            return 0;
        });
        Assert.Equal(2001, await sweeper.Sweep(CancellationToken.None));
        Assert.Equal(more.Append(used).Order(), (await Store.Find([.. orphans, .. more, used])).Select(k => k.Id).Order());
    }

    [Fact]
    public async Task Keys_are_opened_for_those_who_may_see_the_case_only()
    {
        var (own, foreign) = ((await _app.Case()).CaseId, (await _app.Case(Fields.Amsterdam)).CaseId);
        await using var scope = _app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().BecomeOperator(["rotterdam"]);
        var keys = scope.ServiceProvider.GetRequiredService<CaseKeys>();

        Assert.Equal(own, (await keys.Open(own, CancellationToken.None)).CaseId);
        await Assert.ThrowsAsync<NotFoundException>(() => keys.Open(foreign, CancellationToken.None));
        Assert.Equal([own], (await keys.Open([own, foreign, CaseId.New()], CancellationToken.None)).Keys);
        Assert.Empty(await keys.Open([foreign], CancellationToken.None));
    }

    [Fact]
    public async Task A_key_of_another_version_than_the_case_names_is_not_there()
    {
        var (id, whole) = ((await _app.Case(change: c => c with { Summary = "Iets" })).CaseId, (await _app.Case()).CaseId);
        await Keys(db =>
            db.WrappedKeys.Where(k => k.Id == id.Value).ExecuteUpdateAsync(set => set.SetProperty(k => k.Version, k => k.Version + 1))
        );

        var refusal = await _app.AsOperator(services =>
            Assert.ThrowsAsync<InvalidOperationException>(() =>
                services.GetRequiredService<CaseKeys>().Open([id, whole], CancellationToken.None)
            )
        );
        Assert.Contains($"The key of {id} is not in the key store.", refusal.Message);
        var coordinator = await _app.SignedIn(Role.CareCoordinator, "rotterdam");
        Assert.Equal(HttpStatusCode.InternalServerError, await coordinator.Status($"/cases/{id}"));
        Assert.Equal(HttpStatusCode.OK, await coordinator.Status($"/cases/{whole}"));
    }

    [Fact]
    public async Task Keys_are_made_ahead_the_more_the_more_are_asked_for_and_are_fresh()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var pool = new KeyPool(Store, clock);
        var before = await Count();
        var taken = new List<Guid>();
        async Task<long> AfterTaking(int keys)
        {
            for (var i = 0; i < keys; i++)
            {
                taken.Add((await pool.Take()).Id);
            }

            return await Count() - before;
        }

        Assert.Equal(4, await AfterTaking(1));
        Assert.Equal(4, await AfterTaking(3));
        Assert.Equal(12, await AfterTaking(1));
        // 4, 8, 16, 32, 64, 128, 256, and no more than that at once.
        Assert.Equal(252 + 256, await AfterTaking(252 + 256 - 5));
        Assert.Equal(252 + 256 + 256, await AfterTaking(1));
        Assert.Distinct(taken);

        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(252 + 256 + 256, await AfterTaking(1));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(252 + 256 + 256 + 256, await AfterTaking(1));
        clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(252 + 256 + 256 + 256, await AfterTaking(1));
        // What is taken is durable and opens as it was made.
        var made = await pool.Take();
        Assert.Equal(made.Key, await Store.Open(made.Id));
        // Several at once wait for each other, instead of each making keys.
        using var busy = new KeyPool(Store, clock);
        before = await Count();
        Assert.Distinct((await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(busy.Take)))).Select(k => k.Id));
        Assert.Equal(4 + 8 + 16 + 32, await Count() - before);
    }

    [Fact]
    public async Task Keys_are_told_by_the_moment_they_were_made_and_pages_of_them_follow_each_other()
    {
        var made = (await Store.Make(5)).ConvertAll(m => m.Id);
        await Aged(31, [.. made.Take(4)]);
        var moment = (await Store.Find([made[0]])).Single().CreatedAt;

        Assert.Empty(await Store.MadeBefore(moment, 0, 10));
        var all = await Store.MadeBefore(moment.AddTicks(10), 0, 10);
        Assert.Equal(made.Take(4).Order(), all.Select(k => k.Id).Order());
        Assert.Equal(all.Select(k => k.Sequence).Order(), all.Select(k => k.Sequence));
        Assert.Equal(all[2..], await Store.MadeBefore(moment.AddTicks(10), all[1].Sequence, 10));
        Assert.Equal(all[..2], await Store.MadeBefore(moment.AddTicks(10), 0, 2));
    }

    [Fact]
    public async Task What_the_register_kept_is_opened_and_recognised_by_keys_derived_as_before()
    {
        var ring = _app.Services.GetRequiredService<KeyRing>();
        var key = await Store.Open(WrappedKey.OfRegister);
        byte[] Derived(string use) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: Encoding.ASCII.GetBytes(use));

        byte[] content = [1, 2, 3];
        Assert.Equal(HMACSHA256.HashData(Derived("tag"), content), ring.Tag(content));
        Assert.Equal(content, ring.Unprotect(Sealed.Seal(Derived("protect"), content, "some"), "some"));
        Assert.Equal(content, Sealed.Open(Derived("protect"), ring.Protect(content, "some"), "some"));
    }

    [Fact]
    public async Task The_keys_of_cookies_open_with_the_key_of_this_register_only()
    {
        // The key that was there is used: had it not opened, another one would have been made.
        await _app.SignedIn(Role.CareCoordinator, "rotterdam");
        var stored = await _app.AsOperator(services =>
            services.GetRequiredService<AdministrationDbContext>().DataProtectionKeys.Select(k => k.Xml!).ToListAsync()
        );
        var ring = _app.Services.GetRequiredService<KeyRing>();

        var secret = XDocument
            .Parse(Assert.Single(stored))
            .Descendants()
            .Single(e => e.Name.LocalName == "encryptedSecret")
            .Elements()
            .Single();
        var bytes = Convert.FromBase64String(secret.Value);
        Assert.DoesNotContain("masterKey", Encoding.UTF8.GetString(bytes));
        Assert.Contains("masterKey", Encoding.UTF8.GetString(ring.Unprotect(bytes, "DataProtectionKeys|Xml")));
        Assert.ThrowsAny<CryptographicException>(() => ring.Unprotect(bytes, ""));

        // With another key store they open nothing.
        await using var other = new RegistryApp();
        await other.InitializeAsync();
        var theirs = other.Services.GetRequiredService<KeyStore>();
        await other.AsOperator(services =>
            services.GetRequiredService<KeysDbContext>().WrappedKeys.Where(k => k.Id == WrappedKey.OfRegister).ExecuteDeleteAsync()
        );
        Assert.True(await theirs.MakeOfRegister());
        Assert.ThrowsAny<CryptographicException>(() => new KeyRing(theirs).Unprotect(bytes, "DataProtectionKeys|Xml"));
    }

    private string[] MasterVersions() => [.. File.ReadAllLines(_app.KeyFile).Select(line => line.Split(' ')[0]).Order()];

    // Journals before their stores: whoever empties a journal meanwhile moves bytes from the one to the other, never back.
    private bool InAFile(byte[] bytes) =>
        Directory.GetFiles(_app.Folder).OrderDescending(StringComparer.Ordinal).Any(f => Canaries.Read(f).AsSpan().IndexOf(bytes) >= 0);

    private Task<int> Keys(Func<KeysDbContext, Task<int>> change) =>
        _app.AsOperator(services => change(services.GetRequiredService<KeysDbContext>()));

    private Task<int> Count() => Keys(db => db.WrappedKeys.CountAsync());

    private Task<int> Aged(int days, params Guid[] ids)
    {
        var then = TimeProvider.System.GetUtcNow().AddDays(-days);
        return Keys(db => db.WrappedKeys.Where(k => ids.Contains(k.Id)).ExecuteUpdateAsync(set => set.SetProperty(k => k.CreatedAt, then)));
    }

#pragma warning disable EF1002 // The statements are those of the tests.
    private Task<int> Sql(string sql) => Keys(db => db.Database.ExecuteSqlRawAsync(sql));
#pragma warning restore EF1002

    /// <summary>Somebody who looks at the key store and does not stop.</summary>
    private async Task<SqliteConnection> Reader()
    {
        var reader = new SqliteConnection(_app.KeysConnectionString + ";Pooling=False");
        await reader.OpenAsync(TestContext.Current.CancellationToken);
        await Number(reader, "begin; select count(*) from WrappedKeys");
        return reader;
    }

    private static async Task<long> Number(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are those of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToInt64(
            await command.ExecuteScalarAsync(TestContext.Current.CancellationToken),
            System.Globalization.CultureInfo.InvariantCulture
        );
    }

    private async Task Said(string text)
    {
        for (var look = 0; look < 100 && !_app.Log!.Any(l => l.Contains(text, StringComparison.Ordinal)); look++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Contains(_app.Log!, l => l.Contains(text, StringComparison.Ordinal));
    }
}
