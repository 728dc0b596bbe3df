using System.Net;
using System.Text;
using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.Commands;
using CaseRegistry.IntegrationTests.OwnAccount;
using CaseRegistry.Web.Commands;
using CaseRegistry.Web.Features.Keys;
using CaseRegistry.Web.Features.LegalHolds;
using CaseRegistry.Web.Features.Monitor;
using CaseRegistry.Web.Infrastructure.Encryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Keys;

public sealed class ShredCaseTests(RegistryApp app) : ImportProcess(app), IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_form_about_it_that_waits_for_its_sender_goes_with_the_case()
    {
        var (erased, other) = (await App.Case(), await App.Case());
        foreach (var about in new[] { erased, other })
        {
            var person = await App.SignedIn(Role.CareCoordinator, "rotterdam");
            var page = await person.Page($"/cases/{about.CaseId}");
            await App.Idle(person, TimeSpan.FromHours(1));
            await person.Submit(page, $"/cases/{about.CaseId}", $"/cases/{about.CaseId}/contact", ("Note", "Getypt voor het slot"));
        }

        Assert.Equal(2, await App.AsOperator(Kept));
        await App.Send(new ShredCase.Command(erased.CaseNumber));
        Assert.Equal(1, await App.AsOperator(Kept));
    }

    private static Task<int> Kept(IServiceProvider services) =>
        services.GetRequiredService<AdministrationDbContext>().KeptForms.CountAsync();

    [Fact]
    public async Task A_shredded_case_is_shown_as_erased_and_still_counts()
    {
        var coordinator = await App.SignedIn(Role.CareCoordinator, "rotterdam");
        var api = await App.ApiClient(["cases:read", "cases:write"], "rotterdam");
        var registered = await coordinator.SubmitForm("/signals/register", Fields.Minimal());
        var receipt = registered.Headers.Location!.OriginalString;
        var number = (await coordinator.Page(receipt)).QuerySelector(".app-code--large")!.TextContent;
        var id = await App.Read(db => db.Cases.Where(c => c.Number == number).Select(c => c.Id).SingleAsync());
        await coordinator.SubmitForm(
            $"/cases/{id}",
            $"/cases/{id}/contact",
            ("Note", "Gebeld"),
            ("NextAction", "Terugbellen"),
            ("NextActionOn", "2026-01-01")
        );
        var wrapped = (await App.Services.GetRequiredService<KeyStore>().Find([id.Value])).Single().Wrapped;
        Assert.True(Stored(App.Folder, wrapped));

        Assert.Equal(0, await App.AsOperator(services => KeysCommands.ShredCase(services, number)));

        Assert.False(Stored(App.Folder, wrapped), "The wrapped key still lies in a file.");
        var page = await coordinator.Text($"/cases/{id}");
        Assert.Contains("Deze casus is gewist.", page);
        Assert.DoesNotContain("Gebeld", page);
        Assert.Equal(HttpStatusCode.OK, await coordinator.Status("/"));
        Assert.Contains("Gewist", await coordinator.Text($"/cases?case_number={number}"));
        var file = await (await api.GetAsync($"/api/v1/cases/{id}", TestContext.Current.CancellationToken)).Body();
        Assert.Equal(System.Text.Json.JsonValueKind.String, file.GetProperty("erased_at").ValueKind);
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await api.PostJson($"/api/v1/cases/{id}/moves", new Dictionary<string, object?> { ["move"] = "start_triage" })).StatusCode
        );
        Assert.Equal(HttpStatusCode.NotFound, await coordinator.Status(receipt));
        Assert.Empty((await App.Send(new VerifyCounts.Query())).Differences);
        var fields = await App.Send(new VerifyProtectedFields.Query());
        Assert.Empty(fields.Faults);
        Assert.NotEqual(0, fields.Erased);
        Assert.NotEmpty(await App.Audit(id, "ShredCase"));

        // Again: nothing is left to do, and that is said.
        Assert.Equal(0, await App.AsOperator(services => KeysCommands.ShredCase(services, number)));
        Assert.Equal(1, await App.AsOperator(services => KeysCommands.ShredCase(services, CaseNumber.Of("RO", 1999, 1))));
    }

    [Fact]
    public async Task A_case_on_hold_is_not_shredded()
    {
        var registered = await App.Case();
        await App.Send(new PlaceLegalHold.Command { Number = registered.CaseNumber, Reason = "Onderzoek" });

        var (code, output, error) = await Run("keys", "shred", registered.CaseNumber);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("on hold", error);
        Assert.Null((await App.Services.GetRequiredService<KeyStore>().Find([registered.CaseId.Value])).Single().DestroyedAt);
    }

    [Fact]
    public async Task What_was_sent_under_a_key_is_not_registered_again_after_erasure()
    {
        var api = await App.ApiClient(["signals:write"], "rotterdam");
        var (body, key) = (Fields.Json(), Guid.CreateVersion7().ToString());
        var first = await api.PostJson("/api/v1/signals", body, key);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        var number = (await first.Body()).GetProperty("case_number").GetString()!;
        await App.AsOperator(services => KeysCommands.ShredCase(services, number));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostJson("/api/v1/signals", body, key)).StatusCode);
        Assert.False(await App.Read(db => db.IdempotentRequests.AnyAsync(r => r.Key == key && r.Response != Array.Empty<byte>())));
    }

    private static bool Stored(string folder, byte[] bytes) =>
        Directory.GetFiles(folder).OrderDescending(StringComparer.Ordinal).Any(f => Canaries.Read(f).AsSpan().IndexOf(bytes) >= 0);
}

/// <summary>Looks for bytes in files that others have open.</summary>
internal static class Canaries
{
    public static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    public static IEnumerable<string> In(string path, IEnumerable<string> words)
    {
        var bytes = Read(path);
        return words.Where(w => new[] { Encoding.UTF8, Encoding.Unicode }.Any(e => bytes.AsSpan().IndexOf(e.GetBytes(w)) >= 0));
    }
}
