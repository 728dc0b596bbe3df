using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>The form of a move that asks for something.</summary>
public static class PrepareMove
{
    [Requires(Permission.ChangeCases)]
    public sealed record Query(CaseId Id, string? Move) : IAuditedQuery<Result>;

    public sealed record Result(
        CaseId Id,
        string Number,
        Move Move,
        CaseNow Now,
        MoveCase.Command Form,
        IReadOnlyList<MeetingRow> Meetings,
        IReadOnlyList<SelectListItem> Members
    ) : IShowsCases
    {
        IEnumerable<CaseId> IShowsCases.ShownCases => [Id];
    }

    /// <summary>Where the case stands at a version of it.</summary>
    public sealed record CaseNow(
        Guid Version,
        FileState State,
        DateTimeOffset StateSince,
        ConferenceState Conference,
        ClosureReason? ClosureReason,
        DateOnly? LostFromViewSince,
        DateOnly? LastSeenOn,
        string? MissingReportNumber,
        bool? GuardianInformed,
        DateOnly? NextRecheckOn,
        bool Restricted,
        bool LegalHold,
        IReadOnlyList<Move> LegalMoves
    );

    public sealed record MeetingRow(MeetingId Id, MeetingKind Kind, DateOnly HeldOn);

    internal sealed class Handler(RegistryDbContext db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            if (!Code.TryParse<Move>(query.Move, out var move) || !MoveCase.IsMadeHere(move))
            {
                throw new NotFoundException();
            }

            var found =
                await db
                    .Cases.AsNoTracking()
                    .Where(c => c.Id == query.Id)
                    .Select(c => new { Case = c, Version = EF.Property<Guid>(c, Versions.Column) })
                    .SingleOrDefaultAsync(cancellationToken)
                ?? throw new NotFoundException();
            var @case = found.Case;
            var meetings = await db
                .Meetings.Where(m => m.Region == @case.Region && m.ClosedAt == null)
                .OrderBy(m => m.HeldOn)
                .Select(m => new MeetingRow(m.Id, m.Kind, m.HeldOn))
                .ToListAsync(cancellationToken);
            return new(
                query.Id,
                @case.Number,
                move,
                new(
                    found.Version,
                    @case.State,
                    @case.StateSince,
                    @case.Conference,
                    @case.ClosureReason,
                    @case.LostFromViewSince,
                    @case.LastSeenOn,
                    @case.MissingReportNumber,
                    @case.GuardianInformed,
                    @case.NextRecheckOn,
                    @case.Restricted,
                    @case.LegalHold,
                    MoveCase.MovesOf(@case)
                ),
                new MoveCase.Command
                {
                    Id = query.Id,
                    Move = query.Move,
                    Version = found.Version,
                    LastSeenOn = move == Domain.Cases.Move.Recheck ? @case.LastSeenOn : null,
                    MissingReportNumber = move == Domain.Cases.Move.Recheck ? @case.MissingReportNumber : null,
                    GuardianInformed = move == Domain.Cases.Move.Recheck ? @case.GuardianInformed : null,
                },
                meetings,
                await TableMembers.Of(db, @case.Region, cancellationToken)
            );
        }
    }
}
