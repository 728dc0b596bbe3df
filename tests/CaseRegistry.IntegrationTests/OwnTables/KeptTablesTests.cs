using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.Monitor;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.OwnTables;

internal static class KeptTables
{
    public static Task<HttpClient> Analyst(this RegistryApp app) => app.SignedIn(Role.NationalAnalyst);

    /// <summary>Keeps a table and answers with its address.</summary>
    public static async Task<string> Keep(this HttpClient client, string name, string asked = "by=region&by=sex&from=2020")
    {
        var kept = await client.SubmitForm($"/monitor/own/save?{asked}", ("Name", name));
        Assert.Equal(HttpStatusCode.Redirect, kept.StatusCode);
        return kept.Headers.Location!.OriginalString;
    }

    public static Task<HttpResponseMessage> Share(this HttpClient client, string table) => client.SubmitForm(table, "/share");

    public static Guid IdOf(string table) => Guid.Parse(table.Split('/')[^1]);

    public static Task<OwnTable?> Kept(this RegistryApp app, string table)
    {
        var id = IdOf(table);
        return app.Read(db => db.Set<OwnTable>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == id));
    }

    /// <summary>Every write of a table, by who wrote no form of it.</summary>
    public static async Task<List<HttpStatusCode>> Writes(this HttpClient client, string table, Guid version)
    {
        var answers = new List<HttpStatusCode>();
        foreach (var what in new[] { "change", "share", "remove" })
        {
            answers.Add(
                (
                    await client.PostForm(
                        $"{table}/{what}",
                        ("Version", $"{version}"),
                        ("Name", "Gekaapt"),
                        ("by", "sex"),
                        ("IsShared", "true")
                    )
                ).StatusCode
            );
        }

        return answers;
    }

    public static async Task<Guid> VersionOf(this RegistryApp app, string table)
    {
        var id = IdOf(table);
        return await app.Read(db => db.Set<OwnTable>().Where(t => t.Id == id).Select(t => EF.Property<Guid>(t, "Version")).SingleAsync());
    }
}

