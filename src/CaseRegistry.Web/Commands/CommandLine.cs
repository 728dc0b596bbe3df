using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Audit;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Commands;

/// <summary>The commands of the operator, in the same executable as the web application. They act as operator <c>console</c>.</summary>
/// <remarks>Exit code 0, or a clear sentence on stderr and another exit code.</remarks>
internal static class CommandLine
{
    private const int Failed = 1;

    private static readonly string[] Asked = ["--help", "-h", "-?", "--version"];

    /// <summary>A first word that is no setting of the web application is a command, be it a misspelt one.</summary>
    public static bool IsCommand(string[] args) =>
        args is [var first, ..] && (Asked.Contains(first) || first.Length > 0 && first[0] is not ('-' or '/') && !first.Contains('='));

    public static Task<int> Run(string[] args)
    {
        var root = new RootCommand(
            "CaseRegistry: register of suspected victims of human trafficking. Without a command the web application starts."
        )
        {
            DatabaseCommands.Create(),
            AccountCommands.Create(),
            ClientCommands.Create(),
            ImportCommands.Create(),
            MonitorCommands.Create(),
            ReleaseCommands.Create(),
            DisclosureCommands.Create(),
            AuditCommands.Create(),
            KeysCommands.Create(),
            BackupCommands.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Action is System.CommandLine.Invocation.ParseErrorAction mistake)
        {
            // Standard output is for what was asked for, as a table into a file.
            mistake.ShowHelp = false;
        }

        return parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    /// <summary>Runs a command as operator, in every region there is, with the services of the register.</summary>
    /// <param name="elsewhere">Settings that differ, to look at another database than the register's; nothing is written there.</param>
    public static async Task<int> AsOperator(
        Func<IServiceProvider, Task<int>> command,
        bool needsDatabase = true,
        IReadOnlyDictionary<string, string?>? elsewhere = null
    )
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = Localization.English;
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = Localization.English;
        try
        {
            await using var services = BuildServices(elsewhere);
            Localization.UseFieldNames(services);
            await using var scope = services.CreateAsyncScope();
            var regions = needsDatabase
                ? await IdentifyActor.AllRegions(
                    scope.ServiceProvider.GetRequiredService<AdministrationDbContext>(),
                    CancellationToken.None
                )
                : [];
            scope.ServiceProvider.GetRequiredService<CurrentActor>().BecomeOperator(regions);
            var code = await command(scope.ServiceProvider);
            if (needsDatabase && elsewhere is null)
            {
                await SealAndAnchor(services);
            }

            return code;
        }
        catch (Exception failure)
        {
            await Console.Error.WriteLineAsync(Sentence(failure));
            return Failed;
        }
    }

    /// <summary>What the running application does in the background, for what the command wrote.</summary>
    public static async Task SealAndAnchor(IServiceProvider services)
    {
        if (!services.GetRequiredService<AuditChain>().HasOneWriter)
        {
            await services.GetRequiredService<SealAuditRows>().Seal(CancellationToken.None);
        }

        await services.GetRequiredService<AnchorAudit>().Anchor(CancellationToken.None);
    }

    /// <summary>Sends a message as operator and reports its result.</summary>
    public static Task<int> Send<TResult>(IRequest<TResult> message, Func<TResult, string> report) =>
        AsOperator(async services =>
        {
            Console.WriteLine(report(await services.GetRequiredService<IMediator>().Send(message)));
            return 0;
        });

    private static ServiceProvider BuildServices(IReadOnlyDictionary<string, string?>? elsewhere)
    {
        var builder = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { ContentRootPath = ContentRoot.Path, EnvironmentName = ContentRoot.Environment }
        );
        if (elsewhere is not null)
        {
            // The keys are those of the register, wherever the database is that is looked at.
            var key = OutsideDatabase.PathOf(builder.Configuration, "Encryption:KeyFile", KeyFile.FileName);
            builder.Configuration.AddInMemoryCollection([new("Encryption:KeyFile", key), .. elsewhere]);
        }

        // stdout belongs to the result of the command.
        builder.Logging.ClearProviders();
        builder.Services.AddRegister();
        return builder.Services.BuildServiceProvider();
    }

    /// <summary>Who looks at everything, copies the register or puts back an older one stands in the trail itself.</summary>
    public static Task Record(IServiceProvider services, string action, string? detail = null)
    {
        services.GetRequiredService<CurrentActor>().Action = action;
        return services.GetRequiredService<AuditLog>().Record("done", detail: detail);
    }

    private static string Sentence(Exception failure) =>
        failure switch
        {
            ValidationException invalid => string.Join(Environment.NewLine, invalid.Errors.Select(e => e.ErrorMessage)),
            RuleViolationException rule => English(rule.Rule),
            DbException or DbUpdateException =>
                $"The database refuses: {failure.GetBaseException().Message} If it is new, run 'db migrate' first.",
            _ => failure.GetBaseException().Message,
        };

    private static string English(string rule)
    {
        using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        return services.GetRequiredService<IStringLocalizer<Texts>>()[rule];
    }
}
