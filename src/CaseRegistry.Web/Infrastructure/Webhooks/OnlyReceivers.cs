using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;

namespace CaseRegistry.Web.Infrastructure.Webhooks;

/// <summary>
/// The way out to receivers of releases: to the address that two administrators agreed on, where that is a public one at the moment of
/// connecting, and nowhere that it points to. Of the answer only the status is looked at.
/// </summary>
internal sealed class OnlyReceivers : IDisposable
{
    public static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>KiB of headers, and bytes of a body that is thrown away to use the connection again.</summary>
    private const int MostHeaders = 16;
    private const int MostBody = 16 * 1024;

    private readonly HttpClient _client;
    private readonly bool _allowLoopback;

    public OnlyReceivers(IOptions<WebhookSettings> settings)
    {
        _allowLoopback = settings.Value.AllowLoopback;
        _client = new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                // A proxy would look up the name in our place.
                UseProxy = false,
                ConnectTimeout = ConnectPatience,
                ConnectCallback = Connect,
                MaxConnectionsPerServer = 4,
                PooledConnectionLifetime = ConnectionLifetime,
                MaxResponseHeadersLength = MostHeaders,
                MaxResponseDrainSize = MostBody,
            }
        )
        {
            Timeout = settings.Value.Patience,
        };
    }

    /// <returns>The status code, or in a word why there is none.</returns>
    public async Task<(bool Acknowledged, string Answer)> Post(
        string url,
        string body,
        IEnumerable<(string Name, string Value)> headers,
        CancellationToken stopping
    )
    {
        try
        {
            if (!PublicAddress.IsAllowed(url, _allowLoopback))
            {
                return (false, "address");
            }

            using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
            foreach (var (name, value) in headers)
            {
                request.Headers.Add(name, value);
            }

            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stopping);
            return (response.IsSuccessStatusCode, $"{(int)response.StatusCode}");
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return (false, "timeout");
        }
        catch (HttpRequestException failure)
        {
            // Its text comes from outside; its kind does not.
            return (false, failure.GetBaseException() is NotPublicException ? "address" : $"{failure.HttpRequestError}");
        }
        catch (IOException)
        {
            return (false, "connection");
        }
    }

    public void Dispose() => _client.Dispose();

    // Looked up here and connected to what was looked at: a name cannot change in between.
    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        if (addresses.Length == 0 || !addresses.All(a => PublicAddress.IsAllowed(a, _allowLoopback)))
        {
            throw new NotPublicException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class NotPublicException() : IOException("The receiver is at an address that is not public.");
}
