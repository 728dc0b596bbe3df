using System.Globalization;
using System.Security.Claims;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>
/// Somebody comes back from the identity provider of the own organisation. Issuer and subject say which account it is, and
/// nothing else does; with a one-time link they are given to its account first.
/// </summary>
public static class SignInWithProvider
{
    internal const string AccountItem = "account";
    internal const string CodeItem = "code";
    internal const string ConfirmItem = "confirm";
    internal const string ReturnItem = "return";
    internal const string ShownItem = "shown";
    internal const string SinceItem = "since";
    internal const string TokenItem = "token";

    /// <summary>Answers with the page to go to.</summary>
    [Requires(Permission.Anyone)]
    public sealed record Command : IRequest<string?>
    {
        public string? Provider { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Provider).NotEmpty().MaximumLength(40);
    }

    internal sealed class Handler(
        IdentityProviders providers,
        UserManager<Account> accounts,
        SignInManager<Account> signIn,
        Arrivals arrivals,
        InvitationLinks links,
        InvitationCodes codes,
        AuditLog audit,
        CurrentActor actor,
        IHttpContextAccessor http,
        IHostEnvironment environment,
        TimeProvider clock
    ) : IRequestHandler<Command, string?>
    {
        private const string SchemeItem = ".AuthScheme";

        public async Task<string?> Handle(Command command, CancellationToken cancellationToken)
        {
            var provider = providers.Find(command.Provider) ?? throw new NotFoundException();
            actor.AuditDetail = $"provider:{provider.Key}";
            var shown = await http.HttpContext!.AuthenticateAsync(IdentityConstants.ExternalScheme);
            await http.HttpContext!.SignOutAsync(IdentityConstants.ExternalScheme);
            if (
                shown is not { Succeeded: true, Principal: { } person, Properties: { } memory }
                || memory.GetString(SchemeItem) != provider.Scheme
                || person.FindFirstValue(SingleSignOn.Issuer) is not { Length: <= IdentityProviders.MaximumIssuerLength } issuer
                || person.FindFirstValue(SingleSignOn.Subject) is not { Length: > 0 } subject
            )
            {
                throw await Refuse("Account.SingleSignOn.Failed");
            }

            var isResistant = provider.PhishingResistant?.IsMetBy(person) is true;
            if (!environment.IsDevelopment() && !isResistant && !provider.SecondFactor.IsMetBy(person))
            {
                throw await Refuse("Account.SingleSignOn.NeedsSecondFactor");
            }

            if (!IsFresh(person, memory))
            {
                throw await Refuse("Account.SingleSignOn.NotFresh");
            }

            var login = new UserLoginInfo(issuer, SingleSignOn.KeyOf(issuer, subject), provider.Name);
            if (memory.GetString(AccountItem) is { } invited)
            {
                await Link(invited, memory.GetString(TokenItem)!, memory.GetString(CodeItem), login);
            }

            var account = await accounts.FindByLoginAsync(login.LoginProvider, login.ProviderKey);
            if (account is null || !account.MayAct(clock.GetUtcNow()))
            {
                throw await Refuse("Account.SingleSignOn.Unknown", account);
            }

            if (memory.GetString(ConfirmItem) is not null && actor.AccountId is { } current && current != account.Id)
            {
                throw await Refuse("Account.SingleSignOn.OtherPerson", account);
            }

            if (!isResistant && await MustUsePasskey(account))
            {
                throw await Refuse("Account.SignIn.NeedsPasskey", account);
            }

            await signIn.SignInWithClaimsAsync(
                account,
                isPersistent: false,
                [
                    new(SignInMethods.Claim, isResistant ? SignInMethods.ProviderPasskey : SignInMethods.Provider),
                    new(SingleSignOn.Issuer, issuer),
                    // Unknown is long ago.
                    new(SingleSignOn.AuthenticatedAt, person.FindFirstValue(SingleSignOn.AuthenticatedAt) ?? "0"),
                    .. person.FindAll(SingleSignOn.ProviderSession),
                ]
            );
            await arrivals.Note(account);
            await audit.Record("done", detail: $"{actor.AuditDetail} account:{account.Id}");
            return memory.GetString(ReturnItem);
        }

        /// <summary>The link stands for the first way to sign in, never for one beside or instead of what is set up.</summary>
        private async Task Link(string id, string token, string? code, UserLoginInfo login)
        {
            if (
                !Guid.TryParse(id, out var invited)
                || await links.Find(invited, token) is not { } account
                || !await codes.AreMet(account.Id, code)
            )
            {
                throw await Refuse("Account.Invitation.Gone");
            }

            if (
                account.TwoFactorEnabled
                || (await accounts.GetPasskeysAsync(account)).Count > 0
                || (await accounts.GetLoginsAsync(account)).Count > 0
            )
            {
                throw await Refuse("Account.SingleSignOn.IsSetUp", account);
            }

            if (await accounts.FindByLoginAsync(login.LoginProvider, login.ProviderKey) is not null)
            {
                throw await Refuse("Account.SingleSignOn.InUse", account);
            }

            // First the link is used up, then it does its work: of two at once one is refused.
            var message = actor.Action;
            actor.Action = "LinkProvider";
            await accounts.UpdateSecurityStampAsync(account).OrRefuse("");
            await accounts.AddLoginAsync(account, login).OrRefuse("");
            await codes.Use(account.Id);
            actor.Action = message;
        }

        /// <summary>Without a moment from the provider nobody confirms anything; to begin, it is believed that it did as it was asked.</summary>
        private static bool IsFresh(ClaimsPrincipal person, AuthenticationProperties memory) =>
            SingleSignOn.MomentOf(person) is { } moment
                ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(memory.GetString(SinceItem)!, CultureInfo.InvariantCulture))
                    <= moment + SingleSignOn.ClockDifference
                : memory.GetString(ShownItem) is null;

        // Who has none yet goes on to add one.
        private async Task<bool> MustUsePasskey(Account account) =>
            !environment.IsDevelopment()
            && (await accounts.GetRolesAsync(account)).Select(Enum.Parse<Role>).Any(Roles.NeedsPasskey)
            && (await accounts.GetPasskeysAsync(account)).Count > 0;

        private async Task<RuleViolationException> Refuse(string rule, Account? account = null)
        {
            await audit.Record("denied", detail: account is null ? actor.AuditDetail : $"{actor.AuditDetail} account:{account.Id}");
            return new(rule);
        }
    }
}
