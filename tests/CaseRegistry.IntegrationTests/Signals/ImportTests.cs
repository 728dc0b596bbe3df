using System.Globalization;
using System.Net;
using System.Text;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Signals;

/// <summary>A file by page: upload, check, confirm, progress.</summary>
internal static class Imports
{
    public const string Header =
        "external_reference,received_on,municipality_code,reporter_type,certainty,minor_status,age_basis,sex,exploitation_main,sector,route,technology_involvement,summary";

    public static string Row(string reference, string minor = "adult", string summary = "", string municipality = Fields.Rotterdam) =>
        $"{reference},2025-02-03,{municipality},police,suspicion,{minor},stated,female,labour,unknown,unknown,no,{summary}";

    public static async Task<HttpResponseMessage> Upload(this HttpClient client, byte[] bytes, string name = "signalen.csv")
    {
        var page = await client.Page("/imports");
        var form = page.QuerySelector("form[action='/imports']")!;
        using var content = new MultipartFormDataContent();
        foreach (var hidden in form.QuerySelectorAll("input[type=hidden]"))
        {
            content.Add(new StringContent(hidden.GetAttribute("value")!), hidden.GetAttribute("name")!);
        }

        content.Add(new ByteArrayContent(bytes), "File", name);
        return await client.PostAsync(new Uri("/imports", UriKind.Relative), content);
    }

    public static Task<HttpResponseMessage> Upload(this HttpClient client, params string[] rows) =>
        client.Upload(Encoding.UTF8.GetBytes(string.Join('\n', rows.Prepend(Header)) + "\n"));

    public static async Task<ImportJob> Until(this RegistryApp app, string location, ImportState state)
    {
        Assert.True(ImportJobId.TryParse(location.Split('/')[^1], out var id));
        for (var i = 0; i < 300; i++)
        {
            var job = await app.Read(db => db.ImportJobs.IgnoreQueryFilters().AsNoTracking().SingleAsync(j => j.Id == id));
            if (job.State == state)
            {
                return job;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"The import never became {state}.");
    }
}

public sealed class UploadImportTests(RegistryApp app)
{
    [Fact]
    public async Task Rows_have_the_numbers_of_the_spreadsheet_also_after_a_blank_one()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var good = Imports.Row($"{Guid.CreateVersion7():N}");
        var location = (await coordinator.Upload(good, "", "", Imports.Row($"{Guid.CreateVersion7():N}", minor: "perhaps")))
            .Headers
            .Location!
            .OriginalString;
        await app.Until(location, ImportState.Checked);

        var refusals = (await coordinator.Text($"{location}/refusals.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.StartsWith("5,", Assert.Single(refusals.Skip(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_row_is_not_called_rows()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var one = (await coordinator.Upload(Imports.Row($"{Guid.CreateVersion7():N}"))).Headers.Location!.OriginalString;
        var two = (await coordinator.Upload(Imports.Row($"{Guid.CreateVersion7():N}"), Imports.Row($"{Guid.CreateVersion7():N}")))
            .Headers
            .Location!
            .OriginalString;
        foreach (var (location, button) in new[] { (one, "1 rij registreren"), (two, "2 rijen registreren") })
        {
            await app.Until(location, ImportState.Checked);
            Assert.Equal(button, (await coordinator.Page(location)).QuerySelector("form[action$='/confirm'] button")!.TextContent);
        }
    }

    [Fact]
    public async Task A_file_is_checked_confirmed_and_registered_and_bad_rows_spoil_nothing()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var run = Guid.CreateVersion7().ToString("N")[..12];
        var uploaded = await coordinator.Upload(
            Imports.Row($"{run}-1"),
            Imports.Row($"{run}-2", minor: ""),
            Imports.Row($"{run}-3", summary: "=1+1"),
            Imports.Row($"{run}-1", summary: "anders"),
            Imports.Row($"{run}-4", municipality: Fields.Amsterdam),
            Imports.Row($"{run}-5", minor: "minor")
        );
        Assert.Equal(HttpStatusCode.Redirect, uploaded.StatusCode);
        var location = uploaded.Headers.Location!.OriginalString;
        var job = await app.Until(location, ImportState.Checked);
        Assert.Equal((2, 0, 4), (job.Registered, job.Skipped, job.Refused));
        Assert.False(await app.Read(db => db.Signals.AnyAsync(s => s.ExternalReference == $"{run}-1")));

        var page = (await coordinator.Page(location)).Body!.TextContent;
        Assert.Contains("Geef aan of de persoon minderjarig is", page);
        Assert.Contains("Een veld mag niet met een formule beginnen.", page);
        Assert.Contains("Dit kenmerk is al gebruikt", page);
        Assert.Contains("U registreert niet voor de regio Amsterdam.", page);

        var ofFile = job.KeyId;
        await coordinator.SubmitForm(location, "/confirm");
        job = await app.Until(location, ImportState.Done);
        Assert.Equal((2, 0, 4), (job.Registered, job.Skipped, job.Refused));
        Assert.Null(job.File);
        // Nor can an older copy of the database be opened to it, once a case of this file is erased.
        Assert.True(await app.IsDestroyed(ofFile.Value));
        Assert.Contains("signalen.csv", await coordinator.Text(location));
        Assert.Equal(2, await app.Read(db => db.Signals.CountAsync(s => s.ExternalReference!.StartsWith(run))));
        Assert.StartsWith("row,external_reference,column,message\n3,", await coordinator.Text(location + "/refusals.csv"));
    }

