using System.Net;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Commands;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Administration;

/// <summary>Two administrators at one form: the second sees what the first saved beside the own answers, and decides.</summary>
public sealed class StaleAdministrationTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Theory]
    [InlineData("/administration/regions/oost-nederland", "Name")]
    [InlineData("/administration/municipalities/GM0034", "Name")]
    [InlineData("/administration/lists/sector/webcam", "LabelNl")]
    public Task A_stale_form_shows_both_versions_and_can_be_sent_again(string url, string field) => IsRefused(url, field);

    [Fact]
    public async Task A_stale_organisation_is_refused_too()
    {
        var id = ReportingOrganisationId.New();
        await app.Write(db => db.ReportingOrganisations.Add(new(id, "Opvang aan de Maas", "shelter", null, isProposal: false)));

        await IsRefused($"/administration/organisations/{id}", "Name");
    }

    [Fact]
    public async Task A_stale_account_is_refused_too()
    {
        var account = await app.AddAccount([Role.CareCoordinator], ["limburg"]);

        await IsRefused($"/administration/accounts/{account.Id}", "DisplayName");
    }

    [Fact]
    public async Task A_municipality_that_a_file_moved_has_another_version()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        const string Url = "/administration/municipalities/GM0150";
        var stale = await administrator.Page(Url);
        var name = await app.Read(db => db.Municipalities.Where(m => m.Code == "GM0150").Select(m => m.Name).SingleAsync());
        var file = new FileInfo(Path.Combine(app.Folder, "municipalities.csv"));
        await File.WriteAllTextAsync(file.FullName, $"code,name,care_region,from\nGM0150,{name},limburg,2027-01-01\n");
        await app.AsOperator(services => ImportCommands.ImportMunicipalities(services, file, CancellationToken.None));

        var refused = await administrator.Submit(stale, Url, null, ("Region", "amsterdam"), ("From", "2028-01-01"));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("Limburg", Panel(await refused.Page(), "stored"));
    }

    private async Task IsRefused(string url, string field)
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var stale = await administrator.Page(url);
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitForm(url, (field, "Van de collega"))).StatusCode);

        var refused = await administrator.Submit(stale, url, null, (field, "Van mij"));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var page = await refused.Page();
        Assert.Contains("Vergelijk beide versies", page.QuerySelector("main")!.TextContent);
        Assert.Contains("Van de collega", Panel(page, "stored"));
        Assert.Contains("Van mij", Panel(page, "yours"));
        Assert.Equal("Van mij", page.QuerySelector($"main [name={field}]")!.GetAttribute("value"));
        Assert.Equal("Van de collega", (await administrator.Page(url)).QuerySelector($"main [name={field}]")!.GetAttribute("value"));

        Assert.Equal(HttpStatusCode.Redirect, (await administrator.Submit(page, url, null)).StatusCode);
        Assert.Equal("Van mij", (await administrator.Page(url)).QuerySelector($"main [name={field}]")!.GetAttribute("value"));
    }

    private static string Panel(AngleSharp.Dom.IParentNode page, string id) => page.QuerySelector($"#{id}")!.ParentElement!.TextContent;
}
