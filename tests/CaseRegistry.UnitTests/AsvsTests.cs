using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Webhooks;

namespace CaseRegistry.UnitTests;

/// <summary>The answers to OWASP ASVS name what shows them, and it exists.</summary>
public sealed class AsvsTests
{
    [Fact]
    public void Every_requirement_is_answered_once()
    {
        Assert.Equal(345, Asvs.Requirements.Count);
        Assert.Equal(Asvs.Requirements, Asvs.Rows.Select(r => (r.Id, r.Level)));
        if (Standard() is { } standard)
        {
            Assert.Equal(standard, Asvs.Requirements);
        }
    }

    [Fact]
    public void An_answer_has_its_reason_and_what_is_met_its_place()
    {
        Assert.Empty(Asvs.Rows.Where(r => !Asvs.IsState(r.Applies) || string.IsNullOrWhiteSpace(r.Why)).Select(r => r.Id));
        Assert.Empty(Asvs.Rows.Where(r => r.Applies == "yes" && r.Where.Count == 0).Select(r => r.Id));
    }

    [Fact]
    public void What_stays_open_at_the_first_two_levels_says_why() =>
        Assert.Empty(
            Asvs.Rows.Where(r => r.Applies == "open" && r.Level <= 2 && !Regex.IsMatch(r.Why, @".+, because \w+ .+"))
                .Select(r => $"{r.Id}: {r.Why}")
        );

    [Fact]
    public void Every_place_that_is_named_exists()
    {
        var missing =
            from row in Asvs.Rows
            from place in row.Where
            where !(Asvs.IsFile(place) ? File.Exists(Path.Combine(Repository.Root, place)) : Asvs.IsTest(place))
            select $"{row.Id}: {place}";

        Assert.Empty(missing);
        Assert.True(Asvs.IsTest(nameof(AsvsTests)));
        Assert.False(Asvs.IsTest("AsvsTests.Nothing_like_this"));
        Assert.False(Asvs.IsTest("NoSuchTests"));
    }

    [Fact]
    public void The_page_is_made_of_the_table()
    {
        var path = Path.Combine(Repository.Root, Asvs.Page);
        if (Environment.GetEnvironmentVariable("CASEREGISTRY_RENDER") == "1")
        {
            File.WriteAllText(path, Asvs.Render());
        }

        Assert.Equal(Asvs.Render(), File.ReadAllText(path));
    }

    [Fact]
    public void The_program_starts_no_process_and_calls_nobody_but_identity_providers_and_receivers()
    {
        // What goes to a provider passes OnlyAuthority, which knows one address.
        Assert.Equal(
            [typeof(SingleSignOn).FullName],
            Calls.All.Where(c => c.Called is { Name: ".ctor", DeclaringType.Name: nameof(OnlyAuthority) }).Select(c => c.By).Distinct()
        );
        Assert.Equal(
            [typeof(OnlyAuthority).FullName, typeof(OnlyReceivers).FullName],
            Calls
                .All.Where(c =>
                    c.Called.DeclaringType.FullName
                        is "System.Diagnostics.Process"
                            or "System.Net.Mail.SmtpClient"
                            or "System.Net.WebClient"
                    || c.Called.DeclaringType.Namespace is "System.Net.Http" or "System.Net.Sockets" or "System.Net.WebSockets"
                )
                .Select(c => c.By)
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
        // What is pushed passes OnlyReceivers, which calls public addresses of receivers; one class sends by it.
        Assert.Equal(
            [typeof(DeliverWebhooks).FullName],
            Calls.All.Where(c => c.Called is { Name: "Post", DeclaringType.Name: nameof(OnlyReceivers) }).Select(c => c.By).Distinct()
        );
    }

    [Fact]
    public void Every_query_is_made_by_the_driver()
    {
        Assert.Contains(Calls.All, c => c.Called.DeclaringType.Name == "EntityFrameworkQueryableExtensions");
        Assert.Empty(
            Calls.All.Where(c => Regex.IsMatch(c.Called.Name, "^(ExecuteSql|FromSql|SqlQuery)")).Select(c => $"{c.By}: {c.Called.Name}")
        );
    }

    [Fact]
    public void Cryptography_is_used_where_the_inventory_says()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "security.md"));
        var inventory = Regex.Match(page, @"^## Keys and algorithms\n(.*?)(?=^## |\z)", RegexOptions.Singleline | RegexOptions.Multiline);
        var named = Regex
            .Matches(inventory.Value, @"^\|.*\| ([^|]*) \|$", RegexOptions.Multiline)
            .SelectMany(line => Regex.Matches(line.Groups[1].Value, "`(\\w+)`").Select(m => m.Groups[1].Value))
            .Distinct()
            .Order(StringComparer.Ordinal);
        var used = Calls
            .All.Where(c => c.Called.DeclaringType.Namespace == "System.Security.Cryptography")
            .Where(c => !c.Called.DeclaringType.Name.EndsWith("Exception", StringComparison.Ordinal))
            .Select(c => c.By[(c.By.LastIndexOf('.') + 1)..])
            .Distinct()
            .Order(StringComparer.Ordinal);

        Assert.Equal(used, named);
    }

    // The standard itself lies beside the repository, on machines that have it.
    private static List<(string Id, int Level)>? Standard()
    {
        for (var folder = Directory.GetParent(Repository.Root); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "data", "asvs-5.0.0.json");
            if (File.Exists(file))
            {
                using var json = JsonDocument.Parse(File.ReadAllText(file));
                return
                [
                    .. json
                        .RootElement.GetProperty("requirements")
                        .EnumerateArray()
                        .Select(r =>
                            (r.GetProperty("req_id").GetString()!, int.Parse(r.GetProperty("L").GetString()!, CultureInfo.InvariantCulture))
                        ),
                ];
            }
        }

        return null;
    }
}
