using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CaseRegistry.BrowserTests;

/// <summary>An analyst composes a release, a second one publishes it and downloads everything; a coordinator reaches none of it.</summary>
public sealed class ReleaseJourneyTests(BrowserApp app)
{
    [Fact]
    public async Task Two_analysts_make_a_release_and_its_files_are_what_the_signed_manifest_says()
    {
        await Pages.Quarter(app, "2025-Q2", accepted: true);
        await using var first = await app.Visit("analist");
        var composing = first.Page;
        await composing.GotoAsync("/releases");
        await composing.GetByRole(AriaRole.Link, new() { Name = "Publicatie samenstellen" }).First.ClickAsync();
        await composing.FillAsync("[name=Title]", "Voor de rapporteur");
        await composing.Locator("[name=Audience][value=Restricted]").CheckAsync();
        await composing.FillAsync("[name=FirstYear]", "2025");
        await composing.FillAsync("[name=LastYear]", "2025");
        foreach (var table in new[] { "minors-by-year", "technology-by-minority" })
        {
            await composing.Locator($"[name=Tables][value={table}]").CheckAsync();
        }

        await composing.Locator("[name=AcceptGaps]").Last.CheckAsync();
        await composing.GetByRole(AriaRole.Button, new() { Name = "Bevriezen", Exact = true }).ClickAsync();
        await composing.Arrives("/releases/[0-9a-f-]{36}$");
        var address = new Uri(composing.Url).AbsolutePath;
        await Expect(composing.Locator("form[action$='/publish']")).ToHaveCountAsync(0);

        await using var second = await app.Visit();
        var page = second.Page;
        await SessionLockTests.SignIn(app, page, await Pages.NewAnalyst(app));
        await page.GotoAsync(address);
        await page.Locator("form[action$='/publish'] button").ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("manifest.sig");

        var files = new Dictionary<string, byte[]>();
        foreach (var link in await page.Locator("main a[href*='/files/']").AllAsync())
        {
            var file = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync(new() { Modifiers = [KeyboardModifier.Alt] }));
            files[file.SuggestedFilename] = await File.ReadAllBytesAsync(await file.PathAsync());
        }

        Assert.Equal(
            [
                "manifest.json",
                "manifest.sig",
                "minors-by-year.csv",
                "minors-by-year.json",
                "minors-by-year.sdmx.csv",
                "release.html",
                "release.xlsx",
                "structure.xml",
                "technology-by-minority.csv",
                "technology-by-minority.json",
                "technology-by-minority.sdmx.csv",
            ],
            files.Keys.Order(StringComparer.Ordinal)
        );
        using var manifest = JsonDocument.Parse(files["manifest.json"]);
        var hashes = manifest
            .RootElement.GetProperty("files")
            .EnumerateArray()
            .ToDictionary(f => f.GetProperty("name").GetString()!, f => f.GetProperty("sha256").GetString()!);
        Assert.Equal(files.Keys.Where(f => !f.StartsWith("manifest.", StringComparison.Ordinal)).Order(), hashes.Keys.Order());
        Assert.All(hashes, h => Assert.Equal(h.Value, Convert.ToHexStringLower(SHA256.HashData(files[h.Key]))));
        Assert.StartsWith("year,minor_status,count\n", Encoding.UTF8.GetString(files["minors-by-year.csv"]));

        await using var elsewhere = await app.Visit("coordinator.rotterdam");
        foreach (
            var closed in new[]
            {
                "/releases",
                "/releases/compose",
                address,
                $"{address}/files/minors-by-year.csv",
                "/monitor",
                "/monitor/own",
            }
        )
        {
            Assert.Equal(403, (await elsewhere.Page.GotoAsync(closed))!.Status);
        }

        Assert.Empty(first.Complaints.Concat(second.Complaints));
    }

    [Fact]
    public async Task Whoever_waits_for_the_protection_is_told_so()
    {
        await Pages.Quarter(app, "2025-Q2", accepted: true);
        await using var visitor = await app.Visit("analist");
        var page = visitor.Page;
        await page.GotoAsync("/releases/disclosure");
        await page.CheckAsync("[name=Tables][value=minors-by-form]");
        await page.FillAsync("[name=FirstYear]", "2025");
        await page.FillAsync("[name=LastYear]", "2025");
        await page.Locator("[name=AcceptGaps]").Last.CheckAsync();
        var preview = page.Locator("main form[method=get]");
        var status = preview.GetByRole(AriaRole.Status);
        await Expect(status).ToBeEmptyAsync();
        // The page stays, as it does until the answer comes.
        await page.EvaluateAsync("addEventListener('submit', event => event.preventDefault(), { once: true })");

        await preview.GetByRole(AriaRole.Button).ClickAsync();

        await Expect(status).ToContainTextAsync("Dit kan enkele minuten duren");
        await preview.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Vooruitblik" })).ToBeVisibleAsync();
        await Expect(status).ToBeEmptyAsync();
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_picture_is_saved_as_png()
    {
        await using var visitor = await app.Visit("analist");
        var page = visitor.Page;
        await page.GotoAsync("/monitor/minors-by-year");

        var file = await page.RunAndWaitForDownloadAsync(() => page.Locator("[data-png]").First.ClickAsync());

        Assert.Equal("minors-by-year-chart.png", file.SuggestedFilename);
        var bytes = await File.ReadAllBytesAsync(await file.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], bytes[..4]);
        // Twice as large as the file of the picture (960 and its margins), and not empty.
        Assert.Equal(2 * (960 + 32), System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)));
        Assert.InRange(bytes.Length, 5_000, 2_000_000);
    }
}
