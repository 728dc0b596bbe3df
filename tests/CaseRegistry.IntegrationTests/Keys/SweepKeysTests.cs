using CaseRegistry.Data;
using CaseRegistry.Web.Features.Keys;
using CaseRegistry.Web.Infrastructure.Encryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Keys;

public sealed class SweepKeysTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_key_without_a_case_goes_after_a_month_and_that_of_a_case_stays()
    {
        var store = app.Services.GetRequiredService<KeyStore>();
        var sweeper = app.Services.GetRequiredService<SweepKeys>();
        var used = (await app.Case()).CaseId.Value;
        var orphan = (await store.Make(1)).Single().Id;
        var young = (await store.Make(1)).Single().Id;

        Assert.Equal(0, await sweeper.Sweep(CancellationToken.None));
        await Age(app, days: 31, used, orphan);
        await Age(app, days: 29, young);
        Assert.Equal(1, await sweeper.Sweep(CancellationToken.None));

        Assert.Equal([used, young], (await store.Find([used, orphan, young])).Select(k => k.Id).Order());
        Assert.Empty((await app.Send(new VerifyProtectedFields.Query())).Faults);
    }

    [Fact]
    public async Task Keys_are_random_and_neither_that_of_the_register_nor_what_says_that_one_was_destroyed_is_swept()
    {
        var store = app.Services.GetRequiredService<KeyStore>();
        var made = await store.Make(3);
        var erased = made[2].Id;
        await store.Destroy([erased]);
        await Age(app, days: 31, WrappedKey.OfRegister, erased);

        await app.Services.GetRequiredService<SweepKeys>().Sweep(CancellationToken.None);

        Assert.Distinct(made.Select(m => Convert.ToHexString(m.Key)));
        Assert.All(made, m => Assert.True(m.Key.Length == 32 && m.Key.Distinct().Count() > 8));
        Assert.Equal(2, (await store.Find([WrappedKey.OfRegister, erased])).Count);
        Assert.NotEmpty(await store.Open(WrappedKey.OfRegister));
    }

    [Fact]
    public void What_the_register_keeps_for_one_purpose_opens_for_no_other_and_is_not_the_key_of_its_fingerprints()
    {
        var ring = app.Services.GetRequiredService<KeyRing>();
        byte[] content = [1, 2, 3];
        var kept = ring.Protect(content, "one");

        Assert.Equal(content, ring.Unprotect(kept, "one"));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => ring.Unprotect(kept, "other"));
        Assert.NotEqual(kept, ring.Protect(content, "one"));
        Assert.Equal(ring.Tag(content), ring.Tag(content));
        Assert.NotEqual(ring.Tag(content), ring.Tag([1, 2, 4]));
    }

    [Fact]
    public async Task A_case_that_was_marked_but_whose_key_was_left_is_made_good()
    {
        var registered = await app.Case();
        await app.Send(new ShredCase.Command(registered.CaseNumber));
        var store = app.Services.GetRequiredService<KeyStore>();
        Assert.Null((await store.Find([registered.CaseId.Value])).Single().DestroyedAt);

        await app.Services.GetRequiredService<SweepKeys>().Sweep(CancellationToken.None);

        Assert.Empty((await store.Find([registered.CaseId.Value])).Single().Wrapped);
    }

    [Fact]
    public async Task The_store_of_another_register_is_not_swept()
    {
        await using var other = new RegistryApp();
        await other.InitializeAsync();
        var store = other.Services.GetRequiredService<KeyStore>();
        var many = (await store.Make(2100)).Select(k => k.Id).ToArray();
        await Age(other, days: 31, many);

        Assert.Equal(0, await other.Services.GetRequiredService<SweepKeys>().Sweep(CancellationToken.None));
        Assert.Equal(many.Length, (await store.Find(many)).Count);
    }

    [Fact]
    public async Task Without_its_key_a_case_is_refused_and_not_shown_empty()
    {
        await using var other = new RegistryApp();
        await other.InitializeAsync();
        var coordinator = await other.SignedIn(Domain.Shared.Role.CareCoordinator, "rotterdam");
        var id = (await other.Case(change: c => c with { Summary = "Iets" })).CaseId;
        await other.Services.GetRequiredService<KeyStore>().Remove([id.Value]);

        Assert.Equal(System.Net.HttpStatusCode.InternalServerError, await coordinator.Status($"/cases/{id}"));
        Assert.NotEmpty((await other.Send(new VerifyProtectedFields.Query())).Faults);
    }

    private static Task<int> Age(RegistryApp app, int days, params Guid[] ids)
    {
        var then = TimeProvider.System.GetUtcNow().AddDays(-days);
        return app.AsOperator(services =>
            services
                .GetRequiredService<KeysDbContext>()
                .WrappedKeys.Where(k => ids.Contains(k.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(k => k.CreatedAt, then))
        );
    }
}
