using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>Ends one session of the own account, or all but this one: for a browser that was left behind somewhere.</summary>
public static class EndSessions
{
    /// <param name="Id">Which one; null for all others.</param>
    [Requires(Permission.SignedIn)]
    [RequiresFresh]
    public sealed record Command(Guid? Id) : IAdministrationCommand<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Id).NotEqual(Guid.Empty);
    }

    internal sealed class Handler(AdministrationDbContext db, CurrentActor actor, CurrentSession current, TimeProvider clock)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var sessions = await db
                .Sessions.Where(s => s.AccountId == actor.AccountId && s.EndedAt == null && s.ExpiresAt > now)
                .Where(s => command.Id == null ? s.Id != current.Id : s.Id == command.Id)
                .ToListAsync(cancellationToken);
            if (command.Id is not null && sessions.Count == 0)
            {
                throw new NotFoundException();
            }

            sessions.ForEach(s => s.End(now));
            return Unit.Value;
        }
    }
}
