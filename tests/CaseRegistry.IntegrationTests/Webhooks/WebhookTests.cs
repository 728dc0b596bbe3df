using System.Net;
using System.Text;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.Administration;
using CaseRegistry.IntegrationTests.Releases;
using CaseRegistry.IntegrationTests.Writing;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CaseRegistry.IntegrationTests.Webhooks;

internal static class FeedSteps
{
    /// <summary>Impatient, and on this machine.</summary>
    public static Dictionary<string, string> Hasty =>
        new()
        {
            ["Webhooks:AllowLoopback"] = "true",
            ["Webhooks:LookAround"] = "00:00:00.010",
            ["Webhooks:FirstPause"] = "00:00:00.005",
            ["Webhooks:LongestPause"] = "00:00:00.020",
            ["Webhooks:Attempts"] = "200",
            ["Webhooks:Patience"] = "00:00:01",
            ["Webhooks:Lease"] = "00:00:05",
        };

    /// <summary>Two administrators add it; its secret goes to the receiver.</summary>
    public static async Task<Guid> Subscribe(this RegistryApp app, FeedReceiver receiver, string name)
    {
        var asked = await (await app.SignedIn(Role.Administrator)).SubmitForm(
            "/administration/webhooks/add",
            ("Name", name),
            ("Url", receiver.Url)
        );
        Assert.Equal("/administration/requests", asked.Headers.Location?.OriginalString);
        receiver.Secret = (await (await app.Agree()).Page()).QuerySelector("main code")!.TextContent;
        return await app.Read(db => db.Set<WebhookReceiver>().Where(r => r.Name == name).Select(r => r.Id).SingleAsync());
    }

    /// <summary>Puts what publishing puts into the outbox there, without a release to it.</summary>
    public static Task<int> Announce(this RegistryApp app, int releases) =>
        app.AsOperator(async services =>
        {
            var outbox = services.GetRequiredService<Outbox>();
            for (var i = 0; i < releases; i++)
            {
                var release = Release.Freeze(
                    Guid.CreateVersion7(),
                    $"Publicatie {i}",
                    ReleaseAudience.Restricted,
                    (2024, 2024),
                    null,
                    TimeProvider.System.GetUtcNow()
                );
                release.Fill([1], [2], []);
                await services
                    .GetRequiredService<Writer>()
                    .Write(
                        services.GetRequiredService<MonitorDbContext>(),
                        async () =>
                        {
                            await outbox.Announce(release, CancellationToken.None);
                            return true;
                        },
                        CancellationToken.None
                    );
            }

            return releases;
        });

    public static Task<List<WebhookDelivery>> Deliveries(this RegistryApp app, Guid receiver) =>
        app.Read(db => db.Set<WebhookDelivery>().AsNoTracking().Where(d => d.ReceiverId == receiver).OrderBy(d => d.Number).ToListAsync());

