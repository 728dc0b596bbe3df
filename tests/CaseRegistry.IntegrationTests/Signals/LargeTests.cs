using System.Net;
using System.Net.Sockets;
using System.Text;
using CaseRegistry.Domain.Signals;
using CaseRegistry.IntegrationTests.Writing;
using CaseRegistry.Web.Features.Signals;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CaseRegistry.IntegrationTests.Signals;

/// <summary>Far more than anybody writes, sent to the real process: its server has limits that one in memory has not.</summary>
public sealed class LargeTests(RegistryApp app) : WebProcess(app), IClassFixture<RegistryApp>
{
    private const string Api = "/api/v1/signals";

    private static readonly string TwentyMegabytes = new('x', 20 * 1024 * 1024);
    private static readonly string FortyMegabytes = new('x', 40 * 1024 * 1024);

    [Fact]
    public async Task A_field_of_20_MB_is_refused_at_its_place_and_everything_else_goes_on() =>
        await Serve(
            async (pages, api) =>
            {
                var run = Guid.CreateVersion7().ToString("N")[..12];
                Speak("en-GB", pages, api);
                var message = await api.PostJson(Api, Fields.Json(("external_reference", $"{run}-api"), ("summary", TwentyMegabytes)));
                Assert.Equal(HttpStatusCode.UnprocessableEntity, message.StatusCode);
                Assert.Equal("application/problem+json", message.Content.Headers.ContentType!.MediaType);
                Assert.Contains(
                    "You entered 20971520 characters",
                    (await message.Body()).GetProperty("errors").GetProperty("summary")[0].GetString()
                );

                Speak("nl-NL", pages, api);
                var uploaded = await pages.Upload(
                    Imports.Row($"{run}-1", summary: TwentyMegabytes),
                    Imports.Row($"{run}-{TwentyMegabytes[..5_000_000]}"),
                    Imports.Row($"{run}-3")
                );
                var location = uploaded.Headers.Location!.OriginalString;
                var check = await App.Until(location, ImportState.Checked);
                Assert.Equal((1, 0, 2), (check.Registered, check.Skipped, check.Refused));
                await pages.SubmitForm(location, "/confirm");
                var done = await App.Until(location, ImportState.Done);
                Assert.Equal((1, 0, 2), (done.Registered, done.Skipped, done.Refused));
                Assert.Null(done.File);

                var refusals = (await pages.Text(location + "/refusals.csv")).Split('\n');
                Assert.StartsWith($"2,{run}-1,summary,", refusals[1]);
                Assert.Contains("U heeft 20971520 karakters", refusals[1]);
                // Nor is it shown to whoever wants to know what was refused.
                Assert.StartsWith("3,,external_reference,", refusals[2]);
                Assert.InRange((await pages.Text(location)).Length, 1, 50_000);

                var stored = await App.Read(db =>
                    db.Signals.Where(s => s.ExternalReference!.StartsWith(run)).Select(s => s.ExternalReference).ToListAsync()
                );
                Assert.Equal([$"{run}-3"], stored);
                await GoesOn(pages, api);
            }
        );

    [Fact]
    public async Task What_is_larger_than_its_address_takes_is_refused_with_a_sentence_and_everything_else_goes_on() =>
        await Serve(
            async (pages, api) =>
            {
                var before = await App.Read(db => db.ImportJobs.CountAsync());
                foreach (var (language, title) in new[] { ("nl-NL", "Te groot"), ("en-GB", "Too large") })
                {
                    Speak(language, pages, api);

                    var message = await api.PostJson(Api, Fields.Json(("summary", FortyMegabytes)));
                    Assert.Equal(HttpStatusCode.RequestEntityTooLarge, message.StatusCode);
                    Assert.Equal("application/problem+json", message.Content.Headers.ContentType!.MediaType);
                    Assert.Equal(title, (await message.Body()).GetProperty("title").GetString());

                    var form = Fields.Minimal(("Summary", TwentyMegabytes));
                    foreach (
                        var refused in new[]
                        {
                            await pages.Upload(Imports.Row("large-1", summary: FortyMegabytes)),
                            await pages.SubmitForm("/signals/register", form),
                        }
                    )
                    {
                        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
                        Assert.Equal(title, (await refused.Page()).QuerySelector("h1")!.TextContent);
                    }

                    await GoesOn(pages, api);
                }

                Assert.Equal(before, await App.Read(db => db.ImportJobs.CountAsync()));
                Assert.False(await App.Read(db => db.Signals.AnyAsync(s => s.ReporterType == "youth_care")));
            }
        );

    [Fact]
    public async Task A_body_that_cannot_be_read_is_the_fault_of_its_sender() =>
        await Serve(
            async (_, api) =>
            {
                using var connection = new TcpClient();
                await connection.ConnectAsync(api.BaseAddress!.Host, api.BaseAddress.Port);
                await using var stream = connection.GetStream();
                await stream.WriteAsync(
                    Encoding.ASCII.GetBytes(
                        $"POST {Api} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {api.DefaultRequestHeaders.Authorization}\r\n"
                            + "Idempotency-Key: broken\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n"
                    )
                );
                using var answer = new StreamReader(stream);
                Assert.Equal("HTTP/1.1 400 Bad Request", await answer.ReadLineAsync());
            }
        );

    private async Task Serve(Func<HttpClient, HttpClient, Task> work)
    {
        var key = (await App.ApiClient(["signals:write"], "rotterdam")).DefaultRequestHeaders.Authorization!;
        var session = await Session();
        // The process does them; beside one writer a second one is not expected.
        await App.Services.GetServices<IHostedService>().OfType<RunImports>().Single().StopAsync(CancellationToken.None);
        var address = FreeAddress();
        using var process = StartWeb(address);
        try
        {
            using var api = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
            api.DefaultRequestHeaders.Authorization = key;
            using var plain = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
            using var pages = new HttpClient(plain) { BaseAddress = address, Timeout = api.Timeout };
            pages.DefaultRequestHeaders.Add("Cookie", session);
            pages.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
            await UntilItAnswers(api, process);
            await work(pages, api);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static void Speak(string language, HttpClient pages, HttpClient api)
    {
        var cookies = pages.DefaultRequestHeaders.GetValues("Cookie").Single().Split("; __Host-language=")[0];
        pages.DefaultRequestHeaders.Remove("Cookie");
        pages.DefaultRequestHeaders.Add("Cookie", $"{cookies}; __Host-language={Uri.EscapeDataString($"c={language}|uic={language}")}");
        api.DefaultRequestHeaders.AcceptLanguage.Clear();
        api.DefaultRequestHeaders.AcceptLanguage.Add(new(language));
    }

    private static async Task GoesOn(HttpClient pages, HttpClient api)
    {
        Assert.Equal(HttpStatusCode.Created, (await api.PostJson(Api, Fields.Json())).StatusCode);
        Assert.Equal(HttpStatusCode.OK, await pages.Status("/imports"));
    }
}
