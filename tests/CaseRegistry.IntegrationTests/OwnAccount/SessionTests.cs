using System.Net;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.OwnAccount;

public sealed class ListSessionsTests(RegistryApp app)
{
    private const string Page = "/account/sessions";

    [Fact]
    public async Task The_page_shows_the_own_sessions_and_nobody_elses()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        await app.SignedIn(Role.NationalAnalyst);
        var other = app.Anonymous();
        other.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        await RegistryApp.SignIn(other, app.AccountOf(person));

        var page = await person.Page(Page);

        Assert.Equal(2, page.QuerySelectorAll("main tbody tr").Length);
        Assert.Contains("Firefox, Linux", page.QuerySelector("main")!.TextContent);
        Assert.Contains("Wachtwoord en authenticator-app", page.QuerySelector("main")!.TextContent);
    }

    [Fact]
    public async Task After_a_quarter_of_an_hour_without_a_request_the_session_opens_nothing()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        await app.Idle(person, TimeSpan.FromMinutes(14));
        Assert.Equal(HttpStatusCode.OK, await person.Status(Page));
        Assert.InRange(TimeProvider.System.GetUtcNow() - (await app.SessionOf(person)).LastSeenAt, TimeSpan.Zero, TimeSpan.FromMinutes(1));

        await app.Idle(person, TimeSpan.FromMinutes(15));

        Assert.Equal(HttpStatusCode.Redirect, await person.Status(Page));
        Assert.Equal(HttpStatusCode.Redirect, await person.Status(Page));
    }

    [Fact]
    public async Task A_session_goes_on_for_hours_with_its_factors_and_under_its_key_whatever_is_asked_at_the_same_moment()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        var before = await app.SessionOf(person);
        await app.SignedInAgo(person, TimeSpan.FromHours(7));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => person.GetAsync(new Uri("/monitor", UriKind.Relative))));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        Assert.Equal(HttpStatusCode.OK, await person.Status("/monitor"));
        Assert.Equal(before.KeyHash, (await app.SessionOf(person)).KeyHash);
    }

    [Fact]
    public async Task A_ticket_that_is_put_into_the_row_of_another_session_opens_nothing()
    {
        var victim = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var thief = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var (stolen, own) = (await app.SessionOf(victim), await app.SessionOf(thief));

        await app.Read(db =>
            db.Sessions.Where(s => s.Id == own.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.Ticket, stolen.Ticket).SetProperty(s => s.AccountId, stolen.AccountId))
        );

        Assert.Equal(HttpStatusCode.Redirect, await thief.Status("/cases"));
        Assert.Equal(HttpStatusCode.OK, await victim.Status("/cases"));
    }

    [Fact]
    public async Task Whoever_signs_in_again_after_the_lock_is_in_the_same_session_under_another_key()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        var before = await app.SessionOf(person);
        await app.Idle(person, TimeSpan.FromHours(1));

        await RegistryApp.SignIn(person, app.AccountOf(person));

        var after = await app.SessionOf(person);
        Assert.Equal(before.Id, after.Id);
        Assert.Equal(before.ExpiresAt, after.ExpiresAt);
        Assert.NotEqual(before.KeyHash, after.KeyHash);
        Assert.Equal(HttpStatusCode.OK, await person.Status(Page));
    }

    [Fact]
    public async Task A_locked_session_is_not_opened_by_somebody_else()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        var somebodyElse = await app.AddAccount([Role.NationalAnalyst], []);
        await app.Idle(person, TimeSpan.FromHours(1));

        await RegistryApp.SignIn(person, somebodyElse);

        Assert.Contains(somebodyElse.Email, await person.Text(Page));
        Assert.Equal(1, await app.Read(db => db.Sessions.CountAsync(s => s.AccountId == app.AccountIdOf(person))));
    }

    [Fact]
    public async Task After_eight_hours_a_session_ends_however_busy_it_was()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        var id = app.AccountIdOf(person);
        await app.Read(db =>
            db.Sessions.Where(s => s.AccountId == id)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.ExpiresAt, TimeProvider.System.GetUtcNow()))
        );

        Assert.Equal(HttpStatusCode.Redirect, await person.Status(Page));
    }

    [Fact]
    public async Task What_the_browser_holds_is_not_in_the_database_and_a_key_seen_before_is_worth_nothing()
    {
        var account = await app.AddAccount([Role.NationalAnalyst], []);
        var client = app.Anonymous();
        await RegistryApp.SignIn(client, account);
        var first = await app.Read(db => db.Sessions.SingleAsync(s => s.AccountId == account.Id));

        await RegistryApp.SignIn(client, account);

        var second = await app.Read(db => db.Sessions.SingleAsync(s => s.AccountId == account.Id));
        Assert.NotEqual(first.KeyHash, second.KeyHash);
        Assert.Equal(HttpStatusCode.OK, await client.Status(Page));
        Assert.DoesNotContain(account.Email, System.Text.Encoding.UTF8.GetString(second.Ticket));
    }

    [Fact]
    public async Task A_request_within_the_minute_writes_nothing()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        var before = (await app.SessionOf(person)).LastSeenAt;

        await person.Status(Page);

        Assert.Equal(before, (await app.SessionOf(person)).LastSeenAt);
    }
}

