using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>A frozen release does not go out. It stays as it is, with the reason.</summary>
public static class RejectRelease
{
    [Requires(Permission.MakeReleases)]
    public sealed record Command : IMonitorCommand<Unit>
    {
        public Guid Id { get; init; }
        public string? Reason { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text) =>
            RuleFor(c => c.Reason).NotEmpty().WithMessage(_ => text["Release.Reason.IsMissing"]).MaximumLength(Release.TextMaxLength);
    }

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var release =
                await db.Releases.SingleOrDefaultAsync(r => r.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            release.Reject(command.Reason, actor.AccountId, clock.GetUtcNow());
            return Unit.Value;
        }
    }
}
