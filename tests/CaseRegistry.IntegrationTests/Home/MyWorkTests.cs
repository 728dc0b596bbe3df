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
}
