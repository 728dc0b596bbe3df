using System.Text.Json;
using CaseRegistry.Web.Infrastructure.Encryption;

namespace CaseRegistry.Web.Infrastructure.Audit;

/// <summary>The end of the audit chain at a moment, signed (ECDSA P-384, SHA-384) and kept where the database cannot reach.</summary>
/// <param name="Sequence">Of the last row.</param>
/// <param name="Hash">Of the last row, in hexadecimal.</param>
/// <param name="Count">Rows up to and including it.</param>
/// <param name="Signature">Over the other fields, in base 64.</param>
public sealed record AuditAnchor(long Sequence, string Hash, long Count, DateTimeOffset At, string Signature = "");

/// <summary>Where anchors go: outside the database, best where whoever administers the database cannot change anything.</summary>
public interface IAnchorSink
{
    /// <summary>Returns when the anchor is durable.</summary>
    Task Append(AuditAnchor anchor, CancellationToken cancellationToken);

    /// <summary>All anchors in the order in which they came; those that cannot be read are null.</summary>
    IAsyncEnumerable<AuditAnchor?> Read(CancellationToken cancellationToken);
}

/// <summary>A file to which lines are added (<c>Audit:AnchorFile</c>), by default beside the master key. Several processes may add.</summary>
internal sealed class AnchorFile(IConfiguration configuration) : IAnchorSink
{
    private const int Attempts = 50;

    public string Path { get; } = OutsideDatabase.PathOf(configuration, "Audit:AnchorFile", "audit-anchors.jsonl");

    public async Task Append(AuditAnchor anchor, CancellationToken cancellationToken)
    {
        // In one write, so that a process that is killed leaves all of it or nothing.
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(anchor, Json.Options), (byte)'\n'];
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // Elsewhere than on Windows only a file that nobody else may open is locked, and readers must not be kept out.
                await using var turn = new FileStream($"{Path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                await using var file = new FileStream(
                    Path,
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.ReadWrite,
                    bufferSize: 0
                );
                DropTornTail(file);
                file.Write(line);
                file.Flush(flushToDisk: true);
                return;
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Another process adds its line just now.
                await Task.Delay(20, cancellationToken);
            }
        }
    }

    // Power that failed in the middle of a line: that anchor was never acknowledged.
    private static void DropTornTail(FileStream file)
    {
        var end = file.Length;
        while (end > 0)
        {
            file.Position = end - 1;
            if (file.ReadByte() == '\n')
            {
                break;
            }

            end--;
        }

        file.SetLength(end);
        file.Position = end;
    }

    public async IAsyncEnumerable<AuditAnchor?> Read(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (!File.Exists(Path))
        {
            yield break;
        }

        using var lines = new StreamReader(new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            AuditAnchor? anchor = null;
            try
            {
                anchor = JsonSerializer.Deserialize<AuditAnchor>(line, Json.Options);
            }
            catch (JsonException)
            {
                // Told as an anchor that cannot be read.
            }

            yield return anchor;
        }
    }
}
