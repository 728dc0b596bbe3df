using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;

namespace CaseRegistry.Web.Features.References;

/// <summary>Says from when on the counts do not compare with those before, and why.</summary>
public static class AddSeriesBreak
{
    [Requires(Permission.MakeReleases)]
    public sealed record Command : IMonitorCommand<Guid>
    {
        public int? Year { get; init; }
        public int? QuarterOfYear { get; init; }
        public string? NoteNl { get; init; }
        public string? NoteEn { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Year).NotNull().InclusiveBetween(1900, 2999);
            RuleFor(c => c.QuarterOfYear).InclusiveBetween(1, 4);
            RuleFor(c => c.NoteNl).NotEmpty().MaximumLength(Reference.TextMaxLength);
            RuleFor(c => c.NoteEn).NotEmpty().MaximumLength(Reference.TextMaxLength);
        }
    }

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor, TimeProvider clock) : IRequestHandler<Command, Guid>
    {
        public Task<Guid> Handle(Command command, CancellationToken cancellationToken)
        {
            var note = (command.NoteNl!, command.NoteEn!);
            var @break = new SeriesBreak(command.Year!.Value, command.QuarterOfYear, note, actor.AccountId, clock.GetUtcNow());
            db.SeriesBreaks.Add(@break);
            return Task.FromResult(@break.Id);
        }
    }
}
