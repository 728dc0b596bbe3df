using System.Data.Common;
using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Web.Features.Monitor;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CaseRegistry.UnitTests.Monitor;

/// <summary>What SQLite, with its one writer, cannot show: the order in which a writer on SQL Server takes its locks.</summary>
public sealed class LockTests
{
    [Fact]
    public async Task A_rebuild_holds_off_other_writers_before_it_reads_anything()
    {
        var sent = new Commands();
        await using var register = await CountingRegister.Open(sent);
        sent.Texts.Clear();

        await register.Send(new RebuildCounts.Command());

        var first = sent.Texts.SkipWhile(t => !t.StartsWith("UPDATE \"Cases\"", StringComparison.Ordinal)).Take(3).ToList();
        Assert.Equal(3, first.Count);
        Assert.StartsWith("DELETE FROM \"MonitorCells\"", first[1], StringComparison.Ordinal);
        Assert.StartsWith("UPDATE \"AuditHeads\"", first[2], StringComparison.Ordinal);
        var before = sent.Texts.TakeWhile(t => t != first[0]);
        Assert.DoesNotContain(
            before,
            t => t.Contains("\"Cases\"", StringComparison.Ordinal) || t.Contains("Monitor", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_counter_that_a_colleague_made_meanwhile_is_counted_on()
    {
        // Both found that the year is new; this one waits at the row of the region, and the other commits.
        var colleague = new Commands
        {
            Before = command =>
            {
                if (command.CommandText.StartsWith("UPDATE \"CareRegions\"", StringComparison.Ordinal))
                {
                    using var insert = command.Connection!.CreateCommand();
                    insert.Transaction = command.Transaction;
                    insert.CommandText = "INSERT INTO CaseNumberCounters (Region, Year, Last) VALUES ('rotterdam', 2031, 1)";
                    insert.ExecuteNonQuery();
                }
            },
        };
        await using var register = await CountingRegister.Open(colleague);
        var number = "";

        await register.Write(async (db, _) => number = await CaseNumbers.Next(db, "rotterdam", 2031, default));

        Assert.True(CaseNumber.IsValid(number));
        Assert.Contains("-2031-00002-", number);
    }

    private sealed class Commands : DbCommandInterceptor
    {
        public List<string> Texts { get; } = [];
        public Action<DbCommand> Before { get; init; } = _ => { };

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        )
        {
            Keep(command);
            return ValueTask.FromResult(result);
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            Keep(command);
            return ValueTask.FromResult(result);
        }

        private void Keep(DbCommand command)
        {
            Texts.Add(command.CommandText);
            Before(command);
        }
    }
}
