using System.Net;
using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.Commands;
using CaseRegistry.Web.Commands;
using CaseRegistry.Web.Features.Keys;
using CaseRegistry.Web.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Keys;

public sealed class VerifyProtectedFieldsTests(RegistryApp app) : ImportProcess(app), IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_field_that_was_moved_to_another_case_is_found()
    {
        var (one, other) = ((await App.Case(change: Named("Een"))).CaseId, (await App.Case(change: Named("Ander"))).CaseId);
        Assert.Empty((await App.Send(new VerifyProtectedFields.Query())).Faults);
        await Move(one.Value, other.Value);

        var fault = Assert.Single((await App.Send(new VerifyProtectedFields.Query())).Faults);

        Assert.Contains($"Signals.Narrative of {one}", fault);
        Assert.DoesNotContain("Ander", fault);
        Assert.Equal(1, await App.AsOperator(BackupCommands.Verify));
    }

    private static Func<Web.Features.Signals.RegisterSignal.Command, Web.Features.Signals.RegisterSignal.Command> Named(string text) =>
        c => c with { Summary = text };

    private async Task Move(Guid to, Guid from)
    {
        await using var connection = new SqliteConnection(App.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "update Signals set Narrative = (select Narrative from Signals where CaseId = $from) where CaseId = $to";
        command.Parameters.AddWithValue("$to", to.ToString().ToUpperInvariant());
        command.Parameters.AddWithValue("$from", from.ToString().ToUpperInvariant());
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }
}

/// <summary>The restore drill: what comes back is what was there.</summary>
public sealed class BackupTests(RegistryApp app) : ImportProcess(app), IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_backup_of_the_running_register_is_restored_whole()
    {
        var kept = await App.Case(change: c => c with { Summary = "Blijft leesbaar", FamilyName = "Blijft" });
        var erased = await App.Case(change: c => c with { Summary = "Wordt gewist" });
        var backup = Path.Combine(App.Folder, "copies", "one.db");

        var created = await Run("backup", "create", backup);
        Assert.Equal((0, ""), (created.Code, created.Error));
        Assert.Equal(3, created.Output.Split('\n').Length);
        Assert.All(created.Output.Split('\n'), f => Assert.True(File.Exists(f), f));
        Assert.Contains("is there already", (await Run("backup", "create", backup)).Error);
        var verified = await Run("backup", "verify", backup);
        Assert.True(verified.Code == 0, verified.Error);
        Assert.Matches(
            "^clean: [0-9]+ audit rows, [1-9][0-9]* anchors, 2 persons, [0-9]+ cells, [1-9][0-9]* fields decrypted, 0 erased$",
            verified.Output
        );

        // Erased after the backup, and something is lost.
        Assert.Equal(0, (await Run("keys", "shred", erased.CaseNumber)).Code);
        await App.Case();
        var inUse = await Run("backup", "restore", backup, "--force");
        Assert.True(inUse.Code == 1 && inUse.Error.Contains("Stop the application", StringComparison.Ordinal), inUse.Error);

        using var elsewhere = await App.StandingStill();
        Assert.Contains("--force", (await elsewhere.Run("backup", "restore", backup)).Error);
        Assert.Equal(3, await elsewhere.Count("select count(*) from Cases"));
        var restored = await elsewhere.Run("backup", "restore", backup, "--force");
        Assert.True(restored.ExitCode == 0, restored.Error);
        Assert.Contains("1 keys destroyed since the backup stay destroyed", restored.Out);

        Assert.Equal(2, await elsewhere.Count("select count(*) from Cases"));
        var whole = await elsewhere.Run("backup", "verify");
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Matches("2 persons, .* fields decrypted, [1-9][0-9]* erased", whole.Out);
        Assert.Equal(0, (await elsewhere.Run("audit", "verify")).ExitCode);
        Assert.Equal(0, (await elsewhere.Run("monitor", "verify")).ExitCode);
        Assert.NotEqual(kept.CaseId, erased.CaseId);
    }
}

