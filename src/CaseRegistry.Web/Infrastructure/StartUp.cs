using CaseRegistry.Data;
using CaseRegistry.Web.Infrastructure.Audit;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>What has to be true before the web application answers.</summary>
internal static class StartUp
{
    /// <summary>Development installs itself with demonstration data; elsewhere the operator has run <c>db migrate</c>.</summary>
    /// <returns>Why the application cannot start, or null.</returns>
    public static async Task<string?> Prepare(WebApplication app)
    {
        Localization.UseFieldNames(app.Services);
        await using var scope = app.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        if (app.Environment.IsDevelopment())
        {
            await services.GetRequiredService<Installation>().Install(message => app.Logger.LogWarning("{Message}", message), default);
            await DemoData.Seed(app.Services);
            return null;
        }

        var masters = services.GetRequiredService<MasterKeys>();
        if (!masters.Exists)
        {
            return $"There is no master key at {masters.Place}. Run 'db migrate' for a new installation, or put the key back.";
        }

        var anchors = services.GetRequiredService<AnchorKey>();
        if (!anchors.Exists)
        {
            return $"The key that signs the anchors of the audit trail is not at {anchors.Path}. Put it back: without it nothing would be anchored.";
        }

        if (!services.GetRequiredService<IConfiguration>()["App:BaseUrl"]!.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            app.Logger.LogWarning("App:BaseUrl is not an https address: one-time links would not lead here, and passkeys are refused.");
        }

        if (services.GetRequiredService<IOptions<WebhookSettings>>().Value.AllowLoopback)
        {
            app.Logger.LogWarning("Webhooks:AllowLoopback is for trying out: receivers may be on this machine, over http.");
        }

        if (services.GetRequiredService<IConfiguration>().UnsafeConnection() is { } unsafely)
        {
            app.Logger.LogWarning("{Message}", unsafely);
        }

        services.GetRequiredService<KeyAges>().Warn();
        var db = services.GetRequiredService<AdministrationDbContext>();
        try
        {
            if (await db.Users.AnyAsync(a => a.IsDemo))
            {
                return "This database holds demonstration accounts, whose passwords are public. Use another database in production.";
            }
        }
        catch (Exception away) when (away is System.Data.Common.DbException or InvalidOperationException)
        {
            app.Logger.LogError(away, "The database is away or not migrated; run 'db migrate'. Requests fail until it is there.");
        }

        return null;
    }
}
