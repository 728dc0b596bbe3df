using System.Net;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Security;

/// <summary>Somebody who came in before and may not any more.</summary>
/// <param name="Client">Asks.</param>
/// <param name="Again">Before each request: the session and its cookie, which the one before may have ended, are there again.</param>
internal sealed record ShutOut(HttpClient Client, Func<Task> Again)
{
    private const string Cases = "/cases";
    private const string Api = "/api/v1/cases";

    public static readonly string[] All =
    [
        "expired account",
        "retired account",
        "ended session",
        "session past its time",
        "locked session",
        "expired key",
        "revoked key",
    ];

    public static Task<ShutOut> By(RegistryApp app, string why) =>
        why.EndsWith("key", StringComparison.Ordinal) ? System(app, why == "expired key") : Person(app, why);

    private static async Task<ShutOut> System(RegistryApp app, bool hasExpired)
    {
        var system = await app.ApiClient([.. Scopes.All], "rotterdam");
        Assert.Equal(HttpStatusCode.OK, await system.Status(Api));
        var hash = ApiClient.HashOf(system.DefaultRequestHeaders.Authorization!.Parameter!);
        await app.Read(db =>
        {
            var client = db.Set<ApiClient>().Where(c => c.KeyHash == hash);
            return hasExpired
                ? client.ExecuteUpdateAsync(set => set.SetProperty(c => c.ExpiresAt, DateTimeOffset.UnixEpoch))
                : client.ExecuteUpdateAsync(set => set.SetProperty(c => c.RevokedAt, DateTimeOffset.UnixEpoch));
        });
        return new(system, () => Task.CompletedTask);
    }

    private static async Task<ShutOut> Person(RegistryApp app, string why)
    {
        _ = app.Services;
        var account = await app.AddAccount([Role.CareCoordinator], ["rotterdam"]);
        var jar = new CookieContainer();
        var person = app.CreateDefaultClient(new Uri("https://localhost"), new CookieContainerHandler(jar));
        person.DefaultRequestHeaders.Add("X-Forwarded-For", RegistryApp.NewAddress());
        await RegistryApp.SignIn(person, account);
        Assert.Equal(HttpStatusCode.OK, await person.Status(Cases));
        var cookies = jar.GetAllCookies().ToList();
        var session = await app.Read(db => db.Sessions.AsNoTracking().SingleAsync(s => s.AccountId == account.Id));
        if (why.EndsWith("account", StringComparison.Ordinal))
        {
            var users = app.Read(db =>
                why == "expired account"
                    ? db
                        .Users.Where(a => a.Id == account.Id)
                        .ExecuteUpdateAsync(s => s.SetProperty(a => a.ExpiresOn, new DateOnly(2020, 1, 1)))
                    : db.Users.Where(a => a.Id == account.Id).ExecuteUpdateAsync(s => s.SetProperty(a => a.IsRetired, true))
            );
            Assert.Equal(1, await users);
        }

        DateTimeOffset past = DateTimeOffset.UnixEpoch;
        DateTimeOffset? ended = why == "ended session" ? past : null;
        var expires = why == "session past its time" ? past : session.ExpiresAt;
        var seen = why == "locked session" ? past : session.LastSeenAt;
        async Task Again()
        {
            cookies.ForEach(jar.Add);
            await app.Read(db =>
                db.Sessions.Where(s => s.Id == session.Id)
                    .ExecuteUpdateAsync(set =>
                        set.SetProperty(s => s.KeyHash, session.KeyHash)
                            .SetProperty(s => s.Ticket, session.Ticket)
                            .SetProperty(s => s.EndedAt, ended)
                            .SetProperty(s => s.ExpiresAt, expires)
                            .SetProperty(s => s.LastSeenAt, seen)
                    )
            );
        }

        await Again();
        return new(person, Again);
    }
}
