namespace CaseRegistry.Web.Infrastructure;

/// <summary>Synthetic accounts and cases for a demonstration on a development machine.</summary>
internal static class DemoData
{
    public static Task Seed(IServiceProvider services) => Task.CompletedTask;
}
