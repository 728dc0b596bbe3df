using CaseRegistry.Web.Features.Monitor;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Monitor;

public sealed class VerifyCountsTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Cases_of_a_region_that_ended_are_verified_too_and_a_wrong_cell_is_named()
    {
        await app.Register("limburg");
        await app.Register("zeeland-west-brabant");
        await app.Read(db =>
            db.CareRegions.Where(r => r.Code == "limburg")
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.EndsOn, new DateOnly(2025, 1, 1)))
        );

        var clean = await app.Send(new VerifyCounts.Query());
        Assert.Equal((2, 0), (clean.Persons, clean.Differences.Count));

        await app.Read(db =>
            db.MonitorCells.Where(c => c.Cell == "limburg|police").ExecuteUpdateAsync(set => set.SetProperty(c => c.Count, 3))
        );

        var differences = (await app.Send(new VerifyCounts.Query())).Differences;
        Assert.Equal(["table reporter-by-region 2025 Q1 limburg|police: is 3, counted 1"], differences);
    }
}
