using System.Diagnostics;
using System.Globalization;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Commands;
using CaseRegistry.Web.Features.Reconciliation;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Benchmarks;

/// <summary>
/// Every page of the monitor on a register with few cases and on one with many, in the same rounds: what is read are counts, so that a page
/// should take as long. Both are made of the same registrations, imported as always and then multiplied row by row in the database.
/// </summary>
internal static class MonitorRun
{
    private const string Analyst = "analyst@caseregistry.example";
    private const string Importer = "import@caseregistry.example";
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(1);

    /// <summary>Of each case: what the counting rules look at, and what is counted of it. Identity and keys are not copied.</summary>
    private static readonly string[] Copied =
    [
        "Persons",
        "Cases",
        "Signals",
        "MinorStatusStatements",
        "Exploitations",
        "TechnologyUses",
        "MonitorFacts",
        "MonitorTechnologyFacts",
    ];

    private static IEnumerable<string> Pages =>
        [
            "/monitor",
            .. MonitorCatalogue.Tables.Select(t => $"/monitor/{t.Name}"),
            "/monitor/visibility",
            "/monitor/minors-by-year/why",
            "/monitor/reconciliation",
            "/periods/versions",
        ];

    private static readonly Guid List = Guid.Parse("01900000-0000-7000-8000-00000000C0DE");
    private const int ListYear = 2016;

    // Counted from facts when it is asked for: grows with the persons, under a permission of its own.
    private const string OwnTable = "/monitor/own?by=region&by=minor_status&by=technology";

