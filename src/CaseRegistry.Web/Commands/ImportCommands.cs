using System.CommandLine;
using System.Globalization;
using CaseRegistry.Data;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Administration;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Features.Signals;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using CsvHelper;
using CsvHelper.Configuration;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Commands;

/// <summary><c>import cases FILE --as EMAIL [--dry-run]</c> and <c>import municipalities FILE</c>.</summary>
internal static class ImportCommands
{
    public static Command Create() => new("import", "Brings in files.") { Cases(), Municipalities() };

    private static Command Cases()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "CSV file of registrations (docs/import.md)" };
        var account = new Option<string>("--as") { Description = "E-mail address of the account that registers", Required = true };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only tell what would happen" };
        var refusals = new Option<FileInfo?>("--refusals")
        {
            Description = "Where the refused rows are written; by default beside the file",
        };
        var command = new Command("cases", "Registers the rows of a CSV file.") { file, account, dryRun, refusals };
        command.SetAction(
            (parsed, cancellationToken) =>
                CommandLine.AsOperator(services =>
                    ImportCases(
                        services,
                        parsed.GetRequiredValue(file),
                        parsed.GetRequiredValue(account),
                        parsed.GetValue(dryRun),
                        parsed.GetValue(refusals),
                        cancellationToken
                    )
                )
        );
        return command;
    }

    internal static async Task<int> ImportCases(
        IServiceProvider services,
        FileInfo file,
        string email,
        bool dryRun,
        FileInfo? refusalsFile,
        CancellationToken cancellationToken
    )
    {
        var text = services.GetRequiredService<IStringLocalizer<Texts>>();
        var content = UploadedFile.Decode(await File.ReadAllBytesAsync(file.FullName, cancellationToken), text);
        var parsed = RegistrationFile.Parse(content, text);
        var become = await Become(services, email, cancellationToken);
        if (dryRun)
        {
            // What would be registered is looked up row by row; what is registered has its own rows.
            await CommandLine.Record(services, nameof(CheckSignal), $"rows:{parsed.Rows.Count}");
        }

        var run = ActivatorUtilities.CreateInstance<ImportRun>(services);
        var outcome = await run.Run(
            parsed,
            dryRun,
            async (done, soFar) =>
            {
                // An account that is retired or blocked meanwhile registers nothing more.
                await become();
                if (done % 100 == 0 || done == parsed.Rows.Count)
                {
                    await Report(done, parsed.Rows.Count, soFar);
                }
            },
            cancellationToken
        );
        if (outcome.Faults.Count > 0)
        {
            foreach (var fault in outcome.Faults.Take(20))
            {
                await Console.Error.WriteLineAsync($"row {fault.Row} {fault.Reference} {fault.Column}: {fault.Message}");
            }

            try
            {
                var path = await Write(refusalsFile, file, RegistrationFile.Refusals(outcome.Faults), cancellationToken);
                await Console.Error.WriteLineAsync($"The refused rows are in {path}");
            }
            catch (Exception cannot) when (cannot is UnauthorizedAccessException or IOException)
            {
                // The good rows are in all the same.
                await Console.Error.WriteLineAsync($"The file of refused rows could not be written: {cannot.Message}");
            }
        }

        Console.WriteLine($"{outcome.Registered} registered, {outcome.Skipped} skipped, {outcome.Refused} refused");
        return 0;
    }

    private static Task Report(int done, int rows, ImportOutcome outcome) =>
        Console.Error.WriteLineAsync(
            $"{done} of {rows} rows: {outcome.Registered} registered, {outcome.Skipped} skipped, {outcome.Refused} refused"
        );

    /// <summary>The rights are the account's; what is done is done by the console. Answers how to ask for them again.</summary>
    private static async Task<Func<Task>> Become(IServiceProvider services, string email, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<AdministrationDbContext>();
        var normalized = email.ToUpperInvariant();
        var id = await db.Users.Where(a => a.NormalizedEmail == normalized).Select(a => a.Id).SingleOrDefaultAsync(cancellationToken);
        var identify = services.GetRequiredService<IdentifyActor>();
        await Again();
        return Again;

        async Task Again()
        {
            if (id == default || !await identify.BecomeAccount(id, cancellationToken, CurrentActor.Console))
            {
                throw new InvalidOperationException($"There is no account {email}, or it is retired or blocked.");
            }
        }
    }

    private static async Task<string> Write(FileInfo? wanted, FileInfo source, string refusals, CancellationToken cancellationToken)
    {
        var name = Path.ChangeExtension(source.Name, ".refused.csv");
        string[] places = wanted is not null
            ? [wanted.FullName]
            : [Path.Combine(source.DirectoryName!, name), Path.Combine(Directory.GetCurrentDirectory(), name)];
        foreach (var place in places)
        {
            try
            {
                // The values of refused fields may tell about people: for the operator's eyes only.
                var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
                if (!OperatingSystem.IsWindows())
                {
                    options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                }

                await using var writer = new StreamWriter(place, options);
                await writer.WriteAsync(refusals.AsMemory(), cancellationToken);
                return place;
            }
            catch (Exception cannot) when (cannot is UnauthorizedAccessException or IOException && place != places[^1])
            {
                // The folder of the source is read-only: the next place.
            }
        }

        throw new InvalidOperationException("The refusals could not be written.");
    }

    private static Command Municipalities()
    {
        var file = new Argument<FileInfo>("FILE")
        {
            Description = "CSV file with the columns code, name, care_region and, optionally, from",
        };
        var command = new Command("municipalities", "Adds and renames municipalities, and moves them to another region from a day on.")
        {
            file,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                CommandLine.AsOperator(services => ImportMunicipalities(services, parsed.GetRequiredValue(file), cancellationToken))
        );
        return command;
    }

    internal static async Task<int> ImportMunicipalities(IServiceProvider services, FileInfo file, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<AdministrationDbContext>();
        var actor = services.GetRequiredService<CurrentActor>();
        actor.Action = "ImportMunicipalities";
        var text = services.GetRequiredService<IStringLocalizer<Texts>>();
        var content = UploadedFile.Decode(await File.ReadAllBytesAsync(file.FullName, cancellationToken), text);
        var clock = services.GetRequiredService<TimeProvider>();
        var rows = ReadMunicipalities(content, new AddMunicipality.Validator(text), clock.Today());
        var (added, changed) = await services
            .GetRequiredService<Writer>()
            .Write(db, () => Apply(db, rows, clock, text, cancellationToken), cancellationToken);
        Console.WriteLine($"{added} added, {changed} changed, {rows.Count - added - changed} unchanged");
        return 0;
    }

    private sealed record MunicipalityRow(string Code, string Name, string Region, DateOnly? From);

    // Also the names under which the national list is published.
    private static List<MunicipalityRow> ReadMunicipalities(string content, IValidator<AddMunicipality.Command> validator, DateOnly today)
    {
        var layout = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            MissingFieldFound = null,
            BadDataFound = at =>
                throw new UnreadableFileException($"Row {at.Context.Parser!.Row}: a quote is missing or too many. Nothing was changed."),
        };
        using var csv = new CsvReader(new StringReader(content), layout);
        var rows = new List<MunicipalityRow>();
        if (!csv.Read() || !csv.ReadHeader())
        {
            throw new UnreadableFileException("The file is empty.");
        }

        string Field(params string[] names) =>
            names.Where(n => csv.HeaderRecord!.Contains(n)).Select(n => csv.GetField(n)?.Trim()).FirstOrDefault() ?? "";

        while (csv.Read())
        {
            var row = new MunicipalityRow(
                Field("code", "GemeentecodeGM"),
                Field("name", "Gemeentenaam"),
                Field("care_region", "PolitieEenheid").ToLowerInvariant().Replace(' ', '-'),
                DateOnly.TryParseExact(Field("from"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
                    ? from
                    : null
            );
            if (row.From is null && Field("from").Length > 0)
            {
                throw new UnreadableFileException(
                    $"Row {csv.Parser.Row}: '{Field("from")}' is not a date: write yyyy-mm-dd. Nothing was changed."
                );
            }

            var asOnItsPage = new AddMunicipality.Command
            {
                MunicipalityCode = row.Code,
                Name = row.Name,
                Region = row.Region,
                From = row.From ?? today,
            };
            if (validator.Validate(asOnItsPage).Errors is { Count: > 0 } faults)
            {
                throw new UnreadableFileException($"Row {csv.Parser.Row}: {faults[0].ErrorMessage} Nothing was changed.");
            }

            rows.Add(row);
        }

        return rows;
    }

    private static async Task<(int Added, int Changed)> Apply(
        AdministrationDbContext db,
        List<MunicipalityRow> rows,
        TimeProvider clock,
        IStringLocalizer<Texts> text,
        CancellationToken cancellationToken
    )
    {
        var regions = await db.CareRegions.Select(r => r.Code).ToListAsync(cancellationToken);
        var known = await db.Municipalities.Include(m => m.Memberships).ToDictionaryAsync(m => m.Code, cancellationToken);
        var (added, changed) = (0, 0);
        foreach (var row in rows)
        {
            if (!regions.Contains(row.Region))
            {
                throw new UnreadableFileException($"{row.Code}: there is no care region '{row.Region}'. Nothing was changed.");
            }

            var from = row.From ?? clock.Today();
            if (!known.TryGetValue(row.Code, out var municipality))
            {
                municipality = new Municipality(row.Code, row.Name);
                municipality.Join(row.Region, row.From ?? new DateOnly(1900, 1, 1));
                db.Municipalities.Add(municipality);
                known.Add(row.Code, municipality);
                added++;
                continue;
            }

            var current = municipality.Memberships.Where(m => m.Until is null).MaxBy(m => m.From)?.Region;
            if (municipality.Name != row.Name || current != row.Region)
            {
                municipality.Rename(row.Name);
                try
                {
                    municipality.Join(row.Region, from);
                }
                catch (RuleViolationException broken)
                {
                    throw new UnreadableFileException($"{row.Code} from {from:yyyy-MM-dd}: {text[broken.Rule]} Nothing was changed.");
                }

                db.Touch(municipality);
                changed++;
            }
        }

        return (added, changed);
    }
}
