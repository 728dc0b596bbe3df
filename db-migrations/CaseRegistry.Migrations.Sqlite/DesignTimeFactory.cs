using CaseRegistry.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace CaseRegistry.Migrations.Sqlite;

/// <summary>Lets the migration tool see the model for this database; never connects.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<RegistryDbContext>
{
    public RegistryDbContext CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<RegistryDbContext>()
                .UseSqlite(
                    "Data Source=design-time",
                    options => options.MigrationsAssembly(typeof(DesignTimeFactory).Assembly.GetName().Name)
                )
                .Options,
            new CurrentActor()
        );
}

/// <summary>The same for the key store.</summary>
internal sealed class KeysDesignTimeFactory : IDesignTimeDbContextFactory<KeysDbContext>
{
    public KeysDbContext CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<KeysDbContext>()
                .UseSqlite(
                    "Data Source=design-time",
                    options => options.MigrationsAssembly(typeof(KeysDesignTimeFactory).Assembly.GetName().Name)
                )
                .Options
        );
}
