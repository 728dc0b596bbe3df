using System.Buffers.Text;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>Takes one of the own passkeys away, unless nothing would be left to sign in with.</summary>
public static class RemovePasskey
{
    [Requires(Permission.SignedIn)]
    [RequiresFresh]
    public sealed record Command : IRequest<Unit>
    {
        public string? Id { get; init; }
    }

    internal sealed class Handler(UserManager<Account> accounts, CurrentActor actor) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var account = await accounts.FindByIdAsync(actor.AccountId.ToString()!) ?? throw new NotFoundException();
            if (!Base64Url.IsValid(command.Id) || await accounts.GetPasskeyAsync(account, Base64Url.DecodeFromChars(command.Id)) is null)
            {
                throw new NotFoundException();
            }

            var isLast = (await accounts.GetPasskeysAsync(account)).Count == 1;
            if (isLast && (!account.TwoFactorEnabled || actor.Roles.Any(Roles.NeedsPasskey)))
            {
                throw new RuleViolationException("Account.Passkey.Last");
            }

            await accounts.RemovePasskeyAsync(account, Base64Url.DecodeFromChars(command.Id)).OrRefuse("");
            return Unit.Value;
        }
    }
}
