using System.Collections.Concurrent;
using System.Globalization;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Security;

/// <summary>What ends, or should be replaced, is said in time.</summary>
public sealed class RemindersTests
{
    [Fact]
    public async Task The_end_of_an_API_key_is_told_to_administrators_and_to_the_system_itself()
    {
        await using var app = new RegistryApp();
        await app.InitializeAsync();
        var system = await app.ApiClient(["signals:read"], "rotterdam");
        var administrator = await app.SignedIn(Role.Administrator);
        var (name, ends) = await app.Read(async db =>
        {
            var client = await db.ApiClients.SingleAsync();
            return (client.Name, client.ExpiresAt);
        });
        var soon = await system.GetAsync(new Uri("/api/v1/signals", UriKind.Relative));
        var home = await administrator.Text("/");
        await End(app, TimeSpan.FromDays(31));
        var later = await system.GetAsync(new Uri("/api/v1/signals", UriKind.Relative));

        Assert.Equal(ends.ToString("R", CultureInfo.InvariantCulture), Assert.Single(soon.Headers.GetValues("Api-Key-Expires")));
        Assert.Contains(name, home);
        Assert.False(later.Headers.Contains("Api-Key-Expires"));
        Assert.DoesNotContain(name, await administrator.Text("/"));
    }

    [Fact]
    public async Task Whose_account_ends_soon_is_told_so()
    {
        await using var app = new RegistryApp();
        await app.InitializeAsync();
        var person = await app.SignedIn(Role.NationalAnalyst);
        Assert.DoesNotContain("Uw account is te gebruiken", await person.Text("/"));
        var last = TimeProvider.System.Today().AddDays(30);
        await app.Read(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(a => a.ExpiresOn, last)));

        Assert.Contains("Uw account is te gebruiken tot en met", await person.Text("/"));
    }

    [Fact]
    public async Task Key_files_that_are_in_use_for_longer_than_their_term_are_told_of()
    {
        var log = new ConcurrentQueue<string>();
        await using var app = new RegistryApp { Log = log };
        await app.InitializeAsync();
        var administrator = await app.SignedIn(Role.Administrator);
        Assert.DoesNotContain("hoofdsleutel", await administrator.Text("/"));
        var anchorKey = Path.Combine(app.Folder, "audit-anchors.key");
        File.SetLastWriteTimeUtc(app.KeyFile, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-366));
        foreach (var key in new[] { anchorKey, Path.Combine(app.Folder, "releases.key") })
        {
            File.SetLastWriteTimeUtc(key, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-366));
        }

        var home = await administrator.Text("/");
        log.Clear();
        app.Services.GetRequiredService<KeyAges>().Warn();

        Assert.Contains("De hoofdsleutel is langer dan een jaar in gebruik", home);
        Assert.Contains("De sleutel die het auditspoor ondertekent", home);
        Assert.Contains("De sleutel die publicaties ondertekent", home);
        Assert.Contains(log, l => l.StartsWith("MasterKey is in use since", StringComparison.Ordinal));
        Assert.Contains(log, l => l.StartsWith("ReleaseKey is in use since", StringComparison.Ordinal));
        Assert.Contains(log, l => l.StartsWith("AnchorKey is in use since", StringComparison.Ordinal));
    }

    private static Task<int> End(RegistryApp app, TimeSpan after)
    {
        var then = TimeProvider.System.GetUtcNow() + after;
        return app.Read(db => db.ApiClients.ExecuteUpdateAsync(set => set.SetProperty(c => c.ExpiresAt, then)));
    }
}