public sealed class SaveOwnTableTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task What_is_kept_is_the_question_under_a_name()
    {
        var analyst = await app.Analyst();

        var table = await analyst.Keep("  Regio en geslacht ", "by=region&by=&by=sex&from=2020&to=2024&minorsonly=true");

        var kept = await app.Kept(table);
        Assert.Equal("Regio en geslacht", kept!.Name);
        Assert.Equal(["region", "sex"], kept.Content.By);
        Assert.Equal((2020, 2024, true, false), (kept.FirstYear, kept.LastYear, kept.MinorsOnly, kept.IsShared));
        Assert.Equal(app.AccountIdOf(analyst), kept.OwnerId);
        var actor = $"account:{app.AccountIdOf(analyst):N}";
        var row = await app.Read(db => db.AuditRows.SingleAsync(r => r.Actor == actor && r.Action == "SaveOwnTable"));
        Assert.Equal(("done", $"own-table:{kept.Id}"), (row.Outcome, row.Detail));
    }

    [Fact]
    public async Task For_one_owner_a_name_is_one_table()
    {
        var analyst = await app.Analyst();
        await analyst.Keep("Zelfde naam");

        var again = await analyst.SubmitForm("/monitor/own/save?by=form", ("Name", "Zelfde naam"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        var page = await again.Page();
        Assert.NotNull(page.GetElementById("Name-error"));
        Assert.Equal("form", page.QuerySelector<IHtmlSelectElement>("select[name=by]")!.Value);
        await (await app.Analyst()).Keep("Zelfde naam");
    }

    [Theory]
    [InlineData("Name", "", "Name-error")]
    [InlineData(
        "Name",
        "12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901",
        "Name-error"
    )]
    [InlineData("by", "", "by-error")]
    [InlineData("by", "client_number", "by-error")]
    [InlineData("by", "sex;region", "by-error")]
    [InlineData("to", "2019", "to-error")]
    public async Task What_cannot_be_is_refused_at_its_field(string field, string value, string error)
    {
        var analyst = await app.Analyst();

        (string, string)[] fields = field == "Name" ? [(field, value)] : [("Name", "Geweigerd"), (field, value)];
        var answer = await analyst.SubmitForm("/monitor/own/save?by=sex&from=2020", fields);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotNull((await answer.Page()).GetElementById(error));
        var owner = app.AccountIdOf(analyst);
        Assert.Equal(0, await app.Read(db => db.Set<OwnTable>().CountAsync(t => t.OwnerId == owner)));
    }

    [Theory]
    [InlineData("sex", "sex")]
    [InlineData("sex", "region", "form", "year")]
    public async Task A_doubled_or_a_fourth_dimension_is_not_kept(params string[] by)
    {
        var answer = await (await app.Analyst()).PostForm("/monitor/own/save", [("Name", "Geweigerd"), .. by.Select(name => ("by", name))]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotNull((await answer.Page()).GetElementById("by-error"));
    }
}

public sealed class ViewOwnTableTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task It_counts_anew_what_it_is_by_and_the_look_is_kept_in_the_audit_log()
    {
        var analyst = await app.Analyst();
        var table = await analyst.Keep("Limburg", "by=region&from=1999&to=1999");
        Assert.Contains("niets geteld", await analyst.Text(table), StringComparison.Ordinal);

        await app.Register("limburg", "1999-04-01");

        var rows = (await analyst.Page(table)).QuerySelectorAll("table tbody tr").Select(r => r.Children[^1].TextContent.Trim());
        Assert.Equal(["1"], rows);
        var actor = $"account:{app.AccountIdOf(analyst):N}";
        var looks = await app.Read(db =>
            db.AuditRows.Where(r => r.Actor == actor && r.Action == "ViewOwnTable").Select(r => r.Detail).ToListAsync()
        );
        Assert.Equal(2, looks.Count);
        Assert.All(looks, look => Assert.Equal($"own-table:{KeptTables.IdOf(table)} own:region years:1999-1999 format:page", look));
    }

    [Fact]
    public async Task One_of_somebody_else_reads_as_one_that_is_not_there_until_it_is_shared()
    {
        var (owner, other) = (await app.Analyst(), await app.Analyst());
        var table = await owner.Keep("Van mij");

        Assert.Equal(HttpStatusCode.NotFound, await other.Status(table));
        Assert.Equal(HttpStatusCode.NotFound, await other.Status($"/monitor/own/{Guid.CreateVersion7()}"));
        Assert.Equal(HttpStatusCode.NotFound, await other.Status($"{table}/change"));
        var version = await app.VersionOf(table);
        var foreign = await other.Writes(table, version);
        Assert.Equal(await other.Writes($"/monitor/own/{Guid.CreateVersion7()}", version), foreign);
        Assert.All(foreign, status => Assert.Equal(HttpStatusCode.NotFound, status));

        await owner.Share(table);

        var page = await other.Page(table);
        Assert.Equal("Van mij", page.QuerySelector("h1")!.TextContent);
        Assert.Contains("Van een collega", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("main form[method=post]"));
        Assert.Equal(HttpStatusCode.NotFound, await other.Status($"{table}/change"));
        Assert.All(await other.Writes(table, await app.VersionOf(table)), status => Assert.Equal(HttpStatusCode.NotFound, status));
        Assert.Equal("Van mij", (await app.Kept(table))!.Name);
    }
}

public sealed class PrepareOwnTableTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task The_form_to_change_holds_what_is_kept()
    {
        var analyst = await app.Analyst();
        var table = await analyst.Keep("Te wijzigen", "by=phase&by=year&from=2020&minorsonly=true");

        var form = await analyst.Page($"{table}/change");

        Assert.Equal("Te wijzigen", form.QuerySelector<IHtmlInputElement>("[name=Name]")!.Value);
        Assert.Equal(["phase", "year", ""], form.QuerySelectorAll<IHtmlSelectElement>("select[name=by]").Select(s => s.Value));
        Assert.Equal("2020", form.QuerySelector<IHtmlInputElement>("[name=from]")!.Value);
        Assert.True(form.QuerySelector<IHtmlInputElement>("[name=minorsonly]")!.IsChecked);
    }
}

