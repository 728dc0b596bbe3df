using System.CommandLine;
using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Administration;
using MediatR;

namespace CaseRegistry.Web.Commands;

/// <summary><c>clients create NAME --scope S [--region CODE|all] [--days N]</c>: prints the key, once.</summary>
internal static class ClientCommands
{
    private const string All = "all";

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "Name of the system" };
        var scopes = new Option<string[]>("--scope") { Description = $"One or more of {string.Join(", ", Scopes.All)}", Required = true };
        var regions = new Option<string[]>("--region") { Description = "Code of a region, or all for every region there is now" };
        var days = new Option<int>("--days")
        {
            Description = "How long the key works",
            DefaultValueFactory = _ => CreateClient.DefaultDays,
        };
        var create = new Command("create", "Gives another system a key and prints it on the last line.") { name, scopes, regions, days };
        create.SetAction(parsed =>
            Run(parsed.GetRequiredValue(name), parsed.GetRequiredValue(scopes), parsed.GetValue(regions) ?? [], parsed.GetValue(days))
        );
        return new Command("clients", "Other systems that use the API.") { create };
    }

    private static Task<int> Run(string name, string[] scopes, string[] regions, int days) =>
        CommandLine.AsOperator(async services =>
        {
            var command = new CreateClient.Command
            {
                Name = name,
                Scopes = [.. scopes],
                Regions = [.. regions.Contains(All) ? services.GetRequiredService<CurrentActor>().Regions : regions],
                ValidDays = days,
            };
            Console.WriteLine((await services.GetRequiredService<IMediator>().Send(command))!.Key);
            return 0;
        });
}