    public static async Task Until(Func<Task<bool>> there, int seconds = 60)
    {
        for (var i = 0; i < seconds * 20; i++)
        {
            if (await there())
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException();
    }

    public static Task UntilAll(this RegistryApp app, Guid receiver, DeliveryState state, int seconds = 60) =>
        Until(async () => (await app.Deliveries(receiver)).TrueForAll(d => d.State == state), seconds);
}

public sealed class AddReceiverTests : IAsyncLifetime
{
    private readonly RegistryApp _app = new() { Settings = new() { ["Webhooks:LookAround"] = "1.00:00:00" } };

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_second_administrator_agrees_and_sees_the_secret_once()
    {
        var asker = await _app.SignedIn(Role.Administrator);
        (string, string)[] form = [("Name", "Rapporteur"), ("Url", "https://feed.example.org/hook")];
        var asked = await asker.SubmitForm("/administration/webhooks/add", form);
        Assert.Equal("/administration/requests", asked.Headers.Location?.OriginalString);
        Assert.Equal(0, await _app.Read(db => db.Set<WebhookReceiver>().CountAsync()));
        Assert.Equal(1, await _app.Read(db => db.Set<AccountRequest>().CountAsync(r => r.Kind == AccountRequestKind.AddReceiver)));

        var secret = (await (await _app.Agree()).Page()).QuerySelector("main code")!.TextContent;

        var receiver = await _app.Read(db => db.Set<WebhookReceiver>().SingleAsync());
        Assert.DoesNotContain(secret, Encoding.UTF8.GetString(receiver.Secret), StringComparison.Ordinal);
        var ring = _app.Services.GetRequiredService<KeyRing>();
        Assert.Equal(secret, Encoding.UTF8.GetString(ring.Unprotect(receiver.Secret, WebhookSecret.Purpose(receiver.Id))));
        foreach (var page in new[] { "/administration/webhooks", $"/administration/webhooks/{receiver.Id}", "/administration/requests" })
        {
            Assert.DoesNotContain(secret, await asker.Text(page), StringComparison.Ordinal);
        }

        Assert.NotEqual(
            0,
            await _app.Read(db =>
                db.AuditRows.CountAsync(r => r.Action == "ApproveRequest" && r.Detail!.Contains($"receiver:{receiver.Id}"))
            )
        );
        var again = await asker.SubmitForm("/administration/webhooks/add", form);
        Assert.Contains("al een ontvanger met deze naam", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://feed.example.org/")]
    [InlineData("ftp://feed.example.org/")]
    [InlineData("feed.example.org")]
    [InlineData("https://localhost/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://10.1.2.3/")]
    [InlineData("https://169.254.169.254/latest")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:192.168.0.1]/")]
    [InlineData("https://[fd00::1]/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://name:word@feed.example.org/")]
    public async Task An_address_that_is_not_a_public_one_over_https_is_refused(string url)
    {
        var administrator = await _app.SignedIn(Role.Administrator);

        var answer = await administrator.SubmitForm("/administration/webhooks/add", ("Name", "Binnen"), ("Url", url));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotNull((await answer.Page()).GetElementById("Url-error"));
    }
}

public sealed class RetireReceiverTests : IAsyncLifetime
{
    private readonly RegistryApp _app = new() { Settings = FeedSteps.Hasty };

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_retired_receiver_gets_nothing_more_and_its_secret_is_gone()
    {
        await using var receiver = new FeedReceiver { Next = () => Reply.Error };
        await receiver.Start();
        var id = await _app.Subscribe(receiver, "Weg");
        await _app.Announce(2);
        await FeedSteps.Until(() => Task.FromResult(receiver.Requests > 1));
        var administrator = await _app.SignedIn(Role.Administrator);

        Assert.Equal(
            "/administration/webhooks",
            (await administrator.SubmitForm($"/administration/webhooks/{id}", $"/{id}/retire")).Headers.Location?.OriginalString
        );
        await Task.Delay(300, TestContext.Current.CancellationToken);
        var requests = receiver.Requests;
        receiver.Next = () => Reply.Fine;
        await _app.Announce(1);
        await Task.Delay(500, TestContext.Current.CancellationToken);

        Assert.Equal(requests, receiver.Requests);
        Assert.Empty(receiver.Accepted);
        Assert.Equal(2, (await _app.Deliveries(id)).Count);
        Assert.Empty(await _app.Read(db => db.Set<WebhookReceiver>().Where(r => r.Id == id).Select(r => r.Secret).SingleAsync()));
        Assert.DoesNotContain("/retire", await administrator.Text($"/administration/webhooks/{id}"), StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await administrator.PostForm($"/administration/webhooks/{Guid.CreateVersion7()}/retire")).StatusCode
        );
    }
}

public sealed class ReplayDeliveryTests : IAsyncLifetime
{
    private readonly RegistryApp _app = new() { Settings = new(FeedSteps.Hasty) { ["Webhooks:Attempts"] = "3" } };

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_dead_letter_holds_up_nobody_stays_visible_and_is_sent_again_when_asked()
    {
        await using var receiver = new FeedReceiver();
        var answers = 0;
        // The first message is not taken, those after it are.
        receiver.Next = () => ++answers <= 3 ? Reply.Error : Reply.Fine;
        await receiver.Start();
        var id = await _app.Subscribe(receiver, "Dood");
        await _app.Announce(3);
        await FeedSteps.Until(async () => (await _app.Deliveries(id)).Count(d => d.State == DeliveryState.Delivered) == 2);
        Assert.Equal([2, 3], receiver.Accepted);
        var dead = (await _app.Deliveries(id))[0];
        Assert.Equal((DeliveryState.Dead, 3, "500"), (dead.State, dead.Attempts, dead.LastAnswer));

        var administrator = await _app.SignedIn(Role.Administrator);
        var page = (await administrator.Page($"/administration/webhooks/{id}")).QuerySelector("main")!.TextContent;
        Assert.Contains("Opgegeven", page, StringComparison.Ordinal);
        Assert.Contains("500", page, StringComparison.Ordinal);
        Assert.Contains("Dood", await administrator.Text("/administration/webhooks"), StringComparison.Ordinal);
        var replay = $"/deliveries/{dead.Id}/replay";
        Assert.Equal(
            $"/administration/webhooks/{id}",
            (await administrator.SubmitForm($"/administration/webhooks/{id}", replay)).Headers.Location?.OriginalString
        );
        await _app.UntilAll(id, DeliveryState.Delivered);
        Assert.Equal([2, 3, 1], receiver.Accepted);

        // A delivered one too: the receiver knows it, says so, and does nothing.
        await administrator.SubmitForm($"/administration/webhooks/{id}", replay);
        await FeedSteps.Until(() => Task.FromResult(receiver.Known == 1));
        await _app.UntilAll(id, DeliveryState.Delivered);
        Assert.Equal([2, 3, 1], receiver.Accepted);
        Assert.Equal(
            2,
            await _app.Read(db => db.AuditRows.CountAsync(r => r.Action == "ReplayDelivery" && r.Detail!.Contains($"delivery:{dead.Id}")))
        );
    }

