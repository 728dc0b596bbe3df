using System.Net;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.OwnAccount;

public sealed class ConfirmSessionTests(RegistryApp app)
{
    [Fact]
    public async Task A_locked_session_opens_with_one_code_where_its_person_was()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        var before = await app.SessionOf(person);
        await app.Idle(person, TimeSpan.FromHours(1));

        var locked = await person.GetAsync(new Uri("/monitor?From=2020", UriKind.Relative));
        var wrong = await person.SubmitForm(locked.Headers.Location!.OriginalString, ("OneTimeCode", "000000"));
        await app.AccountOf(person).NextStep();
        var opened = await person.SubmitForm(locked.Headers.Location!.OriginalString, ("OneTimeCode", app.AccountOf(person).Code()));

        Assert.Equal("/account/confirm?returnUrl=%2Fmonitor%3FFrom%3D2020", locked.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Equal("/monitor?From=2020", opened.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, await person.Status("/monitor?From=2020"));
        var after = await app.SessionOf(person);
        Assert.Equal((before.Id, before.ExpiresAt), (after.Id, after.ExpiresAt));
        Assert.NotEqual(before.KeyHash, after.KeyHash);
        Assert.Equal(1, await app.Audited("ConfirmSession", "done", app.AccountIdOf(person)));
    }

    [Fact]
    public async Task An_administrator_opens_it_with_the_passkey_only()
    {
        var person = await app.SignedIn(Role.Administrator);
        var other = await app.AddAccount([Role.Administrator], []);
        await app.Idle(person, TimeSpan.FromHours(1));

        var page = await person.Page("/account/confirm");
        var foreign = await person.Touch(other.Passkey!, "/account/confirm", "/account/confirm");
        var own = await person.Touch(app.AccountOf(person).Passkey!, "/account/confirm", "/account/confirm");

        Assert.Null(page.QuerySelector("main input[name=OneTimeCode]"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, foreign.StatusCode);
        Assert.Equal("/", own.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, await person.Status("/administration/accounts"));
    }

    [Fact]
    public async Task The_password_alone_opens_no_session_of_whoever_has_more()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        await app.Idle(person, TimeSpan.FromHours(1));

        var refused = await person.SubmitForm("/account/confirm", ("CurrentPassword", RegistryApp.Password));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, await person.Status("/monitor"));
    }

    [Fact]
    public async Task Guesses_at_a_locked_session_are_counted()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        await app.Idle(person, TimeSpan.FromHours(1));
        for (var guess = 0; guess < 5; guess++)
        {
            await person.SubmitForm("/account/confirm", ("OneTimeCode", "000000"));
        }

        await app.AccountOf(person).NextStep();
        var right = await person.SubmitForm("/account/confirm", ("OneTimeCode", app.AccountOf(person).Code()));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, right.StatusCode);
    }

    [Fact]
    public async Task A_session_that_ended_or_whose_account_is_blocked_is_not_opened_again()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        await app.Idle(person, TimeSpan.FromHours(1));
        var id = app.AccountIdOf(person);
        await app.Read(db => db.Users.Where(a => a.Id == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.IsRetired, true)));

        var page = await person.GetAsync(new Uri("/account/confirm", UriKind.Relative));

        Assert.Equal("/account/sign-in", page.Headers.Location?.OriginalString);
    }
}

public sealed class ViewConfirmationTests(RegistryApp app)
{
    [Fact]
    public async Task Nobody_has_nothing_to_confirm()
    {
        var page = await app.Anonymous().GetAsync(new Uri("/account/confirm?returnUrl=%2Fcases", UriKind.Relative));

        Assert.Equal("/account/sign-in?returnUrl=%2Fcases", page.Headers.Location?.OriginalString);
    }
}

public sealed class ResumeFormTests(RegistryApp app)
{
    private const string Reason = "Getypt voor het slot erop ging";

