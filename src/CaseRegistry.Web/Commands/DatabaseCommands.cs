using System.CommandLine;
using CaseRegistry.Data;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Audit;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CaseRegistry.Web.Commands;

/// <summary><c>db migrate</c> and <c>db script --provider SqlServer [--store registry|keys]</c>.</summary>
internal static class DatabaseCommands
{
    private const string Registry = "registry";
    private const string Keys = "keys";

    public static Command Create()
    {
        var migrate = new Command("migrate", "Brings the database up to date and adds reference data that is missing.");
        migrate.SetAction(
            (_, cancellationToken) =>
                CommandLine.AsOperator(
                    async services =>
                    {
                        await services.GetRequiredService<Installation>().Install(Console.Error.WriteLine, cancellationToken);
                        await CommandLine.SealAndAnchor(services);
                        return 0;
                    },
                    needsDatabase: false
                )
        );

        var provider = new Option<string>("--provider")
        {
            Description = "Sqlite or SqlServer",
            DefaultValueFactory = _ => Database.SqlServer,
        };
        provider.AcceptOnlyFromAmong(Database.Sqlite, Database.SqlServer);
        var store = new Option<string?>("--store")
        {
            Description = "registry or keys; by default both, the second after a line that says so",
        };
        store.AcceptOnlyFromAmong(Registry, Keys);
        var script = new Command("script", "Prints the migrations as a script that can be run again and again.") { provider, store };
        script.SetAction(parsed =>
        {
            var (of, only) = (parsed.GetRequiredValue(provider), parsed.GetValue(store));
            if (only != Keys)
            {
                Console.WriteLine(Script(of));
            }

            if (only is null)
            {
                Console.WriteLine("-- From here on: the key store, which is a database of its own.");
            }

            if (only != Registry)
            {
                Console.WriteLine(KeysScript(of));
            }

            return 0;
        });

        return new Command("db", "The database.") { migrate, script };
    }

    /// <summary>All migrations as one script; for SQL Server it can be repeated.</summary>
    public static string Script(string provider)
    {
        using var db = new RegistryDbContext(Options<RegistryDbContext>(provider), new CurrentActor());
        return Script(db, provider);
    }

    /// <summary>The same of the key store.</summary>
    public static string KeysScript(string provider)
    {
        using var db = new KeysDbContext(Options<KeysDbContext>(provider));
        return Script(db, provider);
    }

    private static DbContextOptions<T> Options<T>(string provider)
        where T : DbContext
    {
        var options = new DbContextOptionsBuilder<T>();
        options.UseRegistryDatabase(provider, provider == Database.Sqlite ? "Data Source=script" : "Server=script");
        return options.Options;
    }

    private static string Script(DbContext db, string provider)
    {
        var idempotent = provider == Database.SqlServer ? MigrationsSqlGenerationOptions.Idempotent : MigrationsSqlGenerationOptions.Script;
        return db.GetService<IMigrator>().GenerateScript(options: idempotent);
    }
}
