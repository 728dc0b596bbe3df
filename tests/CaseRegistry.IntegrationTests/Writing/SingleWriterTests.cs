using System.Net;
using CaseRegistry.Data;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Audit;
using CaseRegistry.Web.Infrastructure.Audit;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Writing;

/// <summary>The one writer of SQLite: turns, refusals, a full queue, people who went away.</summary>
public sealed class SingleWriterTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_refused_turn_leaves_nothing_and_its_neighbours_are_written()
    {
        var run = Guid.CreateVersion7().ToString("N");
        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 60)
                .Select(async i =>
                {
                    try
                    {
                        await Write(db =>
                        {
                            db.ReportingOrganisations.Add(Organisation($"{run} {i}"));
                            return i % 3 == 0 ? throw new RuleViolationException("Refused") : true;
                        });
                        return true;
                    }
                    catch (RuleViolationException)
                    {
                        return false;
                    }
                })
        );

        Assert.Equal(40, results.Count(written => written));
        var stored = await app.Read(db => db.ReportingOrganisations.Where(o => o.Name.StartsWith(run)).Select(o => o.Name).ToListAsync());
        Assert.Equal(
            Enumerable.Range(0, 60).Where(i => i % 3 != 0).Select(i => $"{run} {i}").Order(StringComparer.Ordinal),
            stored.Order(StringComparer.Ordinal)
        );
        await app.Services.GetRequiredService<AnchorAudit>().Anchor(CancellationToken.None);
        Assert.Null((await app.Send(new VerifyAudit.Query())).Fault);
    }

    [Fact]
    public async Task Whoever_went_away_before_the_turn_is_dropped_and_what_has_begun_is_finished()
    {
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var gone = new CancellationTokenSource();
        var name = Guid.CreateVersion7().ToString("N");
        var first = Write(
            async db =>
            {
                begun.SetResult();
                await goOn.Task;
                db.ReportingOrganisations.Add(Organisation(name + " begun"));
                return true;
            },
            gone.Token
        );
        await begun.Task;
        var second = Write(db => db.ReportingOrganisations.Add(Organisation(name + " waiting")), gone.Token);
        await gone.CancelAsync();
        goOn.SetResult();

        await first;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(
            [name + " begun"],
            await app.Read(db => db.ReportingOrganisations.Where(o => o.Name.StartsWith(name)).Select(o => o.Name).ToListAsync())
        );
    }

    [Fact]
    public async Task When_it_stops_what_waits_is_still_written()
    {
        await using var stopping = new RegistryApp();
        await stopping.InitializeAsync();
        var writer = stopping.Services.GetRequiredService<Writer>();
        var before = await stopping.Read(d => d.AuditRows.CountAsync());

        var waiting = Enumerable
            .Range(0, 500)
            .Select(_ => writer.Record(new(DateTimeOffset.UnixEpoch, "test", "", "Stop", "done")))
            .ToList();
        await ((SingleWriter)writer).DisposeAsync();

        Assert.All(waiting, w => Assert.True(w.IsCompletedSuccessfully));
        Assert.Equal(before + 500, await stopping.Read(d => d.AuditRows.CountAsync()));
    }

    [Fact]
    public async Task When_too_much_waits_the_form_comes_back_with_what_was_typed_and_a_system_is_told_when_to_return()
    {
        await using var busy = new RegistryApp();
        await busy.InitializeAsync();
        var coordinator = await busy.SignedIn(Role.CareCoordinator, "rotterdam");
        var client = await busy.ApiClient(["signals:write"], "rotterdam");
        var form = await coordinator.Page("/signals/register");
        // So long ago that the next request would be written down.
        await busy.Read(d =>
            d.Sessions.ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, DateTimeOffset.UtcNow.AddMinutes(-5)))
        );
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var writer = busy.Services.GetRequiredService<Writer>();
        await using var scope = busy.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AdministrationDbContext>();
        var waiting = new List<Task>
        {
            writer.Write(
                db,
                async () =>
                {
                    begun.SetResult();
                    await goOn.Task;
                    return true;
                },
                CancellationToken.None
            ),
        };
        await begun.Task;
        try
        {
            while (true)
            {
                waiting.Add(writer.Record(new(DateTimeOffset.UnixEpoch, "test", "", "Fill", "done")));
            }
        }
        catch (RegisterBusyException)
        {
            // Full.
        }

        var page = await coordinator.Submit(form, "/signals/register", null, Fields.Minimal());
        var api = await client.PostJson("/api/v1/signals", Fields.Json());
        // Somebody who signed in long ago asks for a page: that needs no write, and is answered or told.
        var (seen, error) = (
            await coordinator.Status("/account/password"),
            await coordinator.GetAsync(new Uri("/cases", UriKind.Relative))
        );
        goOn.SetResult();
        await Task.WhenAll(waiting);
        Assert.Equal(HttpStatusCode.OK, seen);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, error.StatusCode);
        Assert.NotNull(error.Headers.RetryAfter);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.NotNull(page.Headers.RetryAfter);
        var again = await page.Page();
        Assert.Contains("Het register heeft het erg druk.", again.QuerySelector("main")!.TextContent);
        Assert.Equal("minor", again.QuerySelector("input[name=MinorStatus][checked]")?.GetAttribute("value"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, api.StatusCode);
        Assert.NotNull(api.Headers.RetryAfter);
        Assert.Equal(0, await busy.Read(d => d.Cases.CountAsync()));
        // The same form is accepted as soon as there is room.
        Assert.Equal(HttpStatusCode.Redirect, (await coordinator.Submit(form, "/signals/register", null, Fields.Minimal())).StatusCode);
    }

    private static ReportingOrganisation Organisation(string name) =>
        new(ReportingOrganisationId.New(), name, "shelter", null, isProposal: false);

    private Task<T> Write<T>(Func<RegistryDbContext, T> work, CancellationToken gaveUp = default) =>
        Write(db => Task.FromResult(work(db)), gaveUp);

    private Task<T> Write<T>(Func<RegistryDbContext, Task<T>> work, CancellationToken gaveUp = default) =>
        app.AsOperator(services =>
        {
            var db = services.GetRequiredService<RegistryDbContext>();
            return services.GetRequiredService<Writer>().Write(db, () => work(db), gaveUp);
        });
}
