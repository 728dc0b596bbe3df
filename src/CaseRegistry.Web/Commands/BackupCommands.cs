using System.CommandLine;
using CaseRegistry.Data;
using CaseRegistry.Web.Features.Audit;
using CaseRegistry.Web.Features.Keys;
using CaseRegistry.Web.Features.Monitor;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;

namespace CaseRegistry.Web.Commands;

/// <summary><c>backup create DIR|FILE</c>, <c>backup verify [FILE]</c> and <c>backup restore FILE [--force]</c>.</summary>
internal static class BackupCommands
{
    public static Command Create() =>
        new("backup", "Copies of database, key store and anchors.") { CreateBackup(), VerifyBackup(), Restore() };

    private static Option<string?> KeysOption() =>
        new("--keys") { Description = "The copy of the key store, where it is not beside the other" };

    private static Command CreateBackup()
    {
        var target = new Argument<string>("TARGET") { Description = "File, or folder in which the file gets a name" };
        var keys = KeysOption();
        var create = new Command("create", "Copies the register while it runs.") { target, keys };
        create.SetAction(parsed =>
            CommandLine.AsOperator(async services =>
            {
                // Before: no copy without its row, whatever happens meanwhile.
                await CommandLine.Record(services, "CreateBackup");
                var files = await services.GetRequiredService<Backups>().Create(parsed.GetRequiredValue(target), parsed.GetValue(keys));
                foreach (var file in files.All)
                {
                    Console.WriteLine(file);
                }

                return 0;
            })
        );
        return create;
    }

    private static Command VerifyBackup()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "Database of a backup; without it the register itself is checked",
            DefaultValueFactory = _ => null,
        };
        var keys = KeysOption();
        var verify = new Command(
            "verify",
            "Checks audit chain and anchors, counts, every protected field and foreign keys. Exit code 1 when something is wrong."
        )
        {
            file,
            keys,
        };
        verify.SetAction(parsed =>
            parsed.GetValue(file) is { } backup
                ? VerifyFiles(BackupFiles.Of(backup, parsed.GetValue(keys)))
                : CommandLine.AsOperator(services => Verify(services))
        );
        return verify;
    }

    private static async Task<int> VerifyFiles(BackupFiles files)
    {
        if (files.All.FirstOrDefault(f => !File.Exists(f)) is { } missing)
        {
            await Console.Error.WriteLineAsync($"{missing} is not there.");
            return 1;
        }

        return await CommandLine.AsOperator(services => Verify(services), elsewhere: files.AsSettings());
    }

    internal static async Task<int> Verify(IServiceProvider services)
    {
        var mediator = services.GetRequiredService<IMediator>();
        var configuration = services.GetRequiredService<IConfiguration>();
        var faults = new List<string>();
        if (services.GetRequiredService<Backups>().AreOurs)
        {
            faults.AddRange(await Backups.Faults(configuration.RegistryConnection()));
            faults.AddRange(await Backups.Faults(configuration.KeysConnection()));
        }

        var chain = await mediator.Send(new VerifyAudit.Query());
        faults.AddRange(chain.Fault is { } fault ? [fault] : []);
        var counts = await mediator.Send(new VerifyCounts.Query());
        faults.AddRange(counts.Differences);
        var fields = await mediator.Send(new VerifyProtectedFields.Query());
        faults.AddRange(fields.Faults);
        foreach (var line in faults)
        {
            await Console.Error.WriteLineAsync(line);
        }

        if (faults.Count > 0)
        {
            await Console.Error.WriteLineAsync($"{faults.Count} faults.");
            return 1;
        }

        Console.WriteLine(
            $"clean: {chain.Rows} audit rows, {chain.Anchors} anchors, {counts.Persons} persons, {counts.Cells} cells, {fields.Fields} fields decrypted, {fields.Erased} erased"
        );
        return 0;
    }

    private static Command Restore()
    {
        var file = new Argument<string>("FILE") { Description = "Database of the backup" };
        var keys = KeysOption();
        var force = new Option<bool>("--force") { Description = "Put it in the place of what is there" };
        var restore = new Command("restore", "Verifies a backup and puts it back. The application has to stand still.")
        {
            file,
            keys,
            force,
        };
        restore.SetAction(parsed =>
            RestoreBackup(BackupFiles.Of(parsed.GetRequiredValue(file), parsed.GetValue(keys)), parsed.GetValue(force))
        );
        return restore;
    }

    private static async Task<Dictionary<Guid, DateTimeOffset>> DestroyedSince(KeyStore store)
    {
        try
        {
            return await store.Destroyed();
        }
        catch (System.Data.Common.DbException unreadable)
        {
            // It may be the very reason to restore.
            await Console.Error.WriteLineAsync(
                $"The present key store cannot be read ({unreadable.Message}): cases that were erased since the backup have to be shredded again."
            );
            return [];
        }
    }

    // Before the copy takes its place: cut off in between, an erased case must not be there again.
    private static async Task DestroyIn(string keyStore, IReadOnlyCollection<Guid> destroyed)
    {
        if (destroyed.Count == 0)
        {
            return;
        }

        var code = await CommandLine.AsOperator(
            async services =>
            {
                await services.GetRequiredService<KeyStore>().Destroy(destroyed);
                return 0;
            },
            needsDatabase: false,
            new Dictionary<string, string?> { ["ConnectionStrings:Keys"] = $"Data Source={keyStore};Pooling=False" }
        );
        if (code != 0)
        {
            throw new InvalidOperationException(
                "The keys of cases that were erased since could not be destroyed in the copy. The databases stay as they were."
            );
        }
    }

    private static async Task<int> RestoreBackup(BackupFiles backup, bool force)
    {
        if (await VerifyFiles(backup) is > 0 and var code)
        {
            await Console.Error.WriteLineAsync("The backup is not whole. Nothing was changed.");
            return code;
        }

        return await CommandLine.AsOperator(
            async services =>
            {
                var backups = services.GetRequiredService<Backups>();
                var store = services.GetRequiredService<KeyStore>();
                // What was erased since the backup stays erased.
                var destroyed = File.Exists(backups.Own().Keys) ? await DestroyedSince(store) : [];
                Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
                await backups.Restore(backup, force, keys => DestroyIn(keys, destroyed.Keys));
                await CommandLine.Record(services, "RestoreBackup");
                await CommandLine.SealAndAnchor(services);
                Console.WriteLine($"restored: {backups.Own().Registry}, {destroyed.Count} keys destroyed since the backup stay destroyed");
                return 0;
            },
            needsDatabase: false
        );
    }
}
