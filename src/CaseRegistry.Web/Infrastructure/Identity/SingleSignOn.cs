using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>
/// OpenID Connect: code with PKCE and a secret, one scheme and one callback for each provider. A provider says who somebody is
/// and how that was shown; what somebody may do is said here alone.
/// </summary>
internal static class SingleSignOn
{
    public const string Issuer = "iss";
    public const string Subject = "sub";
    public const string ProviderSession = "sid";
    public const string AuthenticatedAt = "auth_time";

    /// <summary>Signed by the provider with its private key; a secret that we know too proves nothing.</summary>
    public static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>Clocks of two servers may differ so much.</summary>
    public static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Ceremony = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void Add(AuthenticationBuilder authentication, IdentityProvider provider, bool isDevelopment) =>
        authentication.AddOpenIdConnect(provider.Scheme, provider.Name, options => Apply(options, provider, isDevelopment));

    /// <summary>
    /// By what an account knows a person at a provider: not readable, and never the same for two subjects in a database that
    /// does not tell upper and lower case apart.
    /// </summary>
    public static string KeyOf(string issuer, string subject) => Convert.ToHexStringLower(HashOf(issuer, subject));

    public static byte[] HashOf(string issuer, string value) => SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{value}"));

    /// <summary>When the person showed who it is, as far as the provider says.</summary>
    public static DateTimeOffset? MomentOf(ClaimsPrincipal person) =>
        long.TryParse(person.FindFirstValue(AuthenticatedAt), CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static void Apply(OpenIdConnectOptions options, IdentityProvider provider, bool isDevelopment)
    {
        options.SignInScheme = IdentityConstants.ExternalScheme;
        (options.Authority, options.ClientId, options.ClientSecret) = (provider.Authority, provider.ClientId, provider.ClientSecret);
        options.RequireHttpsMetadata = !new Uri(provider.Authority).IsLoopback;
        options.BackchannelHttpHandler = new OnlyAuthority(new Uri(provider.Authority));
        options.BackchannelTimeout = Patience;
        options.CallbackPath = provider.CallbackPath;
        // Sessions end here by a logout token and by signing out; nothing listens to addresses in frames.
        (options.RemoteSignOutPath, options.SignedOutCallbackPath) = (default, default);
        options.ResponseType = OpenIdConnectResponseType.Code;
        // The answer comes with a GET: a POST from another site would need cookies with SameSite=None.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.Scope.Clear();
        options.Scope.Add("openid");
        (options.SaveTokens, options.GetClaimsFromUserInfoEndpoint, options.MapInboundClaims) = (false, false, false);
        // These would take issuer and context away again.
        options.ClaimActions.Clear();
        options.DisableTelemetry = true;
        options.RemoteAuthenticationTimeout = Ceremony;
        options.TokenValidationParameters.ValidAlgorithms = Algorithms;
        options.TokenValidationParameters.ClockSkew = ClockDifference;
        // What a provider says of itself does not make it another one.
        options.TokenValidationParameters.IssuerValidator = (issuer, _, _) =>
            issuer == provider.Authority || issuer == $"{provider.Authority}/"
                ? issuer
                : throw new SecurityTokenInvalidIssuerException("The issuer is not the authority of the settings.");
        Apply(options.CorrelationCookie, isDevelopment ? "correlation." : "__Host-correlation.", isDevelopment);
        Apply(options.NonceCookie, isDevelopment ? "nonce." : "__Host-nonce.", isDevelopment);
        options.Events.OnRedirectToIdentityProvider = context => Demand(context.ProtocolMessage, provider);
        options.Events.OnTokenValidated = context =>
        {
            context.Principal = OnlyWho(context.Principal!, context.SecurityToken.Issuer, provider);
            return Task.CompletedTask;
        };
        options.Events.OnRemoteFailure = async context =>
        {
            // The text of a failure comes from outside and may name a person.
            context
                .HttpContext.RequestServices.GetRequiredService<ILogger<IdentityProvider>>()
                .LogWarning("Signing in with {Provider} failed: {Failure}.", provider.Key, context.Failure?.GetType().Name);
            // Without a ticket the page that follows refuses; one of an earlier attempt must not stand in for it.
            await context.HttpContext.SignOutAsync(IdentityConstants.ExternalScheme);
            context.Response.Redirect($"{context.Request.PathBase}{provider.ReturnPath}");
            context.HandleResponse();
        };
    }

    private static void Apply(CookieBuilder cookie, string name, bool isDevelopment)
    {
        (cookie.Name, cookie.Path, cookie.HttpOnly) = (name, "/", true);
        // The person comes back from another site.
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = isDevelopment ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
    }

    /// <summary>Asks for what is demanded where the protocol has words for it; the answer is looked at whatever was asked.</summary>
    private static Task Demand(OpenIdConnectMessage message, IdentityProvider provider)
    {
        var (claim, value) = provider.SecondFactor;
        if (claim == "acr")
        {
            message.AcrValues = value;
        }
        else if (claim == "acrs")
        {
            // Contexts of Entra ID.
            message.SetParameter("claims", JsonSerializer.Serialize(new { id_token = new { acrs = new { essential = true, value } } }));
        }

        return Task.CompletedTask;
    }

    /// <summary>Names, addresses, groups and roles of the provider end here.</summary>
    private static ClaimsPrincipal OnlyWho(ClaimsPrincipal person, string issuer, IdentityProvider provider)
    {
        string?[] kept = [Subject, ProviderSession, AuthenticatedAt, provider.SecondFactor.Claim, provider.PhishingResistant?.Claim];
        var claims = person.Claims.Where(c => kept.Contains(c.Type)).Select(c => new Claim(c.Type, c.Value, c.ValueType));
        return new(new ClaimsIdentity(claims.Append(new Claim(Issuer, issuer)), provider.Scheme));
    }
}

/// <summary>The only way out of this program: to the address of one identity provider, and nowhere that it points to.</summary>
internal sealed class OnlyAuthority(Uri authority)
    : DelegatingHandler(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectPatience,
            MaxConnectionsPerServer = MostConnections,
            // A name that moved to another address is looked up again.
            PooledConnectionLifetime = ConnectionLifetime,
        }
    )
{
    /// <summary>At once, to one provider; who comes after them waits, at most as long as an answer may take.</summary>
    public const int MostConnections = 16;
    public static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Uri.Compare(request.RequestUri, authority, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase)
        == 0
            ? base.SendAsync(request, cancellationToken)
            : throw new HttpRequestException("The identity provider refers to another address than its own.");
}
