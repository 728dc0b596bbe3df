using System.Net;
using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.OwnAccount;
using CaseRegistry.Web.Features.Administration;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CaseRegistry.IntegrationTests.Security;

/// <summary>Sensitive acts ask for a factor that was shown a few minutes ago at most.</summary>
public sealed class RequireFreshTests(RegistryApp app)
{
    [Fact]
    public async Task An_account_is_made_after_a_touch_and_nothing_typed_is_lost()
    {
        var person = await app.SignedIn(Role.Administrator);
        var page = await person.Page("/administration/accounts/create");
        await app.Stale(person);
        var email = $"{Guid.CreateVersion7():N}@example.org";

        var asked = await person.Submit(
            page,
            "/administration/accounts/create",
            null,
            ("Email", email),
            ("DisplayName", "Naam"),
            ("Roles", "NationalAnalyst")
        );
        var none = await app.Read(db => db.Set<Data.Accounts.AccountRequest>().CountAsync(r => r.About.StartsWith(email)));
        var touched = await person.Touch(app.AccountOf(person).Passkey!, asked.Headers.Location!.OriginalString, "/account/confirm");
        var made = await person.SubmitForm(touched.Headers.Location!.OriginalString, "/administration/accounts/create");

        Assert.Equal("/account/confirm?returnUrl=%2Faccount%2Fresume", asked.Headers.Location!.OriginalString);
        Assert.Equal(0, none);
        Assert.Equal("/administration/requests", made.Headers.Location?.OriginalString);
        Assert.Equal(1, await app.Read(db => db.Set<Data.Accounts.AccountRequest>().CountAsync(r => r.About.StartsWith(email))));
    }

    [Theory]
    [InlineData(Role.DataProtectionOfficer, "/audit/rows.csv")]
    [InlineData(Role.NationalAnalyst, "/monitor/minors-by-year.csv")]
    [InlineData(Role.NationalAnalyst, "/monitor/visibility/minors.svg")]
    [InlineData(Role.NationalAnalyst, "/monitor/minors-by-year/chart.svg")]
    [InlineData(Role.PrivacyOfficer, "/audit/accesses?Number=ROT-2026-000001-1")]
    [InlineData(Role.CareCoordinator, "/break-glass/open")]
    [InlineData(Role.Administrator, "/administration/clients/create")]
    [InlineData(Role.Administrator, "/administration/requests/codes")]
    [InlineData(Role.NationalAnalyst, "/account/password")]
    [InlineData(Role.NationalAnalyst, "/account/authenticator")]
    public async Task What_leaves_the_register_or_opens_doors_asks_for_a_factor_first(Role role, string url)
    {
        var person = await app.SignedIn(role, Roles.NeedsRegion(role) ? ["rotterdam"] : []);
        Assert.NotEqual(HttpStatusCode.Redirect, await person.Status(url));
        await app.Stale(person);

        var asked = await person.GetAsync(new Uri(url, UriKind.Relative));

        Assert.Equal($"/account/confirm?returnUrl={Uri.EscapeDataString(url)}", asked.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task The_rest_does_not_ask()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        await app.Stale(person);

        Assert.Equal(HttpStatusCode.OK, await person.Status("/monitor/minors-by-year"));
        Assert.Equal(HttpStatusCode.OK, await person.Status("/account/sessions"));
    }

    [Fact]
    public async Task A_script_is_told_where_to_confirm()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        var page = await person.Page("/account/passkeys");
        await app.Stale(person);
        person.DefaultRequestHeaders.Accept.ParseAdd("application/json");

        var asked = await person.Submit(page, "/account/passkeys", "/account/passkeys");
        var token = page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
        var offer = await person.PostAsync(new Uri("/account/passkeys/offer", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.Forbidden, asked.StatusCode);
        Assert.Equal("/account/confirm", (await offer.Body()).GetProperty("confirm").GetString());
    }

    [Fact]
    public async Task Signing_in_again_is_showing_a_factor_and_changing_the_session_is_not()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        await app.Stale(person);
        await RegistryApp.SignIn(person, app.AccountOf(person));

        Assert.Equal(HttpStatusCode.OK, await person.Status("/account/password"));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public async Task A_factor_is_good_for_five_minutes_to_the_tick(long after, bool asks)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var (services, account) = (scope.ServiceProvider, Guid.CreateVersion7());
        var (shown, session) = (DateTimeOffset.UtcNow, services.GetRequiredService<CurrentSession>());
        session.Open(account, new System.Security.Claims.ClaimsPrincipal(), shown.AddMinutes(15), shown.AddHours(8), shown);
        services.GetRequiredService<CurrentActor>().Become($"account:{account:N}", account, [Role.Administrator], [], []);
        var freshness = new Freshness(
            services.GetRequiredService<CurrentActor>(),
            session,
            services.GetRequiredService<IOptions<SessionSettings>>(),
            new FakeTimeProvider(shown.AddMinutes(5).AddTicks(after))
        );

        var refusal = Record.Exception(() => freshness.Demand(new CreateAccount.Command()));

        Assert.Equal(asks, refusal is FreshFactorRequiredException);
    }
}
