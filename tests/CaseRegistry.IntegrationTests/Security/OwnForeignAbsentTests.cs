using System.Net;
using System.Text.RegularExpressions;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.LegalHolds;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Security;

/// <summary>Every address with an id of case data: one's own shows what it should, a foreign and an absent one read the same.</summary>
public sealed partial class OwnForeignAbsentTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    private const string Own = "Canary-Own";

    private static readonly string[] OfTheCase =
    [
        "/cases/{case}",
        "/cases/{case}/print",
        "/cases/{case}/moves/close",
        "/cases/{case}/contact",
        "/cases/{case}/notification",
        "/cases/{case}/signals/add",
        "/cases/{case}/minority",
        "/cases/{case}/edit/person",
        "/cases/{case}/moves/recheck",
        "/cases/{case}/edit/identity",
        "/cases/{case}/edit/safe_contact",
        "/cases/{case}/edit/exploitation",
        "/cases/{case}/edit/technology",
        "/signals/receipt/{once}",
        "/meetings/{meeting}",
        "/signals/drafts/{draft}",
        "/signals/drafts/{draft}/signal",
        "/signals/drafts/{draft}/check",
        "/imports/{import}",
        "/imports/{import}/progress",
        "/imports/{import}/refusals.csv",
        "/persons/{case}/merge",
        "/periods/{region}/2019-Q1",
    ];

    private static readonly string[] OfTheChair = ["/meetings/{meeting}/attend", "/meetings/{meeting}/attend/{item}"];
    private static readonly string[] OfTheOfficer = ["/break-glass/{emergency}/review", "/legal-holds/{case}/lift"];
    private static readonly string[] OfTheKey = ["/api/v1/cases/{case}"];

    /// <summary>What each of one's own has to show.</summary>
    private static readonly Dictionary<string, string> Shows = new()
    {
        ["/cases/{case}"] = $"{Own}-narrative",
        ["/cases/{case}/print"] = $"{Own}-narrative",
        ["/cases/{case}/edit/person"] = $"{Own}-client",
        ["/cases/{case}/edit/identity"] = $"{Own}-family",
        ["/cases/{case}/edit/safe_contact"] = $"{Own}-safe",
        ["/cases/{case}/edit/exploitation"] = "selected=\"selected\" value=\"sexual\"",
        ["/cases/{case}/edit/technology"] = "selected=\"selected\" value=\"social_network\"",
        ["/cases/{case}/moves/recheck"] = "{number}",
        ["/signals/receipt/{once}"] = "app-code--large",
        ["/imports/{import}/refusals.csv"] = $"{Own}-refused",
        ["/meetings/{meeting}"] = "{number}",
        ["/cases/{case}/moves/close"] = "{number}",
        ["/signals/drafts/{draft}"] = "/signals/drafts/{draft}/technology",
        ["/signals/drafts/{draft}/signal"] = $"{Own}-draft",
        ["/signals/drafts/{draft}/check"] = $"{Own}-draft",
        ["/periods/{region}/2019-Q1"] = "/periods?Year=2019",
        ["/imports/{import}"] = "signalen.csv",
        ["/imports/{import}/progress"] = "2 / 2",
        ["/meetings/{meeting}/attend/{item}"] = "/meetings/{meeting}/attend",
        ["/legal-holds/{case}/lift"] = "{number}",
        ["/meetings/{meeting}/attend"] = $"{Own}-goal",
        ["/break-glass/{emergency}/review"] = $"{Own}-emergency",
        ["/api/v1/cases/{case}"] = $"{Own}-narrative",
    };

    [Fact]
    public async Task Own_ids_show_what_they_should_and_foreign_ones_read_as_absent_ones_do()
    {
        var own = await Elsewhere.Make(app, Fields.Rotterdam, "rotterdam", Own);
        var foreign = await Elsewhere.Make(app);
        var officer = await app.PrivacyOfficer();
        await officer.Place(own.Number, "Canary-Hold");
        var key = await app.ApiClient([.. Scopes.All], "rotterdam");
        var faults = new List<string>();
        foreach (
            var (who, client, addresses) in new[]
            {
                ("coordinator", own.Coordinator!, OfTheCase),
                ("chair", own.Chair!, OfTheChair),
                ("officer", officer, OfTheOfficer),
                ("key", key, OfTheKey),
            }
        )
        {
            foreach (var address in addresses)
            {
                var (status, body) = await Ask(client, Fill(address, own));
                var shown = Fill(Shows.GetValueOrDefault(address, "/cases/{case}"), own);
                if (status != HttpStatusCode.OK || !Middle(body).Contains(shown, StringComparison.OrdinalIgnoreCase))
                {
                    faults.Add($"{who} {address}: {status} without {shown}");
                }

                var there = await Whole(client, Fill(address, foreign));
                var nowhere = await Whole(client, Fill(address, Elsewhere.Nowhere()));
                if (!there.StartsWith("404", StringComparison.Ordinal) || there != nowhere)
                {
                    faults.Add($"{who} {address} tells foreign from absent:\n{there}\n{nowhere}");
                }

                if (there.Contains(Elsewhere.Canary, StringComparison.Ordinal))
                {
                    faults.Add($"{who} {address} leaks");
                }
            }
        }

        Assert.Empty(faults);
    }

    /// <summary>Routes with an id of something that belongs to no region.</summary>
    private static readonly string[] OfNobody =
    [
        "administration/",
        "account/",
        "monitor/",
        "api/v1/tables/",
        "api/v1/releases/",
        "releases/",
        "periods/versions/",
        "errors/",
        "api/{documentName}/",
    ];

    [Fact]
    public void Every_address_with_an_id_of_case_data_is_asked_for()
    {
        var asked = OfTheCase.Concat(OfTheChair).Concat(OfTheOfficer).Concat(OfTheKey).Select(a => a.Split('/')[1..]).ToList();
        var routes = app
            .Services.GetRequiredService<IEnumerable<EndpointDataSource>>()
            .SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") is true)
            .Where(e => e.RoutePattern.Parameters.Any(p => p.Name != "path" && p.Name != "file"))
            .Select(e => e.RoutePattern)
            .Where(p => !OfNobody.Any(prefix => p.RawText!.TrimStart('/').StartsWith(prefix, StringComparison.Ordinal)))
            .ToList();

        Assert.True(routes.Count > 15, $"{routes.Count} routes");
        Assert.Empty(routes.Where(route => !asked.Exists(a => Answers(route, a))).Select(route => route.RawText));
    }

    private static bool Answers(RoutePattern route, string[] address) =>
        route.PathSegments.Count == address.Length
        && route.PathSegments.Zip(address).All(s => s.First.Parts is not [RoutePatternLiteralPart literal] || literal.Content == s.Second);

    [Fact]
    public async Task No_page_list_export_or_answer_holds_a_word_of_another_region()
    {
        var foreign = await Elsewhere.Make(app);
        var clients = new List<(string Who, HttpClient Client)>();
        foreach (var role in Enum.GetValues<Role>())
        {
            clients.Add((role.ToString(), await app.SignedIn(role, Roles.NeedsRegion(role) ? ["rotterdam"] : [])));
        }

        clients.Add(("key", await app.ApiClient([.. Scopes.All], "rotterdam")));
        clients.Add(("nobody", app.Anonymous()));
        string[] addresses =
        [
            "/",
            "/cases",
            $"/cases?case_number={foreign.Number}",
            "/meetings",
            "/meetings/invited",
            "/imports",
            "/legal-holds",
            "/break-glass",
            "/audit",
            $"/audit?Number={foreign.Number}",
            "/audit/rows.csv",
            $"/audit/accesses?Number={foreign.Number}",
            "/monitor/minors-by-year.csv",
            "/persons/merges",
            "/periods",
            "/periods/versions",
            "/releases",
            "/administration/accounts",
            "/administration/organisations",
            "/administration/requests",
            "/api/v1/signals",
            "/api/v1/cases",
            $"/api/v1/cases?case_number={foreign.Number}",
            "/api/v1/tables/minors-by-year",
            .. OfTheCase.Concat(OfTheChair).Concat(OfTheOfficer).Concat(OfTheKey).Select(a => Fill(a, foreign)),
        ];
        var answered = 0;
        foreach (var (who, client) in clients)
        {
            foreach (var address in addresses)
            {
                var (status, body) = await Ask(client, address);
                answered += status == HttpStatusCode.OK ? 1 : 0;
                Assert.False(body.Contains(Elsewhere.Canary, StringComparison.Ordinal), $"{who} {address} {status}");
            }
        }

        Assert.True(answered > 20, $"{answered} answers");
        // The words are there, where they belong.
        Assert.Contains($"{Elsewhere.Canary}-phone", await foreign.Coordinator!.Text($"/cases/{foreign.Case}"));
    }

    /// <summary>What a page is about; around it every page names its own address.</summary>
    private static string Middle(string body) =>
        body.IndexOf("<main", StringComparison.Ordinal) is >= 0 and var start
            ? body[start..body.IndexOf("</main>", StringComparison.Ordinal)]
            : body;

    private static string Fill(string address, Elsewhere ids) =>
        address
            .Replace("{case}", ids.Case.ToString(), StringComparison.Ordinal)
            .Replace("{meeting}", ids.Meeting.ToString(), StringComparison.Ordinal)
            .Replace("{item}", ids.Item.ToString(), StringComparison.Ordinal)
            .Replace("{number}", ids.Number, StringComparison.Ordinal)
            .Replace("{draft}", ids.Draft.ToString(), StringComparison.Ordinal)
            .Replace("{region}", ids.OfRegion, StringComparison.Ordinal)
            .Replace("{once}", ids.Once, StringComparison.Ordinal)
            .Replace("{import}", ids.Import.ToString(), StringComparison.Ordinal)
            .Replace("{emergency}", ids.BreakGlass.ToString(), StringComparison.Ordinal);

    private static async Task<(HttpStatusCode Status, string Body)> Ask(HttpClient client, string address)
    {
        var answer = await client.GetAsync(new Uri(address, UriKind.Relative));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Status, headers and body, but for what differs from one answer to the next: the address itself, tokens, ids of requests.</summary>
    private static async Task<string> Whole(HttpClient client, string address)
    {
        var answer = await client.GetAsync(new Uri(address, UriKind.Relative));
        var headers = answer
            .Headers.Concat(answer.Content.Headers)
            .Where(h => h.Key is not ("Set-Cookie" or "Date" or "Content-Length"))
            .OrderBy(h => h.Key, StringComparer.Ordinal)
            .Select(h => $"{h.Key}: {string.Join(',', h.Value)}");
        var body = (await answer.Content.ReadAsStringAsync())
            .Replace(address, "ADDRESS", StringComparison.Ordinal)
            .Replace(Uri.EscapeDataString(address), "ADDRESS", StringComparison.Ordinal);
        return Passing().Replace($"{(int)answer.StatusCode}\n{string.Join('\n', headers)}\n{body}", "");
    }

    [GeneratedRegex(
        "name=\"(__RequestVerificationToken|__once)\"[^>]*>|\"(request_id|trace_id|traceId)\":\"[^\"]*\"|data-(locks|ends)-in=\"[^\"]*\"|[A-Z0-9]{13}(:[0-9A-F]{8})?"
    )]
    private static partial Regex Passing();
}
