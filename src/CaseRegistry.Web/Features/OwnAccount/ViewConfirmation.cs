using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>What the owner of this session, open or locked, can show; nothing when there is no session.</summary>
public static class ViewConfirmation
{
    [Requires(Permission.Anyone)]
    public sealed record Query(string? ReturnUrl) : IQuery<Result?>;

    public sealed record Result(IReadOnlyList<Factor> Factors, bool IsLocked, string? ReturnUrl)
    {
        /// <summary>Only for the form.</summary>
        public string? OneTimeCode { get; init; }
        public string? CurrentPassword { get; init; }
    }

    internal sealed class Handler(Factors factors, CurrentSession session) : IRequestHandler<Query, Result?>
    {
        public async Task<Result?> Handle(Query query, CancellationToken cancellationToken) =>
            await factors.Owner() is { } account ? new(await factors.Of(account), session.Locked is not null, query.ReturnUrl) : null;
    }
}
