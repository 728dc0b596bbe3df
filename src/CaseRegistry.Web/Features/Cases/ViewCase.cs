using System.Text.Json.Serialization;
using CaseRegistry.Data;
using CaseRegistry.Domain.Care;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>The whole file of one case: safe contact on top, what is known, and what happened.</summary>
public static class ViewCase
{
    [Requires(Permission.ViewCases)]
    public sealed record Query(CaseId Id) : IAuditedQuery<Result>;

    /// <param name="Fields">What is registered, in plain words.</param>
    /// <param name="Moves">The legal moves that are made on this page; the others are not offered.</param>
    /// <param name="Timeline">Newest first.</param>
    /// <param name="ErasedAt">Since then identity and words are gone for good.</param>
    /// <param name="Version">Sent back with a move, it is refused when the case was changed since.</param>
    public sealed record Result(
        CaseId Id,
        string Number,
        [property: JsonPropertyName("care_region")] string Region,
        FileState State,
        DateTimeOffset StateSince,
        ConferenceState Conference,
        ClosureReason? ClosureReason,
        CaseStanding Standing,
        Certainty Certainty,
        DateOnly? MinorFollowUpOn,
        Month? TurnsAdultIn,
        DateOnly? LostFromViewSince,
        DateOnly? LastSeenOn,
        string? MissingReportNumber,
        bool? GuardianInformed,
        DateOnly? NextRecheckOn,
        CaseFields Fields,
        IReadOnlyList<Move> Moves,
        IReadOnlyList<TimelineEntry> Timeline,
        Guid Version,
        bool MayChange,
        DateTimeOffset? ErasedAt
    ) : IShowsCases
    {
        IEnumerable<CaseId> IShowsCases.ShownCases => [Id];
    }

    /// <summary>Something that happened. The kind is signal, contact, move, minority or discussion.</summary>
    /// <param name="Code">The code that the kind has: certainty, move, minor status or outcome.</param>
    public sealed record TimelineEntry(
        DateTimeOffset At,
        string Kind,
        string Code,
        string By,
        string? Text = null,
        string? Text2 = null,
        DateOnly? On = null,
        Guid? Id = null,
        bool Done = false,
        SignalSource? Source = null
    );

    /// <summary>Where a signal comes from.</summary>
    public sealed record SignalSource(
        string ReporterType,
        string? ReportingOrganisation,
        string? ReporterMunicipalityCode,
        DateOnly? ObservedFrom,
        DateOnly? ObservedTo,
        string? ExternalReference
    );

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, CurrentActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var file = await CaseFile.Read(db, keys, query.Id, cancellationToken) ?? throw new NotFoundException();
            var (@case, key) = (file.Case, file.Key);
            var timeline = await Timeline(file, cancellationToken);
            // Also when an older copy of the database was put back, which does not know yet that the key is gone.
            var erasedAt = @case.ErasedAt ?? (key.IsDestroyed ? @case.StateSince : null);
            // Opened in an emergency: to be read, not to be changed.
            var mayChange = actor.Regions.Contains(@case.Region);
            var moves = mayChange && erasedAt is null ? @case.Standing.LegalMoves().Where(MoveCase.IsMadeHere).ToList() : [];
            return new(
                @case.Id,
                @case.Number,
                @case.Region,
                @case.State,
                @case.StateSince,
                @case.Conference,
                @case.ClosureReason,
                @case.Standing,
                @case.Signals.OrderBy(s => s.RegisteredAt).Last().Certainty,
                @case.MinorFollowUpOn,
                @case.TurnsAdultIn,
                @case.LostFromViewSince,
                @case.LastSeenOn,
                @case.MissingReportNumber,
                @case.GuardianInformed,
                @case.NextRecheckOn,
                file.ToFields(),
                moves,
                timeline,
                file.Version,
                mayChange,
                erasedAt
            );
        }

        private async Task<IReadOnlyList<TimelineEntry>> Timeline(CaseFile file, CancellationToken cancellationToken)
        {
            var (@case, key) = (file.Case, file.Key);
            var contacts = await db.ContactMoments.AsNoTracking().Where(c => c.CaseId == @case.Id).ToListAsync(cancellationToken);
            var moves = await db.CaseMoves.AsNoTracking().Where(m => m.CaseId == @case.Id).ToListAsync(cancellationToken);
            var statements = await db.MinorStatusStatements.AsNoTracking().Where(m => m.CaseId == @case.Id).ToListAsync(cancellationToken);
            var discussions = await db.Discussions.AsNoTracking().Where(m => m.CaseId == @case.Id).ToListAsync(cancellationToken);
            var reporters = @case.Signals.Select(s => s.ReportingOrganisationId).OfType<ReportingOrganisationId>().Distinct().ToList();
            var organisations = await db
                .ReportingOrganisations.Where(o => reporters.Contains(o.Id))
                .ToDictionaryAsync(o => o.Id, o => o.Name, cancellationToken);
            return
            [
                .. @case
                    .Signals.Select(s => new TimelineEntry(
                        s.RegisteredAt,
                        "signal",
                        Code.Of(s.Certainty),
                        s.RegisteredBy,
                        key.Reveal(s.Narrative, Signal.NarrativeColumn),
                        key.Reveal(s.CertaintyBasis, Signal.CertaintyBasisColumn),
                        s.ReceivedOn,
                        Source: new(
                            s.ReporterType,
                            organisations.GetValueOrDefault(s.ReportingOrganisationId ?? default),
                            s.ReporterMunicipality,
                            s.ObservedFrom,
                            s.ObservedTo,
                            s.ExternalReference
                        )
                    ))
                    .Concat(
                        contacts.Select(c => new TimelineEntry(
                            c.At,
                            "contact",
                            "",
                            c.RecordedBy,
                            key.Reveal(c.Note, ContactMoment.NoteColumn),
                            key.Reveal(c.NextAction, ContactMoment.NextActionColumn),
                            c.NextActionOn,
                            Id: c.Id,
                            Done: c.NextActionDoneAt is not null
                        ))
                    )
                    .Concat(
                        moves.Select(m => new TimelineEntry(
                            m.MovedAt,
                            "move",
                            Code.Of(m.Move),
                            m.MovedBy,
                            key.Reveal(m.Reason, CaseMove.ReasonColumn)
                        ))
                    )
                    .Concat(
                        statements
                            .OrderBy(s => s.StatedAt)
                            .Skip(1)
                            .Select(s => new TimelineEntry(
                                s.StatedAt,
                                "minority",
                                Code.Of(s.Status),
                                s.StatedBy,
                                key.Reveal(s.Reason, MinorStatusStatement.ReasonColumn)
                            ))
                    )
                    .Concat(
                        discussions.Select(d => new TimelineEntry(
                            d.RecordedAt,
                            "discussion",
                            Code.Of(d.Outcome),
                            d.RecordedBy,
                            key.Reveal(d.Reasons, Discussion.ReasonsColumn),
                            key.Reveal(d.Actions, Discussion.ActionsColumn)
                        ))
                    )
                    .OrderByDescending(e => e.At),
            ];
        }
    }
}
