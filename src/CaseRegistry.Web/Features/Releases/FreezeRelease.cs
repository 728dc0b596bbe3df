using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Releases;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>Freezes tables of the accepted quarters, at this moment: a second person decides on exactly these bytes.</summary>
public static class FreezeRelease
{
    private const int MostYears = 50;

    [Requires(Permission.MakeReleases)]
    public sealed record Command : IMonitorCommand<Guid>
    {
        public string? Title { get; init; }
        public ReleaseAudience? Audience { get; init; }
        public int? FirstYear { get; init; }
        public int? LastYear { get; init; }
        public List<string> Tables { get; init; } = [];

        /// <summary>Quarters that were not accepted may be missing; the files name them.</summary>
        public bool AcceptGaps { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text)
        {
            RuleFor(c => c.Title).NotEmpty().MaximumLength(Release.TitleMaxLength);
            RuleFor(c => c.Audience).NotNull().IsInEnum();
            RuleFor(c => c.FirstYear).NotNull().InclusiveBetween(1900, 2999);
            RuleFor(c => c.LastYear).NotNull().InclusiveBetween(1900, 2999);
            RuleFor(c => c.LastYear)
                .Must((c, last) => last >= c.FirstYear && last < c.FirstYear + MostYears)
                .When(c => c is { FirstYear: not null, LastYear: not null })
                .WithMessage(_ => text["The last year cannot be before the first."]);
            RuleFor(c => c.Tables)
                .Must(t => t.Count > 0 && t.TrueForAll(name => MonitorCatalogue.Find(name) is not null))
                .WithMessage(_ => text["Choose at least one table."]);
        }
    }

    internal sealed class Handler(MonitorDbContext db, CodeLists lists, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Command, Guid>
    {
        public async Task<Guid> Handle(Command command, CancellationToken cancellationToken)
        {
            var counts = new AcceptedCounts(db, lists, clock);
            var (first, last) = (command.FirstYear!.Value, command.LastYear!.Value);
            var now = clock.GetUtcNow();
            var release = Release.Freeze(
                Guid.CreateVersion7(),
                command.Title!,
                command.Audience!.Value,
                (first, last),
                actor.AccountId,
                now
            );
            var (accepted, missing) = await counts.Periods(first, last, cancellationToken);
            if (accepted.Count == 0)
            {
                throw new RuleViolationException("Release.FirstYear.NothingAccepted");
            }

            if (missing.Count > 0 && !command.AcceptGaps)
            {
                throw new RuleViolationException("Release.AcceptGaps.IsMissing");
            }

            var tables = new List<FrozenTable>();
            foreach (var table in MonitorCatalogue.Tables.Where(t => command.Tables.Contains(t.Name)))
            {
                tables.Add(await counts.Table(table, first, last, cancellationToken));
            }

            // Versions never change, so that tables are of one moment when the same ones are in force before and after.
            if (!accepted.SequenceEqual((await counts.Periods(first, last, cancellationToken)).Accepted))
            {
                throw new RuleViolationException("Release.FirstYear.WasAccepted");
            }

            var set = new FrozenSet(
                release.Id,
                release.Title,
                Code.Of(release.Audience),
                release.DefinitionVersion,
                now.ToUniversalTime(),
                DutchCalendar.DateOf(now),
                first,
                last,
                AcceptedCounts.Label,
                AcceptedCounts.Rules,
                accepted,
                missing,
                await counts.Breaks(first, last, cancellationToken),
                tables
            );
            var content = set.ToBytes();
            var files = await ReleaseFiles.Of(set);
            release.Fill(content, ReleaseFiles.Manifest(set, content, files), files);
            db.Releases.Add(release);
            return release.Id;
        }
    }
}
