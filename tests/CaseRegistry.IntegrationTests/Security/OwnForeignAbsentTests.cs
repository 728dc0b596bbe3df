using System.Net;
using System.Text.RegularExpressions;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.LegalHolds;

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
        "/cases/{case}/signals/add",
        "/cases/{case}/minority",
        "/cases/{case}/edit/person",
        "/cases/{case}/edit/identity",
        "/meetings/{meeting}",
        "/signals/drafts/{draft}",
        "/signals/drafts/{draft}/signal",
        "/signals/drafts/{draft}/check",
        "/imports/{import}",
        "/imports/{import}/progress",
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
        ["/meetings/{meeting}"] = "{number}",
        ["/cases/{case}/moves/close"] = "{number}",
        ["/signals/drafts/{draft}/signal"] = $"{Own}-draft",
        ["/signals/drafts/{draft}/check"] = $"{Own}-draft",
        ["/imports/{import}"] = "signalen.csv",
        ["/imports/{import}/progress"] = "1 / 1",
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
                var shown = Shows.GetValueOrDefault(address, own.Case.ToString()).Replace("{number}", own.Number, StringComparison.Ordinal);
                if (status != HttpStatusCode.OK || !body.Contains(shown, StringComparison.OrdinalIgnoreCase) && !IsForm(address, body))
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
            $"/cases?number={foreign.Number}",
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
            "/administration/accounts",
            "/administration/organisations",
            "/administration/requests",
            "/api/v1/signals",
            "/api/v1/cases",
            $"/api/v1/cases?number={foreign.Number}",
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

    // A form that is empty, as it should be, shows what it is about by where it is sent.
    private static bool IsForm(string address, string body) =>
        !Shows.ContainsKey(address) && body.Contains("<form method=\"post\"", StringComparison.Ordinal);

    private static string Fill(string address, Elsewhere ids) =>
        address
            .Replace("{case}", ids.Case.ToString(), StringComparison.Ordinal)
            .Replace("{meeting}", ids.Meeting.ToString(), StringComparison.Ordinal)
            .Replace("{item}", ids.Item.ToString(), StringComparison.Ordinal)
            .Replace("{draft}", ids.Draft.ToString(), StringComparison.Ordinal)
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
