using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>E-mail address and password; the second factor follows.</summary>
/// <remarks>Not an ICommand: a password takes long to check, and nobody else should have to wait for a transaction meanwhile.</remarks>
public static class SignIn
{
    public enum Outcome
    {
        SignedIn,
        NeedsSecondFactor,
    }

    [Requires(Permission.Anyone)]
    public sealed record Command : IRequest<Outcome>
    {
        public string? Email { get; init; }
        public string? Password { get; init; }
        public string? ReturnUrl { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Email).NotEmpty().MaximumLength(200);
            RuleFor(c => c.Password).NotEmpty().MaximumLength(IdentitySettings.MaximumPasswordLength);
        }
    }

    internal sealed class Handler(
        SignInManager<Account> signIn,
        UserManager<Account> accounts,
        Guesses guesses,
        Arrivals arrivals,
        AuditLog audit,
        CurrentActor actor,
        TimeProvider clock
    ) : IRequestHandler<Command, Outcome>
    {
        /// <summary>A better hash of the password is saved too, and must not look like having signed in.</summary>
        private const string Attempt = "SignInAttempt";

        public async Task<Outcome> Handle(Command command, CancellationToken cancellationToken)
        {
            var email = command.Email!.Trim();
            var account = await accounts.FindByEmailAsync(email);
            actor.Action = Attempt;
            var result = await Check(account, email, command.Password!);
            actor.Action = nameof(SignIn);
            var detail = account is null ? null : $"account:{account.Id}";
            if (result.RequiresTwoFactor)
            {
                await audit.Record("done", detail: $"{detail} password");
                return Outcome.NeedsSecondFactor;
            }

            await audit.Record(result.Succeeded ? "done" : "denied", detail: detail);
            if (result.IsNotAllowed)
            {
                throw new RuleViolationException("Account.SignIn.NeedsPasskey");
            }

            // The same for unknown, wrong and locked: an address says nothing about whether there is an account.
            return result.Succeeded ? Outcome.SignedIn : throw new RuleViolationException("Account.SignIn.Refused");
        }

        private async Task<SignInResult> Check(Account? account, string email, string password)
        {
            // Counted and answered alike, whether or not there is such an account.
            var mayTry = await guesses.MayTry(account?.Id ?? guesses.IdOf(email));
            if (mayTry && account is { PasswordHash: not null } && account.MayAct(clock.GetUtcNow()))
            {
                var result = await signIn.PasswordSignInAsync(account, password, isPersistent: false, lockoutOnFailure: false);
                if (result.Succeeded)
                {
                    await guesses.WasRight(account);
                    await arrivals.Note(account);
                }
                else if (result.RequiresTwoFactor || result.IsNotAllowed)
                {
                    await guesses.TakeBack(account);
                }

                return result;
            }

            // As slow as a real check.
            accounts.PasswordHasher.HashPassword(account ?? new Account(), password);
            return SignInResult.Failed;
        }
    }
}
