namespace CaseRegistry.Web.Infrastructure;

/// <summary>Where settings and, by default, the embedded database lie: the working directory if it has the settings, else beside the program.</summary>
internal static class ContentRoot
{
    public static string Path { get; } =
        File.Exists(System.IO.Path.Combine(Directory.GetCurrentDirectory(), "appsettings.json"))
            ? Directory.GetCurrentDirectory()
            : AppContext.BaseDirectory;

    /// <summary>Every environment but Development is production.</summary>
    public static string Environment =>
        System.Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
        ?? System.Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? Environments.Production;
}
