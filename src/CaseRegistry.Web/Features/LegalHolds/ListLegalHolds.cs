using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.LegalHolds;

/// <summary>The cases of my regions whose destruction is on hold: number, since when, by whom and why; nothing of the file.</summary>
public static class ListLegalHolds
{
    private const int PageSize = 25;
    private const string AccountPrefix = "account:";

    /// <param name="After">The page after this row: its place in the order.</param>
    [Requires(Permission.HoldCases)]
    public sealed record Query(long? After = null) : IAuditedQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Rows, long? Next) : IShowsCases
    {
        IEnumerable<CaseId> IShowsCases.ShownCases => Rows.Select(r => r.Id);
    }

    /// <param name="By">Name of the account; null where nobody signed in, as on the server itself.</param>
    public sealed record Row(CaseId Id, string Number, string Region, DateTimeOffset Since, string? By, string? Reason);

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var held = await db
                .Cases.Where(c => c.LegalHold && (query.After == null || EF.Property<long>(c, "Sequence") < query.After))
                .OrderByDescending(c => EF.Property<long>(c, "Sequence"))
                .Take(PageSize + 1)
                .Select(c => new
                {
                    c.Id,
                    c.Number,
                    c.Region,
                    Sequence = EF.Property<long>(c, "Sequence"),
                })
                .ToListAsync(cancellationToken);
            var page = held.Take(PageSize).ToList();
            var ids = page.Select(c => c.Id).ToList();
            var moves = await db
                .CaseMoves.AsNoTracking()
                .Where(m => ids.Contains(m.CaseId) && m.Move == Move.PlaceLegalHold)
                .ToListAsync(cancellationToken);
            var latest = moves.GroupBy(m => m.CaseId).ToDictionary(g => g.Key, g => g.MaxBy(m => m.MovedAt)!);
            var names = await Names(moves, cancellationToken);
            var opened = await keys.Open(ids, cancellationToken);
            return new(
                [
                    .. page.Select(c => new Row(
                        c.Id,
                        c.Number,
                        c.Region,
                        latest[c.Id].MovedAt,
                        names.GetValueOrDefault(latest[c.Id].MovedBy),
                        opened[c.Id].Reveal(latest[c.Id].Reason, CaseMove.ReasonColumn)
                    )),
                ],
                held.Count > PageSize ? page[^1].Sequence : null
            );
        }

        private async Task<Dictionary<string, string>> Names(IEnumerable<CaseMove> moves, CancellationToken cancellationToken)
        {
            var accounts = moves
                .Where(m => m.MovedBy.StartsWith(AccountPrefix, StringComparison.Ordinal))
                .Select(m => Guid.Parse(m.MovedBy[AccountPrefix.Length..]))
                .Distinct()
                .ToList();
            return await db
                .Users.Where(a => accounts.Contains(a.Id))
                .Select(a => new { a.Id, a.DisplayName })
                .ToDictionaryAsync(a => $"{AccountPrefix}{a.Id:N}", a => a.DisplayName, cancellationToken);
        }
    }
}
