using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Monitor;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.UnitTests.Monitor;

/// <summary>A register of its own in a temporary file, with the services and interceptors of the application.</summary>
internal sealed class CountingRegister : IAsyncDisposable
{
    private static readonly SemaphoreSlim Making = new(1);
    private static string? _template;

    private readonly string _folder;
    private readonly ServiceProvider _services;

    private CountingRegister(string folder, params IInterceptor[] interceptors)
    {
        _folder = folder;
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Registry"] = $"Data Source={Path.Combine(folder, "registry.db")};Pooling=False",
            ["Encryption:KeyFile"] = Path.Combine(folder, "master.key"),
        };
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddLogging();
        services.AddRegister();
        Array.ForEach(interceptors, i => services.AddSingleton(i));
        _services = services.BuildServiceProvider();
    }

    /// <summary>Migrated and filled with reference data once; every next one is a copy.</summary>
    /// <param name="interceptors">Sit on its database.</param>
    public static async Task<CountingRegister> Open(params IInterceptor[] interceptors)
    {
        await Making.WaitAsync();
        try
        {
            if (_template is null)
            {
                var first = new CountingRegister(Directory.CreateTempSubdirectory("counts-template-").FullName);
                await first.Scoped(s => s.GetRequiredService<Installation>().Install(_ => { }, default));
                await first._services.DisposeAsync();
                SqliteConnection.ClearAllPools();
                _template = first._folder;
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(_template, recursive: true);
            }
        }
        finally
        {
            Making.Release();
        }

        var folder = Directory.CreateTempSubdirectory("counts-").FullName;
        foreach (var file in Directory.GetFiles(_template))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return new(folder, interceptors);
    }

    /// <summary>One write, in one transaction, by someone of these regions; null stands for all.</summary>
    public Task Write(Func<RegistryDbContext, CaseKeys, Task> work, params string[] regions) =>
        Scoped(async services =>
        {
            var db = services.GetRequiredService<RegistryDbContext>();
            await Become(services, db, regions);
            await services
                .GetRequiredService<Writer>()
                .Write(
                    db,
                    async () =>
                    {
                        await work(db, services.GetRequiredService<CaseKeys>());
                        return true;
                    },
                    default
                );
        });

    public async Task<T> Read<T>(Func<RegistryDbContext, Task<T>> read)
    {
        T result = default!;
        await Scoped(async services =>
        {
            var db = services.GetRequiredService<RegistryDbContext>();
            await Become(services, db, []);
            result = await read(db);
        });
        return result;
    }

    public async Task<T> Send<T>(IRequest<T> message)
    {
        T result = default!;
        await Scoped(async services =>
        {
            await Become(services, services.GetRequiredService<RegistryDbContext>(), []);
            result = await services.GetRequiredService<IMediator>().Send(message);
        });
        return result;
    }

    public async Task<VerifyCounts.Result> Verify() => await Send(new VerifyCounts.Query());

    /// <summary>The cells that are not zero, as text.</summary>
    public Task<List<string>> Cells() =>
        Read(async db =>
            (await db.MonitorCells.AsNoTracking().Where(c => c.Count != 0).ToListAsync())
                .Select(c => $"{c.Table} {c.Year}Q{c.Quarter} {c.Cell} {c.Count}")
                .Order(StringComparer.Ordinal)
                .ToList()
        );

    private static async Task Become(IServiceProvider services, RegistryDbContext db, string[] regions)
    {
        var actor = services.GetRequiredService<CurrentActor>();
        if (regions.Length == 0)
        {
            actor.BecomeOperator(await db.CareRegions.Select(r => r.Code).ToListAsync());
        }
        else
        {
            actor.Become(
                "account:test",
                Guid.CreateVersion7(),
                [Role.CareCoordinator],
                Roles.PermissionsOf([Role.CareCoordinator]),
                regions
            );
        }
    }

    private async Task Scoped(Func<IServiceProvider, Task> work)
    {
        await using var scope = _services.CreateAsyncScope();
        await work(scope.ServiceProvider);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
