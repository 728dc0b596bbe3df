using System.Net;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.LegalHolds;
using CaseRegistry.Web.Features.BreakGlass;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.BreakGlass;

internal static class Emergencies
{
    public static Task<HttpResponseMessage> BreakGlass(this HttpClient client, string number, string reason = "Canary-Emergency") =>
        client.SubmitForm("/break-glass/open", ("Number", number), ("Reason", reason));
}

public sealed class OpenBreakGlassTests(RegistryApp app)
{
    [Fact]
    public async Task A_case_of_another_region_is_read_for_an_hour_not_changed_and_everyone_concerned_is_told()
    {
        var foreign = await app.Case(Fields.Amsterdam, c => c with { FamilyName = "Canary-Foreign-Name" });
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var owner = await app.SignedIn(Role.CareCoordinator, "amsterdam");
        var officer = await app.PrivacyOfficer("amsterdam");
        var file = $"/cases/{foreign.CaseId}";
        Assert.Equal(HttpStatusCode.NotFound, await coordinator.Status(file));

        var opened = await coordinator.BreakGlass(foreign.CaseNumber);

        Assert.Equal((HttpStatusCode.Redirect, file), (opened.StatusCode, opened.Headers.Location?.OriginalString));
        var page = await coordinator.Page(file);
        Assert.Contains("Canary-Foreign-Name", page.Body!.TextContent);
        Assert.Contains("U hebt deze casus in nood geopend", page.Body!.TextContent);
        Assert.Empty(page.QuerySelectorAll($"main form, main a[href^='{file}/']"));
        Assert.Equal(HttpStatusCode.NotFound, (await coordinator.SubmitForm($"{file}/edit/identity", ("FamilyName", "Anders"))).StatusCode);
        var missed = foreign.CaseId.ToString();
        Assert.NotEqual(
            0,
            await app.Read(db =>
                db.AuditRows.CountAsync(r => r.Action == "EditCase" && r.Outcome == "not_found" && r.Detail!.Contains(missed))
            )
        );
        Assert.Equal(HttpStatusCode.NotFound, await coordinator.Status($"{file}/print"));
        Assert.Contains("Canary-Emergency", await officer.Text($"/audit/accesses?Number={foreign.CaseNumber}"));
        Assert.Contains(foreign.CaseNumber, await owner.Text("/"));
        var listed = foreign.CaseId.Value.ToString("N");
        Assert.NotEqual(
            0,
            await app.Read(db =>
                db.AuditRows.CountAsync(r => r.Action == "MyWork" && (r.CaseId == foreign.CaseId.Value || r.Detail!.Contains(listed)))
            )
        );
        Assert.Contains(foreign.CaseNumber, await officer.Text("/"));
        Assert.Contains("Canary-Emergency", await officer.Text("/break-glass"));
        Assert.Equal(["done"], await app.Audit(foreign.CaseId, "OpenBreakGlass"));
        // The officer of the other region reads that it happened, not of which case.
        Assert.DoesNotContain(foreign.CaseNumber, await (await app.PrivacyOfficer()).Text("/audit?Activity=OpenBreakGlass"));
        // A colleague has broken nothing.
        Assert.Equal(HttpStatusCode.NotFound, await (await app.SignedIn(Role.CareCoordinator, "rotterdam")).Status(file));

        await app.Write(db =>
            db.BreakGlasses.IgnoreQueryFilters()
                .Where(b => b.CaseId == foreign.CaseId)
                .ExecuteUpdate(s => s.SetProperty(b => b.EndsAt, DateTimeOffset.UnixEpoch))
        );
        Assert.Equal(HttpStatusCode.NotFound, await coordinator.Status(file));
    }

