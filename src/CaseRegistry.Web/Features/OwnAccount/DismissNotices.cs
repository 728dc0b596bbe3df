using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>The owner of an account has seen what was told about it.</summary>
public static class DismissNotices
{
    private const int Most = 100;

    /// <summary>Those that stood on the page: what came since is still to be seen.</summary>
    [Requires(Permission.SignedIn)]
    public sealed record Command : IAdministrationCommand<Unit>
    {
        public List<Guid> Ids { get; init; } = [];
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Ids).Must(ids => ids.Count is > 0 and <= Most);
    }

    internal sealed class Handler(AdministrationDbContext db, CurrentActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var notices = await db
                .AccountNotices.Where(n => n.AccountId == actor.AccountId && command.Ids.Contains(n.Id))
                .ToListAsync(cancellationToken);
            if (notices.Count == 0)
            {
                throw new NotFoundException();
            }

            notices.ForEach(n => n.See(clock.GetUtcNow()));
            return Unit.Value;
        }
    }
}