    [Theory]
    [InlineData("nl-NL")]
    [InlineData("en-GB")]
    public async Task What_is_refused_is_told_in_the_language_of_whoever_uploaded_it(string ofTheMachine)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new(ofTheMachine);
        // One of its own: it starts, and with it what works in the background, under the language of the machine.
        await using var registry = new RegistryApp();
        await registry.InitializeAsync();
        var dutch = await registry.SignedIn(Role.CareCoordinator, "rotterdam");
        var english = await registry.SignedIn(Role.CareCoordinator, "rotterdam");
        await english.SubmitForm("/", "/language");

        async Task<string> Refused(HttpClient reader)
        {
            var row = Imports.Row($"{Guid.CreateVersion7():N}");
            var uploaded = await reader.Upload(
                Imports.Row($"{Guid.CreateVersion7():N}"),
                row.Replace("2025-02-03", "3-2-2025"),
                row.Replace("adult", ""),
                row.Replace("police", "")
            );
            var location = uploaded.Headers.Location!.OriginalString;
            await registry.Until(location, ImportState.Checked);
            var check = await reader.Text(location + "/refusals.csv");
            await reader.SubmitForm(location, "/confirm");
            await registry.Until(location, ImportState.Done);
            Assert.Equal(check, await reader.Text(location + "/refusals.csv"));
            return check;
        }

        var (inDutch, inEnglish) = (await Refused(dutch), await Refused(english));

        Assert.Contains("is geen datum", inDutch);
        Assert.Contains("Geef aan of de persoon minderjarig is", inDutch);
        Assert.Contains("mag niet leeg zijn", inDutch);
        Assert.Contains("is not a date", inEnglish);
        Assert.Contains("Say whether the person is a minor", inEnglish);
        Assert.Contains("must not be empty", inEnglish);
    }

    [Fact]
    public async Task Rows_without_a_reference_are_known_by_what_they_say()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var what = $"Gezien bij {Guid.CreateVersion7():N}";
        async Task<ImportJob> Import(params string[] rows)
        {
            var location = (await coordinator.Upload(rows)).Headers.Location!.OriginalString;
            var check = await app.Until(location, ImportState.Checked);
            await coordinator.SubmitForm(location, "/confirm");
            var job = await app.Until(location, ImportState.Done);
            // The check tells beforehand what happens.
            Assert.Equal((check.Registered, check.Skipped, check.Refused), (job.Registered, job.Skipped, job.Refused));
            return job;
        }

        var first = await Import(Imports.Row("", summary: what), Imports.Row("", summary: what), Imports.Row("", summary: "Iets " + what));
        var again = await Import(
            Imports.Row("", summary: "Nieuw " + what),
            Imports.Row("", summary: what),
            Imports.Row("", summary: what),
            Imports.Row("", summary: "Iets " + what)
        );

