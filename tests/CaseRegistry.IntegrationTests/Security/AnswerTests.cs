using System.Net;
using CaseRegistry.Domain.Shared;

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
        Assert.StartsWith("max-age=63072000", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
        Assert.False(answer.Headers.Contains("Server"));
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
