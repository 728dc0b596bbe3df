using System.Globalization;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>Sends somebody to the identity provider of the own organisation. What is remembered meanwhile travels along, protected.</summary>
public static class StartSingleSignOn
{
    /// <param name="Provider">Key of the provider in the settings.</param>
    /// <param name="ReturnUrl">The page to go to when it is done.</param>
    /// <param name="Confirm">Whoever is signed in has to show again who it is.</param>
    /// <param name="Account">With a token: the account to which the person at the provider will belong.</param>
    /// <param name="Token">Of the one-time link.</param>
    /// <param name="Code">What belongs to the link.</param>
    [Requires(Permission.Anyone)]
    public sealed record Query(
        string Provider,
        string? ReturnUrl = null,
        bool Confirm = false,
        Guid? Account = null,
        string? Token = null,
        string? Code = null
    ) : IQuery<Challenge>;

    public sealed record Challenge(string Scheme, AuthenticationProperties Properties);

    internal sealed class Handler(
        IdentityProviders providers,
        IOptionsMonitor<OpenIdConnectOptions> options,
        IOptions<SessionSettings> sessions,
        CurrentSession session,
        IHttpContextAccessor http,
        TimeProvider clock,
        ILogger<Handler> log
    ) : IRequestHandler<Query, Challenge>
    {
        public async Task<Challenge> Handle(Query query, CancellationToken cancellationToken)
        {
            var provider = providers.Find(query.Provider) ?? throw new NotFoundException();
            await DemandAnswer(provider, cancellationToken);
            var properties = new OpenIdConnectChallengeProperties
            {
                RedirectUri = $"{http.HttpContext!.Request.PathBase}{provider.ReturnPath}",
                // As long as a session of here stays open without its person: nor does one begin with a person who has left.
                MaxAge = sessions.Value.Idle,
            };
            // A session that waits for its person is not opened by whoever sits at the browser.
            if (query.Confirm || session.Locked is not null)
            {
                (properties.Prompt, properties.MaxAge) = ("login", TimeSpan.Zero);
                properties.Items[SignInWithProvider.ShownItem] = "";
            }

            properties.Items[SignInWithProvider.SinceItem] = (clock.GetUtcNow() - properties.MaxAge.Value)
                .ToUnixTimeSeconds()
                .ToString(CultureInfo.InvariantCulture);
            properties.Items[SignInWithProvider.ReturnItem] = query.ReturnUrl;
            if (query.Confirm)
            {
                properties.Items[SignInWithProvider.ConfirmItem] = "";
            }

            if (query is { Account: { } account, Token: { } token })
            {
                properties.Items[SignInWithProvider.AccountItem] = account.ToString();
                properties.Items[SignInWithProvider.TokenItem] = token;
                properties.Items[SignInWithProvider.CodeItem] = query.Code;
            }

            return new(provider.Scheme, properties);
        }

        private async Task DemandAnswer(IdentityProvider provider, CancellationToken cancellationToken)
        {
            try
            {
                await options.Get(provider.Scheme).ConfigurationManager!.GetConfigurationAsync(cancellationToken);
            }
            catch (InvalidOperationException away)
            {
                log.LogError(away, "The identity provider {Provider} does not answer.", provider.Key);
                throw new RuleViolationException("Account.SingleSignOn.Away");
            }
        }
    }
}
