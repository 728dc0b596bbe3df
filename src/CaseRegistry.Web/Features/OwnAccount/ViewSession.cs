using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.AspNetCore.Antiforgery;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>How long this session still goes on, for the page that warns before its end.</summary>
public static class ViewSession
{
    [Requires(Permission.Anyone)]
    public sealed record Query : IQuery<Result>;

    /// <param name="Account">Whose session it is; null when there is none any more.</param>
    /// <param name="LocksIn">Seconds; 0 when it is locked.</param>
    /// <param name="EndsIn">Seconds.</param>
    /// <param name="Factors">What opens a locked session.</param>
    /// <param name="Token">Against forgery: that of the page belongs to somebody who is signed in.</param>
    public sealed record Result(Guid? Account, double LocksIn, double EndsIn, IReadOnlyList<Factor> Factors, string? Token);

    internal sealed class Handler(
        Factors factors,
        CurrentSession session,
        IAntiforgery antiforgery,
        IHttpContextAccessor http,
        TimeProvider clock
    ) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            if (await factors.Owner() is not { } account)
            {
                return new(null, 0, 0, [], null);
            }

            return session.Locked is null
                ? new(account.Id, (session.LocksAt - now).TotalSeconds, (session.EndsAt - now).TotalSeconds, [], null)
                : new(
                    account.Id,
                    0,
                    (session.EndsAt - now).TotalSeconds,
                    await factors.Of(account),
                    antiforgery.GetAndStoreTokens(http.HttpContext!).RequestToken
                );
        }
    }
}
