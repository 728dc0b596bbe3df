using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Signals;
using CaseRegistry.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;

[assembly: AssemblyFixture(typeof(CaseRegistry.IntegrationTests.RegistryApp))]

namespace CaseRegistry.IntegrationTests;

/// <summary>Registrations as tests need them, by page and by API.</summary>
internal static class Fields
{
    /// <summary>A municipality of each region that tests use.</summary>
    public const string Rotterdam = "GM0599";
    public const string Amsterdam = "GM0363";

    /// <summary>The minimal form, filled in without a fault.</summary>
    public static (string Name, string Value)[] Minimal(params (string Name, string Value)[] changes) =>
        Change(
            [
                ("ReceivedOn", "2026-03-02"),
                ("MunicipalityCode", Rotterdam),
                ("ReporterType", "youth_care"),
                ("Certainty", "gut_feeling"),
                ("MinorStatus", "minor"),
                ("ExploitationMain", "sexual"),
                ("TechnologyInvolvement", "unknown"),
            ],
            changes
        );

    /// <summary>The signal of the add page.</summary>
    public static (string Name, string Value)[] Signal(params (string Name, string Value)[] changes) =>
        Change([("ReceivedOn", "2026-04-05"), ("ReporterType", "police"), ("Certainty", "strong_suspicion")], changes);

    private static (string, string)[] Change((string Name, string Value)[] fields, (string Name, string Value)[] changes) =>
        [.. fields.Where(f => changes.All(c => c.Name != f.Name)), .. changes];

    /// <summary>The body of POST /api/v1/signals, without a fault.</summary>
    public static Dictionary<string, object?> Json(params (string Name, object? Value)[] changes)
    {
        var body = new Dictionary<string, object?>
        {
            ["received_on"] = "2026-03-02",
            ["municipality_code"] = Rotterdam,
            ["reporter_type"] = "police",
            ["certainty"] = "suspicion",
            ["minor_status"] = "adult",
            ["age_basis"] = "stated",
            ["sex"] = "female",
            ["exploitation_main"] = "labour",
            ["sector"] = "hospitality",
            ["route"] = "unknown",
            ["technology_involvement"] = "no",
        };
        foreach (var (name, value) in changes)
        {
            body[name] = value;
        }

        return body.Where(f => f.Value is not null).ToDictionary();
    }

    /// <summary>A case registered by the operator in the region of the municipality.</summary>
    public static Task<RegisterSignal.Result> Case(
        this RegistryApp app,
        string municipality = Rotterdam,
        Func<RegisterSignal.Command, RegisterSignal.Command>? change = null
    )
    {
        var command = new RegisterSignal.Command
        {
            ReceivedOn = new(2026, 3, 2),
            MunicipalityCode = municipality,
            ReporterType = "police",
            Certainty = "suspicion",
            MinorStatus = "minor",
            AgeBasis = "stated",
            Sex = "female",
            ExploitationMain = "sexual",
            Sector = "unknown",
            Route = "unknown",
            TechnologyInvolvement = "unknown",
        };
        return app.Send(change?.Invoke(command) ?? command);
    }

    /// <summary>Sends JSON with an idempotency key of its own, unless one is given.</summary>
    public static Task<HttpResponseMessage> PostJson(this HttpClient client, string url, object body, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", key ?? Guid.CreateVersion7().ToString());
        return client.SendAsync(request);
    }

    public static async Task<JsonElement> Body(this HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    public static async Task<HttpStatusCode> Status(this HttpClient client, string url) =>
        (await client.GetAsync(new Uri(url, UriKind.Relative))).StatusCode;

    public static async Task<string> Text(this HttpClient client, string url) =>
        await client.GetStringAsync(new Uri(url, UriKind.Relative));

    /// <summary>Outcomes of the audit rows about a case for an action.</summary>
    public static Task<List<string>> Audit(this RegistryApp app, CaseId id, string action) =>
        app.Read(db =>
            db.AuditRows.Where(r => r.CaseId == id.Value && r.Action == action).OrderBy(r => r.Id).Select(r => r.Outcome).ToListAsync()
        );
}
