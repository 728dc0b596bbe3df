using System.Net;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class CreateAccountTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_new_account_gets_a_link_that_is_shown_once()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var actor = $"account:{app.AccountIdOf(administrator):N}";
        var asked = await administrator.SubmitForm(
            "/administration/accounts/create",
            ("Email", "new@example.org"),
            ("DisplayName", "Nieuw"),
            ("Roles", "CareCoordinator"),
            ("Regions", "rotterdam")
        );

        var before = await app.Read(db => db.Users.CountAsync(a => a.Email == "new@example.org"));
        var response = await app.Agree();
        var link = (await response.Page()).QuerySelector("main code")!.TextContent;
        var page = await (await app.OpenLink(link, await administrator.CodeOfLink())).Page("/account/invitation");
        var account = await app.Read(db => db.Users.Include(a => a.Regions).SingleAsync(a => a.Email == "new@example.org"));

        Assert.Equal("/administration/requests", asked.Headers.Location?.OriginalString);
        Assert.Equal(0, before);
        Assert.StartsWith("https://localhost/account/invitation?account=", link, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("#NewPassword"));
        Assert.Equal("rotterdam", account.Regions.Single().Region);
        Assert.Null(account.PasswordHash);
        Assert.NotEqual(
            0,
            await app.Read(db =>
                db.AuditRows.CountAsync(r =>
                    r.Action == "ApproveRequest" && r.Outcome == "done" && r.Actor != actor && r.Detail!.Contains(account.Id.ToString())
                )
            )
        );
    }

    [Fact]
    public async Task What_is_missing_is_asked_for_in_Dutch()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var response = await administrator.SubmitForm(
            "/administration/accounts/create",
            ("Email", "not an address"),
            ("Roles", "CareCoordinator")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = (await response.Page()).QuerySelector("main")!.TextContent;
        Assert.Contains("Dit is geen e-mailadres", page);
        Assert.Contains("kies minstens één regio", page);
    }

    [Fact]
    public async Task Roles_that_may_not_be_in_one_hand_are_refused()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var response = await administrator.SubmitForm(
            "/administration/accounts/create",
            ("Email", "both@example.org"),
            ("DisplayName", "Beide"),
            ("Roles", "Administrator"),
            ("Roles", "CareCoordinator"),
            ("Regions", "rotterdam")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = (await response.Page()).QuerySelector("main")!.TextContent;
        Assert.Contains("mogen niet bij één persoon liggen", page);
        Assert.Equal(0, await app.Read(db => db.Users.CountAsync(a => a.Email == "both@example.org")));
    }

    [Fact]
    public async Task An_address_is_used_once()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var first = await administrator.SubmitForm(
            "/administration/accounts/create",
            ("Email", "twice@example.org"),
            ("DisplayName", "Een"),
            ("Roles", "NationalAnalyst")
        );
        await app.Agree();
        var response = await administrator.SubmitForm(
            "/administration/accounts/create",
            ("Email", "Twice@example.org"),
            ("DisplayName", "Twee"),
            ("Roles", "NationalAnalyst")
        );

        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = (await response.Page()).QuerySelector("main")!.TextContent;
        Assert.Contains("al een account met dit e-mailadres", page);
    }

    [Fact]
    public async Task A_form_cannot_give_all_regions()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var response = await administrator.SubmitForm(
            "/administration/accounts/create",
            ("Email", "all@example.org"),
            ("DisplayName", "Alle"),
            ("Roles", "CareCoordinator"),
            ("AllRegions", "true")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    [Fact]
    public async Task Only_an_administrator_opens_it()
    {
        var other = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var response = await other.GetAsync(new Uri("/administration/accounts/create", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
