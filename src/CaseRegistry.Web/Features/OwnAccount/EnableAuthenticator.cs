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

/// <summary>A first code proves that the authenticator app works. From then on it is asked for, and recovery codes are shown once.</summary>
public static class EnableAuthenticator
{
    private const int RecoveryCodes = 8;

    [Requires(Permission.SignedIn)]
    [RequiresFresh]
    public sealed record Command : IRequest<IReadOnlyList<string>>
    {
        public string? OneTimeCode { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.OneTimeCode).NotEmpty().MaximumLength(20);
    }

    internal sealed class Handler(UserManager<Account> accounts, SignInManager<Account> signIn, CurrentActor actor)
        : IRequestHandler<Command, IReadOnlyList<string>>
    {
        public async Task<IReadOnlyList<string>> Handle(Command command, CancellationToken cancellationToken)
        {
            var account = await accounts.FindByIdAsync(actor.AccountId.ToString()!) ?? throw new NotFoundException();
            if (account.TwoFactorEnabled)
            {
                throw new RuleViolationException("Account.Authenticator.IsSetUp");
            }

            var code = command.OneTimeCode!.Replace(" ", "", StringComparison.Ordinal);
            if (!await accounts.VerifyTwoFactorTokenAsync(account, accounts.Options.Tokens.AuthenticatorTokenProvider, code))
            {
                throw new RuleViolationException("Account.OneTimeCode.Wrong");
            }

            await accounts.SetTwoFactorEnabledAsync(account, true).OrRefuse("");
            var codes = await accounts.GenerateNewTwoFactorRecoveryCodesAsync(account, RecoveryCodes);
            await signIn.SignInWithClaimsAsync(account, isPersistent: false, [new Claim(SignInMethods.Claim, SignInMethods.Authenticator)]);
            return [.. codes!];
        }
    }
}