/// <summary>A restore that would bring erased cases back.</summary>
public sealed class StoppedRestoreTests(RegistryApp app) : ImportProcess(app), IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_restore_stops_with_everything_in_its_place_when_erased_keys_cannot_be_destroyed_in_the_copy()
    {
        var erased = await App.Case(change: c => c with { Summary = "Wordt gewist" });
        var backup = await App.AsOperator(services =>
            services.GetRequiredService<Backups>().Create(Path.Combine(App.Folder, "copies", "one.db"), null)
        );
        Assert.Equal(0, await App.AsOperator(services => KeysCommands.ShredCase(services, erased.CaseNumber)));
        await App.Case();
        // Whole, as far as verifying can tell, but its rows do not change.
        await using (var keys = new SqliteConnection($"Data Source={backup.Keys};Pooling=False"))
        {
            await keys.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = keys.CreateCommand();
            command.CommandText = "create trigger Stuck before update on WrappedKeys begin select raise(abort, 'stuck'); end";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        using var register = await App.StandingStill();
        Assert.Equal(0, (await register.Run("backup", "verify", backup.Registry)).ExitCode);
        var files = Files();
        var (anchors, rows) = (await Anchors(), await register.Count("select count(*) from AuditRows"));

        var (code, output, error) = await register.Run("backup", "restore", backup.Registry, "--force");

        Assert.Equal(
            (1, ""),
            (code, string.Join('\n', output.Split('\n').Where(line => !line.StartsWith("clean: ", StringComparison.Ordinal))))
        );
        Assert.Contains(
            "The keys of cases that were erased since could not be destroyed in the copy. The databases stay as they were.",
            error
        );
        // No half-made copy is left either: the keys of the erased would lie in it.
        Assert.Equal(files, Files());
        Assert.Equal(anchors, await Anchors());
        Assert.Equal(rows, await register.Count("select count(*) from AuditRows"));
        Assert.Equal(2, await register.Count("select count(*) from Cases"));
        Assert.Equal(1, await register.Count("select count(*) from Cases where ErasedAt is not null"));
        var whole = await register.Run("backup", "verify");
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Matches("fields decrypted, [1-9][0-9]* erased", whole.Out);

        // Journals come and go with whoever reads.
        List<string?> Files() =>
            [
                .. Directory
                    .GetFiles(register.Folder)
                    .Where(f => !f.EndsWith("-wal", StringComparison.Ordinal) && !f.EndsWith("-shm", StringComparison.Ordinal))
                    .Select(Path.GetFileName)
                    .Order(StringComparer.Ordinal),
            ];

        Task<string> Anchors() =>
            File.ReadAllTextAsync(Path.Combine(register.Folder, "audit-anchors.jsonl"), TestContext.Current.CancellationToken);
    }
}

internal static class Copies
{
    /// <summary>The same register on files of its own, which nobody has open.</summary>
    public static async Task<CommandProcess> StandingStill(this RegistryApp app)
    {
        var copy = new CommandProcess();
        foreach (var file in Directory.GetFiles(app.Folder).Where(f => !f.EndsWith("-shm", StringComparison.Ordinal)))
        {
            await File.WriteAllBytesAsync(Path.Combine(copy.Folder, Path.GetFileName(file)), Canaries.Read(file));
        }

        return copy;
    }
}