        Assert.Equal((3, 0), (first.Registered, first.Skipped));
        Assert.Equal((1, 3), (again.Registered, again.Skipped));
    }

    [Fact]
    public async Task Rows_without_a_reference_are_known_to_colleagues_of_the_region_and_to_nobody_else()
    {
        var what = $"Gezien bij {Guid.CreateVersion7():N}";
        // Without a municipality the row belongs to the region of whoever imports it.
        string[] rows =
        [
            Imports.Row("", summary: what),
            Imports.Row("", summary: what),
            Imports.Row("", summary: what, municipality: "unknown"),
            Imports.Row("", summary: $"Ook {what}", municipality: "unknown"),
        ];
        async Task<(int, int, int)> Import(string region)
        {
            var coordinator = await app.SignedIn(Role.CareCoordinator, region);
            var location = (await coordinator.Upload(rows)).Headers.Location!.OriginalString;
            var check = await app.Until(location, ImportState.Checked);
            await coordinator.SubmitForm(location, "/confirm");
            var job = await app.Until(location, ImportState.Done);
            Assert.Equal((check.Registered, check.Skipped, check.Refused), (job.Registered, job.Skipped, job.Refused));
            return (job.Registered, job.Skipped, job.Refused);
        }

        var author = await Import("rotterdam");
        var colleague = await Import("rotterdam");
        var elsewhere = await Import("amsterdam");

        Assert.Equal((4, 0, 0), author);
        Assert.Equal((0, 4, 0), colleague);
        // What it may not register there, it is not told of either.
        Assert.Equal((2, 0, 2), elsewhere);
    }

    [Fact]
    public async Task The_same_upload_sent_twice_is_one_import_and_another_file_under_its_key_is_refused()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var form = await coordinator.Page("/imports");
        Task<HttpResponseMessage> Send(string row)
        {
            var content = new MultipartFormDataContent();
            foreach (var hidden in form.QuerySelectorAll("form[action='/imports'] input[type=hidden]"))
            {
                content.Add(new StringContent(hidden.GetAttribute("value")!), hidden.GetAttribute("name")!);
            }

            content.Add(new ByteArrayContent(Encoding.UTF8.GetBytes($"{Imports.Header}\n{row}\n")), "File", "zelfde.csv");
            return coordinator.PostAsync(new Uri("/imports", UriKind.Relative), content);
        }

        var one = await Send(Imports.Row("up-1"));
        var same = await Send(Imports.Row("up-1"));
        var other = await Send(Imports.Row("up-2"));

        Assert.Equal(one.Headers.Location, same.Headers.Location);
        Assert.NotEqual(HttpStatusCode.Redirect, other.StatusCode);
    }

    [Fact]
    public async Task A_file_of_another_kind_is_refused_by_its_name()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var bytes = Encoding.UTF8.GetBytes($"{Imports.Header}\n{Imports.Row("name-1")}\n");

        var refused = await coordinator.Upload(bytes, "signalen.csv.exe");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("moet eindigen op .csv", (await refused.Page()).QuerySelector("#File-error")!.TextContent);
        Assert.Equal(HttpStatusCode.Redirect, (await coordinator.Upload(bytes, "SIGNALEN.CSV")).StatusCode);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_refused_as_a_whole()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var latin = await coordinator.Upload([.. Encoding.UTF8.GetBytes(Imports.Header + "\n"), 0xE9, 0x2C]);
        var cut = await coordinator.Upload(Imports.Row("x") + "\"begin", "\"nooit gesloten");
        var unknown = await coordinator.Upload(Encoding.UTF8.GetBytes("received_on,minor_status,bsn\n2025-01-01,adult,1\n"));

        // A quote that was forgotten would make one row of three, with the words about one person in the file of another.
        var loose = await coordinator.Upload(
            Imports.Row("q-1", summary: "\"hij zei"),
            Imports.Row("q-2"),
            Imports.Row("q-3", summary: "\"ook")
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, loose.StatusCode);
        Assert.Contains("Regel 4: een veld tussen aanhalingstekens gaat door", (await loose.Page()).Body!.TextContent);

        Assert.Contains("geen UTF-8", (await latin.Page()).Body!.TextContent);
        Assert.Contains("Deze kolommen zijn niet bekend: bsn.", (await unknown.Page()).Body!.TextContent);
        Assert.All([latin, unknown], r => Assert.Equal(HttpStatusCode.UnprocessableEntity, r.StatusCode));
        Assert.NotEqual(HttpStatusCode.InternalServerError, cut.StatusCode);
    }
}

