using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Periods;

/// <summary>The national office gives a quarter back to its region, with a question.</summary>
public static class ReturnPeriod
{
    [Requires(Permission.AcceptPeriods)]
    public sealed record Command : IMonitorCommand<Unit>
    {
        public Guid Id { get; init; }
        public string? Question { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text) =>
            RuleFor(c => c.Question)
                .NotEmpty()
                .WithMessage(_ => text["Period.Question.IsMissing"])
                .MaximumLength(PeriodVersion.TextMaxLength);
    }

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var version =
                await db.PeriodVersions.SingleOrDefaultAsync(v => v.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            version.Return(command.Question, actor.AccountId, clock.GetUtcNow());
            return Unit.Value;
        }
    }
}
