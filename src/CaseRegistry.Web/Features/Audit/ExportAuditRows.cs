using System.Globalization;
using System.Text;
using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Mediator;
using CsvHelper;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Audit;

/// <summary>The audit rows that answer to a filter as a file, newest first, with their place in the chain.</summary>
public static class ExportAuditRows
{
    /// <summary>More than a spreadsheet holds is no use; narrow the period.</summary>
    private const int MaxRows = 100_000;

    [Requires(Permission.ViewAudit)]
    [RequiresFresh]
    public sealed record Query : AuditFilter, IAuditedQuery<Result>;

    /// <param name="Csv">UTF-8, RFC 4180; cells that a spreadsheet would run are neutralised.</param>
    public sealed record Result(byte[] Csv, DateOnly On);

    internal sealed class Validator : AuditFilterRules<Query>;

    internal sealed class Handler(
        AdministrationDbContext administration,
        RegistryDbContext registry,
        CurrentActor actor,
        TimeProvider clock
    ) : IRequestHandler<Query, Result>
    {
        private static readonly string[] Header =
        [
            "sequence",
            "at",
            "actor",
            "name",
            "organisation",
            "roles",
            "activity",
            "outcome",
            "case",
            "region",
            "detail",
            "origin",
            "request_id",
            "hash",
        ];

        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var filtered = await query.Apply(administration, registry, cancellationToken);
            var found = await filtered.Take(MaxRows).ToListAsync(cancellationToken);
            var rows = await ListAuditRows.Named(administration, registry, found, cancellationToken);
            actor.AuditDetail = $"rows:{rows.Count}";
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            await using (var csv = new CsvWriter(text, Csv.Harmless))
            {
                Write(csv, Header);
                foreach (var (row, name, organisation, number) in rows)
                {
                    Write(
                        csv,
                        [
                            row.Sequence?.ToString(CultureInfo.InvariantCulture),
                            row.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                            row.Actor,
                            name,
                            organisation,
                            row.Roles,
                            row.Action,
                            row.Outcome,
                            number ?? row.CaseId?.ToString(),
                            row.Region,
                            row.Detail,
                            row.Origin,
                            row.RequestId,
                            row.Hash is { } hash ? Convert.ToHexStringLower(hash) : null,
                        ]
                    );
                }
            }

            return new(Encoding.UTF8.GetBytes(text.ToString()), clock.Today());
        }

        private static void Write(CsvWriter csv, IEnumerable<string?> fields)
        {
            foreach (var field in fields)
            {
                csv.WriteField(field);
            }

            csv.NextRecord();
        }
    }
}
