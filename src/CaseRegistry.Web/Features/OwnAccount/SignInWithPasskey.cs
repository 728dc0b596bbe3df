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

/// <summary>One touch of a passkey: no password and no code beside it. Wrong guesses of others do not get in its way.</summary>
public static class SignInWithPasskey
{
    [Requires(Permission.Anyone)]
    public sealed record Command : IRequest<Unit>
    {
        public string? Credential { get; init; }
        public string? ReturnUrl { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Credential).NotEmpty().MaximumLength(PasskeySettings.MaximumCredentialLength);
    }

    internal sealed class Handler(
        UserManager<Account> accounts,
        SignInManager<Account> signIn,
        PasskeyTouches touches,
        Arrivals arrivals,
        AuditLog audit,
        CurrentActor actor,
        TimeProvider clock
    ) : IRequestHandler<Command, Unit>
    {
        private const string Attempt = "SignInWithPasskeyAttempt";

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var shown = await touches.Check(command.Credential!);
            if (shown is not { Succeeded: true, User: { } account } || !account.MayAct(clock.GetUtcNow()))
            {
                await audit.Record("denied", detail: shown?.User is { } refused ? $"account:{refused.Id}" : null);
                throw new RuleViolationException("Account.Passkey.SignInRefused");
            }

            actor.Action = Attempt;
            await accounts.AddOrUpdatePasskeyAsync(account, shown.Passkey).OrRefuse("");
            await signIn.SignInWithClaimsAsync(account, isPersistent: false, [new Claim(SignInMethods.Claim, SignInMethods.Passkey)]);
            await arrivals.Note(account);
            actor.Action = nameof(SignInWithPasskey);
            await audit.Record("done", detail: $"account:{account.Id}");
            return Unit.Value;
        }
    }
}
