namespace CaseRegistry.Web.Infrastructure;

/// <summary>Synthetic accounts and cases for a demonstration on a development machine.</summary>
internal static class DemoData
{
    public static async Task Seed(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        await DemoAccounts.Seed(scope.ServiceProvider);
    }
}
