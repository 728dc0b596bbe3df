using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;
using CaseRegistry.IntegrationTests.Commands;
using CaseRegistry.IntegrationTests.Monitor;
using CaseRegistry.IntegrationTests.Periods;
using CaseRegistry.Web.Features.Keys;
using CaseRegistry.Web.Features.Releases;
using CaseRegistry.Web.Infrastructure.Releases;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Releases;

/// <summary>Releases for everyone, over 36 persons: 12 minors and 11 adults sexually exploited, 2 and 11 in labour.</summary>
public abstract class PublicReleases : IAsyncLifetime
{
    protected const string Ahead = "/releases/disclosure?Tables=minors-by-form&FirstYear=2024&LastYear=2024&AcceptGaps=true";

    protected Accepted Accepted { get; } = new();

    protected RegistryApp App => Accepted.App;

    protected HttpClient Analyst => Accepted.Analyst;

    public async ValueTask InitializeAsync()
    {
        await Accepted.InitializeAsync();
        await Register(10, "2024-02-05", MinorStatus.Minor, "sexual");
        await Register(11, "2024-02-06", MinorStatus.Adult, "sexual");
        await Register(2, "2024-02-07", MinorStatus.Minor, "labour");
        await Register(10, "2024-02-08", MinorStatus.Adult, "labour");
        await App.CompleteAndAccept(Accepted.Coordinator, Analyst, "rotterdam", "2024-Q1", "Nagekomen");
    }

    public ValueTask DisposeAsync() => Accepted.DisposeAsync();

    protected async Task Register(int persons, string on, MinorStatus minority, string form)
    {
        for (var i = 0; i < persons; i++)
        {
            await App.Register("rotterdam", on, minority, form);
        }
    }

    protected static (string, string)[] Form(string title, params (string, string)[] more) =>
        [.. Accepted.Form(title, "minors-by-form").Where(f => f.Item1 != "Audience"), ("Audience", "Public"), .. more];

    protected async Task<Guid> Freeze(string title, params (string, string)[] more)
    {
        var frozen = await Analyst.SubmitForm("/releases/compose", Form(title, more.Length == 0 ? [("Way", "Withholding")] : more));
        Assert.Equal(HttpStatusCode.Redirect, frozen.StatusCode);
        return Guid.Parse(frozen.Headers.Location!.OriginalString.Split('/')[^1]);
    }

    protected async Task<Guid> Publish(string title)
    {
        var id = await Freeze(title);
        Assert.Equal(HttpStatusCode.Redirect, (await Accepted.Second.SubmitForm($"/releases/{id}", "/publish")).StatusCode);
        return id;
    }

    protected async Task<FrozenSet> Content(Guid id) =>
        FrozenSet.Of(await Accepted.Monitor(db => db.Releases.Where(r => r.Id == id).Select(r => r.Content).SingleAsync()));

    /// <summary>What is shown of a cell of the one year; null where it is withheld, zero where it is not listed.</summary>
    protected static FrozenRow Cell(FrozenSet set, string form, string minority, string year = "2024") =>
        set.Tables[0].Rows.SingleOrDefault(r => r.Codes.SequenceEqual([year, form, minority])) ?? new([year, form, minority], 0);

    /// <summary>All numbers of minors in labour that agree with what is shown, where every zero is shown: by trying every table.</summary>
    protected static SortedSet<int> Possible(FrozenSet set)
    {
        var found = new SortedSet<int>();
        bool Fits(string form, string minority, int count) => Cell(set, form, minority).Count is not { } shown || shown == count;
        for (var a = 1; a < 40; a++)
        {
            for (var b = 1; b < 40; b++)
            {
                for (var c = 1; c < 40; c++)
                {
                    for (var d = 1; d < 40; d++)
                    {
                        if (
                            Fits("_T", "_T", a + b + c + d)
                            && Fits("sexual", "_T", a + b)
                            && Fits("labour", "_T", c + d)
                            && Fits("_T", "minor", a + c)
                            && Fits("_T", "adult", b + d)
                            && Fits("sexual", "minor", a)
                            && Fits("sexual", "adult", b)
                            && Fits("labour", "minor", c)
                            && Fits("labour", "adult", d)
                        )
                        {
                            found.Add(c);
                        }
                    }
                }
            }
        }

        return found;
    }
}

