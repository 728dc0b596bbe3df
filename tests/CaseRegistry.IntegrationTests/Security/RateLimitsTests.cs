using System.Globalization;
using System.Net;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.IntegrationTests.Security;

/// <summary>An application that allows little, so that the limits are soon reached.</summary>
public sealed class StrictApp : IAsyncLifetime
{
    public RegistryApp App { get; } =
        new()
        {
            Settings = new Dictionary<string, string>
            {
                ["RateLimits:User"] = "15",
                ["RateLimits:Forms"] = "5",
                ["RateLimits:Client"] = "8",
                ["RateLimits:Address"] = "12",
                ["RateLimits:SignIn"] = "3",
                ["RateLimits:Export"] = "2",
                ["RateLimits:KeyFailures"] = "4",
                ["Proxies:0"] = "203.0.113.0/24",
            },
        };

    public ValueTask InitializeAsync() => App.InitializeAsync();

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

public sealed class RateLimitsTests(StrictApp strict) : IClassFixture<StrictApp>
{
    private readonly RegistryApp app = strict.App;

    [Fact]
    public async Task An_address_that_asks_too_often_gets_a_page_that_says_when_to_come_back_and_its_style()
    {
        var nobody = app.Anonymous();
        var last = await Until429(nobody, "/account/sign-in", 12);

        Assert.InRange(int.Parse(last.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture), 1, 60);
        Assert.Equal("Te vaak gevraagd", (await last.Page()).QuerySelector("h1")!.TextContent);
        Assert.Equal(HttpStatusCode.OK, await nobody.Status("/css/site.css"));
        Assert.Equal(HttpStatusCode.OK, await app.Anonymous().Status("/account/sign-in"));
    }

    [Fact]
    public async Task Passwords_from_one_address_are_counted_apart()
    {
        var thief = app.Anonymous();
        for (var account = 0; account < 3; account++)
        {
            var refused = await thief.SubmitForm("/account/sign-in", ("Email", $"{account}@example.org"), ("Password", "spring2026"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        }

        var page = await thief.Page("/account/sign-in");
        var limited = await thief.Submit(page, "/account/sign-in", "/account/sign-in", ("Email", "x@example.org"), ("Password", "spring"));

        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
    }

    [Fact]
    public async Task A_person_is_counted_wherever_the_requests_come_from_and_exports_apart()
    {
        var person = await app.SignedIn(Role.DataProtectionOfficer, "rotterdam");
        await Until429(person, "/audit/rows.csv", 2);
        person.DefaultRequestHeaders.Remove("X-Forwarded-For");
        person.DefaultRequestHeaders.Add("X-Forwarded-For", "10.0.255.7");

        Assert.Equal(HttpStatusCode.TooManyRequests, await person.Status("/audit/rows.csv"));
        Assert.Equal(HttpStatusCode.OK, await person.Status("/account/sessions"));
        await Until429(person, "/account/sessions", 15);
    }

    [Fact]
    public async Task Nobody_sends_more_forms_than_a_person_fills_in()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        var page = await person.Page("/account/sessions");
        var answers = new List<HttpStatusCode>();
        for (var form = 0; form < 6; form++)
        {
            answers.Add((await person.Submit(page, "/", "/language", ("Language", "nl"))).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Redirect, answers[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
        Assert.Equal(HttpStatusCode.OK, await person.Status("/account/sessions"));
    }

    [Fact]
    public async Task What_a_browser_reports_takes_nothing_from_the_forms_of_its_user()
    {
        var person = await app.SignedIn(Role.NationalAnalyst);
        var page = await person.Page("/account/sessions");
        for (var report = 0; report < 6; report++)
        {
            using var content = new StringContent("[]", System.Text.Encoding.UTF8, "application/reports+json");
            Assert.Equal(HttpStatusCode.NoContent, (await person.PostAsync(new Uri("/csp-reports", UriKind.Relative), content)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Redirect, (await person.Submit(page, "/", "/language", ("Language", "nl"))).StatusCode);
    }

    [Fact]
    public async Task A_system_gets_problem_details_and_its_own_count()
    {
        var system = await app.ApiClient(["signals:read"], "rotterdam");
        var last = await Until429(system, "/api/v1/signals", 8);

        Assert.Equal("application/problem+json", last.Content.Headers.ContentType?.MediaType);
        Assert.True(last.Headers.Contains("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, await (await app.ApiClient(["signals:read"], "rotterdam")).Status("/api/v1/signals"));
    }

    [Fact]
    public async Task Beyond_some_unknown_keys_an_address_gets_no_answer_about_others_and_keeps_no_known_one_out()
    {
        var system = await app.ApiClient(["signals:read"], "rotterdam");
        var address = system.DefaultRequestHeaders.GetValues("X-Forwarded-For").Single();
        var thief = app.Anonymous(address);
        for (var guess = 0; guess < 4; guess++)
        {
            thief.DefaultRequestHeaders.Authorization = new("Bearer", $"crk_{guess}");
            Assert.Equal(HttpStatusCode.Unauthorized, await thief.Status("/api/v1/signals"));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await thief.Status("/api/v1/signals"));
        Assert.Equal(HttpStatusCode.OK, await system.Status("/api/v1/signals"));
    }

    private static async Task<HttpResponseMessage> Until429(HttpClient client, string url, int most)
    {
        for (var asked = 0; asked <= most; asked++)
        {
            var response = await client.GetAsync(new Uri(url, UriKind.Relative));
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                return response;
            }
        }

        throw new InvalidOperationException($"{url} was never limited.");
    }
}
