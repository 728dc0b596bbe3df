using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>The person is there still: asking is enough to keep the session from locking.</summary>
public static class ExtendSession
{
    [Requires(Permission.SignedIn)]
    public sealed record Command : IRequest<Result>;

    /// <param name="LocksIn">Seconds.</param>
    /// <param name="EndsIn">Seconds.</param>
    public sealed record Result(double LocksIn, double EndsIn);

    internal sealed class Handler(CurrentSession session, TimeProvider clock) : IRequestHandler<Command, Result>
    {
        public Task<Result> Handle(Command command, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            return Task.FromResult(new Result((session.LocksAt - now).TotalSeconds, (session.EndsAt - now).TotalSeconds));
        }
    }
}
