using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CaseRegistry.Benchmarks;

/// <summary>What is asked again and again, and the status of a good answer.</summary>
internal sealed record Load(string Name, Uri Server, int Status, Func<string> Next);

/// <param name="PerSecond">Answers.</param>
/// <param name="Median">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
/// <param name="Bytes">Of one answer.</param>
internal sealed record Measured(double PerSecond, double Median, double P99, int Bytes)
{
    /// <summary>Each connection sends its next request when it has the answer to the last. Bounded in time and number.</summary>
    public static async Task<Measured> Of(Load load, int connections, TimeSpan time, int most)
    {
        var (sent, bytes) = (0, 0);
        var clock = Stopwatch.StartNew();
        var each = Enumerable
            .Range(0, connections)
            .Select(_ =>
                Task.Run(async () =>
                {
                    var times = new List<double>();
                    using var connection = new Connection(load.Server);
                    while (clock.Elapsed < time && Interlocked.Increment(ref sent) <= most)
                    {
                        var request = Encoding.ASCII.GetBytes(load.Next());
                        var start = Stopwatch.GetTimestamp();
                        var status = await connection.Send(request);
                        times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                        bytes = connection.Received;
                        if (status != load.Status)
                        {
                            throw new InvalidOperationException($"{load.Name} was answered with {status}: {connection.Text}");
                        }
                    }

                    return times;
                })
            )
            .ToList();
        var all = (await Task.WhenAll(each)).SelectMany(t => t).Order().ToArray();
        return new(all.Length / clock.Elapsed.TotalSeconds, all[all.Length / 2], all[all.Length * 99 / 100], bytes);
    }
}

/// <summary>One connection of HTTP/1.1, with as little work of its own as can be: it shares the processor with what is measured.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[1 << 18];

    public Connection(Uri server) => _socket.Connect(server.Host, server.Port);

    public int Received { get; private set; }

    public string Text => Encoding.UTF8.GetString(_buffer, 0, Received);

    /// <summary>Without header and chunk sizes.</summary>
    public string Body
    {
        get
        {
            var (header, body) = (Text[..Text.IndexOf("\r\n\r\n", StringComparison.Ordinal)], new StringBuilder());
            var rest = _buffer.AsSpan(header.Length + 4, Received - header.Length - 4);
            if (!header.Contains("Transfer-Encoding: chunked", StringComparison.Ordinal))
            {
                return Encoding.UTF8.GetString(rest);
            }

            while (Utf8Parser.TryParse(rest, out int size, out var digits, 'x') && size > 0)
            {
                body.Append(Encoding.UTF8.GetString(rest.Slice(digits + 2, size)));
                rest = rest[(digits + 2 + size + 2)..];
            }

            return body.ToString();
        }
    }

    public async Task<int> Send(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request);
        Received = 0;
        do
        {
            var more = await _socket.ReceiveAsync(_buffer.AsMemory(Received));
            Received += more > 0 ? more : throw new IOException("The connection was closed, or the answer is too long.");
        } while (!IsWhole(_buffer.AsSpan(0, Received)));
        return int.Parse(_buffer.AsSpan("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture);
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var header = answer.IndexOf("\r\n\r\n"u8);
        if (header < 0)
        {
            return false;
        }

        var length = answer[..header].IndexOf("Content-Length: "u8);
        return length < 0
            ? answer.EndsWith("\r\n0\r\n\r\n"u8)
            : Utf8Parser.TryParse(answer[(length + "Content-Length: ".Length)..], out int bytes, out _)
                && answer.Length >= header + 4 + bytes;
    }
}
