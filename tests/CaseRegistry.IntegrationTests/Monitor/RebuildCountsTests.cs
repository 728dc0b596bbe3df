using CaseRegistry.Data;
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
