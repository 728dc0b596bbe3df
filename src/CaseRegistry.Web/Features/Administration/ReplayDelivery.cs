using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>Sends again what was delivered or given up, under the same number and delivery id.</summary>
public static class ReplayDelivery
{
    [Requires(Permission.Administer)]
    public sealed record Command : IAdministrationCommand<Unit>
    {
        public Guid Id { get; init; }
        public Guid DeliveryId { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Id).NotEmpty();
            RuleFor(c => c.DeliveryId).NotEmpty();
        }
    }

    internal sealed class Handler(AdministrationDbContext db, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var delivery =
                await db.WebhookDeliveries.SingleOrDefaultAsync(
                    d => d.Id == command.DeliveryId && d.ReceiverId == command.Id,
                    cancellationToken
                ) ?? throw new NotFoundException();
            if (await db.WebhookReceivers.AnyAsync(r => r.Id == command.Id && r.RetiredAt != null, cancellationToken))
            {
                throw new RuleViolationException("Webhook.Replay.IsRetired");
            }

            delivery.Replay(clock.GetUtcNow());
            return Unit.Value;
        }
    }
}
