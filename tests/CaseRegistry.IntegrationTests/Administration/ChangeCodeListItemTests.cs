using System.Net;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class ChangeCodeListItemTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Labels_change_and_an_item_is_retired()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var actor = $"account:{app.AccountIdOf(administrator):N}";
        var code = await app.Read(db =>
            db.CodeListItems.Where(i => i.List == "platform").OrderBy(i => i.Order).Select(i => i.Code).FirstAsync()
        );

        var response = await administrator.SubmitForm(
            $"/administration/lists/platform/{code}",
            ("LabelNl", "Andere naam"),
            ("ValidUntil", "2026-01-01")
        );
        var item = await app.Read(db => db.CodeListItems.SingleAsync(i => i.List == "platform" && i.Code == code));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(("Andere naam", new DateOnly(2026, 1, 1)), (item.LabelNl, item.ValidUntil));
        Assert.NotEqual(
            0,
            await app.Read(db =>
                db.AuditRows.CountAsync(r =>
                    r.Action == "ChangeCodeListItem"
                    && r.Outcome == "done"
                    && r.Actor == actor
                    && r.Detail!.Contains("code:platform/" + code)
                )
            )
        );
    }

    [Fact]
    public async Task A_case_keeps_a_code_that_was_retired_and_nobody_chooses_it_anew()
    {
        var id = (await app.Case(change: c => c with { ResidenceStatus = "asylum" })).CaseId;
        var other = (await app.Case()).CaseId;
        var administrator = await app.SignedIn(Role.Administrator);
        await administrator.SubmitForm("/administration/lists/residence_status/asylum", ("ValidUntil", "2026-01-01"));
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var page = await coordinator.Page($"/cases/{id}/edit/person");
        Assert.Equal("Asielprocedure", page.QuerySelector("select[name=ResidenceStatus] option[selected]")!.TextContent);
        var kept = await coordinator.SubmitForm($"/cases/{id}/edit/person", ("Sex", "male"));
        var anew = await coordinator.SubmitForm($"/cases/{other}/edit/person", ("ResidenceStatus", "asylum"));

        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.UnprocessableEntity), (kept.StatusCode, anew.StatusCode));
        Assert.Equal("asylum", await app.Read(db => db.Cases.Where(c => c.Id == id).Select(c => c.ResidenceStatus).SingleAsync()));
    }

    [Fact]
    public async Task A_code_with_meaning_in_the_program_is_not_retired()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var response = await administrator.SubmitForm(
            "/administration/lists/minor_status/minor",
            ("LabelNl", "Kind"),
            ("ValidUntil", "2026-01-01")
        );
        var label = await administrator.SubmitForm("/administration/lists/minor_status/minor", ("LabelNl", "Kind"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = (await response.Page()).QuerySelector("main")!.TextContent;
        Assert.Contains("betekenis in het programma", page);
        Assert.Equal(HttpStatusCode.Redirect, label.StatusCode);
    }

    [Fact]
    public async Task A_label_is_needed()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var response = await administrator.SubmitForm("/administration/lists/minor_status/adult", ("LabelNl", ""));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = (await response.Page()).QuerySelector("main")!.TextContent;
        Assert.Contains("Naam in het Nederlands", page);
    }

    [Fact]
    public async Task Only_an_administrator_opens_it()
    {
        var other = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var response = await other.GetAsync(new Uri("/administration/lists/minor_status/adult", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
