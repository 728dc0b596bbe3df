using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.Commands;
using CaseRegistry.Web.Commands;
using CaseRegistry.Web.Features.Keys;
using CaseRegistry.Web.Infrastructure.Audit;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Releases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Keys;

public sealed class RotateKeysTests(RegistryApp app) : ImportProcess(app), IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Everything_is_read_with_the_new_version_and_the_old_one_is_gone()
    {
        await using var other = new RegistryApp();
        await other.InitializeAsync();
        var coordinator = await other.SignedIn(Role.CareCoordinator, "rotterdam");
        var id = (await other.Case(change: c => c with { Summary = "Voor de wisseling" })).CaseId;
        var before = await File.ReadAllTextAsync(other.KeyFile, TestContext.Current.CancellationToken);

        Assert.Equal(0, await other.AsOperator(KeysCommands.RotateKeys));

        var after = await File.ReadAllTextAsync(other.KeyFile, TestContext.Current.CancellationToken);
        Assert.StartsWith("2 ", after, StringComparison.Ordinal);
        Assert.Single(after.TrimEnd().Split('\n'));
        Assert.DoesNotContain(before.Split(' ')[1].Trim(), after);
        // The application that ran meanwhile goes on: it reads, signs in, and makes keys under the new version.
        Assert.Contains("Voor de wisseling", await coordinator.Text($"/cases/{id}"));
        await other.SignedIn(Role.CareCoordinator, "rotterdam");
        await other.Case();
        Assert.Equal([2], await MasterVersions(other));
        Assert.Empty((await other.Send(new VerifyProtectedFields.Query())).Faults);
        Assert.Equal(2, await other.Read(db => db.AuditRows.CountAsync(r => r.Action == "RotateKeys" && r.Outcome == "done")));

        // Without the old version an old copy of the key store opens nothing any more.
        await File.WriteAllTextAsync(other.KeyFile, before, TestContext.Current.CancellationToken);
        Assert.NotEmpty((await (await Fresh(other)).Send(new VerifyProtectedFields.Query())).Faults);
    }

    [Fact]
    public async Task Releases_are_signed_with_another_key_and_those_of_before_can_still_be_checked()
    {
        await using var app = new RegistryApp();
        await app.InitializeAsync();
        var key = app.Services.GetRequiredService<ReleaseKey>();
        var manifest = "{}"u8.ToArray();
        var before = key.Sign(manifest);
        var old = await File.ReadAllTextAsync(key.Path, TestContext.Current.CancellationToken);

        Assert.Equal(0, await app.AsOperator(KeysCommands.RotateKeys));
        var after = key.Sign(manifest);

        Assert.True(key.Verify(manifest, before) && key.Verify(manifest, after));
        Assert.False(key.Verify("{ }"u8.ToArray(), after));
        Assert.NotEqual(old, await File.ReadAllTextAsync(key.Path, TestContext.Current.CancellationToken));
        var onlyNew = (await File.ReadAllTextAsync(key.PublicPath, TestContext.Current.CancellationToken)).Split("-----BEGIN")[^1];
        Assert.False(key.Verify(manifest, before, "-----BEGIN" + onlyNew));
        Assert.True(key.Verify(manifest, after, "-----BEGIN" + onlyNew));
    }

    [Fact]
    public async Task Anchors_are_signed_with_another_key_and_those_of_before_can_still_be_checked()
    {
        await using var app = new RegistryApp();
        await app.InitializeAsync();
        var anchors = app.Services.GetRequiredService<AnchorKey>();
        var before = anchors.Sign(new(1, "00", 1, TimeProvider.System.GetUtcNow()));
        var file = Path.Combine(app.Folder, "audit-anchors.key");
        var old = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);

        Assert.Equal(0, await app.AsOperator(KeysCommands.RotateKeys));
        var after = anchors.Sign(before);
        Assert.Equal(0, await app.AsOperator(KeysCommands.RotateKeys));

        Assert.True(anchors.Verify(before) && anchors.Verify(after));
        Assert.False(anchors.Verify(after with { Count = 2 }));
        var now = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(2, now.Split("BEGIN PUBLIC KEY").Length - 1);
        Assert.DoesNotContain(old.Split('\n')[1], now);
        Assert.Single(now.Split("BEGIN PRIVATE KEY").Skip(1));
        await File.WriteAllTextAsync(file, old, TestContext.Current.CancellationToken);
        Assert.False(new AnchorKey(app.Services.GetRequiredService<IConfiguration>()).Verify(after));
    }

    [Fact]
    public async Task A_rotation_that_was_killed_before_the_new_key_of_anchors_took_its_place_is_done_again()
    {
        await using var app = new RegistryApp();
        await app.InitializeAsync();
        var anchors = app.Services.GetRequiredService<AnchorKey>();
        var before = anchors.Sign(new(1, "00", 1, TimeProvider.System.GetUtcNow()));
        var left = anchors.Path + ".new";
        await File.WriteAllTextAsync(left, "half a key", TestContext.Current.CancellationToken);

        Assert.Equal(0, await app.AsOperator(KeysCommands.RotateKeys));

        Assert.False(File.Exists(left));
        Assert.True(anchors.Verify(before) && anchors.Verify(anchors.Sign(before)));
    }

    [Fact]
    public async Task A_rotation_that_was_killed_goes_on_where_it_was()
    {
        await App.Case();
        await App.Services.GetRequiredService<KeyStore>().Make(8000);
        using (var first = Start("keys", "rotate"))
        {
            while (
                await first.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line
                && !line.StartsWith("500 keys", StringComparison.Ordinal)
            ) { }

            first.Kill();
            await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal([1, 2], await MasterVersions(App));
        Assert.Empty((await App.Send(new VerifyProtectedFields.Query())).Faults);

        var second = await Run("keys", "rotate");

        Assert.Contains("An earlier rotation to version 2 goes on.", second.Error);
        Assert.Matches("^rotated: version 2, [0-9]+ keys wrapped anew, older versions removed$", second.Output);
        Assert.Equal([2], await MasterVersions(App));
        Assert.Single((await File.ReadAllTextAsync(App.KeyFile, TestContext.Current.CancellationToken)).TrimEnd().Split('\n'));
        Assert.Empty((await App.Send(new VerifyProtectedFields.Query())).Faults);
    }

    // The same files, as another process would see them.
    private static async Task<RegistryApp> Fresh(RegistryApp of)
    {
        var app = new RegistryApp();
        foreach (var file in Directory.GetFiles(of.Folder))
        {
            await using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            await using var target = File.Create(Path.Combine(app.Folder, Path.GetFileName(file)));
            await source.CopyToAsync(target, TestContext.Current.CancellationToken);
        }

        return app;
    }

    private static Task<List<int>> MasterVersions(RegistryApp app) =>
        app.AsOperator(services =>
            services.GetRequiredService<KeysDbContext>().WrappedKeys.Select(k => k.MasterVersion).Distinct().Order().ToListAsync()
        );
}
