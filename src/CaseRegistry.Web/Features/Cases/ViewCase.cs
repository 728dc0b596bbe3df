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

    /// <summary>
    /// What is registered, under the names of the import columns (those of the signal are of the first one, but for the certainty,
    /// which is the latest), and where the case stands.
    /// </summary>
    public sealed record Result : CaseFields, IShowsCases
    {
        public CaseId Id { get; init; }

        [JsonPropertyName("case_number")]
        public string Number { get; init; } = "";
        public FileState State { get; init; }
        public DateTimeOffset StateSince { get; init; }
        public ConferenceState Conference { get; init; }
        public ClosureReason? ClosureReason { get; init; }
        public CaseStanding Standing { get; init; }
        public DateOnly? MinorFollowUpOn { get; init; }
        public Month? TurnsAdultIn { get; init; }
        public DateOnly? LostFromViewSince { get; init; }
        public DateOnly? LastSeenOn { get; init; }
        public string? MissingReportNumber { get; init; }
        public bool? GuardianInformed { get; init; }
        public DateOnly? NextRecheckOn { get; init; }

        /// <summary>The legal moves that are made on this page; the others are not offered.</summary>
        public IReadOnlyList<Move> Moves { get; init; } = [];

        /// <summary>Newest first.</summary>
        public IReadOnlyList<TimelineEntry> Timeline { get; init; } = [];

        /// <summary>To CoMensha, newest first.</summary>
        public IReadOnlyList<Notification> Notifications { get; init; } = [];

        /// <summary>Sent back with a move, it is refused when the case was changed since.</summary>
        public Guid Version { get; init; }
        public bool MayChange { get; init; }

        /// <summary>Since then identity and words are gone for good.</summary>
        public DateTimeOffset? ErasedAt { get; init; }

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
        SignalSource? Source = null,
        ClosureReason? ClosureReason = null,
        DateOnly? LostFromViewSince = null,
        DateOnly? LastSeenOn = null,
        DateOnly? NextRecheckOn = null
    );

    /// <summary>Whether CoMensha was notified, and under which number.</summary>
    public sealed record Notification(
        DateOnly On,
        NotificationState State,
        Notifier? Notifier,
        DateOnly? ConsentOn,
        NotNotifiedReason? Reason,
        string? Number,
        string? FileType,
        bool IsReplaced
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
            var notifications = await db
                .NotificationsToCoMensha.AsNoTracking()
                .Where(n => n.CaseId == @case.Id)
                .OrderByDescending(n => EF.Property<long>(n, "Sequence"))
                .ToListAsync(cancellationToken);
            // Also when an older copy of the database was put back, which does not know yet that the key is gone.
            var erasedAt = @case.ErasedAt ?? (key.IsDestroyed ? @case.StateSince : null);
            // Opened in an emergency: to be read, not to be changed.
            var mayChange = actor.Regions.Contains(@case.Region);
            var moves = mayChange && erasedAt is null ? @case.Standing.LegalMoves().Where(MoveCase.IsMadeHere).ToList() : [];
            return file.Fill(new Result()) with
            {
                Id = @case.Id,
                Number = @case.Number,
                State = @case.State,
                StateSince = @case.StateSince,
                Conference = @case.Conference,
                ClosureReason = @case.ClosureReason,
                Standing = @case.Standing,
                Certainty = Code.Of(@case.Signals.OrderBy(s => s.RegisteredAt).Last().Certainty),
                MinorFollowUpOn = @case.MinorFollowUpOn,
                TurnsAdultIn = @case.TurnsAdultIn,
                LostFromViewSince = @case.LostFromViewSince,
                LastSeenOn = @case.LastSeenOn,
                MissingReportNumber = @case.MissingReportNumber,
                GuardianInformed = @case.GuardianInformed,
                NextRecheckOn = @case.NextRecheckOn,
                Moves = moves,
                Timeline = timeline,
                Notifications =
                [
                    .. notifications.Select(n => new Notification(
                        n.On,
                        n.State,
                        n.Notifier,
                        n.ConsentOn,
                        n.Reason,
                        key.Reveal(n.Number, NotificationToCoMensha.NumberColumn),
                        n.FileType,
                        n.ReplacedAt is not null
                    )),
                ],
                Version = file.Version,
                MayChange = mayChange,
                ErasedAt = erasedAt,
            };
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
                            key.Reveal(m.Reason, CaseMove.ReasonColumn),
                            ClosureReason: m.ClosureReason,
                            LostFromViewSince: m.LostFromViewSince,
                            LastSeenOn: m.LastSeenOn,
                            NextRecheckOn: m.NextRecheckOn
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
