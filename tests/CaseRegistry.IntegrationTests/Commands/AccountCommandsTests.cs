namespace CaseRegistry.IntegrationTests.Commands;

public sealed class AccountCommandsTests : IDisposable
{
    private readonly CommandProcess _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task On_a_new_installation_an_account_gets_its_one_time_link()
    {
        await _program.Run("db", "migrate");

        var (exitCode, output, error) = await _program.Run(
            "accounts",
            "create",
            "first@example.org",
            "--role",
            "care_coordinator",
            "--region",
            "rotterdam",
            "--region",
            "amsterdam"
        );
        var all = await _program.Run("accounts", "create", "all@example.org", "--role", "CareCoordinator", "--region", "all");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Single(output.TrimEnd().Split('\n'));
        Assert.StartsWith("https://register.example/account/invitation?account=", output, StringComparison.Ordinal);
        Assert.Equal(0, all.ExitCode);
        Assert.Equal(2, await _program.Count("select count(*) from AccountRegions"));
        Assert.Equal(1, await _program.Count("select count(*) from AspNetUsers where Email = 'all@example.org' and AllRegions = 1"));
        Assert.NotEqual(0, await _program.Count("select count(*) from AuditRows where Actor = 'console' and Action = 'CreateAccount'"));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_in_a_sentence()
    {
        await _program.Run("db", "migrate");
        await _program.Run("accounts", "create", "twice@example.org", "--role", "NationalAnalyst");

        async Task Refused(string sentence, params string[] arguments)
        {
            var (exitCode, output, error) = await _program.Run(["accounts", "create", .. arguments]);
            Assert.Equal((1, ""), (exitCode, output));
            Assert.Contains(sentence, error);
            Assert.DoesNotContain("   at ", error);
        }

        await Refused("There is no role 'Boss'", "a@example.org", "--role", "Boss");
        await Refused("There is no such region", "a@example.org", "--role", "CareCoordinator", "--region", "atlantis");
        await Refused("choose at least one region", "a@example.org", "--role", "CareCoordinator");
        await Refused("already", "twice@example.org", "--role", "NationalAnalyst");
        await Refused("may not be in one hand", "a@example.org", "--role", "Administrator", "--role", "CareCoordinator", "--region", "all");
        Assert.Equal(1, await _program.Count("select count(*) from AspNetUsers"));
    }
}
