using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>API clients show their key: <c>Authorization: Bearer KEY</c>. Expired and revoked keys are as good as none.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    AdministrationDbContext db,
    KeyFailures failures,
    AuditLog audit,
    CurrentActor actor,
    TimeProvider clock
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "ApiKey";
    public const string ClientClaim = "client";

    /// <summary>In every answer to a key whose end is near: until when it can be used, as an HTTP date.</summary>
    public const string EndHeader = "Api-Key-Expires";
    private const string Prefix = "Bearer ";
    private const string TooManyFailures = "Too many unknown keys from this address.";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var hash = ApiClient.HashOf(header[Prefix.Length..].Trim());
        var client = await db.ApiClients.AsNoTracking().SingleOrDefaultAsync(c => c.KeyHash == hash, Context.RequestAborted);
        if (client is null || !client.IsValidAt(clock.GetUtcNow()))
        {
            // A system that goes on with a wrong key keeps no other one out that comes from the same address.
            if (failures.TooMany(Context))
            {
                return AuthenticateResult.Fail(TooManyFailures);
            }

            failures.Add(Context);
            await Record(client);
            return AuthenticateResult.Fail("The key is not known, expired or revoked.");
        }

        if (client.EndsSoonAt(clock.GetUtcNow()))
        {
            Response.Headers[EndHeader] = client.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
        }

        var identity = new ClaimsIdentity([new(ClientClaim, client.Id.ToString()), new(ClaimTypes.Name, client.Name)], Scheme);
        return AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme));
    }

    /// <summary>As many rows in a minute as unknown keys may be shown from one address.</summary>
    private Task Record(ApiClient? client)
    {
        (actor.Action, actor.Origin, actor.RequestId) = (
            nameof(ApiKeyAuthentication),
            Context.Connection.RemoteIpAddress?.ToString(),
            Context.TraceIdentifier
        );
        return audit.Record("denied", detail: client is null ? null : $"client:{client.Id}");
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if ((await HandleAuthenticateOnceSafeAsync()).Failure?.Message == TooManyFailures)
        {
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
            Response.Headers.RetryAfter = "60";
            return;
        }

        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
    }
}
