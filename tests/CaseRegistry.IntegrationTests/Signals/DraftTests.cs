using System.Net;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Signals;

/// <summary>A registration in sections, from the first click to the receipt.</summary>
public sealed class StartDraftTests(RegistryApp app)
{
    internal static async Task<string> Start(HttpClient client)
    {
        var started = await client.SubmitForm("/signals/register", "/signals/drafts");
        Assert.Equal(HttpStatusCode.Redirect, started.StatusCode);
        return started.Headers.Location!.OriginalString;
    }

    [Fact]
    public async Task Somebody_elses_draft_is_not_there()
    {
        var author = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var colleague = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var draft = await Start(author);

        Assert.Contains("Registratie in onderdelen", await author.Text(draft));
        Assert.Equal(HttpStatusCode.NotFound, await colleague.Status(draft));
        Assert.Equal(HttpStatusCode.NotFound, await colleague.Status(draft + "/signal"));
        Assert.Equal(HttpStatusCode.Forbidden, await (await app.SignedIn(Role.Administrator)).Status(draft));
    }
}

public sealed class SaveDraftTests(RegistryApp app)
{
    [Fact]
    public async Task A_section_may_be_incomplete_but_not_endless()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var draft = await StartDraftTests.Start(coordinator);

        var text = await coordinator.SubmitForm(draft + "/identity", ("Aliases", new string('x', 4001)));
        var section = await coordinator.SubmitForm(
            draft + "/exploitation",
            [.. Enumerable.Range(0, 700).Select(i => ("MeansOfControl", new string('x', 100)))]
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, text.StatusCode);
        Assert.NotNull((await text.Page()).QuerySelector("#Aliases-error"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, section.StatusCode);
        Assert.Contains("te veel voor één onderdeel", (await section.Page()).Body!.TextContent);
    }

    [Fact]
    public async Task A_draft_is_kept_incomplete_and_becomes_a_registration_when_it_is_complete()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var draft = await StartDraftTests.Start(coordinator);

        Assert.Equal(HttpStatusCode.Redirect, (await coordinator.SubmitForm(draft + "/signal", ("Summary", "Half af"))).StatusCode);
        Assert.Contains("Half af", await coordinator.Text(draft + "/signal"));
        var refused = await coordinator.SubmitForm(draft + "/check");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("Geef aan of de persoon minderjarig is", (await refused.Page()).Body!.TextContent);

        await coordinator.SubmitForm(draft + "/signal", Fields.Signal());
        await coordinator.SubmitForm(
            draft + "/person",
            ("MinorStatus", "presumed_minor"),
            ("AgeBasis", "estimated"),
            ("MunicipalityCode", Fields.Rotterdam),
            ("Sex", "male"),
            ("Citizenships", "NL"),
            ("Citizenships", "MA")
        );
        await coordinator.SubmitForm(draft + "/identity", ("GivenNames", "Voornaam"), ("Aliases", "Bijnaam"));
        await coordinator.SubmitForm(
            draft + "/safe_contact",
            ("SafeContactChannel", "phone"),
            ("SafeContactDetails", "Alleen tussen 9 en 10"),
            ("VoicemailAllowed", "false"),
            ("PostAllowed", "false")
        );
        await coordinator.SubmitForm(
            draft + "/exploitation",
            ("ExploitationMain", "criminal"),
            ("Sector", "drugs"),
            ("Route", "domestic"),
            ("FurtherExploitations[0].Form", "labour"),
            ("MeansOfControl", "threats")
        );
        await coordinator.SubmitForm(draft + "/technology", ("TechnologyInvolvement", "no"));
        var registered = await coordinator.SubmitForm(draft + "/check");

