namespace CaseRegistry.IntegrationTests.Commands;

public sealed class AccountCommandsTests : IDisposable
{
    private readonly CommandProcess _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task Two_registers_of_one_operator_share_neither_keys_nor_anchors()
    {
        var home = Directory.CreateTempSubdirectory("caseregistry-home-").FullName;
        try
        {
            using var one = new CommandProcess { DataHome = home };
            using var other = new CommandProcess { DataHome = home };
            foreach (var register in new[] { one, other })
            {
                Assert.Equal(0, (await register.Run("db", "migrate")).ExitCode);
                Assert.Equal(0, (await register.Run("accounts", "create", "eerste@register.example", "--role", "administrator")).ExitCode);
            }

            Assert.Equal(0, (await one.Run("keys", "rotate")).ExitCode);
            foreach (var register in new[] { one, other })
            {
                var verified = await register.Run("audit", "verify");
                Assert.True(verified.ExitCode == 0, verified.Error);
                Assert.Equal(0, (await register.Run("backup", "create", Path.Combine(register.Folder, "backup"))).ExitCode);
                var whole = await register.Run("backup", "verify", Path.Combine(register.Folder, "backup"));
                Assert.True(whole.ExitCode == 0, whole.Error);
            }

            Assert.Equal(2, Directory.GetFiles(home, "master.key", SearchOption.AllDirectories).Length);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

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
    public async Task On_a_new_installation_a_migration_is_imported_before_anybody_signed_in()
    {
        var empty = await _program.Run("monitor", "verify");
        Assert.Equal((1, ""), (empty.ExitCode, empty.Out));
        Assert.Contains("run 'db migrate' first", empty.Error);
        Assert.Equal(0, (await _program.Run("db", "migrate")).ExitCode);
        Assert.Equal(342, await _program.Count("select count(*) from Municipalities"));
        Assert.Equal(10, await _program.Count("select count(*) from CareRegions"));
        await _program.Run("accounts", "create", "migration@example.org", "--role", "care_coordinator", "--region", "all");
        var file = Path.Combine(_program.Folder, "rows.csv");
        await File.WriteAllTextAsync(
            file,
            "received_on,municipality_code,reporter_type,certainty,minor_status,age_basis,sex,exploitation_main,sector,route,technology_involvement\n"
                + "2025-01-01,GM0363,police,suspicion,minor,stated,female,labour,unknown,unknown,no\n",
            TestContext.Current.CancellationToken
        );

        var import = await _program.Run("import", "cases", file, "--as", "migration@example.org");
        var table = await _program.Run("monitor", "table", "minors-by-year");
        var verify = await _program.Run("monitor", "verify");

        Assert.Equal((0, "1 registered, 0 skipped, 0 refused"), (import.ExitCode, import.Out.TrimEnd().Split('\n')[^1]));
        Assert.Equal((0, "year,minor_status,count\n2025,minor,1\n"), (table.ExitCode, table.Out.ReplaceLineEndings("\n")));
        Assert.Equal(0, verify.ExitCode);
    }

    [Fact]
    public async Task The_script_for_a_server_is_all_there_is_on_stdout()
    {
        var script = await _program.Run("db", "script", "--provider", "SqlServer");

        Assert.Equal((0, ""), (script.ExitCode, script.Error));
        new Microsoft.SqlServer.TransactSql.ScriptDom.TSql160Parser(initialQuotedIdentifiers: true).Parse(
            new StringReader(script.Out),
            out var errors
        );
        Assert.Empty(errors);
        Assert.Contains("CREATE TABLE [Cases]", script.Out);
    }

    [Fact]
    public async Task A_misspelt_command_is_refused_and_starts_nothing()
    {
        var misspelt = await _program.Run("montior", "verify");

        Assert.NotEqual(0, misspelt.ExitCode);
        Assert.Contains("montior", misspelt.Error);
        Assert.False(File.Exists(Path.Combine(_program.Folder, "registry.db")));
    }

    [Fact]
    public async Task Production_does_not_start_on_demonstration_accounts_or_without_its_keys()
    {
        await _program.Run("db", "migrate");
        await _program.Run("accounts", "create", "demo@example.org", "--role", "NationalAnalyst");
        await _program.Change("update AspNetUsers set IsDemo = 1");

        async Task Refuses(string sentence)
        {
            // No command: the web application.
            var (code, _, error) = await _program.Run("--urls", "http://127.0.0.1:0").WaitAsync(TimeSpan.FromMinutes(2));
            Assert.Equal(1, code);
            Assert.Contains(sentence, error);
        }

        await Refuses("demonstration accounts");
        File.Move(Path.Combine(_program.Folder, "audit-anchors.key"), Path.Combine(_program.Folder, "elsewhere"));
        await Refuses("signs the anchors");
        var again = await _program.Run("db", "migrate");
        Assert.Contains("was anchored before", again.Error);
        File.Delete(Path.Combine(_program.Folder, "master.key"));
        await Refuses("no master key");
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
