using System.Runtime.CompilerServices;
using CaseRegistry.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace CaseRegistry.IntegrationTests.SqlServer;

/// <summary>Collections without parallelism run after all others, when the shadow has seen every test.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LastOfAll
{
    public const string Name = "SQL Server, after all others";
}

[Collection(LastOfAll.Name)]
public sealed class SqlServerTests
{
    private static readonly SqlServerShadow Shadow = SqlServerShadow.Instance;

    [Fact]
    public async Task Every_query_and_every_write_is_T_SQL_that_fits_the_schema()
    {
        // Alone, this test looks at what an installation and a sign-in send.
        await using var app = new RegistryApp();
        await app.InitializeAsync();
        await app.SignedIn(Domain.Shared.Role.Administrator);
        using var db = SqlServerShadow.Open();
        using var keys = SqlServerShadow.OpenKeys();
        var written = db
            .Model.GetEntityTypes()
            .Concat(keys.Model.GetEntityTypes())
            .Where(t => t.GetTableName() is not null && !t.IsOwned() && t.FindPrimaryKey() is not null)
            .ToList();
        Assert.NotEmpty(written);
        written.ForEach(Write);

        Assert.NotEmpty(Shadow.Statements);
        var faults = Shadow.Refusals.Keys.Concat(Check(SqlServerShadow.CreateScript(), [.. Shadow.Statements.Values])).ToList();

        Assert.True(faults.Count == 0, $"{faults.Count} faults\n\n{string.Join("\n\n", faults)}");
    }

    [Theory]
    [InlineData("SELECT [c].[Nmber] FROM [Cases] AS [c]", "Nmber")]
    [InlineData("SELECT [c].[Number] FROM [Casses] AS [c]", "Casses")]
    [InlineData("SELECT [c].[Number FROM [Cases] AS [c]", "")]
    [InlineData("SELECT strftime([c].[Number]) FROM [Cases] AS [c]", "strftime")]
    [InlineData("SELECT [c].[Number] || 'x' FROM [Cases] AS [c]", "2025")]
    [InlineData("SELECT [c].[Number] FROM [Cases] AS [c] GROUP BY [c].[Region]", "8120")]
    [InlineData("SELECT DISTINCT [c].[Number] FROM [Cases] AS [c] ORDER BY [c].[Region]", "145")]
    public void A_statement_that_SQL_Server_would_refuse_is_found(string statement, string fault)
    {
        Assert.Contains(
            Check(SqlServerShadow.CreateScript(), [new(statement, "", "here")]),
            f => f.Contains(fault, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Every_place_that_queries_was_reached_by_a_test()
    {
        Assert.SkipWhen(
            Environment
                .GetCommandLineArgs()
                .Any(a => a is "-class" or "-method" or "-namespace" or "-trait" || a.StartsWith("--filter", StringComparison.Ordinal)),
            "Only a full run reaches every place."
        );
        var places = CallSite.InCode();
        Assert.True(places.Count > 50);

        var missed = places.Except(Shadow.Reached.Keys).Select(s => s.ToString()).Order(StringComparer.Ordinal).ToList();

        Assert.True(missed.Count == 0, $"{missed.Count} of {places.Count} queries were not reached:\n{string.Join('\n', missed)}");
    }

    private static List<string> Check(string createScript, IReadOnlyList<Statement> statements)
    {
        var faults = new List<string>();
        using var schema = new TSqlModel(SqlServerVersion.Sql160, new TSqlModelOptions());
        foreach (var batch in createScript.Split("\nGO", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            schema.AddObjects(batch);
        }

        foreach (var (statement, index) in statements.Select((s, i) => (s, i)))
        {
            // The name of the procedure shows up in the messages.
            var name = $"{index} {statement.Origin}".Replace(']', ')');
            var procedure =
                $"CREATE PROCEDURE [dbo].[{name[..Math.Min(name.Length, 128)]}] {statement.Parameters} AS BEGIN {statement.Text}\nEND";
            var tree = new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(procedure), out var errors);
            faults.AddRange(errors.Select(e => Fault(statement, e.Message)));
            tree?.Accept(new Lints(message => faults.Add(Fault(statement, message))));
            if (errors.Count > 0)
            {
                continue;
            }

            try
            {
                schema.AddObjects(procedure);
            }
            catch (DacModelException refused)
            {
                // The model is of no use after that.
                return [.. faults, Fault(statement, refused.Message)];
            }
        }

        // An unknown table or column is but a warning to the model.
        faults.AddRange(schema.Validate().Select(m => $"{m.Prefix}{m.Number}: {m.Message}").Distinct());
        return faults;

        static string Fault(Statement statement, string message) => $"{statement.Origin}: {message}\n{statement.Text}";
    }

    // EF derives its writes from the model alone.
    private static void Write(IEntityType type)
    {
        EntityState[] states = type.GetProperties().All(p => p.IsKey())
            ? [EntityState.Added, EntityState.Deleted]
            : [EntityState.Added, EntityState.Modified, EntityState.Deleted];
        foreach (var state in states)
        {
            var origin = $"{type.DisplayName()} {state}";
            using DbContext db = type.ClrType == typeof(Data.WrappedKey) ? SqlServerShadow.OpenKeys(origin) : SqlServerShadow.Open(origin);
            db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
            var entry = db.Entry(RuntimeHelpers.GetUninitializedObject(type.ClrType));
            foreach (
                var property in type.GetProperties().Where(p => state != EntityState.Added || p.ValueGenerated == ValueGenerated.Never)
            )
            {
                if (Sample.Of(property.ClrType) is { } value)
                {
                    entry.Property(property.Name).CurrentValue = value;
                }
            }

            entry.State = state;
            SqlServerShadow.Attempt(origin, () => db.SaveChanges());
        }
    }
}
