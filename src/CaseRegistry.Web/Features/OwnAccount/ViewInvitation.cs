using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;

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

    internal sealed class Handler(InvitationLinks links, InvitationCodes codes) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken) =>
            await links.Find(query.Account, query.Token) is not { } account ? Result.Gone
            : await codes.AreMet(account.Id, query.Code) ? Result.Open
            : Result.AsksCode;
    }
}