    [Fact]
    public async Task It_takes_a_reason_and_numbers_cannot_be_tried_out()
    {
        var foreign = await app.Case(Fields.Amsterdam);
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var unreasoned = await coordinator.BreakGlass(foreign.CaseNumber, " ");
        Assert.NotNull((await unreasoned.Page()).QuerySelector("#Reason-error"));
        for (var i = 0; i < OpenBreakGlass.TriesADay; i++)
        {
            var wrong = await coordinator.BreakGlass(CaseNumber.Of("AM", 1998, 70000 + i));
            Assert.Contains("Er is geen casus met dit nummer.", (await wrong.Page()).Body!.TextContent);
        }

        var right = await coordinator.BreakGlass(foreign.CaseNumber);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, right.StatusCode);
        Assert.Contains("te vaak noodtoegang gevraagd", (await right.Page()).Body!.TextContent);
        Assert.Equal(HttpStatusCode.NotFound, await coordinator.Status($"/cases/{foreign.CaseId}"));
    }

    [Fact]
    public async Task Numbers_that_are_tried_all_at_once_are_no_more_than_five_either()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var form = await coordinator.Page("/break-glass/open");
        // Each a form of its own.
        Task<HttpResponseMessage> Try(int i) =>
            coordinator.Submit(
                form,
                "/break-glass/open",
                null,
                ("Number", CaseNumber.Of("AM", 1997, 60000 + i)),
                ("Reason", "Nood"),
                ("__once", $"{Guid.CreateVersion7():N}")
            );

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(Try));

        var pages = await Task.WhenAll(answers.Select(a => a.Content.ReadAsStringAsync()));
        Assert.Equal(OpenBreakGlass.TriesADay, pages.Count(p => p.Contains("Er is geen casus met dit nummer.", StringComparison.Ordinal)));
        Assert.Equal(7, pages.Count(p => p.Contains("te vaak noodtoegang gevraagd", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Ones_own_case_needs_no_emergency()
    {
        var own = await app.Case();
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        Assert.Equal($"/cases/{own.CaseId}", (await coordinator.BreakGlass(own.CaseNumber)).Headers.Location?.OriginalString);
        Assert.False(await app.Read(db => db.BreakGlasses.AnyAsync(b => b.CaseId == own.CaseId)));
    }
}

public sealed class ReviewBreakGlassTests(RegistryApp app)
{
    [Fact]
    public async Task The_privacy_officer_of_the_region_reviews_it_once()
    {
        var foreign = await app.Case(Fields.Amsterdam);
        await (await app.SignedIn(Role.CareCoordinator, "rotterdam")).BreakGlass(foreign.CaseNumber);
        var id = await app.Read(db => db.BreakGlasses.Where(b => b.CaseId == foreign.CaseId).Select(b => b.Id).SingleAsync());
        var url = $"/break-glass/{id}/review";
        var officer = await app.PrivacyOfficer("amsterdam");
        Assert.Equal(HttpStatusCode.NotFound, await (await app.PrivacyOfficer("rotterdam")).Status(url));
        var form = await officer.Page(url);

        var incomplete = await officer.Submit(form, url, null, ("Review", "justified"), ("Note", ""));
        Assert.NotNull((await incomplete.Page()).QuerySelector("#Note-error"));
        var done = await officer.SubmitForm(url, ("Review", "not_justified"), ("Note", "Had kunnen bellen"));
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        Assert.Contains("Het was niet gerechtvaardigd", await officer.Text("/break-glass"));

        var again = await officer.Submit(
            form,
            url,
            null,
            ("__once", Guid.CreateVersion7().ToString()),
            ("Review", "justified"),
            ("Note", "Toch wel")
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        Assert.Equal(
            BreakGlassReview.NotJustified,
            await app.Read(db => db.BreakGlasses.Where(b => b.CaseId == foreign.CaseId).Select(b => b.Review).SingleAsync())
        );
    }
}

public sealed class ListBreakGlassTests(RegistryApp app)
{
    [Fact]
    public async Task Only_those_of_the_regions_of_the_officer_are_listed()
    {
        var foreign = await app.Case(Fields.Amsterdam);
        await (await app.SignedIn(Role.CareCoordinator, "rotterdam")).BreakGlass(foreign.CaseNumber);

        Assert.Contains(foreign.CaseNumber, await (await app.PrivacyOfficer("amsterdam")).Text("/break-glass"));
        Assert.DoesNotContain(foreign.CaseNumber, await (await app.PrivacyOfficer("rotterdam")).Text("/break-glass"));
    }
}

public sealed class PrepareReviewTests(RegistryApp app)
{
    [Fact]
    public async Task The_form_shows_the_reason_and_its_look_leaves_a_row()
    {
        var foreign = await app.Case(Fields.Amsterdam);
        await (await app.SignedIn(Role.CareCoordinator, "rotterdam")).BreakGlass(foreign.CaseNumber, "Canary-Danger");
        var id = await app.Read(db => db.BreakGlasses.Where(b => b.CaseId == foreign.CaseId).Select(b => b.Id).SingleAsync());

        Assert.Contains("Canary-Danger", await (await app.PrivacyOfficer("amsterdam")).Text($"/break-glass/{id}/review"));
        Assert.Equal(["done"], await app.Audit(foreign.CaseId, "PrepareReview"));
    }
}
