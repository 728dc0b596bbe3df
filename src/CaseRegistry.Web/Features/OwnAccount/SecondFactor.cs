using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>The code of the authenticator app, or one of the recovery codes.</summary>
public static class SecondFactor
{
    private const int CodeLength = 6;

    [Requires(Permission.Anyone)]
    public sealed record Command : IRequest<Unit>
    {
        public string? OneTimeCode { get; init; }
        public string? ReturnUrl { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.OneTimeCode).NotEmpty().MaximumLength(40);
    }

    internal sealed class Handler(
        SignInManager<Account> signIn,
        Guesses guesses,
        Arrivals arrivals,
        AuditLog audit,
        CurrentActor actor,
        TimeProvider clock
    ) : IRequestHandler<Command, Unit>
    {
        private const string Attempt = "SecondFactorAttempt";

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var account = await signIn.GetTwoFactorAuthenticationUserAsync();
            if (account is null || !account.MayAct(clock.GetUtcNow()))
            {
                await audit.Record("denied");
                throw new RuleViolationException("Account.SecondFactor.Expired");
            }

            actor.Action = Attempt;
            var result = await guesses.MayTry(account) ? await Check(Plain(command)) : SignInResult.Failed;
            if (result.Succeeded)
            {
                await guesses.WasRight(account);
                await arrivals.Note(account, halves: 1);
            }

            actor.Action = nameof(SecondFactor);
            await audit.Record(
                result.Succeeded ? "done" : "denied",
                detail: $"account:{account.Id} {(IsOfApp(Plain(command)) ? "app" : "recovery")}"
            );
            return result.Succeeded ? Unit.Value : throw new RuleViolationException("Account.OneTimeCode.Wrong");
        }

        private static string Plain(Command command) => command.OneTimeCode!.Replace(" ", "", StringComparison.Ordinal);

        private static bool IsOfApp(string code) => code.Length == CodeLength && code.All(char.IsAsciiDigit);

        private Task<SignInResult> Check(string code) =>
            IsOfApp(code)
                ? signIn.TwoFactorAuthenticatorSignInAsync(code, isPersistent: false, rememberClient: false)
                : signIn.TwoFactorRecoveryCodeSignInAsync(code.ToUpperInvariant());
    }
}
