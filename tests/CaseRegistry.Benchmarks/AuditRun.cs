using System.Diagnostics;
using CaseRegistry.Data;
using CaseRegistry.Domain.Audit;
using CaseRegistry.Web.Infrastructure.Audit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Benchmarks;

/// <summary>Writes a long audit trail, chained as the application does it, and times <c>audit verify</c> on it as a process.</summary>
internal static class AuditRun
{
    private const int RowsPerCommit = 10_000;

    private static readonly string[] Columns =
    [
        nameof(AuditRow.Sequence),
        nameof(AuditRow.PreviousHash),
        nameof(AuditRow.Hash),
        nameof(AuditRow.At),
        nameof(AuditRow.Actor),
        nameof(AuditRow.Roles),
        nameof(AuditRow.Action),
        nameof(AuditRow.CaseId),
        nameof(AuditRow.Region),
        nameof(AuditRow.Outcome),
        nameof(AuditRow.Origin),
        nameof(AuditRow.RequestId),
    ];

    public static async Task Run(int rows)
    {
        await using var register = await OwnRegister.Install();
        var clock = Stopwatch.StartNew();
        await register.AsOperator(async services =>
        {
            var head = await services.GetRequiredService<AdministrationDbContext>().AuditHeads.AsNoTracking().SingleAsync();
            await using var connection = new SqliteConnection($"Data Source={register.Database}");
            await connection.OpenAsync();
            for (var written = 0; written < rows; written += RowsPerCommit)
            {
                Commit(connection, head, Enumerable.Range(written, Math.Min(RowsPerCommit, rows - written)).Select(Entry));
                await services.GetRequiredService<AnchorAudit>().Anchor(CancellationToken.None);
            }

            return true;
        });
        Console.WriteLine($"{rows} rows written in {clock.Elapsed.TotalSeconds:0.0} s");

        clock.Restart();
        var verify = register.Start("CaseRegistry.Web.dll", "audit", "verify");
        await verify.WaitForExitAsync();
        Console.WriteLine($"audit verify: exit code {verify.ExitCode} after {clock.Elapsed.TotalSeconds:0.0} s");
    }

    private static void Commit(SqliteConnection connection, AuditHead head, IEnumerable<AuditRow.Entry> entries)
    {
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.CommandText =
            $"insert into AuditRows ({string.Join(", ", Columns)}) values ({string.Join(", ", Columns.Select(c => "$" + c))})";
        foreach (var row in entries.Select(head.Append))
        {
            object[] values =
            [
                row.Sequence!.Value,
                row.PreviousHash!,
                row.Hash!,
                row.At.UtcDateTime,
                row.Actor,
                row.Roles,
                row.Action,
                row.CaseId!.Value,
                row.Region!,
                row.Outcome,
                row.Origin!,
                row.RequestId!,
            ];
            insert.Parameters.Clear();
            insert.Parameters.AddRange(Columns.Zip(values, (column, value) => new SqliteParameter("$" + column, value)));
            insert.ExecuteNonQuery();
        }

        using var update = connection.CreateCommand();
        update.CommandText = "update AuditHeads set Sequence = $sequence, Hash = $hash";
        update.Parameters.AddWithValue("$sequence", head.Sequence);
        update.Parameters.AddWithValue("$hash", head.Hash);
        update.ExecuteNonQuery();
        transaction.Commit();
    }

    // Of the size of a real row: somebody looks at a case.
    private static AuditRow.Entry Entry(int number) =>
        new(
            DateTimeOffset.UtcNow,
            $"account:{Guid.Empty:N}",
            "care_coordinator",
            "ViewCase",
            "done",
            Guid.CreateVersion7(),
            "rotterdam",
            Origin: "127.0.0.1",
            RequestId: $"0HN{number:X10}:00000001"
        );
}
