using System.CommandLine;
using CaseRegistry.Data;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Audit;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CaseRegistry.Web.Commands;

/// <summary><c>db migrate</c> and <c>db script --provider SqlServer</c>.</summary>
internal static class DatabaseCommands
{
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
        var script = new Command("script", "Prints the migrations as a script that can be run again and again.") { provider };
        script.SetAction(parsed =>
        {
            Console.WriteLine(Script(parsed.GetRequiredValue(provider)));
            return 0;
        });

        return new Command("db", "The database.") { migrate, script };
    }

    /// <summary>All migrations as one script; for SQL Server it can be repeated.</summary>
    public static string Script(string provider)
    {
        var options = new DbContextOptionsBuilder<RegistryDbContext>();
        options.UseRegistryDatabase(provider, provider == Database.Sqlite ? "Data Source=script" : "Server=script");
        using var db = new RegistryDbContext(options.Options, new CurrentActor());
        var idempotent = provider == Database.SqlServer ? MigrationsSqlGenerationOptions.Idempotent : MigrationsSqlGenerationOptions.Script;
        return db.GetService<IMigrator>().GenerateScript(options: idempotent);
    }
}
