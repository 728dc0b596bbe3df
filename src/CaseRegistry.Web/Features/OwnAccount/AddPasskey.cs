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

/// <summary>A passkey that the browser made for the own account, with a name by which its owner knows it.</summary>
public static class AddPasskey
{
    private const int Most = 10;

    [Requires(Permission.SignedIn)]
    [RequiresFresh]
    public sealed record Command : IRequest<Unit>
    {
        public string? PasskeyName { get; init; }

        /// <summary>The answer of the browser, in JSON.</summary>
        public string? Credential { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.PasskeyName).NotEmpty().MaximumLength(PasskeySettings.MaximumNameLength);
            RuleFor(c => c.Credential).NotEmpty().MaximumLength(PasskeySettings.MaximumCredentialLength);
        }
    }

    internal sealed class Handler(
        UserManager<Account> accounts,
        SignInManager<Account> signIn,
        CurrentActor actor,
        AuditLog audit,
        IHttpContextAccessor http
    ) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var account = await accounts.FindByIdAsync(actor.AccountId.ToString()!) ?? throw new NotFoundException();
            var known = await accounts.GetPasskeysAsync(account);
            if (known.Count > 0 && actor.Roles.Any(Roles.NeedsPasskey) && http.HttpContext!.User.HasPasskey() is false)
            {
                // Or password and authenticator would let somebody in after all.
                await audit.Record("denied");
                throw new RuleViolationException("Account.Passkey.SignInFirst");
            }

            if (known.Count >= Most)
            {
                throw new RuleViolationException("Account.Passkey.TooMany");
            }

            var made = await Look(command.Credential!);
            if (made is not { Succeeded: true } || made.UserEntity.Id != account.Id.ToString())
            {
                await audit.Record("denied");
                throw new RuleViolationException("Account.Passkey.Refused");
            }

            made.Passkey.Name = command.PasskeyName!.Trim();
            await accounts.AddOrUpdatePasskeyAsync(account, made.Passkey).OrRefuse("");
            await signIn.SignInWithClaimsAsync(account, isPersistent: false, [new Claim(SignInMethods.Claim, SignInMethods.Passkey)]);
            return Unit.Value;
        }

        private async Task<PasskeyAttestationResult?> Look(string credential)
        {
            try
            {
                return await signIn.PerformPasskeyAttestationAsync(credential);
            }
            catch (InvalidOperationException)
            {
                // No offer was made to this browser, or it is too old.
                return null;
            }
        }
    }
}
