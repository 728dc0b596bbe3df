using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>Whether the link of an invitation can still be used, and what for.</summary>
public static class ViewInvitation
{
    [Requires(Permission.Anyone)]
    public sealed record Query(Guid Account, string? Token, string? Code) : IQuery<Result>;

    public enum Result
    {
        Gone,

        /// <summary>First the code that belongs to the link.</summary>
        AsksCode,
        Open,
    }

    internal sealed class Handler(UserManager<Account> accounts, InvitationCodes codes, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken) =>
            await accounts.FindByIdAsync(query.Account.ToString()) is { } account
            && account.MayAct(clock.GetUtcNow())
            && await accounts.VerifyUserTokenAsync(
                account,
                accounts.Options.Tokens.PasswordResetTokenProvider,
                UserManager<Account>.ResetPasswordTokenPurpose,
                query.Token ?? ""
            )
                ? await codes.AreMet(account.Id, query.Code)
                    ? Result.Open
                    : Result.AsksCode
                : Result.Gone;
    }
}
