using System.Diagnostics;
using System.Net;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Security;

/// <summary>A guess at an address without an account looks, costs and takes as long as one at an account.</summary>
public sealed class UnknownAddressTests(RegistryApp app, ITestOutputHelper output) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task It_writes_as_much_and_is_locked_out_as_soon()
    {
        var account = await app.AddAccount([Role.NationalAnalyst], []);
        var unknown = $"{Guid.CreateVersion7():N}@test.caseregistry.example";

        var (atAccount, atNothing) = (await Written(account.Email), await Written(unknown));

        Assert.Equal((2, 1), atAccount);
        Assert.Equal(atAccount, atNothing);
        Assert.Equal(
            [5, 5],
            await app.Read(db =>
                db.Set<SignInFailures>()
                    .Where(f => f.Place != SignInFailures.SinceSignIn && f.LockedUntil != null)
                    .Select(f => f.Count)
                    .ToListAsync()
            )
        );
        Assert.Equal(0, await app.Read(db => db.Set<SignInFailures>().CountAsync(f => f.Place.Contains("example"))));
    }

    /// <summary>Of about 200 attempts of each kind, one after the other. A clock shows nothing on a busy machine, so not in every run.</summary>
    [Fact]
    public async Task It_takes_as_long()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CASEREGISTRY_LONG") is "1", "Only with CASEREGISTRY_LONG=1.");
        var account = await app.AddAccount([Role.NationalAnalyst], []);
        var times = (Known: new List<double>(), Unknown: new List<double>());
        for (var attempt = 0; attempt < 200; attempt++)
        {
            // From a new address, at an account without a queue of guesses.
            await app.Read(db => db.Set<SignInFailures>().ExecuteDeleteAsync());
            times.Known.Add(await Time(account.Email));
            times.Unknown.Add(await Time($"{Guid.CreateVersion7():N}@test.caseregistry.example"));
        }

        var (known, unknown) = (Median(times.Known), Median(times.Unknown));
        output.WriteLine($"known {known:F1} ms, unknown {unknown:F1} ms");
        Assert.True(Math.Abs(known - unknown) / known < 0.05, $"known {known:F1} ms, unknown {unknown:F1} ms");
    }

    private async Task<double> Time(string email)
    {
        var client = app.Anonymous();
        var page = await client.Page("/account/sign-in");
        var watch = Stopwatch.StartNew();
        await client.Submit(page, "/account/sign-in", "/account/sign-in", ("Email", email), ("Password", "wrong"));
        return watch.Elapsed.TotalMilliseconds;
    }

    /// <summary>Counters and audit rows of the first of six guesses.</summary>
    private async Task<(int Counters, int Rows)> Written(string email)
    {
        var client = app.Anonymous();
        var before = await Count();
        var answers = new List<HttpStatusCode>();
        (int, int) first = default;
        for (var guess = 0; guess < 6; guess++)
        {
            answers.Add((await client.SubmitForm("/account/sign-in", ("Email", email), ("Password", "wrong"))).StatusCode);
            if (guess == 0)
            {
                var after = await Count();
                first = (after.Counters - before.Counters, after.Rows - before.Rows);
            }
        }

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.UnprocessableEntity, a));
        return first;
    }

    private Task<(int Counters, int Rows)> Count() =>
        app.Read(async db => (await db.Set<SignInFailures>().CountAsync(), await db.AuditRows.CountAsync()));

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
