using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>Whether the link of an invitation can still be used.</summary>
public static class ViewInvitation
{
    [Requires(Permission.Anyone)]
    public sealed record Query(Guid Account, string Token) : IQuery<bool>;

    internal sealed class Handler(UserManager<Account> accounts, TimeProvider clock) : IRequestHandler<Query, bool>
    {
        public async Task<bool> Handle(Query query, CancellationToken cancellationToken) =>
            await accounts.FindByIdAsync(query.Account.ToString()) is { } account
            && account.MayAct(clock.GetUtcNow())
            && await accounts.VerifyUserTokenAsync(
                account,
                accounts.Options.Tokens.PasswordResetTokenProvider,
                UserManager<Account>.ResetPasswordTokenPurpose,
                query.Token
            );
    }
}
