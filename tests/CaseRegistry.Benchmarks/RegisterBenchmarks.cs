using BenchmarkDotNet.Attributes;
using CaseRegistry.Data;
using CaseRegistry.Web.Features.Cases;
using CaseRegistry.Web.Features.Signals;
using CaseRegistry.Web.Infrastructure;
using MediatR;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CaseRegistry.Benchmarks;

/// <summary>Registering with everything on (encryption, audit, counts) and a page of the list, on a SQLite file. Only ratios between the two mean anything.</summary>
[ShortRunJob]
public class RegisterBenchmarks
{
    private const int CasesBefore = 200;

    private string _folder = "";
    private ServiceProvider _services = null!;

    [GlobalSetup]
    public async Task Install()
    {
        _folder = Directory.CreateTempSubdirectory("caseregistry-benchmark-").FullName;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:Registry"] = $"Data Source={Path.Combine(_folder, "registry.db")}";
        builder.Configuration["Encryption:KeyFile"] = Path.Combine(_folder, "master.key");
        builder.Services.AddRegister();
        _services = builder.Services.BuildServiceProvider();
        await using (var scope = _services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<Installation>().Install(_ => { }, CancellationToken.None);
        }

        for (var i = 0; i < CasesBefore; i++)
        {
            await Register();
        }
    }

    [GlobalCleanup]
    public async Task Remove()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public Task<RegisterSignal.Result> Register() =>
        Send(
            new RegisterSignal.Command
            {
                ReceivedOn = new(2026, 3, 2),
                MunicipalityCode = "GM0599",
                ReporterType = "police",
                Certainty = "suspicion",
                MinorStatus = "minor",
                AgeBasis = "stated",
                Sex = "female",
                ExploitationMain = "sexual",
                Sector = "unknown",
                Route = "unknown",
                TechnologyInvolvement = "unknown",
                Summary = "What was seen or heard.",
            }
        );

    [Benchmark]
    public Task<ListCases.Result> List() => Send(new ListCases.Query());

    private async Task<T> Send<T>(IRequest<T> message)
    {
        await using var scope = _services.CreateAsyncScope();
        var regions = await scope
            .ServiceProvider.GetRequiredService<AdministrationDbContext>()
            .CareRegions.Select(r => r.Code)
            .ToListAsync();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().BecomeOperator(regions);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(message);
    }
}
