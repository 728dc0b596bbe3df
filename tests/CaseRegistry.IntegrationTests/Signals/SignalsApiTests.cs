using System.Net;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Signals;

public sealed class SignalsApiTests(RegistryApp app)
{
    private const string Url = "/api/v1/signals";

    [Fact]
    public async Task A_signal_is_registered_once_under_its_key()
    {
        var client = await app.ApiClient(["signals:write"], "rotterdam");
        var key = Guid.CreateVersion7().ToString();
        var body = Fields.Json(
            ("technology_involvement", "yes"),
            ("technology_uses", "recruitment:social_network:grooming;control:messaging:image_pressure:whatsapp")
        );

        var first = await client.PostJson(Url, body, key);
        var second = await client.PostJson(Url, body, key);
        var other = await client.PostJson(Url, Fields.Json(("sex", "male")), key);

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        var created = await first.Body();
        Assert.Equal(created.GetProperty("case_number").GetString(), (await second.Body()).GetProperty("case_number").GetString());
        Assert.Equal($"/api/v1/cases/{created.GetProperty("case_id").GetString()}", first.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        var number = created.GetProperty("case_number").GetString();
        Assert.Equal(2, await app.Read(db => db.Cases.Where(c => c.Number == number).Select(c => c.TechnologyUses.Count).SingleAsync()));
    }

    [Theory]
    [InlineData("minor_status", null, "minor_status", "Geef aan of de persoon minderjarig is")]
    [InlineData("technology_involvement", null, "technology_involvement", "Geef aan of technologie een rol speelde")]
    [InlineData("minor_status", "unknown", "minor_unknown_reason", "Geef aan waarom niet bekend is")]
    [InlineData("received_on", "2999-01-01", "received_on", "De datum ligt in de toekomst.")]
    [InlineData("received_on", "31-12-2025", "received_on", "Deze waarde kan niet worden gelezen.")]
    [InlineData("exploitation_main", "piracy", "exploitation_main", "‘piracy’ staat niet in de lijst.")]
    public async Task A_fault_is_told_per_field_in_the_words_of_the_page(string field, string? value, string place, string sentence)
    {
        var client = await app.ApiClient(["signals:write"], "rotterdam");

        var response = await client.PostJson(Url, Fields.Json((field, value)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(sentence, (await response.Body()).GetProperty("errors").GetProperty(place)[0].GetString());
    }

    [Fact]
    public async Task A_birth_date_that_contradicts_is_refused_with_its_rule()
    {
        var client = await app.ApiClient(["signals:write"], "rotterdam");

        var response = await client.PostJson(Url, Fields.Json(("birth_date", "2015-01-01")));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("Case.BirthDate.ContradictsMinorStatus", (await response.Body()).GetProperty("rule").GetString());
    }

    [Fact]
    public async Task A_write_without_idempotency_key_is_refused()
    {
        var client = await app.ApiClient(["signals:write"], "rotterdam");

        var response = await client.PostAsync(
            new Uri(Url, UriKind.Relative),
            new StringContent("{}", System.Text.Encoding.UTF8, "application/json")
        );

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Each_scope_opens_its_own_door_only()
    {
        var signal = await app.Case();
        (string Scope, string Url)[] doors =
        [
            ("signals:read", Url),
            ("cases:read", "/api/v1/cases"),
            ("cases:read", $"/api/v1/cases/{signal.CaseId}"),
            ("tables:read", "/api/v1/tables/minors-by-year"),
        ];
        foreach (var scope in Domain.Shared.Scopes.All)
        {
            var client = await app.ApiClient([scope], "rotterdam");
            foreach (var door in doors)
            {
                var expected = door.Scope == scope ? HttpStatusCode.OK : HttpStatusCode.Forbidden;
                Assert.Equal((scope, door.Url, expected), (scope, door.Url, await client.Status(door.Url)));
            }

            var write = (await client.PostJson(Url, Fields.Json())).StatusCode;
            Assert.Equal((scope, scope == "signals:write" ? HttpStatusCode.Created : HttpStatusCode.Forbidden), (scope, write));
            var move = (await client.PostJson($"/api/v1/cases/{signal.CaseId}/moves", new { move = "start_triage" })).StatusCode;
            Assert.Equal(scope == "cases:write", move != HttpStatusCode.Forbidden);
            var further = (await client.PostJson($"/api/v1/cases/{signal.CaseId}/signals", new { received_on = "2026-03-03" })).StatusCode;
            Assert.Equal(scope == "cases:write", further != HttpStatusCode.Forbidden);
        }
    }

    [Theory]
    [InlineData("observed_from", "2099-01-01")]
    [InlineData("observed_to", "2099-01-01")]
    [InlineData("received_on", "2099-01-01")]
    public async Task What_was_seen_was_not_seen_tomorrow(string field, string day)
    {
        var client = await app.ApiClient(["signals:write"], "rotterdam");

        var refused = await client.PostJson(Url, Fields.Json((field, day)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.True((await refused.Body()).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Theory]
    [InlineData("ExpiresAt")]
    [InlineData("RevokedAt")]
    public async Task A_key_that_expired_or_was_revoked_is_as_good_as_none(string column)
    {
        var client = await app.ApiClient(["signals:read", "signals:write"], "rotterdam");
        Assert.Equal(HttpStatusCode.OK, await client.Status(Url));
        var hash = Data.Accounts.ApiClient.HashOf(client.DefaultRequestHeaders.Authorization!.Parameter!);
        var past = DateTimeOffset.UtcNow.AddMinutes(-1);
        await app.Write(db => db.Entry(db.ApiClients.Single(c => c.KeyHash == hash)).Property(column).CurrentValue = past);

        Assert.Equal(HttpStatusCode.Unauthorized, await client.Status(Url));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostJson(Url, Fields.Json())).StatusCode);
    }

    [Fact]
    public async Task Without_a_valid_key_nothing_is_told()
    {
        var nobody = app.Anonymous();
        Assert.Equal(HttpStatusCode.Unauthorized, await nobody.Status(Url));
        nobody.DefaultRequestHeaders.Authorization = new("Bearer", "crk_wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, await nobody.Status(Url));
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.PostJson(Url, Fields.Json())).StatusCode);
    }
}

public sealed class ListSignalsTests(RegistryApp app)
{
    [Fact]
    public async Task A_key_reads_the_signals_of_its_regions_only()
    {
        var own = await app.Case(change: c => c with { ExternalReference = $"own-{Guid.CreateVersion7():N}" });
        var foreign = await app.Case(Fields.Amsterdam);
        var client = await app.ApiClient(["signals:read"], "rotterdam");

        var text = await client.Text("/api/v1/signals");

        Assert.Contains(own.Id.ToString(), text);
        Assert.DoesNotContain(foreign.Id.ToString(), text);
    }
}

public sealed class CheckSignalTests(RegistryApp app)
{
    [Fact]
    public async Task Checking_registers_nothing_and_recognises_what_is_in()
    {
        var reference = $"check-{Guid.CreateVersion7():N}";
        var signal = new Web.Features.Signals.RegisterSignal.Command
        {
            ReceivedOn = new(2025, 1, 1),
            MunicipalityCode = Fields.Rotterdam,
            ReporterType = "police",
            Certainty = "suspicion",
            MinorStatus = "adult",
            AgeBasis = "stated",
            Sex = "male",
            ExploitationMain = "labour",
            Sector = "unknown",
            Route = "unknown",
            TechnologyInvolvement = "no",
            ExternalReference = reference,
        };

        Assert.False((await app.Send(new Web.Features.Signals.CheckSignal.Query(signal))).AlreadyRegistered);
        Assert.False(await app.Read(db => db.Signals.AnyAsync(s => s.ExternalReference == reference)));
        await app.Send(signal);
        Assert.True((await app.Send(new Web.Features.Signals.CheckSignal.Query(signal))).AlreadyRegistered);
    }
}
