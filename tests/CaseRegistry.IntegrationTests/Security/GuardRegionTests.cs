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
}
