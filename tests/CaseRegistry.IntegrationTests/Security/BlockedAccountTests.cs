using System.Net;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.IntegrationTests.Signals;
using CaseRegistry.Web.Commands;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Security;

/// <summary>Who is blocked or retired does nothing more; whose password others guess works on.</summary>
public sealed class BlockedAccountTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    private const string Page = "/account/password";

    [Fact]
    public async Task A_block_ends_the_session_on_its_next_request_for_good()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        Assert.Equal(HttpStatusCode.OK, await person.Status(Page));

        await Lock(person, DateTimeOffset.MaxValue);
        var blocked = await person.GetAsync(new Uri(Page, UriKind.Relative));

        Assert.Equal(HttpStatusCode.Redirect, blocked.StatusCode);
        Assert.Contains("/account/sign-in", blocked.Headers.Location!.OriginalString);
        await Lock(person, null);
        Assert.Equal(HttpStatusCode.Redirect, await person.Status(Page));
    }

    [Fact]
    public async Task Wrong_guesses_of_an_outsider_end_no_session()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        var account = app.AccountOf(person);
        var outsider = app.Anonymous();
        for (var guess = 0; guess < 6; guess++)
        {
            await outsider.SubmitForm("/account/sign-in", ("Email", account.Email), ("Password", "wrong"));
        }

        Assert.Null(await app.Read(db => db.Users.Where(a => a.Id == account.Id).Select(a => a.LockoutEnd).SingleAsync()));
        Assert.Equal(HttpStatusCode.OK, await person.Status(Page));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_imported_in_the_name_of_who_may_not_act(bool retired)
    {
        var person = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var run = Guid.CreateVersion7().ToString("N")[..12];
        var uploaded = await person.Upload(Imports.Row($"{run}-1"));
        var location = uploaded.Headers.Location!.OriginalString;
        await app.Until(location, ImportState.Checked);
        var file = new FileInfo(Path.Combine(app.Folder, $"{run}.csv"));
        await File.WriteAllTextAsync(file.FullName, $"{Imports.Header}\n{Imports.Row($"{run}-2")}\n");
        var id = app.AccountIdOf(person);
        await app.Read(db =>
            retired
                ? db.Users.Where(a => a.Id == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.IsRetired, true))
                : db.Users.Where(a => a.Id == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.LockoutEnd, DateTimeOffset.MaxValue))
        );

        // Confirmed just before; the next upload of a colleague makes the background look.
        Assert.True(ImportJobId.TryParse(location.Split('/')[^1], out var job));
        await app.Read(db =>
            db.ImportJobs.IgnoreQueryFilters()
                .Where(j => j.Id == job)
                .ExecuteUpdateAsync(set => set.SetProperty(j => j.State, ImportState.Waiting))
        );
        await (await app.SignedIn(Role.CareCoordinator, "rotterdam")).Upload(Imports.Row($"x{run}-3"));
        await app.Until(location, ImportState.Failed);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            app.AsOperator(services =>
                ImportCommands.ImportCases(services, file, app.AccountOf(person).Email, false, null, CancellationToken.None)
            )
        );

        Assert.Contains("blocked", refused.Message);
        Assert.False(await app.Read(db => db.Signals.AnyAsync(s => s.ExternalReference!.StartsWith(run))));
    }

    [Fact]
    public async Task An_import_that_runs_stops_at_the_next_row()
    {
        var person = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var run = Guid.CreateVersion7().ToString("N")[..12];
        var file = new FileInfo(Path.Combine(app.Folder, $"{run}.csv"));
        await File.WriteAllTextAsync(
            file.FullName,
            string.Join('\n', Enumerable.Range(0, 200).Select(i => Imports.Row($"{run}-{i}")).Prepend(Imports.Header)) + "\n"
        );
        var location = (await person.Upload(await File.ReadAllBytesAsync(file.FullName))).Headers.Location!.OriginalString;
        await app.Until(location, ImportState.Checked);
        await person.SubmitForm(location, "/confirm");
        var importing = app.AsOperator(services =>
            ImportCommands.ImportCases(services, file, app.AccountOf(person).Email, false, null, CancellationToken.None)
        );
        while (!await app.Read(db => db.Signals.AnyAsync(s => s.ExternalReference!.StartsWith(run))))
        {
            await Task.Delay(5);
        }

        await Lock(person, DateTimeOffset.MaxValue);

        await app.Until(location, ImportState.Failed);
        await Assert.ThrowsAsync<InvalidOperationException>(() => importing);
        Assert.InRange(await app.Read(db => db.Signals.CountAsync(s => s.ExternalReference!.StartsWith(run))), 1, 199);
    }

    private Task<int> Lock(HttpClient person, DateTimeOffset? until)
    {
        var id = app.AccountIdOf(person);
        return app.Read(db => db.Users.Where(a => a.Id == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.LockoutEnd, until)));
    }
}
