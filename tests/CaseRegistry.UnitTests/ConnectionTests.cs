using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Configuration;

namespace CaseRegistry.UnitTests;

/// <summary>What docs/operations.md says of the services that the application uses is what the code sets.</summary>
public sealed class ConnectionTests
{
    [Theory]
    [InlineData("Server=db;Database=Register", true)]
    [InlineData("Server=db;Database=Register;Encrypt=Strict", true)]
    [InlineData("Server=db;Database=Register;Encrypt=true", true)]
    [InlineData("Server=db;Database=Register;Encrypt=false", false)]
    [InlineData("Server=db;Database=Register;Encrypt=true;TrustServerCertificate=true", false)]
    public void A_way_to_SQL_Server_that_others_could_read_or_take_over_is_told_of(string connection, bool isSafe)
    {
        Assert.Equal(
            isSafe,
            Settings(("Database:Provider", "SqlServer"), ("ConnectionStrings:Registry", connection)).UnsafeConnection() is null
        );
        // That of the keys is another one.
        var keys = Settings(
            ("Database:Provider", "SqlServer"),
            ("ConnectionStrings:Registry", "Server=db;Database=Register"),
            ("ConnectionStrings:Keys", connection)
        );
        Assert.Equal(isSafe, keys.UnsafeConnection() is null);
    }

    [Fact]
    public void A_statement_and_its_repetitions_have_an_end()
    {
        var options = new DbContextOptionsBuilder<DbContext>()
            .UseRegistryDatabase(Database.SqlServer, "Server=db;Database=Register")
            .Options;
        var server = options.Extensions.OfType<RelationalOptionsExtension>().Single();

        Assert.Equal(Database.ServerPatience, server.CommandTimeout);
        Assert.Equal((30, 6, 10), (Database.ServerPatience, Database.ServerRetries, Database.ServerLongestDelay.TotalSeconds));
        Assert.NotNull(server.ExecutionStrategyFactory);
    }

    [Fact]
    public void A_provider_that_does_not_answer_is_not_waited_for()
    {
        Assert.Equal(
            (16, 5, 10),
            (OnlyAuthority.MostConnections, OnlyAuthority.ConnectPatience.TotalSeconds, SingleSignOn.Patience.TotalSeconds)
        );
        var operations = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        Assert.Contains("16 connections", operations);
        Assert.Contains("5 seconds to connect, 10 for an answer", operations);
    }

    private static IConfiguration Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build();
}