        Assert.Equal(HttpStatusCode.Redirect, registered.StatusCode);
        var receipt = await coordinator.Page(registered.Headers.Location!.OriginalString);
        var link = receipt.QuerySelector("a[href^='/cases/']")!.GetAttribute("href")!;
        var file = await coordinator.Text(link);
        Assert.Contains("Alleen tussen 9 en 10", file);
        Assert.Contains("Bijnaam", file);
        Assert.Contains("Vermoedelijk minderjarig", file);
        Assert.Equal(HttpStatusCode.NotFound, await coordinator.Status(draft));
    }

    [Fact]
    public async Task Two_windows_on_one_section_do_not_overwrite_each_other_unseen()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var draft = await StartDraftTests.Start(coordinator);
        var (one, other, elsewhere) = (
            await coordinator.Page(draft + "/signal"),
            await coordinator.Page(draft + "/signal"),
            await coordinator.Page(draft + "/identity")
        );
        await coordinator.Submit(one, draft + "/signal", null, ("Summary", "Uit het ene venster"));

        var refused = await coordinator.Submit(other, draft + "/signal", null, ("Summary", "Uit het andere venster"));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var page = await refused.Page();
        Assert.Contains("Uit het ene venster", page.QuerySelector("#stored")!.ParentElement!.TextContent);
        Assert.Contains("Uit het andere venster", page.QuerySelector("#yours")!.ParentElement!.TextContent);
        Assert.Equal(HttpStatusCode.Redirect, (await coordinator.Submit(page, draft + "/signal", null)).StatusCode);
        Assert.Contains("Uit het andere venster", await coordinator.Text(draft + "/signal"));
        // Another section is nobody's business.
        var identity = await coordinator.Submit(elsewhere, draft + "/identity", null, ("FamilyName", "Naam"));
        Assert.Equal(HttpStatusCode.Redirect, identity.StatusCode);
    }

    [Fact]
    public async Task Autosave_keeps_what_is_typed()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var draft = await StartDraftTests.Start(coordinator);
        var page = await coordinator.Page(draft + "/identity");
        page.QuerySelector("main form")!.SetAttribute("action", draft + "/identity/autosave");

        var saved = await coordinator.Submit(page, draft, "autosave", ("FamilyName", "Onderweg"));

        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        Assert.Contains("Onderweg", await coordinator.Text(draft + "/identity"));
    }
}

public sealed class ViewDraftTests(RegistryApp app)
{
    [Fact]
    public async Task The_task_list_says_which_sections_are_complete()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var draft = await StartDraftTests.Start(coordinator);
        await coordinator.SubmitForm(draft + "/technology", ("TechnologyInvolvement", "unknown"));

        var badges = (await coordinator.Page(draft)).QuerySelectorAll(".task-list li").Select(li => li.TextContent).ToList();

        Assert.Equal(6, badges.Count);
        Assert.Contains(badges, b => b.Contains("Technologie", StringComparison.Ordinal) && b.Contains("Klaar", StringComparison.Ordinal));
        Assert.Contains(
            badges,
            b => b.Contains("Persoon", StringComparison.Ordinal) && b.Contains("Nog te doen", StringComparison.Ordinal)
        );
    }
}

public sealed class EditDraftTests(RegistryApp app)
{
    [Fact]
    public async Task A_section_that_does_not_exist_is_not_there()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var draft = await StartDraftTests.Start(coordinator);

        Assert.Equal(HttpStatusCode.OK, await coordinator.Status(draft + "/safe_contact"));
        Assert.Equal(HttpStatusCode.NotFound, await coordinator.Status(draft + "/everything"));
    }
}

public sealed class DeleteDraftTests(RegistryApp app)
{
    [Fact]
    public async Task A_deleted_draft_is_gone_with_its_key()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var draft = await StartDraftTests.Start(coordinator);
        var account = app.AccountIdOf(coordinator);
        var caseId = await app.Read(db =>
            db.Drafts.IgnoreQueryFilters().Where(d => d.AccountId == account).Select(d => d.CaseId).SingleAsync()
        );

        var deleted = await coordinator.SubmitForm(draft, "/delete");

