using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>A new one-time link, for a forgotten password, and on request a new start with the authenticator, for a lost phone. Whoever has the link takes over the account, also one that has not been used yet or whose ways to sign in were taken away: a second administrator agrees first.</summary>
public static class ResetAccount
{
    [Requires(Permission.Administer)]
    [RequiresFresh]
    public sealed record Command : IAdministrationCommand<OneTimeLink?>, IAnsweredOnce
    {
        public Guid Id { get; init; }
        public bool AlsoAuthenticator { get; init; }

        /// <summary>How the person showed who it is; the second administrator reads it.</summary>
        public string? Reason { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Id).NotEmpty();
            RuleFor(c => c.Reason).NotEmpty().MaximumLength(500);
        }
    }

    internal sealed class Handler(UserManager<Account> accounts, SecondAdministrator second, IConfiguration configuration)
        : IRequestHandler<Command, OneTimeLink?>
    {
        public async Task<OneTimeLink?> Handle(Command command, CancellationToken cancellationToken)
        {
            var account = await accounts.FindByIdAsync(command.Id.ToString()) ?? throw new NotFoundException();
            if (account.IsRetired)
            {
                throw new RuleViolationException("Account.Link.IsRetired");
            }

            var also = command.AlsoAuthenticator ? SecondAdministrator.AlsoAuthenticator : null;
            if (
                second.IsAwaited(
                    command,
                    AccountRequestKind.ResetAccount,
                    account.Id,
                    account.Email,
                    also,
                    $"{SecondAdministrator.ReasonPrefix}{command.Reason!.Trim()}"
                )
            )
            {
                return null;
            }

            if (command.AlsoAuthenticator)
            {
                await accounts.SetTwoFactorEnabledAsync(account, false).OrRefuse("");
                await accounts.ResetAuthenticatorKeyAsync(account).OrRefuse("");
            }

            // Links that were given before end here, and so do the sessions.
            await accounts.UpdateSecurityStampAsync(account).OrRefuse("");
            return new(account.Id, account.Email!, await accounts.OneTimeLink(account, configuration));
        }
    }
}