public sealed class ChangeOwnTableTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Its_owner_changes_name_and_content()
    {
        var analyst = await app.Analyst();
        var table = await analyst.Keep("Oud");
        await analyst.Keep("Bezet");

        var taken = await analyst.SubmitForm($"{table}/change", ("Name", "Bezet"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, taken.StatusCode);
        Assert.NotNull((await taken.Page()).GetElementById("Name-error"));
        var nothing = await analyst.SubmitForm($"{table}/change", ("by", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nothing.StatusCode);

        var changed = await analyst.SubmitForm($"{table}/change", ("Name", "Nieuw"), ("by", "outcome"), ("from", ""));
        Assert.Equal(table, changed.Headers.Location?.OriginalString);
        var kept = (await app.Kept(table))!;
        Assert.Equal(("Nieuw", "outcome", (int?)null), (kept.Name, kept.By, kept.FirstYear));
        Assert.Equal(1, await Rows(analyst));
    }

    [Fact]
    public async Task Of_two_who_change_at_once_the_second_sees_both_and_nothing_is_lost()
    {
        var analyst = await app.Analyst();
        var table = await analyst.Keep("Samen");
        var (first, second) = (await analyst.Page($"{table}/change"), await analyst.Page($"{table}/change"));

        await analyst.Submit(first, table, action: null, ("Name", "Eerst"));
        var stale = await analyst.Submit(second, table, action: null, ("Name", "Daarna"), ("by", "form"));

        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        var page = await stale.Page();
        Assert.Contains("Eerst", page.GetElementById("stored")!.ParentElement!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Daarna", page.QuerySelector<IHtmlInputElement>("[name=Name]")!.Value);
        Assert.Equal("Eerst", (await app.Kept(table))!.Name);

        var again = await analyst.Submit(page, table, action: null);
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        Assert.Equal(("Daarna", "form"), ((await app.Kept(table))!.Name, (await app.Kept(table))!.By));
    }

    private Task<int> Rows(HttpClient analyst)
    {
        var actor = $"account:{app.AccountIdOf(analyst):N}";
        return app.Read(db => db.AuditRows.CountAsync(r => r.Actor == actor && r.Action == "ChangeOwnTable" && r.Outcome == "done"));
    }
}

public sealed class ShareOwnTableTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Its_owner_shares_it_and_takes_it_back()
    {
        var (owner, other) = (await app.Analyst(), await app.Analyst());
        var table = await owner.Keep("Om te delen");

        Assert.Equal(table, (await owner.Share(table)).Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, await other.Status(table));
        Assert.Equal(table, (await owner.Share(table)).Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.NotFound, await other.Status(table));

        var actor = $"account:{app.AccountIdOf(owner):N}";
        var rows = await app.Read(db =>
            db.AuditRows.Where(r => r.Actor == actor && r.Action == "ShareOwnTable").OrderBy(r => r.Id).Select(r => r.Detail).ToListAsync()
        );
        var id = KeptTables.IdOf(table);
        Assert.Equal([$"shared own-table:{id}", $"no longer shared own-table:{id}"], rows);
    }

    [Fact]
    public async Task A_page_that_was_opened_before_a_change_shares_nothing_unseen()
    {
        var owner = await app.Analyst();
        var table = await owner.Keep("Veranderd");
        var before = await owner.Page(table);
        await owner.SubmitForm($"{table}/change", ("by", "form"));

        var stale = await owner.Submit(before, table, "/share");

        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.False((await app.Kept(table))!.IsShared);
        var again = await owner.Submit(await stale.Page(), table, "/share");
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        Assert.True((await app.Kept(table))!.IsShared);
    }
}

public sealed class RemoveOwnTableTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Its_owner_removes_it_for_everybody()
    {
        var (owner, other) = (await app.Analyst(), await app.Analyst());
        var table = await owner.Keep("Weg ermee");
        await owner.Share(table);
        var before = await owner.Page(table);
        await owner.SubmitForm($"{table}/change", ("Name", "Toch niet"));

        Assert.Equal(HttpStatusCode.Conflict, (await owner.Submit(before, table, "/remove")).StatusCode);
        Assert.NotNull(await app.Kept(table));

        var removed = await owner.SubmitForm(table, "/remove");

        Assert.Equal("/monitor/own/saved", removed.Headers.Location?.OriginalString);
        Assert.Null(await app.Kept(table));
        Assert.Equal(HttpStatusCode.NotFound, await other.Status(table));
        var actor = $"account:{app.AccountIdOf(owner):N}";
        var row = await app.Read(db =>
            db.AuditRows.SingleAsync(r => r.Actor == actor && r.Action == "RemoveOwnTable" && r.Outcome == "done")
        );
        Assert.Equal($"own-table:{KeptTables.IdOf(table)}", row.Detail);
    }
}

public sealed class ListOwnTablesTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Ones_own_and_what_others_share_are_listed_apart()
    {
        var (owner, other) = (await app.Analyst(), await app.Analyst());
        await owner.Keep("B van mij");
        await owner.Share(await owner.Keep("A gedeeld", "by=sex&by=phase&to=2024&minorsonly=true"));
        await other.Keep("Van een ander");

        var (mine, theirs) = (await owner.Page("/monitor/own/saved"), await other.Page("/monitor/own/saved"));

        Assert.Equal(
            [
                "A gedeeld|Geslacht × Technologie: fase, tot en met 2024, alleen minderjarigen|Gedeeld",
                "B van mij|Regio × Geslacht, vanaf 2020|Alleen voor mij",
            ],
            Rows(mine, "own")
        );
        Assert.Equal(["Van een ander|Regio × Geslacht, vanaf 2020|Alleen voor mij"], Rows(theirs, "own"));
        Assert.Contains("A gedeeld|Geslacht × Technologie: fase, tot en met 2024, alleen minderjarigen", Rows(theirs, "shared"));
        Assert.DoesNotContain(Rows(theirs, "shared"), r => r.StartsWith("B van mij", StringComparison.Ordinal));
        Assert.DoesNotContain(Rows(mine, "shared"), r => r.StartsWith("A gedeeld", StringComparison.Ordinal));

        static List<string> Rows(IHtmlDocument page, string of) =>
            [
                .. page.QuerySelectorAll($"table[aria-labelledby={of}] tbody tr")
                    .Select(r => string.Join('|', r.Children.Select(c => c.TextContent.Trim()))),
            ];
    }
}
