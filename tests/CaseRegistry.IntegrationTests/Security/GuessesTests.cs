using System.Net;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Security;

/// <summary>Whoever guesses is stopped; whoever is guessed at is not.</summary>
public sealed class GuessesTests(RegistryApp app)
{
    [Fact]
    public async Task Guesses_lock_out_their_own_address_and_not_the_owner_at_another()
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);
        var stranger = app.Anonymous();
        await Guess(stranger, account, 5);

        var locked = await stranger.SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", RegistryApp.Password));
        await RegistryApp.SignIn(app.Anonymous(), account);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, locked.StatusCode);
        Assert.Equal(5, await Counted(account));
    }

    [Fact]
    public async Task Behind_one_address_the_browser_of_the_owner_is_told_from_that_of_a_stranger()
    {
        const string Office = "192.0.2.20";
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);
        var known = app.Anonymous(Office);
        await RegistryApp.SignIn(known, account);
        await known.SubmitForm("/account/password", "/account/sign-out");
        await Guess(app.Anonymous(Office), account, 6);

        await RegistryApp.SignIn(known, account);

        var unknown = app.Anonymous(Office);
        var refused = await unknown.SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", RegistryApp.Password));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }

    [Fact]
    public async Task Guesses_from_many_addresses_slow_down_strangers_but_no_known_browser_and_no_passkey()
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);
        using var passkey = SoftwarePasskey.Make(account.Id);
        var known = app.Anonymous();
        await RegistryApp.SignIn(known, account);
        await known.Add(passkey);
        await known.SubmitForm("/account/password", "/account/sign-out");
        for (var address = 0; address < 10; address++)
        {
            await Guess(app.Anonymous(), account, 2);
        }

        var elsewhere = app.Anonymous();
        var hurried = await elsewhere.SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", RegistryApp.Password));
        await RegistryApp.SignIn(known, account);
        var touched = await app.Anonymous().Touch(passkey);
        var minuteAgo = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        await app.Read(db =>
            db.Set<SignInFailures>()
                .Where(f => f.AccountId == account.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(f => f.LastAt, minuteAgo))
        );
        var later = await elsewhere.SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", RegistryApp.Password));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, hurried.StatusCode);
        Assert.Equal("/", touched.Headers.Location?.OriginalString);
        Assert.Equal("/account/second-factor", later.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task The_password_does_not_forgive_wrong_codes()
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);
        var thief = app.Anonymous();
        for (var guess = 0; guess < 5; guess++)
        {
            var password = await thief.SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", RegistryApp.Password));
            Assert.Equal("/account/second-factor", password.Headers.Location?.OriginalString);
            await thief.SubmitForm("/account/second-factor", ("OneTimeCode", "000000"));
        }

        var right = await thief.SubmitForm("/account/second-factor", ("OneTimeCode", account.Code()));
        var again = await thief.SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", RegistryApp.Password));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, right.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
    }

    [Fact]
    public async Task Many_guesses_at_once_are_no_more_than_one_after_another()
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);
        var thief = app.Anonymous();
        var page = await thief.Page("/account/sign-in");

        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ => thief.Submit(page, "/account/sign-in", "/account/sign-in", ("Email", account.Email), ("Password", "wrong")))
        );

        Assert.Equal(5, await Counted(account));
    }

    [Fact]
    public async Task A_quarter_of_an_hour_later_guessing_begins_anew()
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);
        var client = app.Anonymous();
        await Guess(client, account, 5);
        var then = TimeProvider.System.GetUtcNow() - SignInFailures.Lockout;
        await app.Read(db =>
            db.Set<SignInFailures>()
                .Where(f => f.AccountId == account.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(f => f.LastAt, then).SetProperty(f => f.LockedUntil, then))
        );

        await RegistryApp.SignIn(client, account);

        Assert.Equal(0, await Counted(account));
    }

    private Task<int> Counted(SignedInAccount account) =>
        app.Read(db =>
            db.Set<SignInFailures>()
                .Where(f => f.AccountId == account.Id && f.Place != SignInFailures.SinceSignIn && f.Place != SignInFailures.Halfway)
                .SumAsync(f => f.Count)
        );

    private static async Task Guess(HttpClient client, SignedInAccount account, int times)
    {
        for (var guess = 0; guess < times; guess++)
        {
            await client.SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", "wrong"));
        }
    }
}
