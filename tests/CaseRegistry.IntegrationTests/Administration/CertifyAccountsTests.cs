using System.Net;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class ListCertificationsTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    private const string Page = "/administration/certifications";

    [Fact]
    public async Task Accounts_that_nobody_confirmed_for_ninety_days_are_listed_and_announced()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var old = await app.AddAccount([Role.NationalAnalyst], []);
        var recent = await app.AddAccount([Role.NationalAnalyst], []);
        await app.Certified(old, 91);
        await app.Certified(recent, 89);

        var list = await administrator.Text(Page);
        var home = await administrator.Page("/");

        Assert.Contains(old.Email, list);
        Assert.DoesNotContain(recent.Email, list);
        Assert.NotNull(home.QuerySelector($"main a[href='{Page}']"));
        Assert.Null((await (await app.SignedIn(Role.NationalAnalyst)).Page("/")).QuerySelector($"main a[href='{Page}']"));
    }
}

public sealed class CertifyAccountsTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    private const string Page = "/administration/certifications";

    [Fact]
    public async Task Several_are_confirmed_at_once_and_that_is_kept()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var accounts = new[] { await app.AddAccount([Role.NationalAnalyst], []), await app.AddAccount([Role.NationalAnalyst], []) };
        var other = await app.AddAccount([Role.NationalAnalyst], []);
        foreach (var account in accounts.Append(other))
        {
            await app.Certified(account, 100);
        }

        var confirmed = await administrator.SubmitForm(Page, [.. accounts.Select(a => ("Ids", a.Id.ToString()))]);

        Assert.Equal(Page, confirmed.Headers.Location?.OriginalString);
        var list = await administrator.Text(Page);
        Assert.DoesNotContain(accounts[0].Email, list);
        Assert.DoesNotContain(accounts[1].Email, list);
        Assert.Contains(other.Email, list);
        var actor = $"account:{app.AccountIdOf(administrator):N}";
        var kept = await app.Read(db =>
            db.AuditRows.Where(r => r.Action == "CertifyAccounts" && r.Actor == actor).Select(r => r.Detail!).SingleAsync()
        );
        Assert.All(accounts, a => Assert.Contains($"account:{a.Id}", kept));
    }

    [Fact]
    public async Task Nobody_confirms_the_own_account_and_something_must_be_chosen()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        await app.Certified(app.AccountOf(administrator), 100);
        await app.Certified(await app.AddAccount([Role.NationalAnalyst], []), 100);

        var own = await administrator.SubmitForm(Page, ("Ids", app.AccountIdOf(administrator).ToString()));
        var none = await administrator.SubmitForm(Page, []);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, own.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, none.StatusCode);
        Assert.Contains("Kies minstens één account", (await none.Page()).QuerySelector("main")!.TextContent);
    }
}

/// <summary>Accounts are used until a day.</summary>
public sealed class AccountExpiryTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task An_expired_account_cannot_sign_in_and_its_session_ends_on_the_next_request()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        var id = app.AccountIdOf(person);
        await Expire(id, 0);
        Assert.Equal(HttpStatusCode.OK, await person.Status("/monitor"));

        await Expire(id, -1);

        Assert.Equal(HttpStatusCode.Redirect, await person.Status("/monitor"));
        var refused = await app.Anonymous()
            .SubmitForm("/account/sign-in", ("Email", app.AccountOf(person).Email), ("Password", RegistryApp.Password));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }

    [Fact]
    public async Task An_expired_passkey_owner_stays_out_too()
    {
        var account = await app.AddAccount([Role.Administrator], []);
        await Expire(account.Id, -1);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await app.Anonymous().Touch(account.Passkey!)).StatusCode);
    }

    [Fact]
    public async Task The_administrator_is_warned_thirty_days_before_and_gives_a_year_by_default()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var soon = await app.AddAccount([Role.NationalAnalyst], []);
        var later = await app.AddAccount([Role.NationalAnalyst], []);
        await Expire(soon.Id, 30);
        await Expire(later.Id, 31);

        var home = await administrator.Text("/");
        var form = await administrator.Page("/administration/accounts/create");
        var past = await administrator.SubmitForm(
            $"/administration/accounts/{soon.Id}",
            ("ExpiresOn", TimeProvider.System.Today().AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))
        );

        Assert.Contains(soon.Email, home);
        Assert.DoesNotContain(later.Email, home);
        Assert.Equal(
            TimeProvider.System.Today().AddYears(1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            form.QuerySelector("main [name=ExpiresOn]")!.GetAttribute("value")
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, past.StatusCode);
    }

    private Task<int> Expire(Guid id, int days)
    {
        var on = TimeProvider.System.Today().AddDays(days);
        return app.Read(db => db.Users.Where(a => a.Id == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.ExpiresOn, on)));
    }
}

internal static class CertificationSteps
{
    /// <summary>As if the account had last been confirmed so many days ago.</summary>
    public static Task<int> Certified(this RegistryApp app, SignedInAccount account, int daysAgo)
    {
        var then = TimeProvider.System.GetUtcNow().AddDays(-daysAgo);
        return app.Read(db => db.Users.Where(a => a.Id == account.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.CertifiedAt, then)));
    }
}
