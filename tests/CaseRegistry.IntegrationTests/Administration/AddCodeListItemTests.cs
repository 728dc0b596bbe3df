using System.Net;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class AddCodeListItemTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Theory]
    [InlineData("Hoofdletter")]
    [InlineData("9cijfer")]
    [InlineData("regeleinde\n")]
    public async Task A_code_that_other_systems_could_not_read_is_refused_at_its_field(string code)
    {
        var response = await (await app.SignedIn(Role.Administrator)).SubmitForm(
            "/administration/lists/platform/add",
            ("ItemCode", code),
            ("LabelNl", "Nieuw"),
            ("LabelEn", "New"),
            ("Order", "998")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.NotNull((await response.Page()).GetElementById("ItemCode-error"));
    }

    [Fact]
    public async Task An_item_is_added_and_shown()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var actor = $"account:{app.AccountIdOf(administrator):N}";
        var response = await administrator.SubmitForm(
            "/administration/lists/platform/add",
            ("ItemCode", "nieuw_platform"),
            ("LabelNl", "Nieuw platform"),
            ("LabelEn", "New platform"),
            ("Order", "999")
        );
        var list = await administrator.Page("/administration/lists/platform");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Contains("Nieuw platform", list.QuerySelector("tbody")!.TextContent);
        Assert.NotEqual(
            0,
            await app.Read(db =>
                db.AuditRows.CountAsync(r =>
                    r.Action == "AddCodeListItem"
                    && r.Outcome == "done"
                    && r.Actor == actor
                    && r.Detail!.Contains("code:platform/nieuw_platform")
                )
            )
        );
    }

    [Fact]
    public async Task A_form_gets_its_first_sector_and_a_sector_without_a_form_is_refused()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        Task<HttpResponseMessage> Add(string parent) =>
            administrator.SubmitForm(
                "/administration/lists/sector/add",
                ("ItemCode", "straat"),
                ("LabelNl", "Straat"),
                ("LabelEn", "Street"),
                ("Parent", parent),
                ("Order", "999")
            );

        var page = await administrator.Page("/administration/lists/sector/add");
        var statuses = new[] { (await Add("")).StatusCode, (await Add("nowhere")).StatusCode, (await Add("begging")).StatusCode };

        Assert.NotNull(page.QuerySelector("select[name=Parent] option[value=begging]"));
        Assert.Equal([HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity, HttpStatusCode.Redirect], statuses);
        Assert.Equal("begging", await app.Read(db => db.CodeListItems.Where(i => i.Code == "straat").Select(i => i.Parent).SingleAsync()));
    }

    [Theory]
    [InlineData("sex")]
    [InlineData("route")]
    public async Task Codes_that_the_counts_know_by_name_are_not_added_to(string list)
    {
        var administrator = await app.SignedIn(Role.Administrator);

        Assert.Null(
            (await administrator.Page($"/administration/lists/{list}")).QuerySelector($"a[href='/administration/lists/{list}/add']")
        );
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (
                await administrator.SubmitForm(
                    $"/administration/lists/{list}/add",
                    ("ItemCode", "intersex"),
                    ("LabelNl", "X"),
                    ("LabelEn", "X"),
                    ("Order", "1")
                )
            ).StatusCode
        );
        Assert.Equal(0, await app.Read(db => db.CodeListItems.CountAsync(i => i.List == list && i.Code == "intersex")));
    }

    [Fact]
    public async Task A_code_with_spaces_and_a_code_in_use_are_refused()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var known = await app.Read(db =>
            db.CodeListItems.Where(i => i.List == "platform").OrderBy(i => i.Order).Select(i => i.Code).FirstAsync()
        );
        var shape = await administrator.SubmitForm(
            "/administration/lists/platform/add",
            ("ItemCode", "Met Spatie"),
            ("LabelNl", "X"),
            ("LabelEn", "X"),
            ("Order", "1")
        );
        var response = await administrator.SubmitForm(
            "/administration/lists/platform/add",
            ("ItemCode", known),
            ("LabelNl", "X"),
            ("LabelEn", "X"),
            ("Order", "1")
        );

        Assert.Contains("lage streepjes", await shape.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = (await response.Page()).QuerySelector("main")!.TextContent;
        Assert.Contains("staat al in de lijst", page);
    }

    [Fact]
    public async Task A_list_with_meaning_in_the_program_takes_no_items()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var response = await administrator.SubmitForm(
            "/administration/lists/certainty/add",
            ("ItemCode", "more"),
            ("LabelNl", "X"),
            ("LabelEn", "X"),
            ("Order", "1")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = (await response.Page()).QuerySelector("main")!.TextContent;
        Assert.Contains("betekenis in het programma", page);
    }

    [Fact]
    public async Task Only_an_administrator_opens_it()
    {
        var other = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var response = await other.GetAsync(new Uri("/administration/lists/platform/add", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
