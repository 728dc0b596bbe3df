using System.Net;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CaseRegistry.IntegrationTests.Security;

/// <summary>What every answer has, whatever became of the request.</summary>
public sealed class AnswerTests(RegistryApp app)
{
    [Theory]
    [InlineData("/account/sign-in", HttpStatusCode.OK)]
    [InlineData("/api/v1/nergens", HttpStatusCode.NotFound)]
    [InlineData("/cases", HttpStatusCode.Redirect)]
    [InlineData("/api/v1/cases", HttpStatusCode.Unauthorized)]
    [InlineData("/error/500", HttpStatusCode.InternalServerError)]
    public async Task Every_answer_forbids_what_is_inline_or_from_elsewhere(string url, HttpStatusCode status)
    {
        var answer = await app.Anonymous().GetAsync(new Uri(url, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none';", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("max-age=63072000; includeSubDomains", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("/account/sign-in", "text/html; charset=utf-8")]
    [InlineData("/api/v1/cases", "application/problem+json; charset=utf-8")]
    [InlineData("/api/v1/openapi.json", "application/json;charset=utf-8")]
    public async Task Every_text_says_how_it_is_encoded(string url, string type)
    {
        var answer = await app.Anonymous().GetAsync(new Uri(url, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(type, answer.Content.Headers.NonValidated["Content-Type"].ToString());
    }

    [Theory]
    [InlineData("text/css", "text/css; charset=utf-8")]
    [InlineData("text/javascript", "text/javascript; charset=utf-8")]
    [InlineData("image/svg+xml", "image/svg+xml; charset=utf-8")]
    [InlineData("text/csv; charset=utf-8", "text/csv; charset=utf-8")]
    [InlineData("image/png", "image/png")]
    public async Task Files_that_are_text_say_it_too(string file, string type)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton<SecurityHeaders>();
        await using var server = builder.Build();
        server.UseMiddleware<SecurityHeaders>();
        server.Run(http =>
        {
            http.Response.ContentType = file;
            return http.Response.WriteAsync("x");
        });
        await server.StartAsync(TestContext.Current.CancellationToken);

        var answer = await server.GetTestClient().GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(type, answer.Content.Headers.NonValidated["Content-Type"].ToString());
    }

    [Fact]
    public async Task Nothing_that_a_controller_answers_is_kept()
    {
        var officer = await app.SignedIn(Role.DataProtectionOfficer, "rotterdam");
        foreach (var url in new[] { "/", "/audit", "/audit/rows.csv", "/nergens" })
        {
            var answer = await officer.GetAsync(new Uri(url, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.True(answer.Headers.CacheControl?.NoStore, url);
        }
    }

    [Fact]
    public async Task Opening_a_form_that_is_not_for_this_role_leaves_a_row()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var actor = $"account:{app.AccountIdOf(coordinator):N}";

        Assert.Equal(HttpStatusCode.Forbidden, await coordinator.Status("/legal-holds/place"));

        var row = await app.Read(db => db.AuditRows.SingleAsync(r => r.Actor == actor && r.Outcome == "denied"));
        Assert.Equal("PlaceLegalHold", row.Action);
    }

    [Fact]
    public async Task What_a_form_leaves_out_does_not_come_from_its_address()
    {
        var client = app.Anonymous();
        var page = await client.Page("/account/sign-in");
        var token = page.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("Password", "x")]);

        var answer = await client.PostAsync(
            new Uri("/account/sign-in?Email=iemand@example.org", UriKind.Relative),
            form,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotNull((await answer.Page()).QuerySelector("#Email-error"));
    }

    [Fact]
    public async Task A_search_that_no_page_makes_is_refused()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        foreach (var list in new[] { "municipalities", "organisations" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, await administrator.Status($"/administration/{list}?Search={new string('x', 257)}"));
        }

        var accounts = await administrator.SubmitForm("/administration/accounts", ("search", new string('x', 257)));
        Assert.Equal(HttpStatusCode.BadRequest, accounts.StatusCode);
        var officer = await app.SignedIn(Role.DataProtectionOfficer, "rotterdam");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await officer.Status($"/audit?Actor={new string('x', 257)}"));
        Assert.Equal(HttpStatusCode.BadRequest, await officer.Status($"/audit/rows.csv?Number={new string('x', 51)}"));
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        Assert.Equal(HttpStatusCode.BadRequest, await coordinator.Status($"/cases?case_number={new string('x', 51)}"));
    }

    [Fact]
    public async Task What_is_refused_stands_in_the_log_without_what_was_sent()
    {
        await using var logging = new RegistryApp { Log = [] };
        await logging.InitializeAsync();
        using var forged = new FormUrlEncodedContent([new("Email", "canary@example.org"), new("Password", "x")]);

        await logging.Anonymous().PostAsync(new Uri("/account/sign-in", UriKind.Relative), forged, TestContext.Current.CancellationToken);

        var line = Assert.Single(logging.Log!, l => l.StartsWith("Refused with", StringComparison.Ordinal));
        Assert.StartsWith("Refused with 400: POST account/sign-in of anonymous from 10.", line);
        Assert.DoesNotContain("canary", line);
    }

    [Fact]
    public async Task An_unknown_key_leaves_a_row_that_does_not_hold_it()
    {
        var thief = app.Anonymous();
        thief.DefaultRequestHeaders.Authorization = new("Bearer", "crk_canary");

        Assert.Equal(HttpStatusCode.Unauthorized, await thief.Status("/api/v1/signals"));

        var address = thief.DefaultRequestHeaders.GetValues("X-Forwarded-For").Single();
        var row = await app.Read(db => db.AuditRows.SingleAsync(r => r.Action == "ApiKeyAuthentication" && r.Origin == address));
        Assert.Equal(("anonymous", "denied", null), (row.Actor, row.Outcome, row.Detail));
    }

    [Fact]
    public async Task The_answer_to_a_failure_has_them_too()
    {
        await using var broken = new RegistryApp();
        await broken.InitializeAsync();
        var client = broken.Anonymous();
        await client.GetAsync(new Uri("/account/sign-in", UriKind.Relative), TestContext.Current.CancellationToken);
        var coordinator = await broken.SignedIn(Role.CareCoordinator, "rotterdam");
        var id = (await broken.Case()).CaseId;
        // Nothing can be deciphered any more: it fails closed.
        await broken.Write(db =>
        {
            db.Cases.First().GetType().GetProperty("BirthDate")!.SetValue(db.Cases.First(), new ProtectedText(new byte[40]));
            return true;
        });

        var answer = await coordinator.GetAsync(new Uri($"/cases/{id}", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.StartsWith("default-src 'none';", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.DoesNotContain("Cryptographic", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_form_without_its_token_does_nothing_and_cookies_stay_with_this_host()
    {
        var client = app.Anonymous();
        var page = await client.GetAsync(new Uri("/account/sign-in", UriKind.Relative), TestContext.Current.CancellationToken);
        var cookies = page.Headers.TryGetValues("Set-Cookie", out var set) ? set.ToList() : [];
        Assert.NotEmpty(cookies);
        Assert.All(
            cookies,
            cookie =>
            {
                Assert.StartsWith("__Host-", cookie);
                Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
            }
        );

        using var form = new FormUrlEncodedContent([KeyValuePair.Create("Email", "a@b.nl"), KeyValuePair.Create("Password", "x")]);
        var forged = await client.PostAsync(new Uri("/account/sign-in", UriKind.Relative), form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
    }
}
