using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace CaseRegistry.Web.Infrastructure.Encryption;

/// <summary>Files that must not lie in the database: keys and anchors.</summary>
internal static class OutsideDatabase
{
    /// <summary>
    /// As configured, else beside the master key, else in the folder of the account that runs this, in one of its own for each
    /// database: two registers share neither key nor anchors unawares.
    /// </summary>
    public static string PathOf(IConfiguration configuration, string setting, string name) =>
        configuration[setting] is { Length: > 0 } configured ? Path.GetFullPath(configured, ContentRoot.Path)
        : configuration["Encryption:KeyFile"] is { Length: > 0 } master
            ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(master, ContentRoot.Path))!, name)
        : Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "CaseRegistry",
            Register(configuration),
            name
        );

    // Named after the database, and told apart by where that is.
    private static string Register(IConfiguration configuration)
    {
        var connection = new DbConnectionStringBuilder { ConnectionString = configuration.RegistryConnection() };
        var isFile = configuration.Provider() == Database.Sqlite;
        var (place, database) = isFile
            ? (Value("Data Source", "DataSource", "Filename"), "")
            : (Value("Data Source", "Server", "Address", "Addr"), Value("Initial Catalog", "Database"));
        var id = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(isFile ? place : $"{place}|{database}".ToLowerInvariant()))
        );
        return $"{Path.GetFileNameWithoutExtension(isFile ? place : database)}-{id[..8]}";

        string Value(params string[] names) =>
            names.Select(n => connection.TryGetValue(n, out var value) ? value.ToString() : null).FirstOrDefault(v => v is not null) ?? "";
    }

    /// <summary>Makes a file that only its owner reads. Never replaces one.</summary>
    public static void WriteNew(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(content));
        file.Flush(flushToDisk: true);
    }
}
