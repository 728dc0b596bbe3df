using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CaseRegistry.Statistics;
using CsvHelper;
using CsvHelper.Configuration;

namespace CaseRegistry.Web.Commands;

/// <summary><c>disclosure protect</c> and <c>disclosure check</c>: files in, files out; neither settings nor a database are looked at.</summary>
internal static class DisclosureCommands
{
    private const string Count = "freq";
    private const string Status = "status";

    public static Command Create() =>
        new("disclosure", "Withholds counts that would tell on one person (docs/disclosure-control.md).") { Protect(), Round(), Check() };

    private static Command Protect()
    {
        var table = new Argument<FileInfo>("TABLE") { Description = $"CSV file of leaf counts: a column per dimension and {Count}" };
        var hierarchies = Hierarchies();
        var threshold = new Option<int>("--threshold") { Description = "Counts from 1 to one below this are small", Required = true };
        var attacker = new Option<Attacker>("--attacker")
        {
            Description = "What is known beside what is published",
            DefaultValueFactory = _ => Attacker.KnowsPublishedZeros,
        };
        var protection = new Option<Protection>("--protect")
        {
            Description = "From exact recomputation, or for the whole interval from 1 to one below the threshold",
            DefaultValueFactory = _ => Protection.Interval,
        };
        var group = new Option<bool>("--group-disclosure") { Description = "Also withhold zeros that would tell of all of a group" };
        var ownRow = new Option<bool>("--own-row") { Description = "Also against whoever is the one person in a cell of 1" };
        var earlier = new Option<FileInfo[]>("--earlier")
        {
            Description = "Certificates of earlier releases, oldest first",
            AllowMultipleArgumentsPerToken = true,
        };
        var limit = new Option<double>("--time-limit")
        {
            Description = "Seconds after which the search ends with what it has",
            DefaultValueFactory = _ => Effort.Usual.TimeLimit.TotalSeconds,
        };
        var progress = new Option<bool>("--progress") { Description = "Tell on standard error where the search is" };
        var (output, certificateFile) = (Output(), CertificateFile("Where the certificate is written; it is confidential"));
        var command = new Command("protect", "Protects a table and certifies it.")
        {
            table,
            hierarchies,
            threshold,
            attacker,
            protection,
            group,
            ownRow,
            earlier,
            limit,
            progress,
            output,
            certificateFile,
        };
        command.SetAction(
            (parsed, cancellation) =>
                Run(() =>
                {
                    var clock = Stopwatch.StartNew();
                    if (parsed.GetRequiredValue(output).FullName == parsed.GetRequiredValue(certificateFile).FullName)
                    {
                        throw new InvalidDataException(
                            "The table and its certificate need files of their own: the certificate is confidential."
                        );
                    }

                    var read = Read(parsed.GetRequiredValue(table), parsed.GetValue(hierarchies) ?? []);
                    var rules = new DisclosureRules(
                        parsed.GetRequiredValue(threshold),
                        parsed.GetValue(attacker),
                        parsed.GetValue(protection),
                        parsed.GetValue(group),
                        parsed.GetValue(ownRow)
                    );
                    var (tables, before) = (new LinkedTables(read), Before(parsed.GetValue(earlier)));
                    var effort = Effort.Usual with { TimeLimit = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(limit), 0, 1e6)) };
                    var release = Protected(tables, rules, effort, before, parsed.GetValue(progress) ? new Spoken() : null, cancellation);
                    var certificate = release.Certificate;
                    // Without a certificate no table leaves.
                    WritePrivately(parsed.GetRequiredValue(certificateFile), certificate.ToBytes());
                    Write(parsed.GetRequiredValue(output), Rows(certificate));
                    Console.WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{release.Cells} cells, {release.Primary} primary, {release.Secondary} secondary, {release.Withheld} withheld, {release.LossOfCounts:P1} of counts withheld, {(release.IsOptimal ? "proven optimal" : $"at least {release.Bound} needed")}, {clock.Elapsed.TotalSeconds:0.0} s, published {certificate.PublishedHash()}"
                        )
                    );
                })
        );
        return command;
    }

    private static Command Round()
    {
        var table = new Argument<FileInfo>("TABLE") { Description = $"CSV file of leaf counts: a column per dimension and {Count}" };
        var hierarchies = Hierarchies();
        var @base = new Option<int>("--base") { Description = "Multiples of what", DefaultValueFactory = _ => 5 };
        var output = Output();
        var command = new Command("round", "Rounds a table so that margins stay the sums of their parts.")
        {
            table,
            hierarchies,
            @base,
            output,
        };
        command.SetAction(
            (parsed, cancellation) =>
                Run(() =>
                {
                    var tables = new LinkedTables(Read(parsed.GetRequiredValue(table), parsed.GetValue(hierarchies) ?? []));
                    var rounded = Rounding.Round(tables, parsed.GetValue(@base), cancellation: cancellation);
                    Write(
                        parsed.GetRequiredValue(output),
                        Rows(
                            tables.Tables[0],
                            cell => rounded.Shown[tables.CellOf(0, cell)].ToString(CultureInfo.InvariantCulture),
                            _ => "rounded"
                        )
                    );
                    Console.WriteLine(
                        $"{tables.Names.Count} cells rounded to multiples of {rounded.Base}, largest deviation {rounded.LargestDeviation}, {rounded.TotalDeviation} in all"
                    );
                })
        );
        return command;
    }

    private static Command Check()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The protected table" };
        var certificateFile = CertificateFile("Its certificate");
        var earlier = new Option<FileInfo[]>("--earlier")
        {
            Description = "Certificates of earlier releases, oldest first",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("check", "Checks a protected table against its certificate. Exit code 1 when it is not safe, or changed.")
        {
            file,
            certificateFile,
            earlier,
        };
        command.SetAction(
            (parsed, cancellation) =>
                Run(() =>
                {
                    var certificate = Certificate.Parse(File.ReadAllBytes(parsed.GetRequiredValue(certificateFile).FullName));
                    var published = Records(parsed.GetRequiredValue(file)).ToList();
                    var before = Before(parsed.GetValue(earlier));
                    var faults = CertificateChecker.Check(certificate, before).ToList();
                    if (!published.Select(Line).SequenceEqual(Rows(certificate).Select(Line)))
                    {
                        faults.Add("The table is not the one of the certificate: a cell, a number or a status differs.");
                    }

                    if (faults.Count == 0)
                    {
                        faults.AddRange(Differences.Check(certificate, before, cancellation));
                    }

                    if (faults.Count > 0)
                    {
                        throw new InvalidDataException(string.Join(Environment.NewLine, [.. faults.Take(20), $"{faults.Count} faults."]));
                    }

                    Console.WriteLine(
                        $"safe under threshold {certificate.Rules.Threshold}, {certificate.Rules.Attacker}, {certificate.Rules.Protection}{(certificate.Rules.GroupDisclosure ? ", group disclosure" : "")}{(certificate.Rules.OwnRow ? ", own row" : "")}: {certificate.Statuses.Count} cells, {certificate.Witnesses.Count} witnesses, published {certificate.PublishedHash()}"
                    );
                })
        );
        return command;

        static string Line(string[] fields) => string.Join('\u001f', fields);
    }

    private static ProtectedRelease Protected(
        LinkedTables tables,
        DisclosureRules rules,
        Effort effort,
        IReadOnlyList<Certificate> earlier,
        IProgress<string>? progress,
        CancellationToken cancellation
    )
    {
        try
        {
            return Disclosure.Protect(tables, rules, effort, earlier, progress, cancellation);
        }
        catch (DisclosureException refused)
        {
            var coarser = Coarsening.Advise(tables, rules, earlier: earlier, cancellation: cancellation);
            var advice = coarser.Select(c =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Without the finest level of {c.Dimension} it can be: {c.Release.Withheld} of {c.Release.Cells} cells withheld, {c.Release.LossOfCounts:P1} of counts."
                )
            );
            throw new DisclosureException(
                string.Join(
                    Environment.NewLine,
                    [refused.Message, .. coarser.Count > 0 ? advice : ["Leaving the finest level out of one dimension does not help."]]
                )
            );
        }
    }

    private sealed class Spoken : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }

    /// <summary>The certificates of the earlier releases, each of which is safe itself.</summary>
    private static Certificate[] Before(FileInfo[]? files)
    {
        Certificate[] earlier = [.. (files ?? []).Select(f => Certificate.Parse(File.ReadAllBytes(f.FullName)))];
        for (var i = 0; i < earlier.Length; i++)
        {
            if (CertificateChecker.Check(earlier[i], earlier[..i]) is { Count: > 0 } faults)
            {
                throw new InvalidDataException($"{files![i].Name} is not safe: {faults[0]}");
            }
        }

        return earlier;
    }

    private static Option<string[]> Hierarchies() =>
        new("--hierarchy")
        {
            Description = "CSV file with the columns levels (@ is the total) and codes, or NAME=FILE; flat without",
            AllowMultipleArgumentsPerToken = true,
        };

    private static Option<FileInfo> Output() => new("--out") { Description = "Where the table is written", Required = true };

    private static Option<FileInfo> CertificateFile(string description) =>
        new("--certificate") { Description = description, Required = true };

    private static Task<int> Run(Action action)
    {
        try
        {
            action();
            return Task.FromResult(0);
        }
        catch (Exception fault)
            when (fault
                    is ArgumentException
                        or FormatException
                        or InvalidDataException
                        or DisclosureException
                        or IOException
                        or UnauthorizedAccessException
                        or OperationCanceledException
            )
        {
            Console.Error.WriteLine(fault.Message);
            return Task.FromResult(1);
        }
    }

    private static Table Read(FileInfo file, string[] hierarchyFiles)
    {
        var rows = Records(file).ToList();
        var header = rows.Count > 0 ? rows[0] : throw new InvalidDataException($"{file.Name} is empty.");
        var at = Array.IndexOf(header, Count);
        if (at < 0 || header.Length < 2)
        {
            throw new InvalidDataException($"{file.Name} needs a column {Count} and one for each dimension.");
        }

        var names = header.Where((_, i) => i != at).ToArray();
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Length || names.Contains("") || names.Contains(Status))
        {
            throw new InvalidDataException($"{file.Name} has a column without a name, or two with one name.");
        }

        var counts = new List<(IReadOnlyList<string> Codes, long Count)>();
        for (var row = 1; row < rows.Count; row++)
        {
            if (rows[row].Length != header.Length)
            {
                throw new InvalidDataException($"Row {row + 1} of {file.Name} has {rows[row].Length} fields instead of {header.Length}.");
            }

            if (!long.TryParse(rows[row][at], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                throw new InvalidDataException(
                    $"Row {row + 1} of {file.Name}: '{rows[row][at]}' is no count. Write a whole number that is not negative."
                );
            }

            counts.Add(([.. rows[row].Where((_, i) => i != at)], count));
        }

        return new(Path.GetFileNameWithoutExtension(file.Name), Dimensions(names, counts, hierarchyFiles), counts);
    }

    private static Dimension[] Dimensions(string[] names, List<(IReadOnlyList<string> Codes, long Count)> counts, string[] hierarchyFiles)
    {
        var used = names.Select((_, d) => counts.Select(row => row.Codes[d]).Distinct(StringComparer.Ordinal).ToList()).ToArray();
        var dimensions = new Dimension?[names.Length];
        var unnamed = new List<(string File, (string, string)[] Rows)>();
        foreach (var argument in hierarchyFiles)
        {
            var parts = argument.Split('=', 2);
            var d = parts.Length == 2 ? Array.IndexOf(names, parts[0]) : -1;
            if (d >= 0)
            {
                dimensions[d] = dimensions[d] is null
                    ? Dimension.FromLevels(names[d], Levels(parts[1]))
                    : throw new InvalidDataException($"'{names[d]}' is given two hierarchies.");
            }
            else if (parts.Length == 2 && !File.Exists(argument))
            {
                throw new InvalidDataException($"There is no dimension '{parts[0]}'; there are {string.Join(", ", names)}.");
            }
            else
            {
                unnamed.Add((argument, Levels(argument)));
            }
        }

        // The files belong to the dimensions in their order; where that does not fit, to the one whose codes they have.
        var open = Enumerable.Range(0, names.Length).Where(d => dimensions[d] is null).ToList();
        bool Fits(int d, (string, string)[] rows) => used[d].All(rows.Select(r => r.Item2).ToHashSet(StringComparer.Ordinal).Contains);
        if (unnamed.Count > open.Count)
        {
            throw new InvalidDataException("There are more hierarchies than dimensions.");
        }

        var isInOrder = unnamed.Zip(open).All(p => Fits(p.Second, p.First.Rows));
        for (var i = 0; i < unnamed.Count; i++)
        {
            var (name, rows) = unnamed[i];
            List<int> fitting = isInOrder ? [open[i]] : [.. open.Where(d => dimensions[d] is null && Fits(d, rows))];
            if (fitting.Count != 1)
            {
                var codes = rows.Select(r => r.Item2).ToHashSet(StringComparer.Ordinal);
                var nearest = open.OrderByDescending(d => used[d].Count(codes.Contains)).First();
                var missing = used[nearest].Find(code => !codes.Contains(code));
                throw new InvalidDataException(
                    fitting.Count > 1
                        ? $"{name} fits several dimensions: write NAME={name}."
                        : $"{name} fits no dimension: the code '{missing}' of '{names[nearest]}' is not in it."
                );
            }

            dimensions[fitting[0]] = Dimension.FromLevels(names[fitting[0]], rows);
        }

        return [.. dimensions.Select((dimension, d) => dimension ?? Dimension.Flat(names[d], used[d].Order(StringComparer.Ordinal)))];
    }

    private static (string Level, string Code)[] Levels(string path)
    {
        var rows = Records(new FileInfo(path)).ToList();
        var (level, code) = rows.Count == 0 ? (-1, -1) : (Array.IndexOf(rows[0], "levels"), Array.IndexOf(rows[0], "codes"));
        return level < 0 || code < 0 || rows.Exists(r => r.Length != rows[0].Length)
            ? throw new InvalidDataException($"{path} needs the columns levels and codes.")
            : [.. rows.Skip(1).Select(r => (r[level], r[code]))];
    }

    private static IEnumerable<string[]> Records(FileInfo file)
    {
        var layout = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            HasHeaderRecord = false,
            TrimOptions = TrimOptions.Trim,
            BadDataFound = at =>
                throw new InvalidDataException($"Row {at.Context.Parser!.Row} of {file.Name}: a quote is missing or too many."),
        };
        using var reader = new CsvParser(new StreamReader(file.FullName), layout);
        while (reader.Read())
        {
            yield return reader.Record!;
        }
    }

    private static IEnumerable<string[]> Rows(Certificate certificate)
    {
        var tables = certificate.Tables;
        return Rows(
            tables.Tables[0],
            cell => certificate.Shown[tables.CellOf(0, cell)]?.ToString(CultureInfo.InvariantCulture) ?? "",
            cell => certificate.Statuses[tables.CellOf(0, cell)].ToString().ToLowerInvariant()
        );
    }

    private static IEnumerable<string[]> Rows(Table table, Func<int, string> shown, Func<int, string> status) =>
        Enumerable
            .Range(0, table.Size)
            .Select(cell => (string[])[.. table.CodesOf(cell), shown(cell), status(cell)])
            .Prepend([.. table.Dimensions.Select(d => d.Name), Count, Status]);

    private static void Write(FileInfo file, IEnumerable<string[]> rows)
    {
        using var writer = new CsvWriter(new StreamWriter(file.FullName), CultureInfo.InvariantCulture);
        foreach (var row in rows)
        {
            foreach (var field in row)
            {
                writer.WriteField(field);
            }

            writer.NextRecord();
        }
    }

    private static void WritePrivately(FileInfo file, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(file.FullName, options);
        if (!OperatingSystem.IsWindows())
        {
            // Also where a file was there before.
            File.SetUnixFileMode(stream.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        stream.Write(content);
    }
}
