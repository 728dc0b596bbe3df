using System.CommandLine;
using CaseRegistry.Web.Features.Releases;
using CaseRegistry.Web.Infrastructure.Releases;
using MediatR;

namespace CaseRegistry.Web.Commands;

/// <summary><c>releases verify</c>, for the register itself and for whoever received the files.</summary>
internal static class ReleaseCommands
{
    public static Command Create() => new("releases", "Frozen, signed sets of tables.") { Verify() };

    private static Command Verify()
    {
        var id = new Argument<Guid?>("id") { Description = "Only this release", Arity = ArgumentArity.ZeroOrOne };
        var folder = new Option<DirectoryInfo?>("--folder")
        {
            Description = "Checks downloaded files with their manifest.json and manifest.sig instead; needs no database",
        };
        var publicKey = new Option<FileInfo?>("--key") { Description = "Public keys (PEM) to trust, with --folder" };
        var verify = new Command("verify", "Checks signatures, hashes and files. Exit code 1 when something is not as it was published.")
        {
            id,
            folder,
            publicKey,
        };
        verify.SetAction(parsed =>
            parsed.GetValue(folder) is { } files
                ? CommandLine.AsOperator(
                    async services =>
                        await Report(await CheckFolder(services.GetRequiredService<ReleaseKey>(), files, parsed.GetValue(publicKey))),
                    needsDatabase: false
                )
                : CommandLine.AsOperator(async services =>
                {
                    await CommandLine.Record(services, nameof(VerifyReleases));
                    return await Report(await services.GetRequiredService<IMediator>().Send(new VerifyReleases.Query(parsed.GetValue(id))));
                })
        );
        return verify;
    }

    private static async Task<VerifyReleases.Result> CheckFolder(ReleaseKey key, DirectoryInfo folder, FileInfo? publicKey)
    {
        var read = ReleaseFolder.Read(folder);
        var trusted = publicKey is null ? null : await File.ReadAllTextAsync(publicKey.FullName);
        return new(
            1,
            read.Files,
            [
                .. read.Faults,
                .. key.Verify(read.Manifest, read.Signature, trusted)
                    ? []
                    : new[] { "the signature over the manifest is not by a trusted key" },
            ]
        );
    }

    private static async Task<int> Report(VerifyReleases.Result result)
    {
        foreach (var fault in result.Faults)
        {
            await Console.Error.WriteLineAsync(fault);
        }

        if (result.Faults.Count > 0)
        {
            await Console.Error.WriteLineAsync($"{result.Faults.Count} faults.");
            return 1;
        }

        Console.WriteLine($"clean: {result.Releases} releases, {result.Files} files");
        return 0;
    }
}
