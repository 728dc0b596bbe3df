using System.Diagnostics;
using System.Text;
using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.IntegrationTests.Webhooks;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Benchmarks;

/// <summary>Pushes to receivers that fail in every way, are away and are lied to, from a process that is killed; pauses are short.</summary>
internal static class WebhookRun
{
    private const int Kills = 3;

    public static async Task Run(int deliveries, double faults, int receivers)
    {
        await using var register = await OwnRegister.Install();
        foreach (
            var (name, value) in new[]
            {
                ("AllowLoopback", "true"),
                ("LookAround", "00:00:00.010"),
                ("FirstPause", "00:00:00.002"),
                ("LongestPause", "00:00:00.050"),
                ("Attempts", "1000"),
                ("Patience", "00:00:00.500"),
                ("Lease", "00:00:02"),
            }
        )
        {
            register.Environment[$"Webhooks__{name}"] = value;
        }

        var each = deliveries / receivers;
        var feeds = new List<FeedReceiver>();
        for (var i = 0; i < receivers; i++)
        {
            var feed = new FeedReceiver { Next = FeedReceiver.Faulty(faults), Secret = WebhookSecret.Make() };
            await feed.Start();
            feeds.Add(feed);
        }

        await register.AsOperator(services => Subscribe(services, feeds));
        await register.AsOperator(services => Announce(services, each));
        Console.WriteLine($"{each * receivers} deliveries to {receivers} receivers, {faults:P0} of the answers go wrong");

        var watch = Stopwatch.StartNew();
        await register.StartWeb();
        var (forged, kills, stops) = (0, 0, 0);
        using var stranger = new HttpClient();
        var last = TimeSpan.Zero;
        while (feeds.Sum(f => f.Accepted.Count) < each * receivers)
        {
            foreach (var feed in feeds)
            {
                forged += await feed.Forge(stranger);
            }

            var done = (double)feeds.Sum(f => f.Accepted.Count) / (each * receivers);
            if (kills < Kills && done > (kills + 1.0) / (Kills + 1))
            {
                kills++;
                await register.Kill();
                await register.StartWeb();
            }

            if (stops < receivers && done > (stops + 0.5) / receivers)
            {
                await feeds[stops].Stop();
                await Task.Delay(2000);
                await feeds[stops++].Start();
            }

            if (watch.Elapsed - last > TimeSpan.FromSeconds(20))
            {
                last = watch.Elapsed;
                Console.WriteLine($"{watch.Elapsed:hh\\:mm\\:ss} {done:P1}");
            }

            await Task.Delay(50);
        }

        var states = new Dictionary<DeliveryState, int>();
        for (var look = 0; look < 100 && states.GetValueOrDefault(DeliveryState.Delivered) < each * receivers; look++)
        {
            await Task.Delay(100);
            states = await register.AsOperator(services =>
                services
                    .GetRequiredService<AdministrationDbContext>()
                    .WebhookDeliveries.GroupBy(d => d.State)
                    .Select(g => new { g.Key, Count = g.Count() })
                    .ToDictionaryAsync(g => g.Key, g => g.Count)
            );
        }

        var (retried, attempts) = await register.AsOperator(async services =>
        {
            var sent = services.GetRequiredService<AdministrationDbContext>().WebhookDeliveries;
            return (await sent.CountAsync(d => d.Attempts > 1), await sent.SumAsync(d => d.Attempts));
        });
        Console.WriteLine($"delivered        {states.GetValueOrDefault(DeliveryState.Delivered)} of {each * receivers}");
        Console.WriteLine(
            $"accepted once    {feeds.Sum(f => f.Accepted.Distinct().Count())}, twice {feeds.Sum(f => f.Accepted.Count - f.Accepted.Distinct().Count())}"
        );
        Console.WriteLine(
            $"retried          {retried} deliveries, {attempts} attempts known, {feeds.Sum(f => f.Requests)} requests with the forgeries"
        );
        Console.WriteLine($"out of order     {feeds.Sum(f => f.OutOfOrder)}");
        Console.WriteLine($"known already    {feeds.Sum(f => f.Known)} (acknowledged, nothing done; replays of strangers among them)");
        Console.WriteLine($"forged accepted  {forged}, refused {feeds.Sum(f => f.Refused)}");
        Console.WriteLine($"redirects followed {feeds.Sum(f => f.Redirected)}");
        Console.WriteLine($"killed {kills} times, receivers away {stops} times, {watch.Elapsed:hh\\:mm\\:ss}");
        foreach (var feed in feeds)
        {
            await feed.DisposeAsync();
        }
    }

    private static Task<bool> Subscribe(IServiceProvider services, List<FeedReceiver> feeds)
    {
        var db = services.GetRequiredService<AdministrationDbContext>();
        var keys = services.GetRequiredService<KeyRing>();
        return services
            .GetRequiredService<Writer>()
            .Write(
                db,
                () =>
                {
                    foreach (var feed in feeds)
                    {
                        var receiver = new WebhookReceiver(feed.Url, feed.Url, TimeProvider.System.GetUtcNow());
                        receiver.Give(keys.Protect(Encoding.UTF8.GetBytes(feed.Secret), WebhookSecret.Purpose(receiver.Id)));
                        db.WebhookReceivers.Add(receiver);
                    }

                    return Task.FromResult(true);
                },
                CancellationToken.None
            );
    }

    private static async Task<bool> Announce(IServiceProvider services, int releases)
    {
        var db = services.GetRequiredService<MonitorDbContext>();
        var outbox = services.GetRequiredService<Outbox>();
        for (var i = 0; i < releases; i++)
        {
            var now = TimeProvider.System.GetUtcNow();
            var release = Release.Freeze(Guid.CreateVersion7(), $"Release {i}", ReleaseAudience.Restricted, (2024, 2024), null, now);
            release.Fill([1], [2], []);
            await services
                .GetRequiredService<Writer>()
                .Write(
                    db,
                    async () =>
                    {
                        await outbox.Announce(release, CancellationToken.None);
                        return true;
                    },
                    CancellationToken.None
                );
            db.ChangeTracker.Clear();
        }

        return true;
    }
}
