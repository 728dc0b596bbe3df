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
        MoveCase.Command Form,
        IReadOnlyList<MeetingRow> Meetings,
        IReadOnlyList<SelectListItem> Members
    ) : IShowsCases
    {
        IEnumerable<CaseId> IShowsCases.ShownCases => [Id];
    }

    public sealed record MeetingRow(MeetingId Id, MeetingKind Kind, DateOnly HeldOn);

    internal sealed class Handler(RegistryDbContext db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            if (!Code.TryParse<Move>(query.Move, out var move) || !MoveCase.IsMadeHere(move))
            {
                throw new NotFoundException();
            }

            var @case =
                await db
                    .Cases.Where(c => c.Id == query.Id)
                    .Select(c => new
                    {
                        c.Number,
                        c.Region,
                        Version = EF.Property<Guid>(c, "Version"),
                    })
                    .SingleOrDefaultAsync(cancellationToken)
                ?? throw new NotFoundException();
            var meetings = await db
                .Meetings.Where(m => m.Region == @case.Region && m.ClosedAt == null)
                .OrderBy(m => m.HeldOn)
                .Select(m => new MeetingRow(m.Id, m.Kind, m.HeldOn))
                .ToListAsync(cancellationToken);
            return new(
                query.Id,
                @case.Number,
                move,
                new MoveCase.Command
                {
                    Id = query.Id,
                    Move = query.Move,
                    Version = @case.Version,
                },
                meetings,
                await TableMembers.Of(db, @case.Region, cancellationToken)
            );
        }
    }
}
