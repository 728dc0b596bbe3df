using System.Buffers.Text;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>The passkeys of the own account.</summary>
public static class ListPasskeys
{
    [Requires(Permission.SignedIn)]
    public sealed record Query : IQuery<Result>;

    /// <param name="Rows">The passkeys, oldest first.</param>
    /// <param name="MustHaveOne">The role of the account demands a passkey.</param>
    public sealed record Result(IReadOnlyList<Row> Rows, bool MustHaveOne)
    {
        /// <summary>Only for the form.</summary>
        public string? PasskeyName { get; init; }
        public string? Credential { get; init; }
    }

    public sealed record Row(string Id, string Name, DateTimeOffset CreatedAt);

    internal sealed class Handler(UserManager<Account> accounts, CurrentActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var account = await accounts.FindByIdAsync(actor.AccountId.ToString()!) ?? throw new NotFoundException();
            var passkeys = await accounts.GetPasskeysAsync(account);
            return new(
                [
                    .. passkeys
                        .OrderBy(p => p.CreatedAt)
                        .Select(p => new Row(Base64Url.EncodeToString(p.CredentialId), p.Name ?? "", p.CreatedAt)),
                ],
                actor.Roles.Any(Roles.NeedsPasskey)
            );
        }
    }
}
