using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>What the browser needs to ask for a passkey, whoever it may be: the same for everybody.</summary>
public static class RequestPasskey
{
    [Requires(Permission.Anyone)]
    public sealed record Query : IQuery<string>;

    internal sealed class Handler(SignInManager<Account> signIn) : IRequestHandler<Query, string>
    {
        public Task<string> Handle(Query query, CancellationToken cancellationToken) => signIn.MakePasskeyRequestOptionsAsync(null);
    }
}
