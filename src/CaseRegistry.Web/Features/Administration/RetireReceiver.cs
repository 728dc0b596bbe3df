using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>A receiver is told nothing any more, for ever; what waited stays where it is.</summary>
public static class RetireReceiver
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

    internal sealed class Handler(AdministrationDbContext db, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var receiver =
                await db.WebhookReceivers.SingleOrDefaultAsync(r => r.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            receiver.Retire(clock.GetUtcNow());
            return Unit.Value;
        }
    }
}
