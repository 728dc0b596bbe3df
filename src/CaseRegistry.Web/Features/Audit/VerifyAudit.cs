using CaseRegistry.Data;
using CaseRegistry.Domain.Audit;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Audit;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Audit;

/// <summary>Checks the whole audit chain and its signed anchors, and names the first row that is not as it was written.</summary>
public static class VerifyAudit
{
    private const int PageSize = 10_000;

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
                : sequence > 0 && anchors.Count == 0
                    ? Broken("There are no anchors: a cut tail or a chain that was written anew would not show.")
                : new(sequence, anchors.Count, sequence - last, notSealed, null);
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
