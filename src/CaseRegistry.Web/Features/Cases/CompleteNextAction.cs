using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>The next action of a note has been done.</summary>
public static class CompleteNextAction
{
    [Requires(Permission.ChangeCases)]
    public sealed record Command(CaseId Id, Guid ContactId) : ICommand<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.ContactId).NotEmpty();
    }

    internal sealed class Handler(RegistryDbContext db, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var contact =
                await db.ContactMoments.SingleOrDefaultAsync(c => c.Id == command.ContactId && c.CaseId == command.Id, cancellationToken)
                ?? throw new NotFoundException();
            contact.CompleteNextAction(clock.GetUtcNow());
            return Unit.Value;
        }
    }
}
