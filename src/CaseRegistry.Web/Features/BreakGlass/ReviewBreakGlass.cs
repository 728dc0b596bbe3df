using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.BreakGlass;

/// <summary>Weighs an emergency access, once and with a note; nobody weighs the own one, for coordinators are no privacy officers.</summary>
public static class ReviewBreakGlass
{
    [Requires(Permission.ReviewBreakGlass)]
    public sealed record Command : ICommand<Unit>
    {
        public BreakGlassId Id { get; init; }

        /// <summary>justified or not_justified.</summary>
        public string? Review { get; init; }
        public string? Note { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text)
        {
            RuleFor(c => c.Review)
                .Must(r => Code.TryParse<BreakGlassReview>(r, out _))
                .WithMessage(_ => text["Say whether it was justified."]);
            RuleFor(c => c.Note).NotEmpty().WithMessage(_ => text["BreakGlass.Note.Required"]).MaximumLength(2000);
        }
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var opened =
                await db.BreakGlasses.SingleOrDefaultAsync(b => b.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            opened.Weigh(
                Code.Parse<BreakGlassReview>(command.Review),
                command.Note,
                await keys.Open(opened.CaseId, cancellationToken),
                actor.AccountId!.Value,
                clock.GetUtcNow()
            );
            return Unit.Value;
        }
    }
}