public sealed class DamagedBackupTests(RegistryApp app) : ImportProcess(app), IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_damaged_backup_is_found_and_not_restored()
    {
        await App.Case(change: c => c with { Summary = "Iets" });
        var files = await App.AsOperator(services =>
            services.GetRequiredService<Backups>().Create(Path.Combine(App.Folder, "damaged") + Path.DirectorySeparatorChar, null)
        );
        await using (var connection = new SqliteConnection($"Data Source={files.Registry};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText =
                "PRAGMA foreign_keys=OFF; update Cases set PersonId = '00000000-0000-0000-0000-000000000001'; update AuditRows set Detail = 'x' where Sequence = 1";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var (code, output, error) = await Run("backup", "restore", files.Registry, "--force");

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("a row of Cases refers to one that is not there", error);
        Assert.Contains("Row 1 is not as it was written.", error);
        Assert.Contains("Nothing was changed.", error);
        Assert.Contains("is not there", (await Run("backup", "verify", Path.Combine(App.Folder, "absent.db"))).Error);
        Assert.Equal(0, await App.AsOperator(BackupCommands.Verify));
    }
}

/// <summary>What is seeded in two regions is found where it belongs, and nowhere else.</summary>
public sealed class CanaryTests
{
    [Fact]
    public async Task Names_and_words_are_in_no_file_log_backup_or_answer_of_another_region()
    {
        var began = DateTime.UnixEpoch + (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch);
        await using var app = new RegistryApp { Log = [] };
        await app.InitializeAsync();
        var regions = new[]
        {
            (Region: "rotterdam", Municipality: Fields.Rotterdam),
            (Region: "amsterdam", Municipality: Fields.Amsterdam),
        };
        var seeded = new Dictionary<string, (HttpClient Client, Web.Features.Signals.RegisterSignal.Result Case, string[] Words)>();
        foreach (var (region, municipality) in regions)
        {
            var client = await app.SignedIn(Role.CareCoordinator, region);
            var mark = Guid.NewGuid().ToString("N")[..12];
            string[] words = [$"Voor{mark}", $"Achter{mark}", $"Bij{mark}", $"06{mark}", $"Verhaal {mark}", $"Notitie {mark}"];
            var registered = await app.Case(
                municipality,
                c =>
                    c with
                    {
                        GivenNames = words[0],
                        FamilyName = words[1],
                        Aliases = words[2],
                        PhoneNumbers = words[3],
                        Summary = words[4],
                    }
            );
            await client.SubmitForm($"/cases/{registered.CaseId}", $"/cases/{registered.CaseId}/contact", ("Note", words[5]));
            seeded[region] = (client, registered, words);
        }

        var all = seeded.Values.SelectMany(s => s.Words).ToArray();
        foreach (var (region, own) in seeded)
        {
            var page = await own.Client.Text($"/cases/{own.Case.CaseId}");
            Assert.All(own.Words, word => Assert.Contains(word, page));
            var foreign = seeded.Single(s => s.Key != region).Value;
            foreach (
                var url in new[]
                {
                    "/",
                    "/cases",
                    "/signals/register",
                    "/meetings",
                    $"/cases/{foreign.Case.CaseId}",
                    $"/cases/{own.Case.CaseId}",
                }
            )
            {
                var answer = await (await own.Client.GetAsync(url, TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(
                    TestContext.Current.CancellationToken
                );
                Assert.All(foreign.Words, word => Assert.DoesNotContain(word, answer));
            }
        }

        var backup = await app.AsOperator(services =>
            services.GetRequiredService<Backups>().Create(Path.Combine(app.Folder, "copies") + Path.DirectorySeparatorChar, null)
        );
        var files = Directory.GetFiles(app.Folder, "*", SearchOption.AllDirectories);
        Assert.Contains(files, f => f.EndsWith("-wal", StringComparison.Ordinal) && new FileInfo(f).Length > 0);
        Assert.Contains(backup.Registry, files);
        Assert.Empty(files.SelectMany(f => Canaries.In(f, all).Select(word => $"{word} in {f}")));
        Assert.NotEmpty(Canaries.In(backup.Registry, [seeded["rotterdam"].Case.CaseNumber]));
        var temporary = Directory
            .GetFiles(Path.GetTempPath())
            .Where(f => File.GetLastWriteTimeUtc(f) > began && new FileInfo(f).Length is > 0 and < 50_000_000); // A pipe has none, and waits for a writer.
        Assert.Empty(temporary.SelectMany(f => TryIn(f, all)));
        Assert.NotEmpty(app.Log!);
        Assert.DoesNotContain(app.Log!, line => all.Any(word => line.Contains(word, StringComparison.Ordinal)));

        var gone = seeded["rotterdam"];
        Assert.Equal(0, await app.AsOperator(services => KeysCommands.ShredCase(services, gone.Case.CaseNumber)));
        var erased = await gone.Client.Text($"/cases/{gone.Case.CaseId}");
        Assert.All(gone.Words, word => Assert.DoesNotContain(word, erased));
        Assert.Contains(seeded["amsterdam"].Words[4], await seeded["amsterdam"].Client.Text($"/cases/{seeded["amsterdam"].Case.CaseId}"));
    }

    [Fact]
    public async Task An_older_backup_of_the_database_does_not_bring_an_erased_case_back()
    {
        await using var app = new RegistryApp();
        await app.InitializeAsync();
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var registered = await app.Case(change: c => c with { Summary = "Uit de oude kopie" });
        var backup = await app.AsOperator(services =>
            services.GetRequiredService<Backups>().Create(Path.Combine(app.Folder, "old.db"), null)
        );
        await app.AsOperator(services => KeysCommands.ShredCase(services, registered.CaseNumber));

        // The old database under the present key store.
        await using (var old = new SqliteConnection($"Data Source={backup.Registry};Pooling=False"))
        {
            await using var present = new SqliteConnection(app.ConnectionString);
            await old.OpenAsync(TestContext.Current.CancellationToken);
            await present.OpenAsync(TestContext.Current.CancellationToken);
            old.BackupDatabase(present);
        }

        Assert.Null(await app.Read(db => db.Cases.Where(c => c.Id == registered.CaseId).Select(c => c.ErasedAt).SingleAsync()));
        var page = await coordinator.Text($"/cases/{registered.CaseId}");
        Assert.Contains("Deze casus is gewist.", page);
        Assert.DoesNotContain("Uit de oude kopie", page);
    }

    [Fact]
    public async Task The_keys_of_cookies_lie_encrypted_in_the_database()
    {
        await using var app = new RegistryApp();
        await app.InitializeAsync();

        var keys = await app.AsOperator(services =>
            services.GetRequiredService<AdministrationDbContext>().DataProtectionKeys.Select(k => k.Xml!).ToListAsync()
        );

        Assert.NotEmpty(keys);
        Assert.All(keys, xml => Assert.Contains("RevealXml", xml));
        Assert.All(keys, xml => Assert.DoesNotContain("<masterKey", xml));
    }

    private static IEnumerable<string> TryIn(string path, string[] words)
    {
        try
        {
            return [.. Canaries.In(path, words).Select(word => $"{word} in {path}")];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
