using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace CaseRegistry.IntegrationTests.Commands;

/// <summary>An installation of its own, on which the program itself runs with commands, as an operator would.</summary>
public sealed class CommandProcess : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("caseregistry-command-").FullName;

    /// <summary>Where keys lie when no setting says so: the data folder of the account that runs the program.</summary>
    public string? DataHome { get; init; }

    public string ConnectionString => $"Data Source={Path.Combine(Folder, "registry.db")};Pooling=False";

    public async Task<(int ExitCode, string Out, string Error)> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "CaseRegistry.Web.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        start.Environment.Remove("DOTNET_ENVIRONMENT");
        start.Environment["ConnectionStrings__Registry"] = ConnectionString;
        if (DataHome is { } home)
        {
            start.Environment.Remove("Encryption__KeyFile");
            start.Environment["XDG_DATA_HOME"] = home;
        }
        else
        {
            start.Environment["Encryption__KeyFile"] = Path.Combine(Folder, "master.key");
        }

        start.Environment["App__BaseUrl"] = "https://register.example";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    public async Task<long> Count(string sql)
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The queries are those of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task Change(string sql)
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are those of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
