using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>A one-time link lets someone choose a password. Whoever has no authenticator yet goes on to set it up; others sign in.</summary>
public static class AcceptInvitation
{
    /// <summary>Answers whether the person is signed in now.</summary>
    [Requires(Permission.Anyone)]
    public sealed record Command : IRequest<bool>
    {
        /// <summary>What the link brought, in its cookie; no form fills it.</summary>
        [BindNever]
        public Guid Account { get; init; }

        [BindNever]
        public string? Token { get; init; }

        [BindNever]
        public string? Code { get; init; }
        public string? NewPassword { get; init; }
        public string? RepeatPassword { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text)
        {
            RuleFor(c => c.NewPassword).NotEmpty().MaximumLength(IdentitySettings.MaximumPasswordLength);
            RuleFor(c => c.RepeatPassword).Equal(c => c.NewPassword).WithMessage(_ => text["This is not the same password."]);
        }
    }

    internal sealed class Handler(
        UserManager<Account> accounts,
        SignInManager<Account> signIn,
        InvitationCodes codes,
        InvitationCookie cookie,
        CurrentActor actor,
        TimeProvider clock
    ) : IRequestHandler<Command, bool>
    {
        public async Task<bool> Handle(Command command, CancellationToken cancellationToken)
        {
            if (
                await accounts.FindByIdAsync(command.Account.ToString()) is not { } account
                || !account.MayAct(clock.GetUtcNow())
                || !await codes.AreMet(account.Id, command.Code)
            )
            {
                throw new RuleViolationException("Account.Invitation.Gone");
            }

            actor.AuditDetail = $"account:{account.Id}";
            await accounts
                .ResetPasswordAsync(account, command.Token ?? "", command.NewPassword!)
                .OrRefuse(error => error.Code == nameof(IdentityErrorDescriber.InvalidToken) ? "" : nameof(Command.NewPassword));
            await codes.Use(account.Id);
            cookie.Drop();
            if (
                account.TwoFactorEnabled
                || (await accounts.GetPasskeysAsync(account)).Count > 0
                || (await accounts.GetLoginsAsync(account)).Count > 0
            )
            {
                // The link replaces the password, not the second factor.
                return false;
            }

            await signIn.SignInAsync(account, isPersistent: false);
            return true;
        }
    }
}
