using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Signals;

/// <summary>Throws a draft away, with the key that protected it.</summary>
public static class DeleteDraft
{
    [Requires(Permission.RegisterSignals)]
    public sealed record Command(DraftId Id) : ICommand<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Id).NotEmpty();
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var draft = await db.Drafts.SingleOrDefaultAsync(d => d.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            db.Drafts.Remove(draft);
            await keys.Spend(draft.CaseId, cancellationToken);
            return Unit.Value;
        }
    }
}
