using System.Text.Json;
using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Signals;

/// <summary>Keeps one section of a draft as it is, complete or not: the task list says what is missing.</summary>
public static class SaveDraft
{
    [Requires(Permission.RegisterSignals)]
    public sealed record Command : CaseFields, ICommand<Unit>
    {
        public DraftId Id { get; init; }

        /// <summary>Code of the section.</summary>
        public string Section { get; init; } = "";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Section).Must(s => Code.TryParse<Section>(s, out _));
            RuleFor(c => c.Summary).MaximumLength(4000);
        }
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var draft = await db.Drafts.SingleOrDefaultAsync(d => d.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            var fields = await ViewDraft.Read(draft, keys, cancellationToken);
            CaseSummary.Merge(fields, command, Code.Parse<Section>(command.Section));
            var key = await keys.Open(draft.CaseId, cancellationToken);
            draft.Save(JsonSerializer.Serialize(fields, Json.Options), key, clock.GetUtcNow());
            return Unit.Value;
        }
    }
}
