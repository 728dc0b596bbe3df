using System.Net;
using System.Text.Json;
using CaseRegistry.Domain.Shared;
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
    [InlineData("exploited_to", "2999-01", "exploited_to", "De datum ligt in de toekomst.")]
    [InlineData("observed_from", "2026-04-01", "observed_from", "ligt niet na de ontvangst")]
    [InlineData("external_reference", "=cmd", "external_reference", "Een veld mag niet met een formule beginnen.")]
    [InlineData("external_reference", "a\u0000b", "external_reference", "Een veld mag geen stuurtekens bevatten.")]
    [InlineData("reporting_organisation", "=HYPERLINK(1)", "reporting_organisation", "Een veld mag niet met een formule beginnen.")]
    [InlineData("exploitation_main", "piracy", "exploitation_main", "‘piracy’ staat niet in de lijst.")]
    public async Task A_fault_is_told_per_field_in_the_words_of_the_page(string field, string? value, string place, string sentence)
    {
        var client = await app.ApiClient(["signals:write"], "rotterdam");

        var response = await client.PostJson(Url, Fields.Json((field, value)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(sentence, (await response.Body()).GetProperty("errors").GetProperty(place)[0].GetString());
    }

    [Theory]
    [InlineData("minor", "adult", HttpStatusCode.UnprocessableEntity)]
    [InlineData("presumed_minor", "adult", HttpStatusCode.UnprocessableEntity)]
    [InlineData("adult", "minor", HttpStatusCode.Created)]
    public async Task Nobody_was_adult_when_it_began_and_is_a_minor_now(string now, string atStart, HttpStatusCode status)
    {
        var client = await app.ApiClient(["signals:write"], "rotterdam");

        var answer = await client.PostJson(Url, Fields.Json(("minor_status", now), ("minor_at_start", atStart)));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(
            status == HttpStatusCode.UnprocessableEntity,
            (await answer.Body()).GetRawText().Contains("Wie nu minderjarig is", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_name_that_stands_twice_is_refused_instead_of_the_last_being_taken()
    {
        var client = await app.ApiClient(["signals:write"], "rotterdam");
        var body = JsonSerializer.Serialize(Fields.Json(("external_reference", "TWICE-1"))).TrimEnd('}') + ",\"minor_status\":\"adult\"}";
        using var request = new HttpRequestMessage(HttpMethod.Post, Url)
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());

        var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.False(await app.Read(db => db.Signals.AnyAsync(s => s.ExternalReference == "TWICE-1")));
    }

    [Fact]
    public async Task The_document_says_what_the_API_takes()
    {
        var client = await app.ApiClient(["signals:write"], "rotterdam");
        using var document = JsonDocument.Parse(await client.Text("/api/v1/openapi.json"));
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        var post = document.RootElement.GetProperty("paths").GetProperty(Url).GetProperty("post");
        var signal = schemas.GetProperty("RegisterSignalCommand");

        Assert.Contains("RegisterSignalCommand", post.GetProperty("requestBody").GetRawText());
        Assert.Contains("Idempotency-Key", post.GetProperty("parameters").GetRawText());
        Assert.Equal(
            ["200", "201", "400", "401", "403", "409", "422", "429", "503"],
            post.GetProperty("responses").EnumerateObject().Select(r => r.Name).Order()
        );
        Assert.True(schemas.GetProperty("MoveCaseCommand").GetProperty("properties").TryGetProperty("move", out _));
        Assert.Equal(
            "bearer",
            document
                .RootElement.GetProperty("components")
                .GetProperty("securitySchemes")
                .GetProperty("key")
                .GetProperty("scheme")
                .GetString()
        );
        var sent = JsonSerializer.SerializeToElement(Fields.Json());
        Assert.Empty(
            sent.EnumerateObject().Select(f => f.Name).Except(signal.GetProperty("properties").EnumerateObject().Select(f => f.Name))
        );
        var required = signal.GetProperty("required").EnumerateArray().Select(f => f.GetString()!).ToList();
        Assert.True(required.Count > 5);
        foreach (var field in required)
        {
            var refused = await client.PostJson(Url, Fields.Json((field, null)));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.True((await refused.Body()).GetProperty("errors").TryGetProperty(field, out _), field);
        }
    }

    [Fact]
    public async Task A_list_that_is_null_is_empty()
    {
        var client = await app.ApiClient([.. Scopes.All], "rotterdam");
        var nothing = JsonSerializer.SerializeToElement<object?>(null);

        var registered = await client.PostJson(
            Url,
            Fields.Json(
                ("citizenships", nothing),
                ("means_of_control", nothing),
                ("technology_uses", nothing),
                ("further_exploitations", nothing)
            )
        );
        var within = await client.PostJson(
            Url,
            Fields.Json(("further_exploitations", new[] { new { form = "criminal", means_of_control = nothing } }))
        );
        var id = (await registered.Body()).GetProperty("case_id").GetString();
        var moved = await client.PostJson($"/api/v1/cases/{id}/moves", new { move = "put_on_agenda", invited = nothing });

        Assert.Equal(
            [HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.OK],
            [registered.StatusCode, within.StatusCode, moved.StatusCode]
        );
    }

    [Theory]
    [InlineData("citizenships", "NL;")]
    [InlineData("means_of_control", "threats;")]
    [InlineData("further_exploitations", "labour::;")]
    [InlineData("technology_uses", "recruitment:social_network:grooming;")]
    public async Task A_list_without_end_is_refused_at_its_place(string field, string item)
    {
        var client = await app.ApiClient(["signals:write"], "rotterdam");

        var response = await client.PostJson(
            Url,
            Fields.Json(
                ("technology_involvement", field == "technology_uses" ? "yes" : "no"),
                (field, string.Concat(Enumerable.Repeat(item, 100_000)))
            )
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.StartsWith(field, (await response.Body()).GetProperty("errors").EnumerateObject().Single().Name);
        Assert.InRange((await response.Content.ReadAsStringAsync()).Length, 1, 2000);
    }

    [Fact]
    public async Task A_code_that_is_there_twice_counts_once_and_a_part_too_many_is_refused()
    {
        var client = await app.ApiClient(["signals:write"], "rotterdam");

        var twice = await client.PostJson(Url, Fields.Json(("means_of_control", "threats;threats"), ("citizenships", "NL;NL")));
        var more = await client.PostJson(
            Url,
            Fields.Json(("technology_involvement", "yes"), ("technology_uses", "recruitment:social_network:grooming:whatsapp:more"))
        );

        var number = (await twice.Body()).GetProperty("case_number").GetString();
        Assert.Equal(
            "threats",
            await app.Read(db => db.Cases.Where(c => c.Number == number).Select(c => c.Exploitations.Single().MeansOfControl).SingleAsync())
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, more.StatusCode);
        Assert.Contains("technology_uses", (await more.Body()).GetProperty("errors").ToString());
    }

    [Theory]
    [InlineData("nl", "Stuur een geldige sleutel mee")]
    [InlineData("en", "Send a valid key")]
    public async Task Who_comes_without_a_key_is_told_so_in_its_language(string language, string sentence)
    {
        var nobody = app.Anonymous();
        nobody.DefaultRequestHeaders.AcceptLanguage.Add(new(language));

        var answer = await nobody.GetAsync(new Uri(Url, UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith(sentence, (await answer.Body()).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task An_id_that_is_none_is_not_there_and_a_missing_key_is_told_before_an_unreadable_body()
    {
        var client = await app.ApiClient([.. Scopes.All], "rotterdam");
        using var body = new StringContent("{", System.Text.Encoding.UTF8, "application/json");

        Assert.Equal(HttpStatusCode.NotFound, await client.Status("/api/v1/cases/nope"));
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostJson("/api/v1/cases/nope/moves", new { move = "close" })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync(new Uri(Url, UriKind.Relative), body)).StatusCode);
    }

    [Fact]
    public async Task Spaces_around_a_reference_are_not_part_of_it_and_capitals_are()
    {
        var client = await app.ApiClient(["signals:write"], "rotterdam");
        var reference = $"ref-{Guid.CreateVersion7():N}";
        async Task<HttpStatusCode> Send(string written) =>
            (await client.PostJson(Url, Fields.Json(("external_reference", written)))).StatusCode;

        Assert.Equal(
            [HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Created],
            [await Send($" {reference} "), await Send(reference), await Send(reference.ToUpperInvariant())]
        );
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
