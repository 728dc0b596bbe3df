using System.Globalization;
using CaseRegistry.Web.Infrastructure.Audit;
using CaseRegistry.Web.Infrastructure.Encryption;
using Microsoft.Data.Sqlite;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>The files of a backup: the database, the key store (which may lie elsewhere), and the anchors of the audit trail.</summary>
internal sealed record BackupFiles(string Registry, string Keys, string Anchors)
{
    public static BackupFiles Of(string registry, string? keys)
    {
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(registry))!, Path.GetFileNameWithoutExtension(registry));
        return new(Path.GetFullPath(registry), keys is null ? $"{beside}-keys.db" : Path.GetFullPath(keys), $"{beside}-anchors.jsonl");
    }

    public IEnumerable<string> All => [Registry, Keys, Anchors];

    /// <summary>Settings with which these files are looked at instead of the register's own.</summary>
    public Dictionary<string, string?> AsSettings() =>
        new()
        {
            ["ConnectionStrings:Registry"] = ReadOnly(Registry),
            ["ConnectionStrings:Keys"] = ReadOnly(Keys),
            ["Audit:AnchorFile"] = Anchors,
        };

    private static string ReadOnly(string path) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString();
}

/// <summary>Copies a register on SQLite while it runs, and puts a copy back.</summary>
internal sealed class Backups(IConfiguration configuration, AnchorAudit audit, IAnchorSink sink, TimeProvider clock)
{
    private const string WithItsOwn =
        "On SQL Server use the backup of the database itself, for both databases; 'backup verify' checks a restored one.";

    public bool AreOurs => configuration.Provider() == Database.Sqlite;

    /// <param name="target">A file, or a folder in which the file gets a name.</param>
    /// <param name="keys">Where the copy of the key store goes; by default beside the other.</param>
    public async Task<BackupFiles> Create(string target, string? keys)
    {
        Demand();
        var name = string.Create(CultureInfo.InvariantCulture, $"case-registry-{clock.GetUtcNow():yyyyMMdd-HHmmss}.db");
        var files = BackupFiles.Of(
            Directory.Exists(target) || Path.EndsInDirectorySeparator(target) ? Path.Combine(target, name) : target,
            keys
        );
        if (files.All.FirstOrDefault(File.Exists) is { } taken)
        {
            throw new InvalidOperationException($"{taken} is there already. Nothing was copied.");
        }

        // In this order the anchors name no row, and the cases no key, that is not in the copy.
        await audit.Anchor(CancellationToken.None);
        OutsideDatabase.WriteNew(files.Anchors, File.Exists(Anchors) ? await File.ReadAllTextAsync(Anchors) : "");
        await Copy(configuration.RegistryConnection(), files.Registry);
        await Copy(configuration.KeysConnection(), files.Keys);
        return files;
    }

    /// <summary>What SQLite itself finds wrong with a file.</summary>
    public static async Task<IReadOnlyList<string>> Faults(string connectionString)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        var faults = new List<string>();
        foreach (var line in await Rows(connection, "PRAGMA integrity_check"))
        {
            if (line != "ok")
            {
                faults.Add($"integrity: {line}");
            }
        }

        faults.AddRange(
            (await Rows(connection, "PRAGMA foreign_key_check")).Select(table => $"a row of {table} refers to one that is not there")
        );
        return faults;
    }

    /// <summary>The files that the register uses.</summary>
    public BackupFiles Own()
    {
        Demand();
        return new(PathOf(configuration.RegistryConnection()), PathOf(configuration.KeysConnection()), Anchors);
    }

    /// <summary>Puts a verified backup in the place of what is there.</summary>
    /// <exception cref="InvalidOperationException">Something is there and may not be overwritten, or is in use.</exception>
    /// <param name="prepareKeys">Told where the copy of the key store lies, before it takes its place.</param>
    public async Task Restore(BackupFiles backup, bool force, Func<string, Task> prepareKeys)
    {
        var own = Own();
        if (!force && own.All.Take(2).FirstOrDefault(File.Exists) is { } present)
        {
            throw new InvalidOperationException($"{present} is there. Use --force to put the backup in its place.");
        }

        foreach (var file in own.All.Take(2).Where(File.Exists))
        {
            await Close(file);
        }

        await Replace(backup.Keys, own.Keys, prepareKeys);
        var stamp = clock.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        if (File.Exists(own.Anchors))
        {
            // Anchors later than the backup tell which rows were lost with it.
            File.Move(own.Anchors, $"{own.Anchors}.before-{stamp}");
        }

        await Replace(backup.Registry, own.Registry);
        await Replace(backup.Anchors, own.Anchors);
    }

    private string Anchors => (sink as AnchorFile)?.Path ?? throw new InvalidOperationException("The anchors are not in a file.");

    private void Demand()
    {
        if (!AreOurs)
        {
            throw new InvalidOperationException(WithItsOwn);
        }
    }

    private static string PathOf(string connection) => new SqliteConnectionStringBuilder(connection).DataSource;

    private static async Task Copy(string from, string to)
    {
        // First the empty file, so that nobody else may ever read it.
        OutsideDatabase.WriteNew(to, "");
        await using var source = new SqliteConnection(from);
        await source.OpenAsync();
        await using var copy = new SqliteConnection($"Data Source={to};Pooling=False");
        await copy.OpenAsync();
        source.BackupDatabase(copy);
        // One file, without a journal beside it.
        await Rows(copy, "PRAGMA synchronous=FULL");
        await Rows(copy, "PRAGMA journal_mode=DELETE");
    }

    // Leaving WAL needs the file alone, and empties the journal.
    private static async Task Close(string path)
    {
        try
        {
            await using var connection = new SqliteConnection($"Data Source={path};Pooling=False;Default Timeout=1");
            await connection.OpenAsync();
            if (await Rows(connection, "PRAGMA journal_mode=DELETE") is ["delete"])
            {
                return;
            }
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode is 5 or 6)
        {
            // Told below.
        }

        throw new InvalidOperationException($"{path} is in use. Stop the application first.");
    }

    private static async Task Replace(string from, string to, Func<string, Task>? prepare = null)
    {
        var fresh = to + ".restored";
        File.Delete(fresh);
        OutsideDatabase.WriteNew(fresh, "");
        using (var source = File.OpenRead(from))
        using (var target = new FileStream(fresh, FileMode.Open, FileAccess.Write))
        {
            await source.CopyToAsync(target);
            target.Flush(flushToDisk: true);
        }

        try
        {
            if (prepare is not null)
            {
                await prepare(fresh);
                await Close(fresh);
            }
        }
        catch
        {
            // The keys of erased cases may lie in it.
            Array.ForEach([fresh, fresh + "-wal", fresh + "-shm"], File.Delete);
            throw;
        }

        File.Delete(to + "-wal");
        File.Delete(to + "-shm");
        File.Move(fresh, to, overwrite: true);
    }

    private static async Task<List<string>> Rows(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of this class only.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture) ?? "");
        }

        return rows;
    }
}
