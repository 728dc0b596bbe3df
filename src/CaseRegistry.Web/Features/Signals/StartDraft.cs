using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Signals;

/// <summary>Begins a registration that is filled in section by section and may be left and taken up again.</summary>
public static class StartDraft
{
    [Requires(Permission.RegisterSignals)]
    public sealed record Command : ICommand<DraftId>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(CurrentActor actor, IStringLocalizer<Texts> text) =>
            RuleFor(c => c)
                .Must(_ => actor is { AccountId: not null, Regions.Count: > 0 })
                .WithMessage(_ => text["Choose the region in which the case is registered."]);
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Command, DraftId>
    {
        public async Task<DraftId> Handle(Command command, CancellationToken cancellationToken)
        {
            var region = actor.Regions[0];
            var key = await keys.Create(region);
            var draft = new Draft(DraftId.New(), key.CaseId, region, actor.AccountId!.Value, clock.GetUtcNow());
            db.Drafts.Add(draft);
            return draft.Id;
        }
    }
}
