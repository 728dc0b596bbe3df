using CaseRegistry.Web.Commands;
using CaseRegistry.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace CaseRegistry.UnitTests.SqlServer;

/// <summary>The schema for SQL Server, checked without a server: by Microsoft's own parser and its own model of a database.</summary>
public sealed class ScriptTests
{
    private const int ClusteredKeyBytes = 900;
    private const int IndexKeyBytes = 1700;

    private static readonly IRelationalModel Schema = TestModel.Of(Database.SqlServer).GetRelationalModel();

    [Fact]
    public void The_migration_script_is_T_SQL()
    {
        var script = DatabaseCommands.Script(Database.SqlServer);

        Assert.Contains("CREATE TABLE [Cases]", script);
        Assert.Empty(Errors(script));
        var keys = DatabaseCommands.KeysScript(Database.SqlServer);
        Assert.Contains("CREATE TABLE [WrappedKeys]", keys);
        Assert.Empty(Errors(keys));
    }

    [Fact]
    public void A_reference_is_the_same_only_when_it_is_written_the_same()
    {
        string[] columns = ["Signals.ExternalReference", "IdempotentRequests.Key"];

        Assert.Equal(
            columns.Select(name => (name, "Latin1_General_100_BIN2")),
            columns.Select(name => (name, Schema.FindTable(name.Split('.')[0], null)!.FindColumn(name.Split('.')[1])!.Collation!))
        );
        Assert.Contains("[ExternalReference] nvarchar(64) COLLATE Latin1_General_100_BIN2", DatabaseCommands.Script(Database.SqlServer));
    }

    // The script tests before each step whether it was taken, so the second time it changes nothing.
    [Fact]
    public void The_migration_script_can_be_repeated()
    {
        var tree = (TSqlScript)
            new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(DatabaseCommands.Script(Database.SqlServer)), out _);
        var unguarded = tree
            .Batches.SelectMany(b => b.Statements)
            .Where(s => s is not (IfStatement or BeginTransactionStatement or CommitTransactionStatement));

        Assert.NotEmpty(tree.Batches);
        Assert.Empty(unguarded.Select(s => s.GetType().Name));
    }

    [Fact]
    public void The_schema_is_one_that_SQL_Server_accepts()
    {
        using var db = TestModel.Open(Database.SqlServer);
        using var model = new TSqlModel(SqlServerVersion.Sql160, new TSqlModelOptions());
        foreach (
            var batch in db
                .Database.GenerateCreateScript()
                .Split("\nGO", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        )
        {
            model.AddObjects(batch);
        }

        Assert.Equal(Schema.Tables.Count(), model.GetObjects(DacQueryScopes.UserDefined, Table.TypeClass).Count());
        // An unresolved reference (SQL71502) is but a warning to the model; here it is a fault like any other.
        Assert.Empty(model.Validate().Select(m => $"{m.Prefix}{m.Number}: {m.Message}"));
    }

    [Fact]
    public void No_table_is_reached_along_two_paths_by_one_delete() =>
        Assert.Empty(
            from table in Schema.Tables
            from twice in Cascades(table, []).Prepend(table).GroupBy(t => t).Where(g => g.Count() > 1)
            select $"1785: a delete from {table.Name} reaches {twice.Key.Name} along {twice.Count()} paths"
        );

    [Fact]
    public void Deletes_do_cascade_somewhere() => Assert.Contains(Schema.Tables, table => Cascades(table, []).Any());

    [Fact]
    public void Keys_of_indexes_fit()
    {
        var keys = (
            from table in Schema.Tables
            from index in table
                .Indexes.Select(i => (i.Name, i.Columns, Clustered: false))
                .Concat(table.UniqueConstraints.Select(u => (u.Name, u.Columns, Clustered: u is IPrimaryKeyConstraint)))
            select (index.Name, Bytes: index.Columns.Sum(Bytes), Most: index.Clustered ? ClusteredKeyBytes : IndexKeyBytes)
        ).ToList();

        Assert.True(keys.Count > 20);
        Assert.Empty(keys.Where(k => k.Bytes > k.Most).Select(k => $"{k.Name}: {k.Bytes} bytes, at most {k.Most}"));
    }

    private static IEnumerable<ITable> Cascades(ITable table, ITable[] path) =>
        path.Contains(table)
            ? []
            : from key in table.ReferencingForeignKeyConstraints
            where key.OnDeleteAction is ReferentialAction.Cascade or ReferentialAction.SetNull or ReferentialAction.SetDefault
            from reached in Cascades(key.Table, [.. path, table]).Prepend(key.Table)
            select reached;

    private static int Bytes(IColumn column)
    {
        var mapping = column.PropertyMappings[0].TypeMapping;
        return mapping.StoreTypeNameBase switch
        {
            "bigint" or "datetime2" or "datetime" => 8,
            "int" => 4,
            "date" => 3,
            "bit" => 1,
            "uniqueidentifier" => 16,
            "datetimeoffset" => 10,
            // Without a length it is "max", which no key may hold.
            "nvarchar" => 2 * (mapping.Size ?? 100_000),
            "varchar" or "varbinary" => mapping.Size ?? 100_000,
            var other => throw new NotSupportedException($"{column.Table.Name}.{column.Name} is {other}: say here how many bytes that is."),
        };
    }

    private static IEnumerable<string> Errors(string script)
    {
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(script), out var errors);
        return errors.Select(e => $"{e.Line}: {e.Message}");
    }
}