public sealed class ImportLimitsTests
{
    [Theory]
    [InlineData("Imports:MostFiles", "2")]
    [InlineData("Imports:MostBytes", "600")]
    public async Task Files_of_one_account_that_wait_are_so_many_and_so_large_and_no_more(string limit, string most)
    {
        await using var app = new RegistryApp { Settings = new() { [limit] = most } };
        await app.InitializeAsync();
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var colleague = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var first = await coordinator.Upload(Imports.Row($"{Guid.CreateVersion7():N}"));
        var second = await coordinator.Upload(Imports.Row($"{Guid.CreateVersion7():N}"));

        var third = await coordinator.Upload(Imports.Row($"{Guid.CreateVersion7():N}"));
        var other = await colleague.Upload(Imports.Row($"{Guid.CreateVersion7():N}"));
        var location = first.Headers.Location!.OriginalString;
        await app.Until(location, ImportState.Checked);
        await coordinator.Submit(await coordinator.Page(location), location, "/confirm");
        await app.Until(location, ImportState.Done);
        var again = await coordinator.Upload(Imports.Row($"{Guid.CreateVersion7():N}"));

        Assert.Equal(HttpStatusCode.Redirect, second.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, third.StatusCode);
        Assert.Contains("te veel bestanden", await third.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Redirect, other.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
    }
}

public sealed class UploadOnDiskTests(RegistryApp app)
{
    [Fact]
    public async Task A_large_upload_never_lies_in_a_temporary_file()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var made = new System.Collections.Concurrent.ConcurrentBag<string>();
        using var watcher = new FileSystemWatcher(Path.GetTempPath(), "ASPNETCORE_*") { EnableRaisingEvents = true };
        watcher.Created += (_, file) => made.Add(file.FullPath);

        var answer = await coordinator.Upload([
            .. Enumerable.Range(0, 2000).Select(i => Imports.Row($"{Guid.CreateVersion7():N}", summary: new string('x', 100))),
        ]);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.Empty(made);
    }
}

public sealed class ListImportsTests(RegistryApp app)
{
    [Fact]
    public async Task My_imports_are_listed_to_me_only()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var colleague = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var location = (await coordinator.Upload(Imports.Row(Guid.CreateVersion7().ToString("N")))).Headers.Location!.OriginalString;

        Assert.Contains(location, await coordinator.Text("/imports"));
        Assert.DoesNotContain(location, await colleague.Text("/imports"));
        Assert.Equal(HttpStatusCode.NotFound, await colleague.Status(location));
        Assert.Equal(HttpStatusCode.Forbidden, await (await app.SignedIn(Role.RegionalTableMember, "rotterdam")).Status("/imports"));
        await app.Until(location, ImportState.Checked);
    }
}

public sealed class ViewImportTests(RegistryApp app)
{
    [Fact]
    public async Task Progress_is_told_as_json()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var location = (await coordinator.Upload(Imports.Row(Guid.CreateVersion7().ToString("N")))).Headers.Location!.OriginalString;
        await app.Until(location, ImportState.Checked);

        var progress = await (await coordinator.GetAsync(new Uri(location + "/progress", UriKind.Relative))).Body();

        Assert.Equal(
            (1, 1, true),
            (progress.GetProperty("value").GetInt32(), progress.GetProperty("max").GetInt32(), progress.GetProperty("done").GetBoolean())
        );
    }
}

public sealed class ConfirmImportTests(RegistryApp app)
{
    [Fact]
    public async Task An_import_is_confirmed_once()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");
        var location = (await coordinator.Upload(Imports.Row(Guid.CreateVersion7().ToString("N")))).Headers.Location!.OriginalString;
        await app.Until(location, ImportState.Checked);
        var page = await coordinator.Page(location);

        Assert.Equal(HttpStatusCode.Redirect, (await coordinator.Submit(page, location, "/confirm")).StatusCode);
        await app.Until(location, ImportState.Done);
        var again = await coordinator.Submit(page, location, "/confirm", ("__once", Guid.CreateVersion7().ToString()));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        Assert.Contains("Deze import is al bevestigd.", (await again.Page()).Body!.TextContent);
    }
}