    /// <param name="file">Registrations in the layout of docs/import.md.</param>
    /// <param name="few">Cases of the smaller register, a multiple of those of the file or a little less.</param>
    /// <param name="many">Cases of the larger one.</param>
    public static async Task Run(FileInfo file, int few, int many, int rounds)
    {
        var smaller = await Made.Of(file, few);
        await using var one = smaller.Register;
        var larger = await Made.Of(file, many);
        await using var other = larger.Register;
        var verified = smaller.Register.Start("CaseRegistry.Web.dll", "monitor", "verify");
        await verified.WaitForExitAsync();
        Console.WriteLine($"monitor verify on the smaller one: {verified.ExitCode}");

        for (var round = 0; round < rounds; round++)
        {
            var (first, second) = (await smaller.Compare(), await larger.Compare());
            Console.WriteLine($"comparison with CoMensha: {first.TotalMilliseconds:0} ms and {second.TotalMilliseconds:0} ms");
        }

        var (a, b) = (await smaller.Start(), await larger.Start());
        Console.WriteLine($"{smaller.Cases} and {larger.Cases} cases");
        Console.WriteLine();
        Console.WriteLine("| Page | Smaller, ms | Larger, ms | Ratio min | median | max |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var page in Pages.Append(OwnTable))
        {
            var (first, second) = (a(page), b(page));
            await Measured.Of(first, 1, Time, 5);
            await Measured.Of(second, 1, Time, 5);
            var times = new List<(double Few, double Many)>();
            for (var round = 0; round < rounds; round++)
            {
                times.Add(((await Measured.Of(first, 1, Time, 200)).Median, (await Measured.Of(second, 1, Time, 200)).Median));
            }

            var ratios = times.Select(t => t.Many / t.Few).Order().ToList();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {page} | {Middle(times.Select(t => t.Few)):0.0} | {Middle(times.Select(t => t.Many)):0.0} | {ratios[0]:0.00} | {Middle(ratios):0.00} | {ratios[^1]:0.00} |"
                )
            );
        }
    }

    private static double Middle(IEnumerable<double> values) => values.Order().ToList() is var all ? all[all.Count / 2] : 0;

    private sealed record Made(OwnRegister Register, string Authenticator, int Cases)
    {
        public static async Task<Made> Of(FileInfo file, int cases)
        {
            var register = await OwnRegister.Install();
            var clock = Stopwatch.StartNew();
            var authenticator = await register.AsOperator(services => Fill(services, file));
            var made = await Multiply(register, cases);
            Console.WriteLine($"{made} cases made in {clock.Elapsed.TotalSeconds:0} s");
            return new(register, authenticator, made);
        }

        /// <summary>Starts the application and answers how a page of it is asked for by an analyst.</summary>
        public async Task<Func<string, Load>> Start()
        {
            var app = await Register.StartWeb();
            var session = $"Cookie: {await LoadRun.SignIn(app, Analyst, Authenticator)}\r\n";
            return page => new(page, app, 200, () => LoadRun.Get(app, page, session));
        }

        public Task<TimeSpan> Compare() =>
            Register.AsOperator(async services =>
            {
                var clock = Stopwatch.StartNew();
                await services.GetRequiredService<IMediator>().Send(new CountAgainstCoMensha.Query(List));
                return clock.Elapsed;
            });

        private static async Task<string> Fill(IServiceProvider services, FileInfo file)
        {
            var regions = await services.GetRequiredService<RegistryDbContext>().CareRegions.Select(r => r.Code).ToListAsync();
            await LoadRun.AddAccount(services, Importer, Role.CareCoordinator, regions);
            await ImportCommands.ImportCases(services, file, Importer, dryRun: false, refusalsFile: null, CancellationToken.None);
            return await LoadRun.AddAccount(services, Analyst, Role.NationalAnalyst, []);
        }

        private static async Task<int> Multiply(OwnRegister register, int cases)
        {
            SqliteConnection.ClearAllPools();
            await using var connection = new SqliteConnection($"Data Source={register.Database}");
            await connection.OpenAsync();
            await Do("PRAGMA foreign_keys=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-4000000;");
            var there = Convert.ToInt32(await Ask("SELECT COUNT(*) FROM Cases"), CultureInfo.InvariantCulture);
            var copies = cases / there - 1;
            await Do(
                $"CREATE TEMP TABLE Copy AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {copies}) SELECT i FROM n"
            );
            foreach (var table in Copied)
            {
                var columns = await Columns(table);
                var (names, values) = (string.Join(", ", columns.Select(c => $"\"{c}\"")), string.Join(", ", columns.Select(Value)));
                // One original after the other with all its copies: every index is written in its own order.
                await Do($"CREATE TEMP TABLE Original AS SELECT * FROM \"{table}\"");
                await Do($"INSERT INTO \"{table}\" ({names}) SELECT {values} FROM Original o CROSS JOIN Copy c");
                await Do("DROP TABLE Original; PRAGMA wal_checkpoint(TRUNCATE);");
            }

            // Every third case has a number of CoMensha; a list of one year has them all.
            await Do(
                """
                INSERT INTO NotificationsToCoMensha (Id, CaseId, Region, State, "On", Notifier, Tag, FileType, RecordedBy, RecordedAt)
                SELECT Id, Id, Region, 'notified', '2016-01-01', 'another', lower(Id) || Sequence, 'registration', 'console', '2016-01-01 00:00:00' FROM Cases WHERE Sequence % 3 = 0
                """
            );
            await Do(
                $"""
                INSERT INTO CoMenshaLists (Id, Year, FileSha256, Source, SourceDate, EnteredAt, AgreedAt, Version)
                VALUES ('{InStore(List)}', {ListYear}, '{new string(
                    '0',
                    64
                )}', 'CoMensha', '2017-01-01', '2017-01-02 00:00:00', '2017-01-02 00:00:00', '{InStore(List)}')
                """
            );
            await Do(
                $"INSERT INTO CoMenshaEntries (ListId, Tag, FileType, MinorStatus) SELECT '{InStore(List)}', Tag, FileType, 'unknown' FROM NotificationsToCoMensha"
            );
            await Do($"UPDATE MonitorCells SET Count = Count * {copies + 1}");
            await Do("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);");
            return Convert.ToInt32(await Ask("SELECT COUNT(*) FROM Cases"), CultureInfo.InvariantCulture);

            async Task<List<string>> Columns(string table)
            {
                await using var command = connection.CreateCommand();
                command.CommandText = $"SELECT name FROM pragma_table_info('{table}') WHERE name <> 'Sequence'";
                await using var reader = await command.ExecuteReaderAsync();
                var columns = new List<string>();
                while (await reader.ReadAsync())
                {
                    columns.Add(reader.GetString(0));
                }

                return columns;
            }

            async Task Do(string sql)
            {
                await using var command = connection.CreateCommand();
                command.CommandText = sql;
                command.CommandTimeout = 3600;
                await command.ExecuteNonQueryAsync();
            }

            async Task<object> Ask(string sql)
            {
                await using var command = connection.CreateCommand();
                command.CommandText = sql;
                return (await command.ExecuteScalarAsync())!;
            }
        }

        // As the store writes ids.
        private static string InStore(Guid id) => id.ToString().ToUpperInvariant();

        // An id of its own for each copy, the same in all tables: the last eight digits are the number of the copy.
        private static string Value(string column) =>
            column switch
            {
                "Id" or "CaseId" or "PersonId" => $"substr(o.\"{column}\", 1, 28) || printf('%08X', c.i)",
                "Number" => "o.\"Number\" || '/' || c.i",
                "ExternalReference" => "NULL",
                _ => $"o.\"{column}\"",
            };
    }
}
