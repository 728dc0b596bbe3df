using System.Net;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.OwnAccount;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class ListRequestsTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    private const string Page = "/administration/requests";

    [Fact]
    public async Task Whoever_asked_sees_it_wait_and_another_administrator_may_agree()
    {
        var asker = await app.SignedIn(Role.Administrator);
        Assert.Contains("U bent de enige beheerder", await asker.Text(Page));
        var other = await app.SignedIn(Role.Administrator);
        await asker.SubmitForm("/administration/clients/create", ("Name", "Wacht"), ("Scopes", "tables:read"));

        var own = await asker.Page(Page);
        var elsewhere = await other.Page(Page);

        Assert.Contains("Wacht; Landelijke tabellen lezen; voor 365 dagen", own.QuerySelector("main")!.TextContent);
        Assert.Null(own.QuerySelector("main form"));
        Assert.NotNull(elsewhere.QuerySelector("main form[action$='/approve']"));
        Assert.DoesNotContain("U bent de enige beheerder", elsewhere.QuerySelector("main")!.TextContent);
        Assert.NotNull((await other.Page("/")).QuerySelector($"main a[href='{Page}']"));
    }
}

public sealed class ApproveRequestTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Nobody_approves_the_own_request()
    {
        var asker = await app.SignedIn(Role.Administrator);
        await app.SignedIn(Role.Administrator);
        var name = $"{Guid.CreateVersion7():N}";
        await asker.SubmitForm("/administration/clients/create", ("Name", name), ("Scopes", "tables:read"));
        var id = await app.Read(db =>
            db.Set<Data.Accounts.AccountRequest>().Where(r => r.About.StartsWith(name)).Select(r => r.Id).SingleAsync()
        );
        var token = (await asker.Page("/account/sessions")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);

        var refused = await asker.PostAsync(new Uri($"/administration/requests/{id}/approve", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(0, await app.Read(db => db.ApiClients.CountAsync(c => c.Name == name)));
    }

    [Fact]
    public async Task More_waits_and_less_does_not()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var account = await app.AddAccount([Role.RegionalTableMember], ["rotterdam", "amsterdam"]);
        var url = $"/administration/accounts/{account.Id}";

        var less = await administrator.SubmitForm(url, ("Regions", "rotterdam"));
        var more = await administrator.SubmitForm(url, ("Roles", "RegionalTableMember"), ("Roles", "RegionalTableChair"));
        var before = await app.Read(db => db.UserRoles.CountAsync(r => r.UserId == account.Id));
        var agreed = await app.Agree();

        Assert.Equal("/administration/accounts", less.Headers.Location?.OriginalString);
        Assert.Equal("/administration/requests", more.Headers.Location?.OriginalString);
        Assert.Equal(
            ["rotterdam"],
            await app.Read(db => db.AccountRegions.Where(r => r.AccountId == account.Id).Select(r => r.Region).ToListAsync())
        );
        Assert.Equal(1, before);
        Assert.Equal(HttpStatusCode.Redirect, agreed.StatusCode);
        Assert.Equal(2, await app.Read(db => db.UserRoles.CountAsync(r => r.UserId == account.Id)));
    }

    [Fact]
    public async Task A_request_on_an_account_that_changed_meanwhile_or_is_too_old_does_nothing()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var account = await app.AddAccount([Role.RegionalTableMember], ["rotterdam"]);
        var url = $"/administration/accounts/{account.Id}";
        await administrator.SubmitForm(url, ("Roles", "RegionalTableMember"), ("Roles", "RegionalTableChair"));
        await administrator.SubmitForm(url, ("DisplayName", "Intussen"));

        var stale = await app.Agree();
        var longAgo = TimeProvider.System.GetUtcNow().AddDays(-2);
        await app.Read(db =>
            db.Set<Data.Accounts.AccountRequest>()
                .Where(r => r.AccountId == account.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.RequestedAt, longAgo))
        );

        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.Equal(1, await app.Read(db => db.UserRoles.CountAsync(r => r.UserId == account.Id)));
        Assert.DoesNotContain(account.Email, await (await app.SignedIn(Role.Administrator)).Text("/administration/requests"));
    }
}

internal static class RequestSteps
{
    /// <summary>A second administrator agrees to what was asked last.</summary>
    public static async Task<HttpResponseMessage> Agree(this RegistryApp app) =>
        await (await app.SignedIn(Role.Administrator)).SubmitForm("/administration/requests", "/approve", []);

    /// <summary>The newest code that this administrator sees, for a link that somebody else got.</summary>
    public static async Task<string> CodeOfLink(this HttpClient asker) =>
        (await asker.Page("/administration/requests/codes")).QuerySelector("#codes code")!.TextContent;

    /// <summary>Whoever got a link from one administrator and its code from another one comes to the form.</summary>
    public static async Task<HttpClient> OpenLink(this RegistryApp app, string link, string code)
    {
        var client = app.Anonymous();
        var shown = await client.SubmitForm(link, ("InvitationCode", code));
        Assert.Equal("/account/invitation", shown.Headers.Location?.OriginalString);
        return client;
    }
}

public sealed class ListLinkCodesTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_code_is_seen_with_a_fresh_factor_only_and_each_look_leaves_a_row()
    {
        var asker = await app.SignedIn(Role.Administrator);
        await app.SignedIn(Role.Administrator);
        var person = await app.AddAccount([Role.NationalAnalyst], []);
        await asker.SubmitForm($"/administration/accounts/{person.Id}", "/link", ("Reason", "Gezien op kantoor"));
        await app.Agree();

        var list = await asker.Page("/administration/requests");
        var code = await asker.CodeOfLink();

        Assert.NotNull(list.GetElementById("codes"));
        Assert.DoesNotContain(code, list.Source.Text);
        Assert.Equal(1, await app.Audited("ListLinkCodes", "done", person.Id));
    }
}
