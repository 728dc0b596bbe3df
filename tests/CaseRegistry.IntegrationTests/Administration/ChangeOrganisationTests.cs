using System.Net;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Monitor;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Administration;

public sealed class ChangeOrganisationTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_proposal_is_accepted_with_its_type()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var actor = $"account:{app.AccountIdOf(administrator):N}";
        var id = ReportingOrganisationId.New();
        await app.Write(db => db.ReportingOrganisations.Add(new(id, "Opvanghuis", null, null, isProposal: true)));
        var type = await app.Read(db =>
            db.CodeListItems.Where(i => i.List == "reporter_type").OrderBy(i => i.Order).Select(i => i.Code).FirstAsync()
        );

        var response = await administrator.SubmitForm($"/administration/organisations/{id}", ("ReporterType", type));
        var organisation = await app.Read(db => db.ReportingOrganisations.SingleAsync(o => o.Id == id));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal((type, false), (organisation.ReporterType, organisation.IsProposal));
        Assert.NotEqual(
            0,
            await app.Read(db =>
                db.AuditRows.CountAsync(r =>
                    r.Action == "ChangeOrganisation" && r.Outcome == "done" && r.Actor == actor && r.Detail!.Contains(id.ToString())
                )
            )
        );
    }

    [Fact]
    public async Task Another_eu_group_is_counted_at_once_in_every_region()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        const string Name = "Veiligheidshuis Oost";
        foreach (var municipality in new[] { Fields.Rotterdam, Fields.Amsterdam })
        {
            await app.Case(municipality, c => c with { ReporterType = "care_coordination", ReportingOrganisation = Name });
        }

        var id = await app.Read(db => db.ReportingOrganisations.Where(o => o.Name == Name).Select(o => o.Id).SingleAsync());
        Assert.Equal((2, 0), (await Counted("unknown"), await Counted("ngo")));

        var changed = await administrator.SubmitForm($"/administration/organisations/{id}", ("EuGroup", "ngo"));

        Assert.Equal(HttpStatusCode.Redirect, changed.StatusCode);
        Assert.Equal((0, 2), (await Counted("unknown"), await Counted("ngo")));
        Assert.Empty((await app.Send(new VerifyCounts.Query())).Differences);
    }

    private Task<int> Counted(string group) =>
        app.Read(db => db.MonitorCells.Where(c => c.Table == "eu" && c.Cell.StartsWith(group + "|")).SumAsync(c => c.Count));

    [Fact]
    public async Task An_organisation_without_type_is_refused()
    {
        var administrator = await app.SignedIn(Role.Administrator);
        var id = ReportingOrganisationId.New();
        await app.Write(db => db.ReportingOrganisations.Add(new(id, "Zonder soort", null, null, isProposal: true)));

        var response = await administrator.SubmitForm($"/administration/organisations/{id}", ("Name", "Zonder soort"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = (await response.Page()).QuerySelector("main")!.TextContent;
        Assert.Contains("Kies een type uit de lijst", page);
    }

    [Fact]
    public async Task Only_an_administrator_opens_it()
    {
        var other = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var response = await other.GetAsync(
            new Uri("/administration/organisations/0198a9c0-0000-7000-8000-000000000000", UriKind.Relative)
        );

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
