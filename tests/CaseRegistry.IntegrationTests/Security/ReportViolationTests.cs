using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace CaseRegistry.IntegrationTests.Security;

public sealed class ReportViolationTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _log = new();
    private readonly RegistryApp _app;

    public ReportViolationTests() =>
        _app = new()
        {
            Log = _log,
            Settings = new() { ["RateLimits:Report"] = "5" },
        };

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(
        "application/csp-report",
        """{"csp-report":{"document-uri":"https://localhost/cases/0198f2d4-1111-7222-8333-944445555666/edit/person?q=geheim","effective-directive":"script-src-elem","blocked-uri":"https://kwaad.example/x"}}"""
    )]
    [InlineData(
        "application/reports+json",
        """[{"type":"csp-violation","body":{"documentURL":"https://localhost/cases/0198f2d4-1111-7222-8333-944445555666/edit/person?q=geheim","effectiveDirective":"script-src-elem"}}]"""
    )]
    public async Task Of_a_report_only_directive_and_path_are_logged(string type, string report)
    {
        var answer = await Send(report, type);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Contains(
            _log,
            l => l.StartsWith("The content policy stopped script-src-elem on /cases/*/edit/person.", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            _log,
            l => l.Contains("0198f2d4", StringComparison.Ordinal) || l.Contains("geheim", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(_log, l => l.Contains("kwaad", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_too_large_nonsense_or_too_often_is_not_taken()
    {
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Send(new string('x', 8 * 1024 + 1))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await Send("no json")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await Send("[1]")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Send("")).StatusCode);
        Assert.DoesNotContain(_log, l => l.StartsWith("The content policy stopped", StringComparison.Ordinal));
        var client = _app.Anonymous();
        var last = HttpStatusCode.NoContent;
        for (var report = 0; report < 6; report++)
        {
            last = (await Send("[]", client: client)).StatusCode;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Fact]
    public async Task Every_page_says_where_to_report()
    {
        var page = await _app.Anonymous().GetAsync(new Uri("/account/sign-in", UriKind.Relative));

        Assert.EndsWith(
            "; report-uri /csp-reports; report-to violations",
            Assert.Single(page.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal
        );
        Assert.Equal("violations=\"/csp-reports\"", Assert.Single(page.Headers.GetValues("Reporting-Endpoints")));
    }

    private async Task<HttpResponseMessage> Send(string report, string type = "application/csp-report", HttpClient? client = null)
    {
        using var content = new StringContent(report, Encoding.UTF8, type);
        return await (client ?? _app.Anonymous()).PostAsync(new Uri("/csp-reports", UriKind.Relative), content);
    }
}