public sealed class ProtectTablesTests : PublicReleases
{
    [Fact]
    public async Task What_is_frozen_for_everyone_shows_no_small_number_and_leaves_open_what_it_is()
    {
        // Who composes for everyone sees the ways first, and what they lose.
        var asked = await Analyst.SubmitForm("/releases/compose", Form("Voor iedereen"));
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        Assert.StartsWith("/releases/disclosure?", asked.Headers.Location!.OriginalString, StringComparison.Ordinal);
        var ways = await Analyst.Page(asked.Headers.Location.OriginalString);
        Assert.Equal("Voor iedereen", ways.QuerySelector("form.filter-panel input[name=Title]")!.GetAttribute("value"));
        Assert.Equal(
            ["Afronden op veelvouden van 5", "Getallen weglaten", "Grover: zonder Minderjarigheid", "Grover: zonder Uitbuitingsvorm"],
            ways.QuerySelectorAll("[aria-labelledby=ways] tbody th").Select(h => h.TextContent.Trim()).Order(StringComparer.Ordinal)
        );

        var id = await Freeze("Voor iedereen");

        var set = await Content(id);
        Assert.Equal(36, Cell(set, "_T", "_T").Count);
        Assert.All(set.Tables[0].Rows, r => Assert.Equal("2024", r.Codes[0]));
        Assert.Equal((null, "withheld"), (Cell(set, "labour", "minor").Count, Cell(set, "labour", "minor").Mark));
        Assert.DoesNotContain(set.Tables[0].Rows, r => r.Count is > 0 and < 10);
        Assert.True(Possible(set).IsSupersetOf(Enumerable.Range(1, 9)));
        Assert.Contains("Aantallen van 1 tot en met 9 zijn afgeschermd", set.Protection!.Note.Nl, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_file_marks_what_is_withheld_and_none_says_why()
    {
        var id = await Publish("In elk bestand");
        var set = await Content(id);
        var folder = Directory.CreateDirectory(Path.Combine(App.Folder, $"release-{id:N}"));
        foreach (var file in await Accepted.Monitor(db => db.ReleaseFiles.Where(f => f.ReleaseId == id).ToListAsync()))
        {
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, file.Name), file.Bytes);
            Assert.DoesNotContain("secondary", Encoding.UTF8.GetString(file.Bytes), StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("primary", Encoding.UTF8.GetString(file.Bytes), StringComparison.OrdinalIgnoreCase);
        }

        string Named(string name) => Path.Combine(folder.FullName, name);
        var rows = set.Tables[0]
            .Rows.Select(r => $"{string.Join(',', r.Codes)},{r.Count?.ToString(CultureInfo.InvariantCulture)},{r.Mark ?? "published"}")
            .Order(StringComparer.Ordinal)
            .ToList();
        string[] Sorted(string csv) => [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Order(StringComparer.Ordinal)];
        Assert.Contains("2024,labour,minor,,withheld", rows);
        Assert.Equal(rows, Sorted(await File.ReadAllTextAsync(Named("minors-by-form.csv"))));
        var json = await ReleaseFormatsTests.Output("node", ReleaseFormatsTests.Tests("read-jsonstat.mjs"), Named("minors-by-form.json"));
        Assert.Equal(rows, Sorted(json));

        var sdmx = ReleaseFormatsTests.Records(Named("minors-by-form.sdmx.csv"));
        Assert.Equal(["FORM", "MINOR_STATUS", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS"], sdmx[0][3..]);
        Assert.Contains(sdmx, r => r.Skip(3).SequenceEqual(["labour", "minor", "2024", "", "Q"]));
        Assert.Contains(sdmx, r => r.Skip(3).SequenceEqual(["_T", "_T", "2024", "36", "A"]));
        XNamespace str = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/structure";
        var structure = XDocument.Load(Named("structure.xml"));
        var lists = structure
            .Descendants(str + "Codelist")
            .ToDictionary(l => l.Attribute("id")!.Value, l => l.Elements(str + "Code").Select(c => c.Attribute("id")!.Value).ToHashSet());
        Assert.Equal("OBS_STATUS", structure.Descendants(str + "Attribute").Single().Attribute("id")!.Value);
        Assert.All(sdmx.Skip(1), r => Assert.True(lists["CL_FORM"].Contains(r[3]) && lists["CL_MINOR_STATUS"].Contains(r[4])));
        Assert.All(sdmx.Skip(1), r => Assert.Contains(r[^1], lists["CL_OBS_STATUS"]));

        Assert.Contains("<td>x</td><td>afgeschermd</td>", await File.ReadAllTextAsync(Named("release.html")), StringComparison.Ordinal);
        var manifest = JsonDocument.Parse(
            await Analyst.GetByteArrayAsync(new Uri($"/releases/{id}/files/manifest.json", UriKind.Relative))
        );
        // A version of a quarter would tell that somebody came, went or was corrected; a code that is listed only when it occurs, that it does.
        Assert.All(
            manifest.RootElement.GetProperty("periods").EnumerateArray(),
            p => Assert.Equal(["region", "quarter"], p.EnumerateObject().Select(f => f.Name))
        );
        Assert.All(set.Periods, p => Assert.Null(p.Version));
        Assert.Contains("organ_removal", lists["CL_FORM"]);
        Assert.Equal(64, manifest.RootElement.GetProperty("protection").GetProperty("certificate_sha256").GetString()!.Length);
        Assert.SkipWhen(ReleaseFormatsTests.Office is null, "LibreOffice is not here.");
        await ReleaseFormatsTests.Output(
            ReleaseFormatsTests.Office!,
            $"-env:UserInstallation={new Uri(Named("profile"))}",
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
            "--outdir",
            folder.FullName,
            Named("release.xlsx")
        );
        var sheet = ReleaseFormatsTests.Records(Named("release-minors-by-form.csv"));
        Assert.Equal(set.Tables[0].Rows.Count, sheet.Count - 1);
        Assert.Contains(sheet, r => r.SequenceEqual(["2024", "Arbeidsuitbuiting", "Minderjarig", "x", "afgeschermd"]));
    }

    [Fact]
    public async Task A_single_person_between_two_releases_is_not_seen_and_the_earlier_number_is_marked()
    {
        var first = await Publish("Eerste");
        await Register(1, "2024-03-01", MinorStatus.Minor, "sexual");
        await App.CompleteAndAccept(Accepted.Coordinator, Analyst, "rotterdam", "2024-Q1", "Nog een");

        var second = await Publish("Tweede");

        var (before, now) = (await Content(first), await Content(second));
        Assert.Equal((36, "kept"), (Cell(now, "_T", "_T").Count, Cell(now, "_T", "_T").Mark));
        Assert.All(now.Tables[0].Rows, r => Assert.Equal(Cell(before, r.Codes[1], r.Codes[2], r.Codes[0]).Count, r.Count));
        Assert.Empty((await App.Send(new VerifyReleases.Query())).Faults);
        Assert.Contains(
            "Elk getal is hetzelfde",
            (await Analyst.Page($"/releases/{second}/differences")).Source.Text,
            StringComparison.Ordinal
        );

        // Ten more are shown, with the one of before.
        await Register(9, "2024-03-02", MinorStatus.Minor, "sexual");
        await App.CompleteAndAccept(Accepted.Coordinator, Analyst, "rotterdam", "2024-Q1", "Nog negen");
        var third = await Publish("Derde");
        Assert.Equal((46, null), (Cell(await Content(third), "_T", "_T").Count, Cell(await Content(third), "_T", "_T").Mark));
        var changed = (await App.Send(new CompareReleases.Query(third))).Differences.Single(d =>
            d.Codes.SequenceEqual(["2024", "_T", "_T"])
        );
        Assert.Equal((36, 46), (changed.Before, changed.Now));
        Assert.Equal(["New 9", "Protection 1"], changed.Reasons.Select(r => $"{r.Key} {r.Value}"));
        Assert.Empty((await App.Send(new VerifyReleases.Query())).Faults);
    }

    [Fact]
    public async Task Another_year_beside_the_first_gives_nothing_of_itself_away()
    {
        await Publish("Een jaar");
        await Register(3, "2023-11-01", MinorStatus.Minor, "sexual");
        await App.CompleteAndAccept(Accepted.Coordinator, Analyst, "rotterdam", "2023-Q4");
        (string, string)[] Years(string table) =>
            [
                .. Form("Twee jaren", ("Way", "Withholding")).Where(f => f.Item1 is not ("FirstYear" or "Tables")),
                ("FirstYear", "2023"),
                ("Tables", table),
            ];

        var frozen = await Analyst.SubmitForm("/releases/compose", Years("minors-by-form"));

        // No total over years: 36 and 39, the one less the other, would be the three of 2023.
        var set = await Content(Guid.Parse(frozen.Headers.Location!.OriginalString.Split('/')[^1]));
        Assert.Equal(["2023", "2024"], set.Tables[0].Rows.Select(r => r.Codes[0]).Distinct());
        Assert.Equal((36, "kept"), (Cell(set, "_T", "_T").Count, Cell(set, "_T", "_T").Mark));
        Assert.Equal((null, "withheld"), (Cell(set, "_T", "_T", "2023").Count, Cell(set, "_T", "_T", "2023").Mark));
        Assert.Equal(["2023", "2024"], set.Tables[0].Dimensions[0].Codes.Select(c => c.Code));
        var refused = await Analyst.SubmitForm("/releases/compose", Years("reporter-by-region"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(
            "alleen over een jaar",
            (await refused.Page()).GetElementById("Tables-error")!.TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_system_for_everyone_reads_what_is_for_everyone_and_nothing_exact()
    {
        var (open, exact) = (await Publish("Openbaar"), await Accepted.Publish("Exact", "minors-by-form"));
        var site = await App.ApiClient(["releases:public"]);
        var partner = await App.ApiClient(["releases:read"]);

        async Task<string[]> Titles(HttpClient client) =>
            [
                .. (await (await client.GetAsync(new Uri("/api/v1/releases", UriKind.Relative))).Body())
                    .GetProperty("releases")
                    .EnumerateArray()
                    .Select(r => r.GetProperty("title").GetString()!),
            ];
        Assert.Equal(["Openbaar"], await Titles(site));
        Assert.Equal(["Openbaar", "Exact"], await Titles(partner));
        Assert.Equal(HttpStatusCode.OK, await site.Status($"/api/v1/releases/{open}/tables/minors-by-form"));
        foreach (var path in (string[])["", "/tables/minors-by-form", "/files/manifest.json", "/files/release.xlsx"])
        {
            Assert.Equal(HttpStatusCode.NotFound, await site.Status($"/api/v1/releases/{exact}{path}"));
            Assert.Equal(HttpStatusCode.OK, await partner.Status($"/api/v1/releases/{exact}{path}"));
        }
    }

    [Fact]
    public async Task What_was_frozen_beside_another_one_is_not_published_after_it_and_the_way_stays_the_same()
    {
        var (one, other) = (await Freeze("Een"), await Freeze("Ander"));
        Assert.Equal(HttpStatusCode.Redirect, (await Accepted.Second.SubmitForm($"/releases/{one}", "/publish")).StatusCode);

        var late = await Accepted.Second.SubmitForm($"/releases/{other}", "/publish");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.StatusCode);
        Assert.Contains(
            "een andere voor iedereen gepubliceerd",
            (await late.Page()).QuerySelector("main")!.TextContent,
            StringComparison.Ordinal
        );
        var rounded = await Analyst.SubmitForm("/releases/compose", Form("Afgerond", ("Way", "Rounding")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, rounded.StatusCode);
        var again = await rounded.Page();
        Assert.Contains("Naast elkaar zouden de twee te veel verraden", again.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        // What was filled in is still there, with the way back to the choice.
        Assert.Equal("Afgerond", again.QuerySelector("input[name=Title]")!.GetAttribute("value"));
        Assert.NotNull(again.QuerySelector("a[href^='/releases/disclosure?Tables=minors-by-form&Title=Afgerond']"));
        Assert.DoesNotContain("veelvouden", (await Analyst.Page(Ahead)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rounded_numbers_are_multiples_that_add_up_and_a_coarser_table_has_less_to_withhold()
    {
        var rounded = await Content(await Freeze("Afgerond", ("Way", "Rounding")));
        Assert.All(rounded.Tables[0].Rows, r => Assert.True(r.Count % 5 == 0 && r.Mark is null));
        foreach (var form in (string[])["_T", "sexual", "labour"])
        {
            Assert.Equal(Cell(rounded, form, "_T").Count, Cell(rounded, form, "minor").Count + Cell(rounded, form, "adult").Count);
        }

        Assert.Contains("veelvouden van 5", rounded.Protection!.Note.Nl, StringComparison.Ordinal);
        var coarser = await Content(await Freeze("Grover", ("Way", "Withholding"), ("Without", "form")));
        Assert.DoesNotContain(coarser.Tables[0].Rows, r => r.Count is null);
        Assert.All(coarser.Tables[0].Rows, r => Assert.Equal("_T", r.Codes[1]));
        Assert.Equal(14, Cell(coarser, "_T", "minor").Count);
        Assert.Contains("Niet uitgesplitst naar: Uitbuitingsvorm", coarser.Protection!.Note.Nl, StringComparison.Ordinal);
    }
}

public sealed class ViewProtectionTests : PublicReleases
{
    [Fact]
    public async Task Who_decides_sees_what_is_withheld_and_why_and_nobody_else()
    {
        var id = await Freeze("Voor iedereen");

        // The second person sees why, and that the certificate holds; nobody else does.
        var protection = await Accepted.Second.Page($"/releases/{id}/protection");
        Assert.Contains("elk klein aantal is beschermd", protection.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(
            protection.QuerySelectorAll("tbody tr").Select(r => r.Children.Select(c => c.TextContent.Trim()).ToList()),
            r => r.SequenceEqual(["2024", "Arbeidsuitbuiting", "Minderjarig", "klein aantal"])
        );
        Assert.Contains("ter bescherming van een ander getal", protection.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, await Accepted.Coordinator.Status($"/releases/{id}/protection"));
        Assert.Equal(
            HttpStatusCode.NotFound,
            await Analyst.Status($"/releases/{await Accepted.Freeze("Exact", "minors-by-form")}/protection")
        );

        // The certificate holds the true table, and lies encrypted.
        var kept = await Accepted.Monitor(db => db.Releases.Where(r => r.Id == id).Select(r => r.Confidential).SingleAsync());
        Assert.DoesNotContain("witnesses", Encoding.UTF8.GetString(kept!), StringComparison.Ordinal);
        var page = (await Analyst.Page($"/releases/{id}")).QuerySelector("main")!.TextContent;
        Assert.Contains("afgeschermd", page, StringComparison.Ordinal);
        Assert.DoesNotContain("klein aantal", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_protection_nothing_is_frozen_for_everyone_and_a_changed_certificate_is_found()
    {
        await Assert.ThrowsAsync<RuleViolationException>(() =>
            App.Send(
                new FreezeRelease.Command
                {
                    Title = "Zonder",
                    Audience = ReleaseAudience.Public,
                    FirstYear = 2024,
                    LastYear = 2024,
                    Tables = ["minors-by-form"],
                    AcceptGaps = true,
                    Way = DisclosureWay.Withholding,
                }
            )
        );
        var (one, other) = (await Publish("Echt"), await Freeze("Andere"));
        Assert.Empty((await App.Send(new VerifyReleases.Query())).Faults);

        // That of another release, however true, and one that was touched.
        var foreign = await Accepted.Monitor(db => db.Releases.Where(r => r.Id == other).Select(r => r.Confidential).SingleAsync());
        foreach (var certificate in (byte[]?[])[foreign, [.. foreign!.Select((b, i) => i == 40 ? (byte)(b ^ 1) : b)], null])
        {
            await Accepted.Monitor(db =>
                db.Releases.Where(r => r.Id == one).ExecuteUpdateAsync(s => s.SetProperty(r => r.Confidential, certificate))
            );
            Assert.Contains((await App.Send(new VerifyReleases.Query())).Faults, f => f.Contains("certificate", StringComparison.Ordinal));
            Assert.Contains(
                "laat niet zien wat het moet",
                (await Analyst.Page($"/releases/{one}/protection")).QuerySelector("main")!.TextContent,
                StringComparison.Ordinal
            );
        }

        // Nor does it go out without one that holds, and nothing new is protected beside what cannot be read.
        await Accepted.Monitor(db =>
            db.Releases.Where(r => r.Id == other).ExecuteUpdateAsync(s => s.SetProperty(r => r.Confidential, (byte[]?)null))
        );
        var refused = await Accepted.Second.SubmitForm($"/releases/{other}", "/publish");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(
            "laat niet zien dat zij veilig is",
            (await refused.Page()).QuerySelector("main")!.TextContent,
            StringComparison.Ordinal
        );

        // The drill that decrypts everything finds one of another release too.
        Assert.Empty((await App.Send(new VerifyProtectedFields.Query())).Faults);
        await Accepted.Monitor(db =>
            db.Releases.Where(r => r.Id == one).ExecuteUpdateAsync(s => s.SetProperty(r => r.Confidential, foreign))
        );
        Assert.Contains(
            (await App.Send(new VerifyProtectedFields.Query())).Faults,
            f => f.StartsWith("Releases.Confidential", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_rounded_release_is_checked_beside_the_ones_before_it_and_not_without_its_true_numbers()
    {
        var one = await Freeze("Afgerond", ("Way", "Rounding"));
        Assert.Equal(HttpStatusCode.Redirect, (await Accepted.Second.SubmitForm($"/releases/{one}", "/publish")).StatusCode);
        var (two, three) = (await Freeze("Weer", ("Way", "Rounding")), await Freeze("Nog eens", ("Way", "Rounding")));
        Assert.Equal((await Content(one)).Tables[0].Rows.Select(r => r.Count), (await Content(two)).Tables[0].Rows.Select(r => r.Count));
        Assert.Equal(HttpStatusCode.Redirect, (await Accepted.Second.SubmitForm($"/releases/{two}", "/publish")).StatusCode);
        Assert.Empty((await App.Send(new VerifyReleases.Query())).Faults);

        await Accepted.Monitor(db =>
            db.Releases.Where(r => r.Id == two || r.Id == three).ExecuteUpdateAsync(s => s.SetProperty(r => r.Confidential, (byte[]?)null))
        );

        Assert.Contains((await App.Send(new VerifyReleases.Query())).Faults, f => f.Contains("certificate", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Accepted.Second.SubmitForm($"/releases/{three}", "/publish")).StatusCode);
        Assert.Contains(
            "laat niet zien wat het moet",
            (await Analyst.Page($"/releases/{three}/protection")).QuerySelector("main")!.TextContent,
            StringComparison.Ordinal
        );
    }
}
