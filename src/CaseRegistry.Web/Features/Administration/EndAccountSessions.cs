using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>Everywhere where somebody is signed in it is over at once; the account itself stays as it is.</summary>
public static class EndAccountSessions
{
    [Requires(Permission.Administer)]
    [RequiresFresh]
    public sealed record Command : IAdministrationCommand<Unit>
    {
        public Guid Id { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Id).NotEmpty();
    }

    internal sealed class Handler(AdministrationDbContext db, UserManager<Account> accounts, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var account = await accounts.FindByIdAsync(command.Id.ToString()) ?? throw new NotFoundException();
            actor.AuditDetail = $"account:{account.Id}";
            var now = clock.GetUtcNow();
            var sessions = await db
                .Sessions.Where(s => s.AccountId == account.Id && s.EndedAt == null && s.ExpiresAt > now)
                .ToListAsync(cancellationToken);
            sessions.ForEach(s => s.End(now));
            // Whoever is half way signing in, or holds a link, begins again.
            await accounts.UpdateSecurityStampAsync(account).OrRefuse("");
            return Unit.Value;
        }
    }
}
