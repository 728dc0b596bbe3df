using System.Text;
using CaseRegistry.Data;
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
    [Requires(Permission.ImportCases)]
    public sealed record Query(ImportJobId Id) : IAuditedQuery<Result>;

    public sealed record Result(
        ImportJobId Id,
        string FileName,
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

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var job =
                await db.ImportJobs.AsNoTracking().SingleOrDefaultAsync(j => j.Id == query.Id, cancellationToken)
                ?? throw new NotFoundException();
            var key = await keys.Open(job.KeyId, cancellationToken);
            return new(
                job.Id,
                key.Reveal(job.FileName, ImportJob.FileNameColumn)!,
                job.CreatedAt,
                job.State,
                job.Rows,
                job.Registered,
                job.Skipped,
                job.Refused,
                key.Reveal(job.Refusals, ImportJob.RefusalsColumn)
            );
        }
    }
}
