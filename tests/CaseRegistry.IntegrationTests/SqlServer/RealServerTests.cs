using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Web.Features.Monitor;
using CaseRegistry.Web.Features.Signals;
using CaseRegistry.Web.Infrastructure;
using MediatR;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CaseRegistry.IntegrationTests.SqlServer;

/// <summary>The register on a real SQL Server, where there is one.</summary>
public sealed class RealServerTests
{
    private const string Variable = "CASEREGISTRY_TEST_SQLSERVER";

    [Fact]
    public async Task A_new_database_is_migrated_and_takes_a_case()
    {
        var server = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrWhiteSpace(server), $"{Variable} holds no connection string, so nothing ran on a real SQL Server.");
        var folder = Directory.CreateTempSubdirectory("caseregistry-sqlserver-");
        // A database of its own, which is dropped afterwards.
        var connection = new SqlConnectionStringBuilder(server) { InitialCatalog = $"CaseRegistryTest{Guid.NewGuid():N}" };
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Database:Provider"] = Database.SqlServer,
                ["ConnectionStrings:Registry"] = connection.ConnectionString,
                ["Encryption:KeyFile"] = Path.Combine(folder.FullName, "master.key"),
            }
        );
        builder.Services.AddRegister();
        await using var services = builder.Services.BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDbContext>();
        try
        {
            await scope.ServiceProvider.GetRequiredService<Installation>().Install(_ => { }, CancellationToken.None);
            // Installing twice changes nothing.
            await scope.ServiceProvider.GetRequiredService<Installation>().Install(_ => { }, CancellationToken.None);
            scope.ServiceProvider.GetRequiredService<CurrentActor>().BecomeOperator(["rotterdam"]);

            var result = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(Signal(Fields.Rotterdam));

            var stored = await db.Cases.AsNoTracking().Include(c => c.Signals).SingleAsync();
            Assert.Equal(result.CaseNumber, stored.Number);
            Assert.True(CaseNumber.IsValid(stored.Number));
            Assert.Equal(FileState.Registered, stored.State);
            Assert.Single(stored.Signals);
            Assert.True(await db.MonitorCells.AnyAsync(c => c.Count == 1));
            Assert.True(await db.AuditRows.AnyAsync(r => r.Action == "RegisterSignal" && r.CaseId == stored.Id.Value));

            // The first registrations of a region at once, with a rebuild among them.
            var rebuild = Send(new RebuildCounts.Command());
            var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Send(Signal(Fields.Amsterdam))));
            await rebuild;
            Assert.Equal(8, all.Select(r => r.CaseNumber).Distinct().Count());
            Assert.Empty((await Send(new VerifyCounts.Query())).Differences);
        }
        finally
        {
            await db.Database.EnsureDeletedAsync();
            await scope.ServiceProvider.GetRequiredService<KeysDbContext>().Database.EnsureDeletedAsync();
            folder.Delete(recursive: true);
        }

        async Task<T> Send<T>(IRequest<T> message)
        {
            await using var own = services.CreateAsyncScope();
            own.ServiceProvider.GetRequiredService<CurrentActor>().BecomeOperator(["rotterdam", "amsterdam"]);
            return await own.ServiceProvider.GetRequiredService<IMediator>().Send(message);
        }
    }

    private static RegisterSignal.Command Signal(string municipality) =>
        RegisterSignal.Minimal() with
        {
            ReceivedOn = new(2026, 3, 2),
            MunicipalityCode = municipality,
            ReporterType = "youth_care",
            Certainty = "gut_feeling",
            MinorStatus = "minor",
            ExploitationMain = "sexual",
            TechnologyInvolvement = "unknown",
        };
}
