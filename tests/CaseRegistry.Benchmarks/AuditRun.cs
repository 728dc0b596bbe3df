using System.Diagnostics;
using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using CaseRegistry.Domain.Audit;
using CaseRegistry.Web.Infrastructure.Audit;
using CaseRegistry.Web.Infrastructure.Mediator;

namespace CaseRegistry.Benchmarks;

/// <summary>Writes a long audit trail the way the application does, and times <c>audit verify</c> on it as a process.</summary>
internal static class AuditRun
{
    private const int RowsPerTurn = 10_000;

    public static async Task Run(int rows)
    {
        await using var register = await OwnRegister.Install();
        var clock = Stopwatch.StartNew();
        for (var written = 0; written < rows; written += RowsPerTurn)
        {
            var entries = Enumerable.Range(written, Math.Min(RowsPerTurn, rows - written)).Select(Entry).ToList();
            await register.AsOperator(async services =>
            {
                var db = services.GetRequiredService<AdministrationDbContext>();
                var audit = services.GetRequiredService<AppendAudit>();
                await services
                    .GetRequiredService<Writer>()
                    .Write(
                        db,
                        () =>
                        {
                            audit.Append(db, entries);
                            return Task.FromResult(true);
                        },
                        CancellationToken.None
                    );
                await services.GetRequiredService<AnchorAudit>().Anchor(CancellationToken.None);
                return true;
            });
        }

        Console.WriteLine($"{rows} rows written in {clock.Elapsed.TotalSeconds:0.0} s");
        clock.Restart();
        var verify = register.Start("CaseRegistry.Web.dll", "audit", "verify");
        await verify.WaitForExitAsync();
        Console.WriteLine($"audit verify: exit code {verify.ExitCode} after {clock.Elapsed.TotalSeconds:0.0} s");
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
