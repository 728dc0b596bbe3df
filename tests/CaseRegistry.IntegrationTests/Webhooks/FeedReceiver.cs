using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CaseRegistry.IntegrationTests.Webhooks;

/// <summary>How a receiver answers.</summary>
internal enum Reply
{
    Fine,
    Slow,
    Error,
    Wrong,
    Elsewhere,
    Silence,
    HangUp,

    /// <summary>It has the message, and says that something went wrong.</summary>
    FineButSaysError,
}

/// <summary>A receiver of releases on this machine, which checks as docs/operations.md says, with code of its own.</summary>
internal sealed class FeedReceiver : IAsyncDisposable
{
    private static readonly TimeSpan MostAge = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _known = [];
    private readonly List<long> _accepted = [];
    private readonly int _port;
    private WebApplication? _app;
    private int _requests;

    public FeedReceiver()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _port = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public string Url => $"http://127.0.0.1:{_port}/feed";
    public string Secret { get; set; } = "";

    /// <summary>Decides about each request.</summary>
    public Func<Reply> Next { get; set; } = () => Reply.Fine;

    public int Requests => _requests;
    public int Redirected { get; private set; }
    public int Known { get; private set; }
    public int Refused { get; private set; }

    /// <summary>Accepted although the number before it had not come.</summary>
    public int OutOfOrder { get; private set; }

    /// <summary>A message as it came, for whoever wants to send it again.</summary>
    public (string Timestamp, string Signature, string Body)? Last { get; private set; }

    public IReadOnlyList<long> Accepted
    {
        get
        {
            lock (_lock)
            {
                return [.. _accepted];
            }
        }
    }

    public async Task Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port}");
        _app = builder.Build();
        _app.Run(Answer);
        await _app.StartAsync();
    }

    public async Task Stop()
    {
        if (_app is not null)
        {
            using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
            await _app.StopAsync(now.Token);
            await _app.DisposeAsync();
            _app = null;
        }
    }

    public async ValueTask DisposeAsync() => await Stop();

    /// <summary>A reply that goes wrong as often as is said, in every way that there is.</summary>
    public static Func<Reply> Faulty(double faults)
    {
#pragma warning disable CA5394 // Which one goes wrong need not be a secret.
        return () =>
            Random.Shared.NextDouble() >= faults
                ? Reply.Fine
                : Random.Shared.Next(10) switch
                {
                    0 or 1 => Reply.Error,
                    2 => Reply.Wrong,
                    3 => Reply.Elsewhere,
                    4 => Reply.Silence,
                    5 or 6 => Reply.HangUp,
                    7 => Reply.Slow,
                    _ => Reply.FineButSaysError,
                };
#pragma warning restore CA5394
    }

    /// <summary>What anybody can send who saw messages and has no secret. Returns how many were accepted.</summary>
    public async Task<int> Forge(HttpClient stranger)
    {
        if (Last is not { } seen)
        {
            return 0;
        }

        var accepted = 0;
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var old = DateTimeOffset.UtcNow.AddMinutes(-6).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var other = seen.Body.Replace("\"delivery\":\"", "\"delivery\":\"f", StringComparison.Ordinal);
        foreach (
            var (timestamp, signature, body) in new[]
            {
                seen,
                (now, seen.Signature, seen.Body),
                (seen.Timestamp, seen.Signature, other),
                (now, Sign("another secret", now, other), other),
                (now, Sign("", now, other), other),
                (now, "", other),
                ("", seen.Signature, seen.Body),
                // Made by who has the secret, too long ago.
                (old, Sign(Secret, old, other), other),
            }
        )
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Url + "?forged") { Content = new StringContent(body) };
            request.Headers.TryAddWithoutValidation("X-Webhook-Timestamp", timestamp);
            request.Headers.TryAddWithoutValidation("X-Webhook-Signature", signature);
            using var answer = await stranger.SendAsync(request);
            accepted += answer.StatusCode == HttpStatusCode.Created ? 1 : 0;
        }

        return accepted;
    }

    private async Task Answer(HttpContext http)
    {
        var isForged = http.Request.QueryString.HasValue;
        if (http.Request.Path != "/feed")
        {
            Redirected++;
            return;
        }

        var reply = isForged ? Reply.Fine : Next();
        Interlocked.Increment(ref _requests);
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        switch (reply)
        {
            case Reply.Error:
                http.Response.StatusCode = 500;
                return;
            case Reply.Wrong:
                http.Response.StatusCode = 404;
                await http.Response.WriteAsync(new string('x', 100_000));
                return;
            case Reply.Elsewhere:
                http.Response.Redirect("/elsewhere", permanent: false, preserveMethod: true);
                return;
            case Reply.Silence:
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            case Reply.HangUp:
                http.Abort();
                return;
            case Reply.Slow:
                await Task.Delay(50);
                break;
        }

        http.Response.StatusCode = Take(http.Request.Headers, body, remember: !isForged);
        if (reply == Reply.FineButSaysError)
        {
            http.Response.StatusCode = 500;
        }
    }

    /// <summary>1. the time, 2. the signature, 3. whether it is known: then it is acknowledged and nothing is done.</summary>
    private int Take(IHeaderDictionary headers, string body, bool remember)
    {
        var (timestamp, signature) = (headers["X-Webhook-Timestamp"].ToString(), headers["X-Webhook-Signature"].ToString());
        lock (_lock)
        {
            if (
                !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                || (DateTimeOffset.UtcNow - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > MostAge
                || !CryptographicOperations.FixedTimeEquals(
                    Encoding.UTF8.GetBytes(Sign(Secret, timestamp, body)),
                    Encoding.UTF8.GetBytes(signature)
                )
            )
            {
                Refused++;
                return 401;
            }

            var message = JsonDocument.Parse(body).RootElement;
            if (!_known.Add(message.GetProperty("delivery").GetString()!))
            {
                Known++;
                return 200;
            }

            var number = message.GetProperty("sequence").GetInt64();
            OutOfOrder += number == (_accepted.Count == 0 ? 0 : _accepted.Max()) + 1 ? 0 : 1;
            _accepted.Add(number);
            if (remember)
            {
                Last = (timestamp, signature, body);
            }

            return 201;
        }
    }

    private static string Sign(string secret, string timestamp, string body)
    {
        using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secret));
        return "v1=" + Convert.ToHexStringLower(hmac.ComputeHash(Encoding.UTF8.GetBytes(timestamp + "." + body)));
    }
}