    [Fact]
    public async Task A_form_sent_after_the_lock_waits_until_its_sender_is_back()
    {
        var person = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var page = await person.Page("/break-glass/open");
        await app.Idle(person, TimeSpan.FromHours(1));

        var late = await person.Submit(page, "/break-glass/open", null, ("Number", "nonsense"), ("Reason", Reason));
        await app.AccountOf(person).NextStep();
        var opened = await person.SubmitForm(late.Headers.Location!.OriginalString, ("OneTimeCode", app.AccountOf(person).Code()));
        var session = (await app.SessionOf(person)).Id;
        var key = await app.Read(db => db.Set<KeptForm>().Where(f => f.SessionId == session).Select(f => f.KeyId).SingleAsync());
        var again = await person.SubmitForm(opened.Headers.Location!.OriginalString, "/break-glass/open");

        Assert.Equal("/account/resume", opened.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        Assert.Equal(Reason, (await again.Page()).QuerySelector("[name=Reason]")!.TextContent.Trim());
        // It has come: an older copy of the database does not open it any more either.
        Assert.False(await app.Read(db => db.Set<KeptForm>().AnyAsync(f => f.SessionId == session)));
        Assert.True(await app.IsDestroyed(key));
    }

    [Fact]
    public async Task What_is_kept_is_unreadable_in_the_database_and_goes_when_its_sender_signs_out()
    {
        var person = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var page = await person.Page("/break-glass/open");
        await app.Stale(person);
        await person.Submit(page, "/break-glass/open", null, ("Number", "x"), ("Reason", Reason));
        var id = (await app.SessionOf(person)).Id;

        var kept = await app.Read(db => db.Set<KeptForm>().SingleAsync(f => f.SessionId == id));
        await person.SubmitForm("/account/sessions", "/account/sign-out");

        Assert.DoesNotContain(Reason, System.Text.Encoding.UTF8.GetString(kept.Content));
        Assert.Equal(0, await app.Read(db => db.Set<KeptForm>().CountAsync(f => f.SessionId == id)));
        Assert.True(await app.IsDestroyed(kept.KeyId));
    }

    [Fact]
    public async Task Another_site_puts_no_form_into_anybodys_hands()
    {
        var person = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        await app.Idle(person, TimeSpan.FromHours(1));
        using var forged = new FormUrlEncodedContent([new("Number", "x"), new("Reason", Reason)]);

        await person.PostAsync(new Uri("/break-glass/open", UriKind.Relative), forged);

        var id = (await app.SessionOf(person)).Id;
        Assert.Equal(0, await app.Read(db => db.Set<KeptForm>().CountAsync(f => f.SessionId == id)));
    }

    [Fact]
    public async Task Passwords_are_not_kept()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        var page = await person.Page("/account/password");
        await app.Stale(person);

        await person.Submit(page, "/account/password", null, ("CurrentPassword", "one"), ("NewPassword", "two"));

        var resumed = await person.Page("/account/resume");
        Assert.NotNull(resumed.QuerySelector("main form"));
        Assert.Null(resumed.QuerySelector("main [name=CurrentPassword], main [name=NewPassword]"));
    }
}

public sealed class ViewSessionTests(RegistryApp app)
{
    [Fact]
    public async Task Looking_how_long_the_session_goes_on_does_not_prolong_it()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        await app.Idle(person, TimeSpan.FromMinutes(10));

        var answer = await (await person.GetAsync(new Uri("/account/session", UriKind.Relative))).Body();

        Assert.InRange(answer.GetProperty("locks_in").GetDouble(), 200, 300);
        Assert.InRange(
            TimeProvider.System.GetUtcNow() - (await app.SessionOf(person)).LastSeenAt,
            TimeSpan.FromMinutes(10),
            TimeSpan.FromMinutes(15)
        );
    }

    [Theory]
    [InlineData("/css/site.css")]
    [InlineData("/img/favicon.svg")]
    public async Task What_the_browser_fetches_by_itself_does_not_prolong_it(string asset)
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        await app.Idle(person, TimeSpan.FromMinutes(10));
        var before = (await app.SessionOf(person)).LastSeenAt;

        Assert.Equal(HttpStatusCode.OK, await person.Status(asset));

        Assert.Equal(before, (await app.SessionOf(person)).LastSeenAt);
    }

    [Fact]
    public async Task A_locked_session_tells_with_what_it_opens_and_nobody_is_told_nothing()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        await app.Idle(person, TimeSpan.FromHours(1));

        var locked = await (await person.GetAsync(new Uri("/account/session", UriKind.Relative))).Body();
        var nobody = await (await app.Anonymous().GetAsync(new Uri("/account/session", UriKind.Relative))).Body();

        Assert.Equal(0, locked.GetProperty("locks_in").GetDouble());
        Assert.Equal("one_time_code", locked.GetProperty("factors")[0].GetString());
        Assert.False(nobody.TryGetProperty("account", out _));
    }
}

public sealed class ExtendSessionTests(RegistryApp app)
{
    [Fact]
    public async Task Whoever_works_on_has_the_whole_time_again()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        var page = await person.Page("/account/sessions");
        await app.Idle(person, TimeSpan.FromMinutes(14));

        var answer = await (await person.Submit(page, "/account/sessions", "/session/extend")).Body();

        Assert.InRange(answer.GetProperty("locks_in").GetDouble(), 14 * 60, 15 * 60);
    }
}
