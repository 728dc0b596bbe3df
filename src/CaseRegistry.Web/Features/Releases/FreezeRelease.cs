using System.Text.Json.Serialization;
using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
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
    [Requires(Permission.MakeReleases)]
    public sealed record Command : ReleaseFields, IMonitorCommand<Guid>
    {
        /// <summary>For everyone: protected here a moment ago; no form and no system sends it.</summary>
        [JsonIgnore]
        internal ProtectTables.Result? Protected { get; init; }
    }

    internal sealed class Validator : ReleaseRules<Command>
    {
        public Validator(IStringLocalizer<Texts> text)
            : base(text)
        {
            RuleFor(c => c.Title).NotEmpty().MaximumLength(Release.TitleMaxLength);
            RuleFor(c => c.Audience).NotNull().IsInEnum();
        }
    }

    internal sealed class Handler(MonitorDbContext db, CodeLists lists, KeyRing keys, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Command, Guid>
    {
        public async Task<Guid> Handle(Command command, CancellationToken cancellationToken)
        {
            var counts = new AcceptedCounts(db, lists, clock);
            var (first, last) = (command.FirstYear!.Value, command.LastYear!.Value);
            var (id, now) = (Guid.CreateVersion7(), clock.GetUtcNow());
            var release = Release.Freeze(
                id,
                command.Title!,
                command.Audience!.Value,
                (first, last),
                actor.AccountId,
                now,
                Protection(command.Protected, id)
            );
            var (accepted, missing) = await counts.Periods(
                first,
                last,
                cancellationToken,
                onlyOwed: command.Audience == ReleaseAudience.Public
            );
            if (accepted.Count == 0)
            {
                throw new RuleViolationException("Release.FirstYear.NothingAccepted");
            }

            if (missing.Count > 0 && !command.AcceptGaps)
            {
                throw new RuleViolationException("Release.AcceptGaps.IsMissing");
            }

            // Versions never change: the same ones give the same numbers.
            if (command.Protected is not null && !command.Protected.Accepted.SequenceEqual(accepted))
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
                command.Protected is null ? accepted : [.. accepted.Select(p => p with { Version = null })],
                missing,
                await counts.Breaks(first, last, cancellationToken),
                command.Protected?.Tables ?? await counts.Tables(command, accepted, cancellationToken),
                command.Protected?.Protection
            );
            var content = set.ToBytes();
            var files = await ReleaseFiles.Of(set);
            release.Fill(content, ReleaseFiles.Manifest(set, content, files), files);
            db.Releases.Add(release);
            return release.Id;
        }

        private ReleaseProtection? Protection(ProtectTables.Result? made, Guid id) =>
            made is null
                ? null
                : new(
                    made.Way,
                    made.Unit,
                    made.After,
                    keys.Protect(new ConfidentialPart(made.Certificate, made.Accepted).ToBytes(), Release.ConfidentialPurpose(id))
                );
    }
}
