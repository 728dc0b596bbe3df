using System.Reflection;
using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Security;

/// <summary>Every entity through every database context.</summary>
public sealed class ContextMatrixTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    private static readonly Type[] Contexts =
    [
        .. typeof(RegistryDbContext).Assembly.GetTypes().Where(t => typeof(DbContext).IsAssignableFrom(t) && !t.IsAbstract),
    ];

    /// <summary>What the officers of a region know of its cases: that they are there and how they move, and their emergencies.</summary>
    private static readonly string[] KnownToOfficers = ["Case", "CaseMove", "BreakGlass", "CaseDataKey"];

    [Fact]
    public async Task Only_the_register_knows_cases()
    {
        Assert.Equal(4, Contexts.Length);
        await using var scope = app.Services.CreateAsyncScope();
        foreach (var context in Contexts.Where(c => c != typeof(RegistryDbContext)))
        {
            var db = (DbContext)scope.ServiceProvider.GetRequiredService(context);
            var types = db.Model.GetEntityTypes().ToList();

            Assert.NotEmpty(types);
            Assert.Empty(
                types
                    .Where(t =>
                        // Counts of a region: numbers, no persons.
                        typeof(IRegional).IsAssignableFrom(t.ClrType)
                            && (context != typeof(MonitorDbContext) || t.ClrType.Name is not ("PeriodVersion" or "PeriodChange"))
                        || t.GetProperties()
                            .Any(p => p.ClrType == typeof(ProtectedText) || p.Name == "CaseId" && t.ClrType.Name != "AuditRow")
                            && t.ClrType.Name != "IdempotentRequest"
                    )
                    .Select(t => $"{context.Name}: {t.ClrType.Name}")
            );
        }
    }

    [Theory]
    [InlineData(Role.CareCoordinator)]
    [InlineData(Role.RegionalTableMember)]
    [InlineData(Role.RegionalTableChair)]
    [InlineData(Role.NationalAnalyst)]
    [InlineData(Role.PrivacyOfficer)]
    [InlineData(Role.DataProtectionOfficer)]
    [InlineData(Role.Administrator)]
    [InlineData(null)]
    public async Task A_role_gets_rows_of_its_own_region_and_only_those_it_may_see(Role? role)
    {
        await Elsewhere.Make(app);
        await Elsewhere.Make(app, Fields.Rotterdam, "rotterdam", "Canary-Here");
        await using var scope = app.Services.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        if (role is { } given)
        {
            var id = Guid.CreateVersion7();
            actor.Become($"account:{id:N}", id, [given], Roles.PermissionsOf([given]), Roles.NeedsRegion(given) ? ["rotterdam"] : []);
        }

        var db = scope.ServiceProvider.GetRequiredService<RegistryDbContext>();
        var regional = db.Model.GetEntityTypes().Where(t => typeof(IRegional).IsAssignableFrom(t.ClrType)).ToList();
        Assert.True(regional.Count > 15);
        foreach (var type in regional)
        {
            var counted = await (Task<(int Foreign, int All, int Seen)>)
                typeof(ContextMatrixTests)
                    .GetMethod(nameof(Count), BindingFlags.NonPublic | BindingFlags.Static)!
                    .MakeGenericMethod(type.ClrType)
                    .Invoke(null, [db])!;

            Assert.True(counted.All > 0, $"No {type.ClrType.Name} of another region is there to be seen.");
            Assert.Equal((type.ClrType.Name, 0), (type.ClrType.Name, counted.Foreign));
            // Another person's draft or import is not even seen by a colleague.
            var isPersonal = type.ClrType.Name is "Draft" or "ImportJob";
            var sees =
                role == Role.CareCoordinator ? !isPersonal
                : role is Role.PrivacyOfficer or Role.DataProtectionOfficer ? KnownToOfficers.Contains(type.ClrType.Name)
                : role is Role.RegionalTableMember or Role.RegionalTableChair && type.ClrType.Name == "CaseDataKey";
            Assert.Equal((type.ClrType.Name, sees), (type.ClrType.Name, counted.Seen > 0));
        }
    }

    private static async Task<(int Foreign, int All, int Seen)> Count<T>(RegistryDbContext db)
        where T : class, IRegional
    {
        var seen = await db.Set<T>().AsNoTracking().ToListAsync();
        var all = await db.Set<T>().OfEveryRegion().AsNoTracking().ToListAsync();
        return (seen.Count(r => r.Region != "rotterdam"), all.Count(r => r.Region != "rotterdam"), seen.Count);
    }
}
