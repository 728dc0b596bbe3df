using System.Net;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class ChangeAccountTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Roles_and_regions_change_when_a_second_administrator_agrees()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var actor = $"account:{app.AccountIdOf(administrator):N}";
        var person = await app.SignedIn(Role.RegionalTableMember, "rotterdam");
        var id = app.AccountIdOf(person);

        var response = await administrator.SubmitForm(
            $"/administration/accounts/{id}",
            ("DisplayName", "Anders"),
            ("Roles", "RegionalTableMember"),
            ("Roles", "RegionalTableChair"),
            ("Regions", "amsterdam")
        );
        await app.Agree();
        var account = await app.Read(db => db.Users.Include(a => a.Regions).SingleAsync(a => a.Id == id));
        var roles = await app.Read(db => db.UserRoles.CountAsync(r => r.UserId == id));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("Anders", account.DisplayName);
        Assert.Equal("amsterdam", account.Regions.Single().Region);
        Assert.Equal(2, roles);
        Assert.NotEqual(
            0,
            await app.Read(db =>
                db.AuditRows.CountAsync(r =>
                    r.Action == "ApproveRequest" && r.Outcome == "done" && r.Actor != actor && r.Detail!.Contains(id.ToString())
                )
            )
        );
    }

    [Fact]
    public async Task Retiring_an_account_ends_its_session()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var person = await app.SignedIn(Role.NationalAnalyst);
        var id = app.AccountIdOf(person);

        var response = await administrator.SubmitForm($"/administration/accounts/{id}", ("IsRetired", "true"));
        var page = await person.GetAsync(new Uri("/account/password", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }

    [Theory]
    [InlineData(-1, "weer in gebruik; tot en met")]
    [InlineData(30, "tot en met")]
    public async Task Who_is_in_use_again_or_for_longer_than_was_agreed_waits_for_a_second_administrator(int ends, string waits)
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var person = await app.AddAccount([Role.NationalAnalyst], []);
        var last = TimeProvider.System.Today().AddDays(ends);
        await app.Read(db => db.Users.Where(a => a.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.ExpiresOn, last)));
        var later = TimeProvider.System.Today().AddDays(200).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

        await administrator.SubmitForm($"/administration/accounts/{person.Id}", ("ExpiresOn", later));

        Assert.Equal(last, await app.Read(db => db.Users.Where(a => a.Id == person.Id).Select(a => a.ExpiresOn).SingleAsync()));
        Assert.Contains($"{person.Email}; {waits}", await administrator.Text("/administration/requests"));
    }

    [Fact]
    public async Task Taking_away_from_an_account_that_has_expired_waits_for_nobody()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var person = await app.AddAccount([Role.RegionalTableMember, Role.RegionalTableChair], ["rotterdam"]);
        var last = TimeProvider.System.Today().AddDays(-3);
        await app.Read(db => db.Users.Where(a => a.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.ExpiresOn, last)));
        var page = $"/administration/accounts/{person.Id}";

        var earlier = await administrator.SubmitForm(page, ("ExpiresOn", "2020-01-01"));
        var fewer = await administrator.SubmitForm(page, ("Roles", "RegionalTableMember"));
        var retired = await administrator.SubmitForm(page, ("IsRetired", "true"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, earlier.StatusCode);
        Assert.Equal("/administration/accounts", fewer.Headers.Location?.OriginalString);
        Assert.Equal("/administration/accounts", retired.Headers.Location?.OriginalString);
        var account = await app.Read(db => db.Users.SingleAsync(a => a.Id == person.Id));
        Assert.Equal((true, last), (account.IsRetired, account.ExpiresOn));
        Assert.Equal(1, await app.Read(db => db.UserRoles.CountAsync(r => r.UserId == person.Id)));
    }

    [Fact]
    public async Task The_last_administrator_stays_one()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var id = app.AccountIdOf(administrator);
        await app.Read(db => db.Users.Where(a => a.Id != id).ExecuteUpdateAsync(set => set.SetProperty(a => a.IsRetired, true)));

        var response = await administrator.SubmitForm($"/administration/accounts/{id}", ("Roles", "NationalAnalyst"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = (await response.Page()).QuerySelector("main")!.TextContent;
        Assert.Contains("laatste beheerder", page);
    }

    [Fact]
    public async Task Who_saves_an_old_form_is_told_that_it_changed()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var person = await app.AddAccount([Role.NationalAnalyst], []);
        var url = $"/administration/accounts/{person.Id}";
        var form = await administrator.Page(url);
        await administrator.SubmitForm(url, ("DisplayName", "Eerst"));

        var response = await administrator.Submit(form, url, null, ("DisplayName", "Later"));

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("Eerst", await app.Read(db => db.Users.Where(a => a.Id == person.Id).Select(a => a.DisplayName).SingleAsync()));
    }

    [Fact]
    public async Task Only_an_administrator_opens_it()
    {
        var other = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var response = await other.GetAsync(new Uri("/administration/accounts/0198a9c0-0000-7000-8000-000000000000", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
