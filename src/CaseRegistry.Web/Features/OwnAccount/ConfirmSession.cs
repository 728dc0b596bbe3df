using System.Security.Claims;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>The owner of a session shows one factor again: a locked session opens, an open one is fresh for a sensitive act.</summary>
public static class ConfirmSession
{
    [Requires(Permission.Anyone)]
    public sealed record Command : IRequest<Unit>
    {
        /// <summary>The answer of the browser, in JSON.</summary>
        public string? Credential { get; init; }
        public string? OneTimeCode { get; init; }
        public string? CurrentPassword { get; init; }
        public string? ReturnUrl { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Credential).MaximumLength(PasskeySettings.MaximumCredentialLength);
            RuleFor(c => c.OneTimeCode).MaximumLength(40);
            RuleFor(c => c.CurrentPassword).MaximumLength(IdentitySettings.MaximumPasswordLength);
        }
    }

    internal sealed class Handler(
        UserManager<Account> accounts,
        SignInManager<Account> signIn,
        Factors factors,
        Guesses guesses,
        PasskeyTouches touches,
        AuditLog audit,
        CurrentActor actor
    ) : IRequestHandler<Command, Unit>
    {
        private const string Attempt = "ConfirmSessionAttempt";

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var account = await factors.Owner();
            actor.Action = Attempt;
            var shown = account is null ? null : await Check(account, command);
            if (shown is not null)
            {
                await signIn.SignInWithClaimsAsync(account!, isPersistent: false, [new Claim(SignInMethods.Claim, shown)]);
            }

            actor.Action = nameof(ConfirmSession);
            await audit.Record(shown is null ? "denied" : "done", detail: account is null ? null : $"account:{account.Id}");
            return shown is null ? throw new RuleViolationException("Account.Confirm.Refused") : Unit.Value;
        }

        /// <summary>The method that was shown; null when nothing was, or it was wrong.</summary>
        private async Task<string?> Check(Account account, Command command)
        {
            var possible = await factors.Of(account);
            if (possible.Contains(Factor.Passkey) && !string.IsNullOrEmpty(command.Credential))
            {
                return await Touched(account, command.Credential) ? SignInMethods.Passkey : null;
            }

            if (possible.Contains(Factor.OneTimeCode) && !string.IsNullOrWhiteSpace(command.OneTimeCode))
            {
                var code = command.OneTimeCode.Replace(" ", "", StringComparison.Ordinal);
                return await Guessed(
                    account,
                    () => accounts.VerifyTwoFactorTokenAsync(account, accounts.Options.Tokens.AuthenticatorTokenProvider, code)
                )
                    ? SignInMethods.Authenticator
                    : null;
            }

            return
                possible.Contains(Factor.Password)
                && !string.IsNullOrEmpty(command.CurrentPassword)
                && await Guessed(account, () => accounts.CheckPasswordAsync(account, command.CurrentPassword))
                ? SignInMethods.Password
                : null;
        }

        private async Task<bool> Guessed(Account account, Func<Task<bool>> check)
        {
            if (!await guesses.MayTry(account) || !await check())
            {
                return false;
            }

            await guesses.WasRight(account);
            return true;
        }

        private async Task<bool> Touched(Account account, string credential)
        {
            if (await touches.Check(credential) is not { Succeeded: true } touched || touched.User.Id != account.Id)
            {
                return false;
            }

            await accounts.AddOrUpdatePasskeyAsync(account, touched.Passkey).OrRefuse("");
            return true;
        }
    }
}