        Assert.Equal(HttpStatusCode.Redirect, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await coordinator.Status(draft));
        Assert.False(await app.Read(db => db.CaseDataKeys.AnyAsync(k => k.CaseId == caseId)));
        Assert.True(await app.IsDestroyed(caseId.Value));
    }
}

public sealed class BusyKeyStoreTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Whoever_throws_a_draft_away_does_not_wait_for_whoever_reads_the_keys()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var draft = await StartDraftTests.Start(coordinator);
        var key = await app.Read(db => db.Drafts.IgnoreQueryFilters().Select(d => d.CaseId).SingleAsync());
        await using var reader = new Microsoft.Data.Sqlite.SqliteConnection(app.KeysConnectionString);
        await reader.OpenAsync(TestContext.Current.CancellationToken);
        await using var reading = reader.BeginTransaction(deferred: true);
        await using var look = reader.CreateCommand();
        (look.CommandText, look.Transaction) = ("select count(*) from WrappedKeys", reading);
        await look.ExecuteScalarAsync(TestContext.Current.CancellationToken);

        var deleted = await coordinator
            .SubmitForm(draft, "/delete")
            .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, deleted.StatusCode);
        Assert.True(await app.IsDestroyed(key.Value));
    }
}

public sealed class DraftOfTwoRegionsTests(RegistryApp app)
{
    [Fact]
    public async Task A_draft_may_become_a_case_of_another_of_my_regions()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "amsterdam", "rotterdam");
        var draft = await StartDraftTests.Start(coordinator);
        await coordinator.SubmitForm(draft + "/signal", Fields.Signal(("ReportingOrganisation", $"Opvang {Guid.CreateVersion7():N}")));
        await coordinator.SubmitForm(
            draft + "/person",
            ("MinorStatus", "adult"),
            ("AgeBasis", "stated"),
            ("MunicipalityCode", Fields.Rotterdam),
            ("Sex", "male")
        );
        await coordinator.SubmitForm(draft + "/exploitation", ("ExploitationMain", "labour"), ("Sector", "unknown"), ("Route", "unknown"));
        await coordinator.SubmitForm(draft + "/technology", ("TechnologyInvolvement", "no"));

        var account = app.AccountIdOf(coordinator);
        var key = await app.Read(db =>
            db.Drafts.IgnoreQueryFilters().Where(d => d.AccountId == account).Select(d => d.CaseId).SingleAsync()
        );
        var registered = await coordinator.SubmitForm(draft + "/check");

        Assert.Equal(HttpStatusCode.Redirect, registered.StatusCode);
        Assert.Contains("Regio Rotterdam", await coordinator.Text(registered.Headers.Location!.OriginalString));
        Assert.True(await app.IsDestroyed(key.Value));
    }
}

public sealed class ViewReceiptTests(RegistryApp app)
{
    [Fact]
    public async Task A_receipt_is_for_whoever_registered()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var colleague = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var registered = await coordinator.SubmitForm("/signals/register", Fields.Minimal());
        var receipt = registered.Headers.Location!.OriginalString;

        Assert.Equal(HttpStatusCode.OK, await coordinator.Status(receipt));
        Assert.Equal(HttpStatusCode.NotFound, await colleague.Status(receipt));
    }

    [Fact]
    public async Task Each_look_at_a_receipt_leaves_its_row_at_the_case()
    {
        var member = await app.SignedIn(Role.RegionalTableMember, "rotterdam");
        var receipt = (await member.SubmitForm("/signals/register", Fields.Minimal())).Headers.Location!.OriginalString;
        var number = (await member.Page(receipt)).QuerySelector(".app-code--large")!.TextContent;
        await member.Status(receipt);

        var id = await app.Read(db => db.Cases.Where(c => c.Number == number).Select(c => c.Id).SingleAsync());
        Assert.Equal(["done", "done"], await app.Audit(id, "ViewReceipt"));
    }
}
