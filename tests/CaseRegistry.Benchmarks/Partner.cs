using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace CaseRegistry.Benchmarks;

/// <summary>What the application is compared with: the same page, list and rows, without anything that makes them a register.</summary>
internal static class Partner
{
    public const string CasesFile = "cases.json";
    public const string OptionsFile = "options.json";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task Run(string folder, string address)
    {
        var cases = JsonSerializer.Deserialize<CaseList>(await File.ReadAllBytesAsync(Path.Combine(folder, CasesFile)), Json)!;
        var selects = JsonSerializer.Deserialize<string[][]>(await File.ReadAllBytesAsync(Path.Combine(folder, OptionsFile)))!;
        using var commits = new GroupCommit(folder);
        Console.WriteLine($"One registration writes {commits.Rows} rows.");

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(address);
        builder.Services.AddRazorPages();
        builder.Services.AddSingleton(new CasesPage(cases.Cases, selects));
        var app = builder.Build();
        app.MapRazorPages();
        app.MapGet("/api/cases", () => TypedResults.Json(cases, Json));
        app.MapPost(
            "/api/signals",
            async (JsonElement signal) =>
            {
                await commits.Write();
                return TypedResults.Json(signal, statusCode: StatusCodes.Status201Created);
            }
        );
        await app.RunAsync();
    }
}

public sealed record CaseList(IReadOnlyList<CaseRow> Cases, string? Next);

public sealed record CaseRow(
    Guid Id,
    string Number,
    string CareRegion,
    string State,
    string Conference,
    string MinorStatus,
    string? AgeBand,
    string TechnologyInvolvement,
    string ExploitationMain,
    string MunicipalityCode,
    DateOnly ReceivedOn,
    string Certainty,
    int Signals,
    bool LostFromView,
    bool Erased
);

/// <param name="Rows">As many as on the page of the application.</param>
/// <param name="Selects">The options of its filters.</param>
public sealed record CasesPage(IReadOnlyList<CaseRow> Rows, IReadOnlyList<IReadOnlyList<string>> Selects);

/// <summary>One writer with prepared statements: as many requests as wait share one flush to disk.</summary>
internal sealed class GroupCommit : IDisposable
{
    private const int MostPerCommit = 256;

    private readonly Channel<TaskCompletionSource> _waiting = Channel.CreateUnbounded<TaskCompletionSource>(new() { SingleReader = true });
    private readonly SqliteConnection _connection;
    private readonly SameRows _rows;
    private readonly Task _loop;

    public GroupCommit(string folder)
    {
        _connection = SameRows.Open(folder);
        _rows = SameRows.Of(_connection);
        _loop = Task.Run(Loop);
    }

    public int Rows => _rows.Count;

    public Task Write()
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Writer.TryWrite(written);
        return written.Task;
    }

    public void Dispose()
    {
        _waiting.Writer.Complete();
        _loop.Wait();
        _connection.Dispose();
    }

    private async Task Loop()
    {
        using var begin = SameRows.Prepared(_connection, "begin immediate");
        using var commit = SameRows.Prepared(_connection, "commit");
        var batch = new List<TaskCompletionSource>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            begin.ExecuteNonQuery();
            while (batch.Count < MostPerCommit && _waiting.Reader.TryRead(out var next))
            {
                _rows.Write();
                batch.Add(next);
            }

            commit.ExecuteNonQuery();
            batch.ForEach(written => written.SetResult());
            batch.Clear();
        }
    }
}
