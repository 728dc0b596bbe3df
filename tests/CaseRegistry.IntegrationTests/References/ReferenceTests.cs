using System.Net;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.References;

internal static class ReferenceForms
{
    public static (string, string)[] Estimate(string first, string last) =>
        [
            ("Share", "33,3"),
            ("Low", "20"),
            ("High", "40"),
            ("FirstYear", first),
            ("LastYear", last),
            ("Source", "Slachtoffermonitor"),
            ("SourceDate", "2023-06-01"),
        ];

    public static (string, string)[] Figure(string year) =>
        [("Series", "Minors"), ("Year", year), ("Value", "288"), ("Source", "Rapport"), ("SourceDate", "2016-12-24")];

    public static (string, string)[] Break(string year) => [("Year", year), ("NoteNl", "Nieuwe definitie"), ("NoteEn", "New definition")];

    public static (string, string)[] But(this (string, string)[] form, string field, string value) =>
        [.. form.Where(f => f.Item1 != field), (field, value)];

    /// <summary>Refused, with the reason at the field.</summary>
    public static async Task Refused(this HttpClient client, string what, (string, string)[] form, string field)
    {
        var answer = await client.SubmitForm($"/monitor/references/{what}", form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotNull((await answer.Page()).GetElementById($"{field}-error"));
    }

    public static async Task Added(this HttpClient client, string what, (string, string)[] form) =>
        Assert.Equal(HttpStatusCode.Redirect, (await client.SubmitForm($"/monitor/references/{what}", form)).StatusCode);
}

public sealed class AddEstimateTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task An_estimate_is_kept_to_a_tenth_of_a_percent_and_no_year_has_two()
    {
        var analyst = await app.SignedIn(Role.NationalAnalyst);

        await analyst.Added("estimate", ReferenceForms.Estimate("2017", "2021"));
        await analyst.Refused("estimate", ReferenceForms.Estimate("2021", "2023"), "FirstYear");
        await analyst.Added("estimate", ReferenceForms.Estimate("2022", "2023"));

        var kept = await app.Read(db => db.Set<Estimate>().OrderBy(e => e.FirstYear).ToListAsync());
        Assert.Equal(
            [(200, 333, 400, 2017, 2021), (200, 333, 400, 2022, 2023)],
            kept.Select(e => (e.Low, e.Share, e.High, e.FirstYear, e.LastYear))
        );
        Assert.All(kept, e => Assert.Equal(app.AccountIdOf(analyst), e.EnteredBy));
        Assert.Equal(2, await app.Read(db => db.AuditRows.CountAsync(r => r.Action == "AddEstimate" && r.Outcome == "done")));
    }

    [Theory]
    [InlineData("Share", "", "Share")]
    [InlineData("Share", "101", "Share")]
    [InlineData("Low", "34", "Low")]
    [InlineData("High", "33", "High")]
    [InlineData("LastYear", "1979", "LastYear")]
    [InlineData("Source", "", "Source")]
    [InlineData("SourceDate", "", "SourceDate")]
    [InlineData("SourceDate", "2999-01-01", "SourceDate")]
    public async Task What_cannot_be_is_refused_at_its_field(string field, string value, string error) =>
        await (await app.SignedIn(Role.NationalAnalyst)).Refused(
            "estimate",
            ReferenceForms.Estimate("1980", "1981").But(field, value),
            error
        );
}

public sealed class AddPublishedFigureTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_year_of_a_series_has_one_figure()
    {
        var analyst = await app.SignedIn(Role.NationalAnalyst);

        await analyst.Added("figure", ReferenceForms.Figure("2015"));
        await analyst.Added("figure", ReferenceForms.Figure("2015").But("Series", "Victims"));
        await analyst.Refused("figure", ReferenceForms.Figure("2015"), "Year");

        Assert.Equal(2, await app.Read(db => db.Set<PublishedFigure>().CountAsync()));
    }

    [Theory]
    [InlineData("Series", "", "Series")]
    [InlineData("Year", "1015", "Year")]
    [InlineData("Value", "-1", "Value")]
    [InlineData("Source", "", "Source")]
    [InlineData("SourceDate", "", "SourceDate")]
    [InlineData("SourceDate", "2999-01-01", "SourceDate")]
    public async Task What_cannot_be_is_refused_at_its_field(string field, string value, string error) =>
        await (await app.SignedIn(Role.NationalAnalyst)).Refused("figure", ReferenceForms.Figure("2016").But(field, value), error);
}

public sealed class AddSeriesBreakTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Theory]
    [InlineData("Year", "", "Year")]
    [InlineData("QuarterOfYear", "5", "QuarterOfYear")]
    [InlineData("NoteNl", "", "NoteNl")]
    [InlineData("NoteEn", "", "NoteEn")]
    public async Task What_cannot_be_is_refused_at_its_field(string field, string value, string error) =>
        await (await app.SignedIn(Role.NationalAnalyst)).Refused("break", ReferenceForms.Break("2016").But(field, value), error);
}

public sealed class RetireReferenceTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task What_is_retired_leaves_room_for_another_and_is_not_retired_twice()
    {
        var analyst = await app.SignedIn(Role.NationalAnalyst);
        await analyst.Added("estimate", ReferenceForms.Estimate("2017", "2021"));
        await analyst.Added("figure", ReferenceForms.Figure("2015"));
        await analyst.Added("break", ReferenceForms.Break("2016"));
        var ids = await app.Read(async db =>
            new[]
            {
                (await db.Set<Estimate>().SingleAsync()).Id,
                (await db.Set<PublishedFigure>().SingleAsync()).Id,
                (await db.Set<SeriesBreak>().SingleAsync()).Id,
            }
        );

        foreach (var id in ids)
        {
            var retired = await analyst.SubmitForm("/monitor/references", $"{id}/retire");
            Assert.Equal(HttpStatusCode.Redirect, retired.StatusCode);
            var again = await analyst.PostForm($"/monitor/references/{id}/retire");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await analyst.PostForm($"/monitor/references/{Guid.NewGuid()}/retire")).StatusCode);
        await analyst.Added("estimate", ReferenceForms.Estimate("2017", "2021"));
        await analyst.Added("figure", ReferenceForms.Figure("2015"));
    }
}

public sealed class ListReferencesTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task What_was_entered_is_listed_with_its_source()
    {
        var analyst = await app.SignedIn(Role.NationalAnalyst);
        var empty = await analyst.Page("/monitor/references");
        await analyst.Added("estimate", ReferenceForms.Estimate("2017", "2021"));
        await analyst.Added("break", ReferenceForms.Break("2016").But("QuarterOfYear", "3"));

        var page = await analyst.Page("/monitor/references");

        Assert.Empty(empty.QuerySelectorAll("main table"));
        var rows = page.QuerySelectorAll("main tbody tr")
            .Select(r => string.Join('|', r.Children.Take(4).Select(c => c.TextContent.Trim())));
        Assert.Equal(
            ["2017 – 2021|33,3%|20% – 40%|Slachtoffermonitor, 1 juni 2023", $"2016-Q3|Nieuwe definitie|New definition|{Today()}"],
            rows
        );

        static string Today() =>
            DutchCalendar.DateOf(DateTimeOffset.UtcNow).ToString("d MMMM yyyy", new System.Globalization.CultureInfo("nl-NL"));
    }
}
