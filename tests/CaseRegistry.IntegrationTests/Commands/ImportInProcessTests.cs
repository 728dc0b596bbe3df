using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Commands;
using CaseRegistry.Web.Features.Monitor;
using CaseRegistry.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Commands;

/// <summary>Demonstration data inside the test's own process, where every query is translated for SQL Server too.</summary>
public sealed class DemoDataTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Demonstration_data_fills_every_state_and_its_counts_are_exact()
    {
        await DemoData.Seed(app.Services);
        await DemoData.Seed(app.Services);

        Assert.Equal(400, await app.Read(db => db.Cases.CountAsync()));
        Assert.Equal(5, await app.Read(db => db.Cases.Select(c => c.State).Distinct().CountAsync()));
        Assert.Equal(3, await app.Read(db => db.Cases.Select(c => c.Conference).Distinct().CountAsync()));
        Assert.Equal(10, await app.Read(db => db.Cases.Select(c => c.Region).Distinct().CountAsync()));
        Assert.Equal(
            10,
            await app.Read(db => db.Cases.Where(c => c.LostFromViewSince != null).Select(c => c.Region).Distinct().CountAsync())
        );
        Assert.True(await app.Read(db => db.Cases.AnyAsync(c => c.Restricted)));
        Assert.True(await app.Read(db => db.SuspectedVictims.AnyAsync()));
        Assert.True(await app.Read(db => db.SafeContacts.AnyAsync()));
        Assert.True(await app.Read(db => db.Exploitations.AnyAsync(e => !e.IsMain)));
        Assert.True(await app.Read(db => db.ReportingOrganisations.AnyAsync(o => o.IsProposal)));
        Assert.True(await app.Read(db => db.Signals.AnyAsync(s => s.ReportingOrganisationId != null)));
        Assert.Equal(5, await app.Read(db => db.Signals.Select(s => s.Certainty).Distinct().CountAsync()));
        Assert.True(await app.Read(db => db.MinorStatusStatements.CountAsync()) > 400);
        Assert.True(await app.Read(db => db.Drafts.OfEveryRegion().AnyAsync()));
        Assert.True(await app.Read(db => db.Users.AnyAsync(a => a.IsDemo)));
        Assert.Empty((await app.Send(new VerifyCounts.Query())).Differences);
    }
}

/// <summary>Commands inside the test's own process, where every query is translated for SQL Server too.</summary>
public sealed class ImportInProcessTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task An_account_of_all_regions_imports_into_each()
    {
        var account = await app.AddAccount([Role.CareCoordinator], []);
        await app.AsOperator(async services =>
        {
            var accounts = services.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<Account>>();
            var stored = (await accounts.FindByIdAsync(account.Id.ToString()))!;
            stored.AllRegions = true;
            return await accounts.UpdateAsync(stored);
        });
        var run = Guid.CreateVersion7().ToString("N")[..10];
        var file = new FileInfo(Path.Combine(app.Folder, $"{run}.csv"));
        await File.WriteAllTextAsync(
            file.FullName,
            "external_reference,received_on,municipality_code,reporter_type,reporting_organisation,certainty,minor_status,age_basis,sex,exploitation_main,sector,route,technology_involvement\n"
                + $"{run}-1,2025-01-01,GM0599,shelter,Opvang Noord,suspicion,adult,stated,female,labour,unknown,unknown,no\n"
                + $"{run}-2,2025-01-01,GM0363,shelter,Opvang Noord,suspicion,adult,stated,female,labour,unknown,unknown,no\n",
            TestContext.Current.CancellationToken
        );

        Assert.Equal(
            0,
            await app.AsOperator(services => ImportCommands.ImportCases(services, file, account.Email, false, null, CancellationToken.None))
        );

        var regions = await app.Read(db => db.Signals.Where(s => s.ExternalReference!.StartsWith(run)).Select(s => s.Region).ToListAsync());
        Assert.Equal(["amsterdam", "rotterdam"], regions.Order());
        var organisation = await app.Read(db => db.ReportingOrganisations.SingleAsync(o => o.Name == "Opvang Noord"));
        Assert.True(organisation.IsProposal);
    }

    [Fact]
    public async Task Municipalities_that_have_not_changed_stay_as_they_are()
    {
        var file = new FileInfo(Path.Combine(app.Folder, "gemeenten.csv"));
        await File.WriteAllTextAsync(
            file.FullName,
            "code,name,care_region\nGM0363,Amsterdam,amsterdam\n",
            TestContext.Current.CancellationToken
        );

        Assert.Equal(0, await app.AsOperator(services => ImportCommands.ImportMunicipalities(services, file, CancellationToken.None)));

        var amsterdam = await app.Read(db =>
            db.Municipalities.AsNoTracking().Include(m => m.Memberships).SingleAsync(m => m.Code == "GM0363")
        );
        Assert.Single(amsterdam.Memberships);
    }
}
