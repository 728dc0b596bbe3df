using CaseRegistry.Web.Commands;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Identity;
using Microsoft.Extensions.Options;

if (CrashDumps.Prevent() is { } danger)
{
    await Console.Error.WriteLineAsync(danger);
    return 1;
}

return CommandLine.IsCommand(args) ? await CommandLine.Run(args) : await Program.RunWeb(args);

/// <summary>The host: without a command it is the web application.</summary>
public sealed partial class Program
{
    private Program() { }

    internal static async Task<int> RunWeb(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot.Path });
        builder.WebHost.ConfigureKestrel(Transport.Apply);
        // An address may hold the token of a one-time link: its query is in no log, whatever level the settings ask for.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        builder.Services.AddRegister();
        builder.Services.AddWeb(builder.Configuration, builder.Environment.IsDevelopment());
        var app = builder.Build();

        if (await StartUp.Prepare(app) is { } refusal)
        {
            await Console.Error.WriteLineAsync(refusal);
            return 1;
        }

        app.UseAddressesOfProxies();
        app.UseMiddleware<SecurityHeaders>();
        app.UseRequestLocalization(app.Services.GetRequiredService<IOptions<RequestLocalizationOptions>>().Value);
        if (!app.Environment.IsDevelopment())
        {
            app.RefusePlainHttp();
        }

        app.UseExceptionHandler("/error/500");
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.UseRouting();
        // The error page is shown to whoever it was found out to be: finding out again could fail as it did before.
        app.Use(
            (http, next) =>
                http.Request.Path.StartsWithSegments("/error", StringComparison.Ordinal) && http.GetEndpoint()?.RequestDelegate is { } show
                    ? show(http)
                    : next(http)
        );
        app.UseMiddleware<LogRefusals>();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.RefuseTooLarge();
        app.UseMiddleware<IdentifyActor>();
        app.UseMiddleware<RequireSecondFactor>();
        app.UseAuthorization();
        // The same for everybody, and fetched when the browser likes: that is no sign of somebody being there.
        app.MapStaticAssets().ShortCircuit();
        app.MapControllers().WithStaticAssets();
        ApiDocument.Map(app);
        await app.RunAsync();
        return 0;
    }
}
