using System.Text.Json;
using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>An identity provider says that somebody's session is over: those that it opened here end too (OpenID Connect Back-Channel Logout 1.0).</summary>
/// <remarks>Not an ICommand: keys may have to be fetched, and nobody else should have to wait for a transaction meanwhile.</remarks>
public static class EndProviderSessions
{
    /// <summary>Answers whether the token is a good one.</summary>
    [Requires(Permission.Anyone)]
    public sealed record Command : IRequest<bool>
    {
        public string? Provider { get; init; }
        public string? LogoutToken { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        private const int Longest = 16_384;

        public Validator()
        {
            RuleFor(c => c.Provider).NotEmpty().MaximumLength(40);
            RuleFor(c => c.LogoutToken).NotEmpty().MaximumLength(Longest);
        }
    }

    internal sealed class Handler(
        IdentityProviders providers,
        IOptionsMonitor<OpenIdConnectOptions> options,
        AdministrationDbContext db,
        Writer writer,
        AuditLog audit,
        CurrentActor actor,
        TimeProvider clock
    ) : IRequestHandler<Command, bool>
    {
        private const string Event = "http://schemas.openid.net/event/backchannel-logout";
        private const int LongestId = 255;
        private static readonly TimeSpan Age = TimeSpan.FromMinutes(5);

        public async Task<bool> Handle(Command command, CancellationToken cancellationToken)
        {
            var provider = providers.Find(command.Provider) ?? throw new NotFoundException();
            actor.AuditDetail = $"provider:{provider.Key}";
            var token = await Validate(command.LogoutToken!, options.Get(provider.Scheme), cancellationToken);
            if (token is null)
            {
                await audit.Record("denied");
                return false;
            }

            var ended = await writer.Write(db, () => End(provider, token, cancellationToken), CancellationToken.None);
            if (ended == 0)
            {
                await audit.Record("done");
            }

            return true;
        }

        private async Task<int> End(IdentityProvider provider, JsonWebToken token, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var issuer = token.Issuer;
            // Its row is there for good: who sends the token again ends nothing.
            var once = SingleSignOn.KeyOf(issuer, token.Id);
            var answered = db.Set<IdempotentRequest>();
            if (await answered.AnyAsync(r => r.Actor == CurrentActor.Nobody && r.Key == once, cancellationToken))
            {
                return 0;
            }

            answered.Add(new(CurrentActor.Nobody, once, actor.Action, [], [], now));
            var person = token.Subject is { Length: > 0 } subject ? SingleSignOn.KeyOf(issuer, subject) : null;
            var providerSession = token.TryGetPayloadValue<string>(SingleSignOn.ProviderSession, out var sid)
                ? SingleSignOn.HashOf(issuer, sid)
                : null;
            var sessions = await db
                .Sessions.Where(s => s.Issuer == issuer && s.EndedAt == null && s.ExpiresAt > now)
                .Where(s =>
                    (providerSession != null && s.ProviderSession == providerSession)
                    || db.UserLogins.Any(l => l.LoginProvider == issuer && l.ProviderKey == person && l.UserId == s.AccountId)
                )
                .ToListAsync(cancellationToken);
            actor.AuditDetail = string.Join(
                ' ',
                sessions.Select(s => $"account:{s.AccountId}").Distinct().Prepend($"provider:{provider.Key}")
            );
            sessions.ForEach(s => s.End(now));
            return sessions.Count;
        }

        private async Task<JsonWebToken?> Validate(string token, OpenIdConnectOptions scheme, CancellationToken cancellationToken)
        {
            var manager = scheme.ConfigurationManager!;
            var result = await Read();
            if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
            {
                // The provider may have a new key.
                manager.RequestRefresh();
                result = await Read();
            }

            return result is { IsValid: true, SecurityToken: JsonWebToken read } && IsLogout(read) ? read : null;

            async Task<TokenValidationResult> Read()
            {
                var configuration = await manager.GetConfigurationAsync(cancellationToken);
                var parameters = scheme.TokenValidationParameters.Clone();
                (parameters.IssuerSigningKeys, parameters.ValidTypes) = (configuration.SigningKeys, ["logout+jwt"]);
                return await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, parameters);
            }
        }

        private bool IsLogout(JsonWebToken token) =>
            token.TryGetPayloadValue<JsonElement>("events", out var events)
            && events.ValueKind == JsonValueKind.Object
            && events.TryGetProperty(Event, out var about)
            && about.ValueKind == JsonValueKind.Object
            // An ID token is no order to end a session.
            && !token.TryGetClaim("nonce", out _)
            && token.Id is { Length: > 0 and <= LongestId }
            && (token.Subject is { Length: > 0 } || token.TryGetPayloadValue<string>(SingleSignOn.ProviderSession, out _))
            && token.TryGetPayloadValue<long>("iat", out var seconds)
            && (clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds)) is var age
            && age >= -SingleSignOn.ClockDifference
            && age <= Age;
    }
}
