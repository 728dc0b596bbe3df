using CaseRegistry.Web.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.UnitTests;

public sealed class MigrationTests
{
    // Compares model and snapshot in memory, so it guards SQL Server on machines that have none.
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.SqlServer)]
    public void The_migrations_are_up_to_date_with_the_model(string provider)
    {
        using var db = TestModel.Open(provider);

        Assert.NotEmpty(db.Database.GetMigrations());
        Assert.False(db.Database.HasPendingModelChanges(), "Run: db-migrations/add.sh <Name>");
        using var keys = TestModel.OpenKeys(provider);
        Assert.NotEmpty(keys.Database.GetMigrations());
        Assert.False(keys.Database.HasPendingModelChanges(), "Run: db-migrations/add.sh <Name>");
    }

    [Fact]
    public void Both_databases_have_the_same_migrations()
    {
        using var sqlite = TestModel.Open(Database.Sqlite);
        using var sqlServer = TestModel.Open(Database.SqlServer);

        Assert.Equal(Names(sqlite), Names(sqlServer));

        static IEnumerable<string> Names(DbContext db) =>
            db.Database.GetMigrations().Select(m => m[(m.IndexOf('_', StringComparison.Ordinal) + 1)..]);
    }

    [Fact]
    public async Task The_migrations_make_every_table_in_an_empty_file()
    {
        var folder = Directory.CreateTempSubdirectory("caseregistry-migration-");
        try
        {
            await using var db = TestModel.Open(
                Database.Sqlite,
                $"Data Source={Path.Combine(folder.FullName, "registry.db")};Pooling=false"
            );

            await db.Database.MigrateAsync();

            var wanted = db.Model.GetEntityTypes().Select(e => e.GetTableName()!).Distinct().Order().ToList();
            var made = await db.Database.SqlQueryRaw<string>("SELECT name AS Value FROM sqlite_master WHERE type = 'table'").ToListAsync();
            Assert.NotEmpty(wanted);
            Assert.Empty(wanted.Except(made));
            Assert.Empty(await db.Database.GetPendingMigrationsAsync());
            Assert.Equal("ok", (await db.Database.SqlQueryRaw<string>("PRAGMA integrity_check").ToListAsync()).Single());
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }
}
