using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using CaseRegistry.Web.Infrastructure.Identity;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>Requests that are counted on their own, beside all others.</summary>
public enum RateLimit
{
    SignIn,
    SecondFactor,
    Passkey,
    Invitation,
    Export,
    Search,
    Report,
}

/// <summary>Requests in one minute: section <c>RateLimits</c> of the settings.</summary>
internal sealed class RateLimitSettings
{
    /// <summary>Everything that one signed-in person asks.</summary>
    public int User { get; set; } = 600;

    /// <summary>Forms that one person sends: nobody fills in two a second. Systems have the API.</summary>
    public int Forms { get; set; } = 120;

    /// <summary>Everything that one API client asks.</summary>
    public int Client { get; set; } = 600_000;

    /// <summary>Everything that is asked from one address without signing in.</summary>
    public int Address { get; set; } = 600;

    /// <summary>Passwords sent from one address, which many may share.</summary>
    public int SignIn { get; set; } = 60;

    /// <summary>Codes sent from one address, or by one person.</summary>
    public int SecondFactor { get; set; } = 60;
    public int Passkey { get; set; } = 120;
    public int Invitation { get; set; } = 30;
    public int Export { get; set; } = 20;
    public int Search { get; set; } = 120;

    /// <summary>What browsers tell of the content policy.</summary>
    public int Report { get; set; } = 60;

    /// <summary>Unknown API keys from one address.</summary>
    public int KeyFailures { get; set; } = 30;

    public int Of(RateLimit limit) =>
        limit switch
        {
            RateLimit.SignIn => SignIn,
            RateLimit.SecondFactor => SecondFactor,
            RateLimit.Passkey => Passkey,
            RateLimit.Invitation => Invitation,
            RateLimit.Export => Export,
            RateLimit.Report => Report,
            _ => Search,
        };
}

/// <summary>Counts the requests of an action on their own.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LimitedAttribute(RateLimit limit) : Attribute
{
    public RateLimit Limit { get; } = limit;
}

/// <summary>How often one person, client or address may ask; beyond it 429 with Retry-After, and nothing is done.</summary>
internal static class RateLimits
{
    public static IServiceCollection AddRateLimits(this IServiceCollection services)
    {
        services.AddOptions<RateLimitSettings>().BindConfiguration("RateLimits");
        services.AddSingleton<KeyFailures>();
        services.AddRateLimiter(_ => { });
        services
            .AddOptions<RateLimiterOptions>()
            .Configure<IOptions<RateLimitSettings>>((options, settings) => Apply(options, settings.Value));
        return services;
    }

    /// <summary>
    /// Addresses and scheme that a proxy passes on, from the proxies (addresses or networks) that the settings name under
    /// <c>Proxies</c>; without any the address of the connection counts.
    /// </summary>
    public static void UseAddressesOfProxies(this WebApplication app)
    {
        var proxies = (app.Configuration.GetSection("Proxies").Get<string[]>() ?? []).Where(p => !string.IsNullOrWhiteSpace(p)).ToList();
        // Without this the empty list would trust everybody.
        if (proxies.Count == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (proxy.Contains('/', StringComparison.Ordinal))
            {
                options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            }
            else
            {
                options.KnownProxies.Add(System.Net.IPAddress.Parse(proxy));
            }
        }

        app.UseForwardedHeaders(options);
    }

    public static FixedWindowRateLimiterOptions PerMinute(int permits) =>
        new()
        {
            PermitLimit = permits,
            Window = TimeSpan.FromMinutes(1),
            QueueLimit = 0,
        };

    private static void Apply(RateLimiterOptions options, RateLimitSettings settings)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (context, _) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
            context.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return ValueTask.CompletedTask;
        };
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(http =>
            {
                var (who, permits) = WhoAsks(http, settings);
                return RateLimitPartition.GetFixedWindowLimiter(who, _ => PerMinute(permits));
            }),
            PartitionedRateLimiter.Create<HttpContext, string>(http =>
                HttpMethods.IsPost(http.Request.Method)
                && LimitOf(http) != RateLimit.Report
                && http.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } account
                    ? RateLimitPartition.GetFixedWindowLimiter($"forms {account}", _ => PerMinute(settings.Forms))
                    : RateLimitPartition.GetNoLimiter("")
            ),
            PartitionedRateLimiter.Create<HttpContext, string>(http =>
                LimitOf(http) is { } limit
                    ? RateLimitPartition.GetFixedWindowLimiter($"{limit} {WhoAsks(http, settings).Who}", _ => PerMinute(settings.Of(limit)))
                    : RateLimitPartition.GetNoLimiter("")
            )
        );
    }

    private static RateLimit? LimitOf(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<LimitedAttribute>()?.Limit;

    private static (string Who, int Permits) WhoAsks(HttpContext http, RateLimitSettings settings) =>
        http.User.FindFirstValue(ApiKeyAuthentication.ClientClaim) is { } client ? ($"client:{client}", settings.Client)
        : http.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } account ? ($"account:{account}", settings.User)
        : (Guesses.Address(http.Connection.RemoteIpAddress), settings.Address);
}

/// <summary>Addresses that show one unknown API key after the other: beyond the limit no key is looked up any more.</summary>
internal sealed class KeyFailures(IOptions<RateLimitSettings> settings) : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
        RateLimitPartition.GetFixedWindowLimiter(
            Guesses.Address(http.Connection.RemoteIpAddress),
            _ => RateLimits.PerMinute(settings.Value.KeyFailures)
        )
    );

    public bool TooMany(HttpContext http)
    {
        // None is taken: only looks whether there are any left.
        using var left = _limiter.AttemptAcquire(http, permitCount: 0);
        return !left.IsAcquired;
    }

    public void Add(HttpContext http) => _limiter.AttemptAcquire(http).Dispose();

    public void Dispose() => _limiter.Dispose();
}
