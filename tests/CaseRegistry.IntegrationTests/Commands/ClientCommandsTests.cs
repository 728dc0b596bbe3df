namespace CaseRegistry.IntegrationTests.Commands;

public sealed class ClientCommandsTests : IDisposable
{
    private readonly CommandProcess _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task A_client_gets_its_key_on_the_last_line()
    {
        await _program.Run("db", "migrate");

        var (exitCode, output, error) = await _program.Run(
            "clients",
            "create",
            "Pilot",
            "--scope",
            "signals:write",
            "--scope",
            "tables:read",
            "--region",
            "all"
        );

        Assert.Equal((0, ""), (exitCode, error));
        Assert.StartsWith("crk_", output.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.Equal(
            1,
            await _program.Count("select count(*) from ApiClients where Regions like '%rotterdam%' and Regions not like '%all%'")
        );
    }

    [Fact]
    public async Task What_cannot_be_is_refused_in_a_sentence()
    {
        await _program.Run("db", "migrate");

        var scope = await _program.Run("clients", "create", "A", "--scope", "everything");
        var region = await _program.Run("clients", "create", "A", "--scope", "cases:read");
        var unknown = await _program.Run("clients", "create", "A", "--scope", "cases:read", "--region", "atlantis");

        Assert.Equal((1, 1, 1), (scope.ExitCode, region.ExitCode, unknown.ExitCode));
        Assert.Contains("There is no such scope", scope.Error);
        Assert.Contains("choose at least one region", region.Error);
        Assert.Contains("There is no such region", unknown.Error);
    }
}
