using System.Net;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.IntegrationTests.OwnAccount;
using CaseRegistry.IntegrationTests.Signals;
using CaseRegistry.Web.Features.Keys;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Keys;

public sealed class ForgetLeftoversTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task An_import_that_nobody_confirmed_goes_after_a_week_and_refused_rows_after_a_month()
    {
        // What the other test left.
        await Age(TimeSpan.FromDays(31));
        await Forget();
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var (left, done) = (await Checked(coordinator), await Checked(coordinator));
        await coordinator.Submit(await coordinator.Page(done), done, "/confirm");
        await app.Until(done, ImportState.Done);
        Assert.Equal(new ForgetLeftovers.Result(0, 0, 0), await app.Send(new ForgetLeftovers.Command(TimeProvider.System.GetUtcNow())));

        await Age(TimeSpan.FromDays(8));
        var unconfirmed = await app.Until(left, ImportState.Checked);
        Assert.Equal((1, 0), await Forget());
        Assert.True(await app.IsDestroyed(unconfirmed.KeyId.Value));
        Assert.Equal(HttpStatusCode.NotFound, await coordinator.Status(left));
        Assert.Equal(HttpStatusCode.OK, await coordinator.Status($"{done}/refusals.csv"));

        var refused = await app.Until(done, ImportState.Done);
        await Age(TimeSpan.FromDays(31));
        Assert.Equal((0, 1), await Forget());
        Assert.True(await app.IsDestroyed(refused.KeyId.Value));
        Assert.Equal((0, 0), await Forget());
        Assert.Contains("wordt 30 dagen bewaard", (await coordinator.Page(done)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await coordinator.Status("/imports"));
        Assert.Equal(HttpStatusCode.NotFound, await coordinator.Status($"{done}/refusals.csv"));
        Assert.True(await app.Read(db => db.AuditRows.CountAsync(r => r.Action == "ForgetLeftovers" && r.Outcome == "done")) >= 2);
        Assert.Empty((await app.Send(new VerifyProtectedFields.Query())).Faults);
    }

    [Fact]
    public async Task An_answer_is_kept_for_a_month_and_a_row_without_reference_is_known_for_ever()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var file = await Checked(coordinator);
        await coordinator.Submit(await coordinator.Page(file), file, "/confirm");
        await app.Until(file, ImportState.Done);
        await app.Read(db => db.IdempotentRequests.ExecuteUpdateAsync(set => set.SetProperty(r => r.At, DateTimeOffset.UnixEpoch)));
        var registered = await coordinator.SubmitForm("/signals/register", Fields.Minimal());

        await app.Send(new ForgetLeftovers.Command(TimeProvider.System.GetUtcNow()));

        var keys = await app.Read(db => db.IdempotentRequests.Select(r => r.Key).ToListAsync());
        Assert.Contains(keys, k => k.StartsWith(IdempotentRequest.RowPrefix, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, await coordinator.Status(registered.Headers.Location!.OriginalString));
        Assert.Equal(1, keys.Count(k => !k.StartsWith(IdempotentRequest.RowPrefix, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_form_that_waits_for_a_sender_who_does_not_come_goes_with_the_session()
    {
        var person = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var page = await person.Page("/break-glass/open");
        await app.Idle(person, TimeSpan.FromHours(1));
        await person.Submit(page, "/break-glass/open", null, ("Number", "nonsense"), ("Reason", "Getypt"));
        var session = (await app.SessionOf(person)).Id;
        var kept = await app.Read(db => db.Set<KeptForm>().SingleAsync(f => f.SessionId == session));
        Task<bool> IsThere() => app.Read(db => db.Set<KeptForm>().AnyAsync(f => f.SessionId == session));

        await Forget();
        Assert.True(await IsThere());
        var then = TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(9);
        await app.Read(db => db.Set<KeptForm>().ExecuteUpdateAsync(set => set.SetProperty(f => f.KeptAt, then)));
        await Forget();

        Assert.False(await IsThere());
        Assert.True(await app.IsDestroyed(kept.KeyId));
    }

    /// <summary>Of a file with one good row, which has no reference, and one that is refused.</summary>
    private async Task<string> Checked(HttpClient coordinator)
    {
        var uploaded = await coordinator.Upload(
            Imports.Row("", summary: $"Zonder kenmerk {Guid.CreateVersion7()}"),
            Imports.Row(Guid.CreateVersion7().ToString("N"), minor: "")
        );
        var location = uploaded.Headers.Location!.OriginalString;
        await app.Until(location, ImportState.Checked);
        return location;
    }

    private async Task<(int, int)> Forget()
    {
        var result = await app.Send(new ForgetLeftovers.Command(TimeProvider.System.GetUtcNow()));
        return (result.Imports, result.Refusals);
    }

    private Task<int> Age(TimeSpan by)
    {
        var then = TimeProvider.System.GetUtcNow() - by;
        return app.Read(db =>
            db.ImportJobs.OfEveryRegion()
                .ExecuteUpdateAsync(set =>
                    set.SetProperty(j => j.CreatedAt, then).SetProperty(j => j.FinishedAt, j => j.FinishedAt == null ? null : then)
                )
        );
    }
}
