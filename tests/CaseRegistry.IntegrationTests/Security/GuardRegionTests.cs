using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Security;

/// <summary>Code that forgot the filters: what it got hold of cannot be written.</summary>
public sealed class GuardRegionTests(RegistryApp app)
{
    [Theory]
    [InlineData("change")]
    [InlineData("take over")]
    [InlineData("add")]
    [InlineData("remove")]
    public async Task A_row_of_another_region_is_not_written_however_it_was_found(string how)
    {
        var foreign = (await app.Case(Fields.Amsterdam)).CaseId;
        await using var scope = app.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services
            .GetRequiredService<CurrentActor>()
            .Become(
                "account:test",
                Guid.CreateVersion7(),
                [Role.CareCoordinator],
                Roles.PermissionsOf([Role.CareCoordinator]),
                ["rotterdam"]
            );
        var db = services.GetRequiredService<RegistryDbContext>();

        Task Write() =>
            services
                .GetRequiredService<Writer>()
                .Write(
                    db,
                    async () =>
                    {
                        var found = await db.Cases.IgnoreQueryFilters().SingleAsync(c => c.Id == foreign);
                        var entry = db.Entry(found);
                        switch (how)
                        {
                            case "change":
                                entry.Property(c => c.StayMunicipality).CurrentValue = "GM0599";
                                break;
                            case "take over":
                                entry.Property(c => c.Region).CurrentValue = "rotterdam";
                                break;
                            case "add":
                                db.CaseDataKeys.Add(new CaseDataKey(CaseId.New(), "amsterdam", 1));
                                break;
                            default:
                                db.Remove(found);
                                break;
                        }

                        return true;
                    },
                    CancellationToken.None
                );

        await Assert.ThrowsAsync<ForeignRegionException>(Write);
        Assert.Equal(
            ("amsterdam", Fields.Amsterdam),
            await app.Read(async db =>
            {
                var stored = await db.Cases.AsNoTracking().SingleAsync(c => c.Id == foreign);
                return (stored.Region, stored.StayMunicipality);
            })
        );
    }

    [Fact]
    public async Task A_row_does_not_move_to_another_region_even_for_somebody_who_works_in_both()
    {
        var id = (await app.Case(Fields.Amsterdam)).CaseId;
        await using var scope = app.Services.CreateAsyncScope();

        var refusal = await Assert.ThrowsAsync<ForeignRegionException>(() =>
            Write(
                scope.ServiceProvider,
                ["rotterdam", "amsterdam"],
                async db =>
                {
                    var found = await db.Cases.SingleAsync(c => c.Id == id);
                    db.Entry(found).Property(c => c.Region).CurrentValue = "rotterdam";
                }
            )
        );

        Assert.Equal("Case of region amsterdam is not of this actor.", refusal.Message);
        Assert.Equal("amsterdam", await app.Read(db => db.Cases.Where(c => c.Id == id).Select(c => c.Region).SingleAsync()));
    }

    [Fact]
    public async Task A_row_of_another_region_that_was_only_read_keeps_nobody_from_writing_an_own_one()
    {
        var (own, foreign) = ((await app.Case()).CaseId, (await app.Case(Fields.Amsterdam)).CaseId);
        await using var scope = app.Services.CreateAsyncScope();

        await Write(
            scope.ServiceProvider,
            ["rotterdam"],
            async db =>
            {
                await db.Cases.IgnoreQueryFilters().SingleAsync(c => c.Id == foreign);
                var found = await db.Cases.SingleAsync(c => c.Id == own);
                db.Entry(found).Property(c => c.StayMunicipality).CurrentValue = "GM0502";
            }
        );

        Assert.Equal("GM0502", await app.Read(db => db.Cases.Where(c => c.Id == own).Select(c => c.StayMunicipality).SingleAsync()));
    }

    [Fact]
    public async Task What_the_monitor_counts_follows_the_region_that_registered_whoever_changes_it()
    {
        var foreign = (
            await app.Case(
                Fields.Amsterdam,
                c =>
                    c with
                    {
                        TechnologyInvolvement = "suspected",
                        TechnologyUses =
                        [
                            new()
                            {
                                Phase = "recruitment",
                                Channel = "social_network",
                                Use = "first_contact",
                            },
                        ],
                    }
            )
        ).CaseId;
        await using var scope = app.Services.CreateAsyncScope();

        await Write(
            scope.ServiceProvider,
            ["rotterdam"],
            async db =>
            {
                var fact = await db.MonitorFacts.OfEveryRegion().SingleAsync(f => f.CaseId == foreign);
                db.Entry(fact).Property(f => f.Sex).CurrentValue = "male";
                db.RemoveRange(await db.MonitorTechnologyFacts.OfEveryRegion().Where(f => f.CaseId == foreign).ToListAsync());
            }
        );

        var (sex, uses) = await app.Read(async db =>
            (
                await db.MonitorFacts.Where(f => f.CaseId == foreign).Select(f => f.Sex).SingleAsync(),
                await db.MonitorTechnologyFacts.CountAsync(f => f.CaseId == foreign)
            )
        );
        Assert.Equal(("male", 0), (sex, uses));
    }

    private static Task<bool> Write(IServiceProvider services, string[] regions, Func<RegistryDbContext, Task> change)
    {
        services
            .GetRequiredService<CurrentActor>()
            .Become("account:test", Guid.CreateVersion7(), [Role.CareCoordinator], Roles.PermissionsOf([Role.CareCoordinator]), regions);
        var db = services.GetRequiredService<RegistryDbContext>();
        return services
            .GetRequiredService<Writer>()
            .Write(
                db,
                async () =>
                {
                    await change(db);
                    return true;
                },
                CancellationToken.None
            );
    }
}
