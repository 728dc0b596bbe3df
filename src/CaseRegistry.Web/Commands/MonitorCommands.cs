using System.CommandLine;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Web.Features.Monitor;
using CaseRegistry.Web.Features.Shared;
using MediatR;

namespace CaseRegistry.Web.Commands;

/// <summary><c>monitor table NAME</c>, <c>monitor verify</c> and <c>monitor rebuild</c>.</summary>
internal static class MonitorCommands
{
    public static Command Create() => new("monitor", "The counts of persons.") { Table(), Verify(), Rebuild() };

    private static Command Table()
    {
        var name = new Argument<string>("name") { Description = string.Join(", ", MonitorCatalogue.Tables.Select(t => t.Name)) };
        name.AcceptOnlyFromAmong([.. MonitorCatalogue.Tables.Select(t => t.Name)]);
        var from = new Option<int?>("--from") { Description = "First year" };
        var to = new Option<int?>("--to") { Description = "Last year" };
        var format = new Option<string>("--format") { Description = "csv or json", DefaultValueFactory = _ => ViewTable.Query.Csv };
        format.AcceptOnlyFromAmong(ViewTable.Query.Csv, ViewTable.Query.Json);
        var table = new Command("table", "Prints one table: the same bytes as the API gives.") { name, from, to, format };
        table.SetAction(parsed =>
            CommandLine.AsOperator(async services =>
            {
                var query = new ViewTable.Query
                {
                    Name = parsed.GetRequiredValue(name),
                    From = parsed.GetValue(from),
                    To = parsed.GetValue(to),
                    Format = parsed.GetRequiredValue(format),
                };
                var result = await services.GetRequiredService<IMediator>().Send(query);
                await using var output = Console.OpenStandardOutput();
                await output.WriteAsync(
                    query.Format == ViewTable.Query.Json ? [.. TableFile.JsonBytes(result), (byte)'\n'] : TableFile.Csv(result)
                );
                return 0;
            })
        );
        return table;
    }

    private static Command Verify()
    {
        var verify = new Command("verify", "Counts everyone again from the cases and compares. Exit code 1 when there is a difference.");
        verify.SetAction(_ =>
            CommandLine.AsOperator(async services =>
            {
                await CommandLine.Record(services, nameof(VerifyCounts));
                var result = await services.GetRequiredService<IMediator>().Send(new VerifyCounts.Query());
                foreach (var difference in result.Differences)
                {
                    await Console.Error.WriteLineAsync(difference);
                }

                if (result.Differences.Count > 0)
                {
                    await Console.Error.WriteLineAsync($"{result.Differences.Count} differences. 'monitor rebuild' makes the counts anew.");
                    return 1;
                }

                Console.WriteLine($"clean: {result.Persons} persons, {result.Cells} cells");
                return 0;
            })
        );
        return verify;
    }

    private static Command Rebuild()
    {
        var rebuild = new Command("rebuild", "Makes all counts anew from the cases.");
        rebuild.SetAction(_ =>
            CommandLine.Send(new RebuildCounts.Command(), result => $"rebuilt: {result.Persons} persons, {result.Cells} cells")
        );
        return rebuild;
    }
}
