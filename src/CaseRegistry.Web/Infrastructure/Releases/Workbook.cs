using System.Globalization;
using System.IO.Compression;
using SpreadCheetah;

namespace CaseRegistry.Web.Infrastructure.Releases;

/// <summary>All tables in one workbook (XLSX), after a sheet that says what they are.</summary>
internal static class Workbook
{
    /// <summary>The first moment that a ZIP file can name: a workbook does not say when its bytes were written.</summary>
    private static readonly DateTimeOffset Always = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<byte[]> Of(FrozenSet set)
    {
        using var written = new MemoryStream();
        await using (var book = await Spreadsheet.CreateNewAsync(written, new() { DocumentProperties = null }))
        {
            await book.StartWorksheetAsync("Toelichting");
            foreach (var (name, text) in Notes(set))
            {
                await book.AddRowAsync([new Cell(name), new Cell(text)]);
            }

            foreach (var table in set.Tables)
            {
                await book.StartWorksheetAsync(table.Name);
                Cell[] status = set.Protection is null ? [] : [new Cell("Status")];
                await book.AddRowAsync([.. table.Dimensions.Select(d => new Cell(d.Label.Nl)), new Cell(table.Unit.Nl), .. status]);
                var labels = table
                    .Dimensions.Select(d => d.Codes.ToDictionary(c => c.Code, c => c.Label.Nl, StringComparer.Ordinal))
                    .ToList();
                foreach (var row in table.Rows)
                {
                    var count = row.Count is { } number ? new Cell(number) : new Cell(PublicTables.Withheld);
                    Cell[] mark = set.Protection is null ? [] : [new Cell(PublicTables.InWords(set.MarkOf(row)))];
                    await book.AddRowAsync([.. row.Codes.Select((code, i) => new Cell(labels[i][code])), count, .. mark]);
                }
            }

            await book.FinishAsync();
        }

        return Plain(written);
    }

    private static IEnumerable<(string Name, string Text)> Notes(FrozenSet set)
    {
        yield return ("Publicatie", set.Title);
        yield return ("Bron", set.Label);
        yield return ("Peildatum", set.ReferenceDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        yield return ("Definitieversie", set.DefinitionVersion.ToString(CultureInfo.InvariantCulture));
        yield return ("Jaren", string.Create(CultureInfo.InvariantCulture, $"{set.FirstYear} - {set.LastYear}"));
        yield return ("Nummer", set.Id.ToString());
        yield return ("Leeswijzer", "Wat niet in een tabel staat, is nul. Onbekend is een eigen categorie.");
        if (set.Protection is { } protection)
        {
            yield return ("Bescherming", protection.Note.Nl);
        }

        foreach (var missing in set.Missing)
        {
            yield return ("Ontbreekt", missing);
        }

        foreach (var @break in set.Breaks)
        {
            yield return ($"Breuk in de reeks {@break.When}", @break.Note.Nl);
        }

        foreach (var table in set.Tables)
        {
            yield return (table.Name, $"{table.Title.Nl}. {table.Definition.Nl}");
        }

        foreach (var (number, rule) in set.Rules.OrderBy(r => r.Key))
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"Telregel {number}"), rule.Nl);
        }
    }

    /// <summary>The same parts without the moment of writing, and stored as they are: another version of the packer gives the same bytes.</summary>
    private static byte[] Plain(Stream written)
    {
        using var plain = new MemoryStream();
        using (var from = new ZipArchive(written, ZipArchiveMode.Read, leaveOpen: true))
        using (var to = new ZipArchive(plain, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var part in from.Entries.OrderBy(e => e.FullName, StringComparer.Ordinal))
            {
                var copy = to.CreateEntry(part.FullName, CompressionLevel.NoCompression);
                copy.LastWriteTime = Always;
                using var source = part.Open();
                using var target = copy.Open();
                source.CopyTo(target);
            }
        }

        return plain.ToArray();
    }
}
