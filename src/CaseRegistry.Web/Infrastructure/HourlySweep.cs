using CaseRegistry.Data;
using CaseRegistry.Web.Features.Keys;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Identity;
using MediatR;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>Every hour: keys that nothing uses, and what has done its work.</summary>
internal sealed class HourlySweep(IServiceScopeFactory scopes, SweepKeys keys, KeyAges ages, TimeProvider clock, ILogger<HourlySweep> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    // First what was promised to be gone.
                    await keys.Sweep(stoppingToken);
                    await ForgetLeftovers(stoppingToken);
                    ages.Warn();
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    log.LogError(failure, "What nothing uses any more waits to be swept.");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It stops.
        }
    }

    private async Task ForgetLeftovers(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var regions = await IdentifyActor.AllRegions(services.GetRequiredService<AdministrationDbContext>(), cancellationToken);
        services.GetRequiredService<CurrentActor>().BecomeOperator(regions);
        await services.GetRequiredService<IMediator>().Send(new ForgetLeftovers.Command(clock.GetUtcNow()), cancellationToken);
    }
}
