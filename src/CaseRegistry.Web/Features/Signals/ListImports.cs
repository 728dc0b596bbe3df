using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Signals;

/// <summary>My imports, newest first.</summary>
public static class ListImports
{
    private const int Shown = 25;

    [Requires(Permission.ImportCases)]
    public sealed record Query : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Rows)
    {
        /// <summary>The upload field of the form on this page.</summary>
        public string? File { get; init; }
    }

    public sealed record Row(
        ImportJobId Id,
        string? FileName,
        DateTimeOffset CreatedAt,
        ImportState State,
        int Rows,
        int Registered,
        int Skipped,
        int Refused
    );

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var jobs = await db
                .ImportJobs.OrderByDescending(j => EF.Property<long>(j, "Sequence"))
                .Take(Shown)
                .Select(j => new
                {
                    j.Id,
                    j.KeyId,
                    j.FileName,
                    j.CreatedAt,
                    j.State,
                    j.Rows,
                    j.Registered,
                    j.Skipped,
                    j.Refused,
                })
                .ToListAsync(cancellationToken);
            var opened = await keys.Open([.. jobs.Select(j => j.KeyId)], cancellationToken);
            return new([
                .. jobs.Select(j => new Row(
                    j.Id,
                    opened.GetValueOrDefault(j.KeyId)?.Reveal(j.FileName, ImportJob.FileNameColumn),
                    j.CreatedAt,
                    j.State,
                    j.Rows,
                    j.Registered,
                    j.Skipped,
                    j.Refused
                )),
            ]);
        }
    }
}
