using CaseRegistry.Domain.Shared;

namespace CaseRegistry.IntegrationTests.Home;

public sealed class MyWorkTests(RegistryApp app)
{
    [Fact]
    public async Task Unknown_ages_are_chased_and_birthdays_watched_in_my_region_only()
    {
        var unknown = await app.Case("GM0995", c => c with { MinorStatus = "unknown", MinorUnknownReason = "Nog niet besproken" });
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date);
        var turning = await app.Case("GM0995", c => c with { BirthDate = today.AddYears(-18).AddDays(40), ReceivedOn = today });

        var mine = await (await app.SignedIn(Role.CareCoordinator, "midden-nederland")).Text("/");
        var foreign = await (await app.SignedIn(Role.CareCoordinator, "amsterdam")).Text("/");

        Assert.Contains(unknown.CaseNumber, mine);
        Assert.Contains(turning.CaseNumber, mine);
        Assert.DoesNotContain(unknown.CaseNumber, foreign);
        Assert.DoesNotContain(turning.CaseNumber, foreign);
    }

    [Fact]
    public async Task Each_role_has_a_home_page()
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var client = await app.SignedIn(role, Roles.NeedsRegion(role) ? ["rotterdam"] : []);
            Assert.Contains("Mijn werk", await client.Text("/"));
        }
    }

    [Fact]
    public async Task The_last_quarter_waits_for_its_region_and_then_for_the_office()
    {
        var last = Quarter.Of(Quarter.Of(TimeProvider.System.Today()).FirstDay.AddDays(-1));
        var coordinator = await app.SignedIn(Role.CareCoordinator, "zeeland-west-brabant");
        var analyst = await app.SignedIn(Role.NationalAnalyst);
        var address = $"/periods/zeeland-west-brabant/{last}";
        Assert.Single((await coordinator.Page("/")).QuerySelectorAll($"main a[href='{address}']"));

        await coordinator.PostForm("/periods/complete", ("Periods", $"zeeland-west-brabant:{last}"), ("Remark", "Klaar"));

        Assert.Empty((await coordinator.Page("/")).QuerySelectorAll($"main a[href='{address}']"));
        Assert.Contains("Kwartalen die zijn ingeleverd", (await analyst.Page("/")).GetElementById("office")!.ParentElement!.TextContent);
        var version = await Periods.Quarters.LatestVersion(app, "zeeland-west-brabant", last.ToString());
        await analyst.PostForm($"/periods/versions/{version}/return", ("Question", "Echt?"));
        Assert.Contains("Vraag van het landelijk bureau", (await coordinator.Page("/")).QuerySelector("main")!.TextContent);
    }

    [Fact]
    public async Task Who_watches_over_cases_counts_the_holds_of_the_own_region_and_sees_how_the_register_is_used()
    {
        var held = await app.Case("GM0518");
        var officer = await app.SignedIn(Role.PrivacyOfficer, "den-haag");
        await officer.SubmitForm("/legal-holds/place", ("Number", held.CaseNumber), ("Reason", "Verzoek"));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, await officer.Status("/cases"));

        var home = await officer.Page("/");
        Assert.Equal("1", home.QuerySelector("a[href='/legal-holds'] .tile__number")!.TextContent);
        Assert.DoesNotContain(held.CaseNumber, home.Body!.TextContent);
        Assert.Single(home.QuerySelectorAll("main a[href='/legal-holds']"));
        var supervisor = await (await app.SignedIn(Role.DataProtectionOfficer, "den-haag")).Page("/");
        Assert.Equal("1", supervisor.QuerySelector(".tile__number")!.TextContent);
        Assert.Null(supervisor.QuerySelector("a[href='/legal-holds']"));
        var elsewhere = await (await app.SignedIn(Role.DataProtectionOfficer, "zeeland-west-brabant")).Page("/");
        Assert.Equal("0", elsewhere.QuerySelector(".tile__number")!.TextContent);

        var use = home.QuerySelectorAll(".summary-list dd")
            .Select(d => int.Parse(d.TextContent, System.Globalization.CultureInfo.InvariantCulture))
            .ToList();
        Assert.Equal(3, use.Count);
        Assert.True(use[0] > 0 && use[1] > 0);
    }
}
