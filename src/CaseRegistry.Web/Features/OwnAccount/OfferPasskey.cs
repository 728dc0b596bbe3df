using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>What the browser needs to make a passkey for the own account: a challenge that is good for a few minutes.</summary>
public static class OfferPasskey
{
    [Requires(Permission.SignedIn)]
    [RequiresFresh]
    public sealed record Query : IQuery<string>;

    internal sealed class Handler(UserManager<Account> accounts, SignInManager<Account> signIn, CurrentActor actor)
        : IRequestHandler<Query, string>
    {
        public async Task<string> Handle(Query query, CancellationToken cancellationToken)
        {
            var account = await accounts.FindByIdAsync(actor.AccountId.ToString()!) ?? throw new NotFoundException();
            return await signIn.MakePasskeyCreationOptionsAsync(
                new()
                {
                    Id = account.Id.ToString(),
                    Name = account.Email!,
                    DisplayName = account.DisplayName,
                }
            );
        }
    }
}
