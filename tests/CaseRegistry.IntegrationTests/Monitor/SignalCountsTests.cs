using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Monitor;

namespace CaseRegistry.IntegrationTests.Monitor;

/// <summary>Counting rules 2 and 3: signals and requests for advice are counted beside the persons, per reporter type.</summary>
public sealed class SignalCountsTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Signals_are_counted_each_and_a_consultation_once_and_apart_from_persons()
    {
        var id = await app.Register("rotterdam", "2024-12-31", reporter: "police");
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var analyst = await app.ApiClient(["tables:read"]);
        Task<bool> Move(string move, params (string, string)[] fields) => Moved(coordinator, id, move, fields);

        await Add(coordinator, id, "2025-01-01", "shelter");
        await Add(coordinator, id, "2025-02-01", "shelter");
        Assert.Equal(["2024,police,1", "2025,shelter,2"], await Rows(analyst, "signals-by-year"));
        Assert.Empty(await Rows(analyst, "advice-by-year"));
        Assert.Equal(["2024,minor,1"], await Rows(analyst, "minors-by-year"));

        Assert.True(await Move("close", ("ClosureReason", "advice_only")));
        Assert.Empty(await Rows(analyst, "signals-by-year"));
        Assert.Equal(["2024,police,1"], await Rows(analyst, "advice-by-year"));
        Assert.Empty(await Rows(analyst, "minors-by-year"));
        Assert.Empty((await app.Send(new VerifyCounts.Query())).Differences);

        Assert.True(await Move("reopen", ("Reason", "Toch een slachtoffer.")));
        Assert.Equal(["2024,police,1", "2025,shelter,2"], await Rows(analyst, "signals-by-year"));
        Assert.Empty(await Rows(analyst, "advice-by-year"));

        Assert.True(await Move("close", ("ClosureReason", "duplicate")));
        Assert.Empty(await Rows(analyst, "signals-by-year"));
        Assert.Empty(await Rows(analyst, "advice-by-year"));

        // A further signal opens a closed case again.
        await Add(coordinator, id, "2025-03-01", "youth_care");
        Assert.Equal(["2024,police,1", "2025,shelter,2", "2025,youth_care,1"], await Rows(analyst, "signals-by-year"));
        Assert.Equal(["2024,minor,1"], await Rows(analyst, "minors-by-year"));
        Assert.Empty((await app.Send(new VerifyCounts.Query())).Differences);
    }

    private static async Task Add(HttpClient coordinator, CaseId id, string receivedOn, string reporter)
    {
        var added = await coordinator.SubmitForm(
            $"/cases/{id}/signals/add",
            Fields.Signal(("ReceivedOn", receivedOn), ("ReporterType", reporter))
        );
        Assert.Equal(System.Net.HttpStatusCode.Redirect, added.StatusCode);
    }

    private static async Task<bool> Moved(HttpClient coordinator, CaseId id, string move, (string, string)[] fields) =>
        (await coordinator.SubmitForm($"/cases/{id}/moves/{move}", fields)).StatusCode == System.Net.HttpStatusCode.Redirect;

    private static async Task<string[]> Rows(HttpClient client, string table) =>
        (await client.GetStringAsync(new Uri($"/api/v1/tables/{table}?format=csv", UriKind.Relative))).Trim().Split('\n')[1..];
}
