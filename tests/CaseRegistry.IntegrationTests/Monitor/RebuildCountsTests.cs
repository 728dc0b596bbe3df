using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Monitor;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Monitor;

public sealed class RebuildCountsTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Rebuilding_mends_what_was_wrong_and_is_audited()
    {
        await app.Register("limburg");
        await app.Register("rotterdam");
        await app.Read(db => db.MonitorFacts.OfEveryRegion().ExecuteDeleteAsync());
        await app.Read(db => db.MonitorCells.ExecuteUpdateAsync(set => set.SetProperty(c => c.Count, 9)));

        var rebuilt = await app.Send(new RebuildCounts.Command());

        Assert.Equal(2, rebuilt.Persons);
        Assert.Empty((await app.Send(new VerifyCounts.Query())).Differences);
        Assert.Equal(
            $"persons:2 cells:{rebuilt.Cells}",
            await app.Read(db => db.AuditRows.Where(r => r.Action == "RebuildCounts").Select(r => r.Detail).SingleAsync())
        );
    }
}

public sealed class RecountedQuarterTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task What_a_rebuild_changes_in_a_quarter_that_was_handed_in_is_a_change_with_a_reason_of_its_own()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "den-haag");
        await app.Register("den-haag", "2024-02-01");
        await coordinator.SubmitForm("/periods/den-haag/2024-Q1");
        await app.Register("den-haag", "2024-03-01");
        // Somebody took rows out of the database by hand.
        await app.Read(db => db.PeriodChanges.IgnoreQueryFilters().ExecuteDeleteAsync());

        await app.Send(new RebuildCounts.Command());
        await app.Send(new RebuildCounts.Command());

        var changes = await app.Read(db =>
            db.PeriodChanges.IgnoreQueryFilters().Where(c => c.Table == "form-by-year").Select(c => new { c.Reason, c.By }).ToListAsync()
        );
        Assert.Equal([(ChangeReason.Recounted, 1)], changes.Select(c => (c.Reason, c.By)));
    }
}
