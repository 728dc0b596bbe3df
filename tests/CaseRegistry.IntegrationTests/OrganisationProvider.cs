using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace CaseRegistry.IntegrationTests;

/// <summary>The identity provider of an organisation: a server of its own on a port of its own, with whoever a test puts before its screen.</summary>
public sealed class OrganisationProvider : IAsyncLifetime
{
    public const string ClientId = "caseregistry";
    public const string ClientSecret = "geheim-van-de-organisatie";

    private readonly RSA _rsa = RSA.Create(2048);
    private WebApplication? _host;
    private HttpClient? _browser;

    public string Authority { get; private set; } = "";

    /// <summary>As it stands in its tokens.</summary>
    public string Issuer => $"{Authority}/";

    /// <summary>Who sits before the screen of the provider.</summary>
    public Person Present { get; set; } = Person.New();

    /// <summary>What is made of an ID token on its way, under the key of the provider.</summary>
    public Action<Dictionary<string, object>>? Spoil { get; set; }

    /// <summary>The provider shows a page on which the person presses something.</summary>
    public bool ShowsPage { get; set; }

    /// <summary>The parameters of the last time that somebody was sent here.</summary>
    public OpenIddictRequest? Asked { get; private set; }

    private RsaSecurityKey Key => new(_rsa) { KeyId = "organisation" };

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder
            .Services.AddOpenIddict()
            .AddServer(options =>
            {
                options.EnableDegradedMode();
                options.SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token");
                options.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
                options.AddSigningKey(Key).AddEphemeralEncryptionKey();
                options.UseAspNetCore().EnableAuthorizationEndpointPassthrough().DisableTransportSecurityRequirement();
                options.AddEventHandler<ValidateAuthorizationRequestContext>(handler =>
                    handler.UseInlineHandler(context =>
                    {
                        if (
                            context.ClientId != ClientId
                            || !context.RedirectUri!.StartsWith("https://localhost/account/sign-in/", StringComparison.Ordinal)
                                && !context.RedirectUri.StartsWith("http://localhost:", StringComparison.Ordinal)
                        )
                        {
                            context.Reject(Errors.InvalidClient);
                        }

                        return ValueTask.CompletedTask;
                    })
                );
                options.AddEventHandler<ValidateTokenRequestContext>(handler =>
                    handler.UseInlineHandler(context =>
                    {
                        if ((context.ClientId, context.ClientSecret) != (ClientId, ClientSecret))
                        {
                            context.Reject(Errors.InvalidClient);
                        }

                        return ValueTask.CompletedTask;
                    })
                );
                options.AddEventHandler<ApplyTokenResponseContext>(handler =>
                    handler
                        .UseInlineHandler(context =>
                        {
                            if (Spoil is not null && context.Response.IdToken is { } token)
                            {
                                var claims = new JsonWebToken(token).Claims.GroupBy(c => c.Type).ToDictionary(g => g.Key, Value);
                                Spoil(claims);
                                context.Response.IdToken = Sign(claims, "JWT");
                            }

                            return ValueTask.CompletedTask;
                        })
                        .SetOrder(int.MinValue)
                );
            });
        _host = builder.Build();
        _host.UseAuthentication();
        _host.MapGet("/authorize", Authorize);
        await _host.StartAsync();
        Authority = _host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _browser = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
    }

    public async ValueTask DisposeAsync()
    {
        _browser?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _rsa.Dispose();
    }

    /// <summary>Goes where the application sends somebody, and answers with where the provider sends that person next.</summary>
    public async Task<Uri> Visit(Uri address)
    {
        var answer = await _browser!.GetAsync(address);
        return answer.Headers.Location ?? throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A token of the provider.</summary>
    public string Sign(IDictionary<string, object> claims, string type, RSA? otherKey = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Claims = claims,
                TokenType = type,
                SigningCredentials = new(
                    otherKey is null ? Key : new RsaSecurityKey(otherKey) { KeyId = Key.KeyId },
                    SecurityAlgorithms.RsaSha256
                ),
            }
        );

    private IResult Authorize(HttpContext http)
    {
        Asked = http.GetOpenIddictServerRequest()!;
        if (ShowsPage && !http.Request.Query.ContainsKey("pressed"))
        {
            var next = System.Net.WebUtility.HtmlEncode($"{http.Request.Path}{http.Request.QueryString}&pressed=1");
            return Results.Content($"<!DOCTYPE html><title>Organisatie</title><a href=\"{next}\">Ik ben het</a>", "text/html");
        }

        var now = TimeProvider.System.GetUtcNow();
        var identity = new ClaimsIdentity("organisation", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, Present.Subject);
        identity.SetClaim(Claims.Email, Present.Email);
        identity.SetClaims(Claims.Role, ["Administrator", "CareCoordinator"]);
        identity.SetClaims(Claims.AuthenticationMethodReference, [.. Present.Methods]);
        identity.SetClaim(Claims.AuthenticationContextReference, Present.Context);
        identity.SetClaim("sid", Present.Session);
        identity.SetClaim(Claims.AuthenticationTime, (now - Present.SignedInAgo).ToUnixTimeSeconds());
        identity.SetScopes(Scopes.OpenId);
        identity.SetDestinations(_ => [Destinations.IdentityToken]);
        return Results.SignIn(new(identity), authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private static object Value(IGrouping<string, Claim> claims) =>
        claims.Key is Claims.AuthenticationMethodReference or Claims.Role ? claims.Select(c => c.Value).ToArray()
        : long.TryParse(claims.First().Value, out var number) ? number
        : claims.First().Value;

    public sealed record Person(string Subject, string Session)
    {
        public string[] Methods { get; init; } = ["pwd", "mfa"];
        public string? Context { get; init; }
        public string? Email { get; init; }
        public TimeSpan SignedInAgo { get; init; }

        public static Person New() => new($"{Guid.CreateVersion7():N}", $"{Guid.CreateVersion7():N}");
    }
}
