using System.Text;
using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CsvHelper;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Signals;

/// <summary>How far an import is, and which rows are refused.</summary>
public static class ViewImport
{
    /// <param name="IsFile">The refused rows are taken along as a file.</param>
    [Requires(Permission.ImportCases)]
    [RequiresFresh(When = nameof(Query.IsFile))]
    public sealed record Query(ImportJobId Id, bool IsFile = false) : IAuditedQuery<Result>;

    public sealed record Result(
        ImportJobId Id,
        string? FileName,
        DateTimeOffset CreatedAt,
        ImportState State,
        int Rows,
        int Registered,
        int Skipped,
        int Refused,
        string? Refusals
    )
    {
        public int Done => Registered + Skipped + Refused;
        public bool IsBusy => State is ImportState.Checking or ImportState.Waiting or ImportState.Running;

        /// <summary>Row, reference, column and message of each refusal.</summary>
        public IEnumerable<string[]> Faults()
        {
            using var parser = new CsvParser(new StringReader(Refusals ?? ""), System.Globalization.CultureInfo.InvariantCulture);
            parser.Read();
            while (parser.Read())
            {
                yield return parser.Record!;
            }
        }
    }

    internal static object ProgressOf(Result result) =>
        new
        {
            value = result.Done,
            max = result.Rows,
            text = $"{result.Done} / {result.Rows}",
            done = !result.IsBusy,
        };

    /// <exception cref="NotFoundException">No row was refused, or it was too long ago.</exception>
    internal static byte[] RefusalsOf(Result result) => Encoding.UTF8.GetBytes(result.Refusals ?? throw new NotFoundException());

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, CurrentActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            actor.AuditDetail = query.IsFile ? "file" : null;
            var (job, key) = await Find(query.Id, cancellationToken);
            if (job.FileName is not null && key is null)
            {
                // It came to its end in this moment, where it gets another key.
                (job, key) = await Find(query.Id, cancellationToken);
            }

            return new(
                job.Id,
                key?.Reveal(job.FileName, ImportJob.FileNameColumn),
                job.CreatedAt,
                job.State,
                job.Rows,
                job.Registered,
                job.Skipped,
                job.Refused,
                key?.Reveal(job.Refusals, ImportJob.RefusalsColumn)
            );
        }

        /// <summary>The job and its key; of one that was done long ago nothing is left that a key protects.</summary>
        private async Task<(ImportJob Job, CaseKey? Key)> Find(ImportJobId id, CancellationToken cancellationToken)
        {
            var job =
                await db.ImportJobs.AsNoTracking().SingleOrDefaultAsync(j => j.Id == id, cancellationToken)
                ?? throw new NotFoundException();
            return (job, (await keys.Open([job.KeyId], cancellationToken)).GetValueOrDefault(job.KeyId));
        }
    }
}