public sealed class EndSessionsTests(RegistryApp app)
{
    private const string Page = "/account/sessions";

    [Fact]
    public async Task A_session_that_was_ended_is_dead_on_its_next_request()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        var other = app.Anonymous();
        await RegistryApp.SignIn(other, app.AccountOf(person));
        Assert.Equal(HttpStatusCode.OK, await other.Status(Page));

        var ended = await person.SubmitForm(Page, "/account/sessions/", []);

        Assert.Equal(Page, ended.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.Redirect, await other.Status(Page));
        Assert.Equal(HttpStatusCode.OK, await person.Status(Page));
        var actor = $"account:{app.AccountIdOf(person):N}";
        Assert.Equal(1, await app.Read(db => db.AuditRows.CountAsync(r => r.Action == "EndSessions" && r.Actor == actor)));
    }

    [Fact]
    public async Task All_others_end_at_once()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        var others = new[] { app.Anonymous(), app.Anonymous() };
        foreach (var other in others)
        {
            await RegistryApp.SignIn(other, app.AccountOf(person));
        }

        await person.SubmitForm(Page, "end-others", []);

        Assert.Equal(HttpStatusCode.OK, await person.Status(Page));
        Assert.Equal(HttpStatusCode.Redirect, await others[0].Status(Page));
        Assert.Equal(HttpStatusCode.Redirect, await others[1].Status(Page));
    }

    [Fact]
    public async Task Nobody_ends_the_session_of_somebody_else()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        var stranger = await app.SignedIn(Role.NationalAnalyst);
        var second = app.Anonymous();
        await RegistryApp.SignIn(second, app.AccountOf(stranger));
        var id = (await app.SessionOf(person)).Id;
        var page = await stranger.Page(Page);
        var token = page.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

        using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
        var answer = await stranger.PostAsync(new Uri($"/account/sessions/{id}/end", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await person.Status(Page));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_also_for_whoever_kept_its_cookie()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);

        await person.SubmitForm(Page, "/account/sign-out", []);

        var id = app.AccountIdOf(person);
        var session = await app.Read(db => db.Sessions.SingleAsync(s => s.AccountId == id));
        Assert.NotNull(session.EndedAt);
        Assert.Empty(session.Ticket);
    }
}

internal static class SessionSteps
{
    public static Task<Session> SessionOf(this RegistryApp app, HttpClient person)
    {
        var id = app.AccountIdOf(person);
        return app.Read(db => db.Sessions.AsNoTracking().SingleAsync(s => s.AccountId == id));
    }

    /// <summary>As if this person had shown the last factor a while ago.</summary>
    public static Task<int> Stale(this RegistryApp app, HttpClient person)
    {
        var id = app.AccountIdOf(person);
        var then = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(5);
        return app.Read(db =>
            db.Sessions.Where(s => s.AccountId == id).ExecuteUpdateAsync(set => set.SetProperty(s => s.ConfirmedAt, then))
        );
    }

    /// <summary>As if this person had signed in so long ago, and had gone on since.</summary>
    public static async Task SignedInAgo(this RegistryApp app, HttpClient person, TimeSpan ago)
    {
        var id = app.AccountIdOf(person);
        var session = await app.SessionOf(person);
        var sealing = app
            .Services.GetRequiredService<IDataProtectionProvider>()
            .CreateProtector("Sessions", Convert.ToHexString(session.KeyHash));
        var ticket = TicketSerializer.Default.Deserialize(sealing.Unprotect(session.Ticket))!;
        ticket.Properties.IssuedUtc -= ago;
        var aged = sealing.Protect(TicketSerializer.Default.Serialize(ticket));
        await app.Read(db => db.Sessions.Where(s => s.AccountId == id).ExecuteUpdateAsync(set => set.SetProperty(s => s.Ticket, aged)));
    }

    /// <summary>As if the last request of this person had been so long ago.</summary>
    public static Task<int> Idle(this RegistryApp app, HttpClient person, TimeSpan ago)
    {
        var id = app.AccountIdOf(person);
        var then = TimeProvider.System.GetUtcNow() - ago;
        return app.Read(db =>
            db.Sessions.Where(s => s.AccountId == id).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, then))
        );
    }
}
