using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>Asks to remove the passkeys of somebody who has lost them; a second administrator decides.</summary>
public static class RequestPasskeyReset
{
    [Requires(Permission.Administer)]
    [RequiresFresh]
    public sealed record Command : IAdministrationCommand<Unit>
    {
        public Guid Id { get; init; }
        public string? Reason { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).NotEmpty().MaximumLength(500);
    }

    internal sealed class Handler(AdministrationDbContext db, CurrentActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            if (actor.AccountId is not { } administrator || !await db.Users.AnyAsync(a => a.Id == command.Id, cancellationToken))
            {
                throw new NotFoundException();
            }

            var oldest = now - AccountRequest.Validity;
            if (
                await db.AccountRequests.AnyAsync(
                    r =>
                        r.Kind == AccountRequestKind.PasskeyReset
                        && r.AccountId == command.Id
                        && r.ApprovedAt == null
                        && r.RequestedAt > oldest,
                    cancellationToken
                )
            )
            {
                throw new RuleViolationException("Account.PasskeyReset.Waits");
            }

            actor.AuditDetail = $"account:{command.Id}";
            db.AccountRequests.Add(new(AccountRequestKind.PasskeyReset, command.Id, administrator, command.Reason!.Trim(), "", now));
            return Unit.Value;
        }
    }
}
