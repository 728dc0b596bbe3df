using CaseRegistry.Data;
using CaseRegistry.Domain.Audit;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Audit;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Audit;

/// <summary>Checks the whole audit chain and its signed anchors, and names the first row that is not as it was written.</summary>
public static class VerifyAudit
{
    private const int PageSize = 10_000;
    private const int HeadAttempts = 10;

    [Requires(Permission.Operate)]
    public sealed record Query : IQuery<Result>;

    /// <param name="Rows">Rows that were checked, up to the first broken one.</param>
    /// <param name="NotAnchored">Rows after the last anchor: in the chain, but a cut tail would not show yet.</param>
    /// <param name="NotSealed">On a database server: rows that wait for their place in the chain.</param>
    /// <param name="Fault">What is wrong, with the number of the row; null when everything is whole.</param>
    public sealed record Result(long Rows, int Anchors, long NotAnchored, int NotSealed, string? Fault);

    internal sealed class Handler(AdministrationDbContext db, AuditChain chain, IAnchorSink sink, AnchorKey key)
        : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var (anchors, anchorFault) = await Anchors(cancellationToken);
            var notSealed = await db.AuditRows.CountAsync(r => r.Sequence == null, cancellationToken);
            var head = await db.AuditHeads.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
            var (sequence, hash) = (0L, AuditHead.Start().Hash);
            Result Broken(string fault) => new(sequence, anchors.Count, 0, notSealed, fault);

            if (chain.HasOneWriter && notSealed > 0)
            {
                return Broken("There are rows without a place in the chain: they were not written by the register.");
            }

            if (await db.AuditRows.AnyAsync(r => r.Sequence < 1, cancellationToken))
            {
                return Broken("There are rows before the first one: they were not written by the register.");
            }

            if (await StoredOtherwise(cancellationToken) is { } stored)
            {
                return Broken($"Row {stored} is not as it was written: it says the same in another spelling, so that a search misses it.");
            }

            while (true)
            {
                var after = sequence;
                var page = await db
                    .AuditRows.AsNoTracking()
                    .Where(r => r.Sequence > after)
                    .OrderBy(r => r.Sequence)
                    .Take(PageSize)
                    .ToListAsync(cancellationToken);
                foreach (var row in page)
                {
                    if (row.Sequence != sequence + 1)
                    {
                        return Broken($"Row {sequence + 1} is missing.");
                    }

                    if (!hash.AsSpan().SequenceEqual(row.PreviousHash) || !row.ComputeHash().AsSpan().SequenceEqual(row.Hash))
                    {
                        return Broken($"Row {row.Sequence} is not as it was written.");
                    }

                    (sequence, hash) = (row.Sequence.Value, row.Hash!);
                    if (head?.Sequence == sequence && !head.Hash.AsSpan().SequenceEqual(hash))
                    {
                        return Broken($"Row {sequence} is not the one with which the chain ended.");
                    }

                    if (anchors.TryGetValue(sequence, out var anchored) && anchored != Convert.ToHexStringLower(hash))
                    {
                        return Broken($"Row {sequence} is not the one that was anchored: it or a row before it was written anew.");
                    }
                }

                if (page.Count < PageSize)
                {
                    break;
                }
            }

            var last = anchors.Count == 0 ? 0 : anchors.Keys.Max();
            return anchorFault is not null ? Broken(anchorFault)
                : last > sequence ? Broken($"Row {sequence + 1} is missing: there were at least {last} rows when the chain was anchored.")
                // Rows that came while this ran are not in the head that was read before.
                : head is not null && head.Sequence > sequence
                    ? Broken($"Row {sequence + 1} is missing: the chain ended with row {head.Sequence}.")
                : await HeadFault(cancellationToken) is { } headFault ? Broken(headFault)
                : sequence > 0 && anchors.Count == 0
                    ? Broken("There are no anchors: a cut tail or a chain that was written anew would not show.")
                : new(sequence, anchors.Count, sequence - last, notSealed, null);
        }

        /// <summary>What the chain says of its own end. Both come with one look; a row that is being written is not there yet.</summary>
        private async Task<string?> HeadFault(CancellationToken cancellationToken)
        {
            for (var attempt = 1; ; attempt++)
            {
                var last = await db.AuditRows.MaxAsync(r => r.Sequence, cancellationToken) ?? 0;
                var kept = await db
                    .AuditHeads.Select(h => new { h.Sequence, Last = db.AuditRows.Max(r => r.Sequence) })
                    .SingleOrDefaultAsync(cancellationToken);
                if (kept is null ? last == 0 : kept.Sequence == (kept.Last ?? 0))
                {
                    return null;
                }

                if (attempt == HeadAttempts)
                {
                    return kept is null
                        ? $"The end of the chain is not kept any more: nothing can be written after row {last}."
                        : $"The chain goes on to row {kept.Last}, but its end is kept as row {kept.Sequence}.";
                }

                await Task.Delay(100, cancellationToken);
            }
        }

        /// <summary>
        /// In SQLite a value can be stored in several ways that read the same and are not found alike: letters as bytes, an id in
        /// small letters, a moment in another notation. On a server each column has one.
        /// </summary>
        private async Task<string?> StoredOtherwise(CancellationToken cancellationToken)
        {
            if (db.Database.GetDbConnection() is not SqliteConnection connection)
            {
                return null;
            }

            await db.Database.OpenConnectionAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = """
                SELECT min(Sequence) FROM AuditRows WHERE
                  typeof(At) <> 'text'
                  OR At NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'
                  OR substr(At, 20) GLOB '*[^.0-9]*' OR substr(At, 20) LIKE '%0' OR length(At) = 20
                  OR typeof(Actor) <> 'text' OR typeof(Roles) <> 'text' OR typeof(Action) <> 'text' OR typeof(Outcome) <> 'text'
                  OR typeof(CaseId) NOT IN ('text', 'null') OR CaseId NOT GLOB @guid OR typeof(Sequence) NOT IN ('integer', 'null')
                  OR typeof(Region) NOT IN ('text', 'null') OR typeof(Detail) NOT IN ('text', 'null')
                  OR typeof(Origin) NOT IN ('text', 'null') OR typeof(RequestId) NOT IN ('text', 'null')
                """;
            var block = (int digits) => string.Concat(Enumerable.Repeat("[0-9A-F]", digits));
            command.Parameters.AddWithValue("@guid", string.Join('-', block(8), block(4), block(4), block(4), block(12)));
            return await command.ExecuteScalarAsync(cancellationToken) is { } stored and not DBNull ? $"{stored}" : null;
        }

        private async Task<(Dictionary<long, string> Hashes, string? Fault)> Anchors(CancellationToken cancellationToken)
        {
            var hashes = new Dictionary<long, string>();
            var (line, fault) = (0, (string?)null);
            await foreach (var anchor in sink.Read(cancellationToken))
            {
                line++;
                if (anchor is null || !key.Verify(anchor))
                {
                    fault ??= $"Anchor {line} is not one that this register signed.";
                }
                else if (!hashes.TryAdd(anchor.Sequence, anchor.Hash) && hashes[anchor.Sequence] != anchor.Hash)
                {
                    fault ??= $"Row {anchor.Sequence} was anchored twice, with different content.";
                }
            }

            return (hashes, fault);
        }
    }
}