    [Fact]
    public async Task A_replay_that_fails_holds_up_nothing_and_what_is_on_its_way_is_not_replayed()
    {
        await using var receiver = new FeedReceiver();
        await receiver.Start();
        var id = await _app.Subscribe(receiver, "Opnieuw");
        await _app.Announce(1);
        await _app.UntilAll(id, DeliveryState.Delivered);
        await _app.Write(_ => true);
        await _app.Read(db =>
            db.Set<WebhookDelivery>()
                .ExecuteUpdateAsync(s =>
                    s.SetProperty(d => d.State, DeliveryState.Replaying)
                        .SetProperty(d => d.NextAt, TimeProvider.System.GetUtcNow().AddHours(1))
                )
        );
        await _app.Announce(1);
        await FeedSteps.Until(() => Task.FromResult(receiver.Accepted.Count == 2));

        var waiting = (await _app.Deliveries(id))[0];
        var administrator = await _app.SignedIn(Role.Administrator);
        var answer = await administrator.PostForm($"/administration/webhooks/{id}/deliveries/{waiting.Id}/replay");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var elsewhere = await administrator.PostForm($"/administration/webhooks/{Guid.CreateVersion7()}/deliveries/{waiting.Id}/replay");
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }
}

public sealed class ListReceiversTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Only_an_administrator_opens_it()
    {
        Assert.Equal(HttpStatusCode.OK, await (await app.SignedIn(Role.Administrator)).Status("/administration/webhooks"));
        Assert.Equal(HttpStatusCode.Forbidden, await (await app.SignedIn(Role.NationalAnalyst)).Status("/administration/webhooks"));
    }
}

public sealed class ListDeliveriesTests : IAsyncLifetime
{
    private readonly RegistryApp _app = new() { Settings = new() { ["Webhooks:LookAround"] = "1.00:00:00" } };

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task What_was_sent_stands_there_newest_first_page_by_page()
    {
        var receiver = new WebhookReceiver("Veel", "https://feed.example.org/", TimeProvider.System.GetUtcNow());
        await _app.Write(db => db.Set<WebhookReceiver>().Add(receiver));
        await _app.Announce(51);
        var administrator = await _app.SignedIn(Role.Administrator);

        var page = await administrator.Page($"/administration/webhooks/{receiver.Id}");
        var next = await administrator.Page(page.QuerySelector("a[rel=next]")!.GetAttribute("href")!);

        Assert.Equal(50, page.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("Publicatie 0", next.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Single(next.QuerySelectorAll("tbody tr"));
        Assert.Equal(HttpStatusCode.NotFound, await administrator.Status($"/administration/webhooks/{Guid.CreateVersion7()}"));
    }
}

public sealed class DeliverWebhooksTests : IAsyncLifetime
{
    private readonly RegistryApp _app = new() { Settings = FeedSteps.Hasty };

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Everything_arrives_once_and_in_order_and_nothing_forged_is_accepted()
    {
        const int Deliveries = 200;
        await using var receiver = new FeedReceiver { Next = FeedReceiver.Faulty(0.3) };
        await using var steady = new FeedReceiver();
        await receiver.Start();
        await steady.Start();
        var id = await _app.Subscribe(receiver, "Grillig");
        await _app.Subscribe(steady, "Rustig");
        using var stranger = new HttpClient();
        var forged = 0;
        var sending = _app.Announce(Deliveries);
        var down = false;
        while (receiver.Accepted.Count < Deliveries)
        {
            forged += await receiver.Forge(stranger);
            if (receiver.Accepted.Count > Deliveries / 2 && !down)
            {
                down = true;
                await receiver.Stop();
                await Task.Delay(500, TestContext.Current.CancellationToken);
                await receiver.Start();
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await sending;
        await _app.UntilAll(id, DeliveryState.Delivered);
        Assert.True(down);
        Assert.Equal(Enumerable.Range(1, Deliveries).Select(n => (long)n), receiver.Accepted);
        Assert.Equal((0, 0, 0), (receiver.OutOfOrder, forged, receiver.Redirected));
        Assert.True(receiver.Refused > 50, $"{receiver.Refused} forgeries came");
        Assert.True(receiver.Known > 0, "nothing came twice");
        await FeedSteps.Until(() => Task.FromResult(steady.Accepted.Count == Deliveries));
        Assert.Equal(0, steady.OutOfOrder);
    }

    [Fact]
    public async Task Of_two_senders_one_sends_and_the_other_takes_over_when_the_lease_ends()
    {
        await using var receiver = new FeedReceiver { Next = () => Reply.Slow };
        await receiver.Start();
        var id = await _app.Subscribe(receiver, "Twee");
        await _app.Announce(1);
        await _app.UntilAll(id, DeliveryState.Delivered);
        var (before, senders) = (receiver.Requests, _app.Services.GetRequiredService<DeliverWebhooks>());
        await senders.StopAsync(TestContext.Current.CancellationToken);
        await _app.Announce(1);
        var delivery = (await _app.Deliveries(id))[1];

        var sent = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => senders.SendOne(id, DeliveryState.Waiting, default)));

        Assert.Single(sent, s => s);
        Assert.Equal(1, receiver.Requests - before);
        await _app.Read(db =>
            db.Set<WebhookDelivery>()
                .Where(d => d.Id == delivery.Id)
                .ExecuteUpdateAsync(s =>
                    s.SetProperty(d => d.State, DeliveryState.Waiting)
                        .SetProperty(d => d.Lease, Guid.CreateVersion7())
                        .SetProperty(d => d.LeasedUntil, TimeProvider.System.GetUtcNow().AddSeconds(1))
                )
        );
        Assert.False(await senders.SendOne(id, DeliveryState.Waiting, default));
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        Assert.True(await senders.SendOne(id, DeliveryState.Waiting, default));
        Assert.Equal(1, receiver.Known);
    }

    [Fact]
    public async Task Where_loopback_is_not_allowed_neither_an_address_nor_a_name_leads_inside()
    {
        await using var receiver = new FeedReceiver();
        await receiver.Start();
        using var way = new OnlyReceivers(Options.Create(new WebhookSettings()));
        var port = new Uri(receiver.Url).Port;

        foreach (var host in new[] { "127.0.0.1", "localhost", Dns.GetHostName() })
        {
            Assert.Equal((false, "address"), await way.Post($"https://{host}:{port}/feed", "{}", [], default));
        }

        Assert.Equal((false, "address"), await way.Post(receiver.Url, "{}", [], default));
    }
}

/// <summary>What publishing puts into the outbox, over the pages.</summary>
public sealed class OutboxTests(Accepted accepted) : IClassFixture<Accepted>
{
    [Fact]
    public async Task A_published_release_is_told_to_every_active_receiver_in_the_same_transaction_and_without_figures()
    {
        var now = TimeProvider.System.GetUtcNow();
        var (active, retired) = (
            new WebhookReceiver("Actief", "https://a.example.org/", now),
            new WebhookReceiver("Oud", "https://b.example.org/", now)
        );
        retired.Retire(now);
        await accepted.App.Write(db =>
        {
            db.AddRange(active, retired);
            return true;
        });

        var id = await accepted.Publish("Verteld", "minors-by-year");
        await accepted.Freeze("Niet gepubliceerd", "minors-by-year");
        await accepted.Second.PostForm($"/releases/{id}/publish");

        var delivery = Assert.Single(await accepted.App.Read(db => db.Set<WebhookDelivery>().ToListAsync()));
        Assert.Equal((active.Id, 1L, id), (delivery.ReceiverId, delivery.Number, delivery.ReleaseId));
        var body = System.Text.Json.JsonDocument.Parse(delivery.Body).RootElement;
        Assert.Equal(
            ["delivery", "sequence", "event", "release", "title", "audience", "manifest_sha256", "url"],
            body.EnumerateObject().Select(p => p.Name)
        );
        var feed = await accepted.App.ApiClient(["releases:read"]);
        var url = new Uri(body.GetProperty("url").GetString()!).AbsolutePath;
        var answer = await feed.GetAsync(new Uri(url, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{url}: {text}");
        Assert.Contains(body.GetProperty("manifest_sha256").GetString()!, text, StringComparison.Ordinal);
    }
}

/// <summary>The real process is ended while it sends.</summary>
public sealed class KilledSenderTests(KilledSenderTests.Quiet app) : WebProcess(app.App), IClassFixture<KilledSenderTests.Quiet>
{
    /// <summary>An application that leaves sending to the process.</summary>
    public sealed class Quiet : IAsyncLifetime
    {
        public RegistryApp App { get; } = new() { Settings = new(FeedSteps.Hasty) { ["Webhooks:LookAround"] = "1.00:00:00" } };

        public ValueTask InitializeAsync() => App.InitializeAsync();

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    [Fact]
    public async Task What_was_announced_arrives_once_and_in_order_however_often_the_sender_dies()
    {
        const int Deliveries = 60;
        await using var receiver = new FeedReceiver { Next = () => Reply.Slow };
        await receiver.Start();
        var id = await App.Subscribe(receiver, "Gedood");
        await App.Announce(Deliveries);
        foreach (var (name, value) in FeedSteps.Hasty)
        {
            Settings[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        Settings["Webhooks__Lease"] = "00:00:02";
        for (var cycle = 1; cycle <= 4; cycle++)
        {
            using var process = StartWeb(FreeAddress());
            var goal = cycle == 4 ? Deliveries : cycle * 12;
            await FeedSteps.Until(() => Task.FromResult(receiver.Accepted.Count >= goal));
            if (cycle == 4)
            {
                await App.UntilAll(id, DeliveryState.Delivered);
            }

            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(Enumerable.Range(1, Deliveries).Select(n => (long)n), receiver.Accepted);
        Assert.Equal(0, receiver.OutOfOrder);
    }
}
