using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CaseRegistry.Web.Resources;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Shared;

/// <summary>The file cannot be read as a whole; nothing of it was used.</summary>
public sealed class UnreadableFileException(string message) : Exception(message);

/// <summary>A file of comma separated values (RFC 4180, UTF-8) that somebody sent.</summary>
internal static class UploadedFile
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>By which a file is recognised that is sent again.</summary>
    public static string Fingerprint(IFormFile file) => $"{file.FileName}\n{Sha256(file)}";

    /// <summary>Of its bytes, lower-case hexadecimal.</summary>
    public static string Sha256(IFormFile file)
    {
        using var content = file.OpenReadStream();
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    /// <exception cref="UnreadableFileException">Another encoding.</exception>
    public static async Task<string> Read(IFormFile file, IStringLocalizer<Texts> text, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancellationToken);
        return Decode(bytes.ToArray(), text);
    }

    /// <summary>Bytes to text; only UTF-8 is read, so that no name is ever garbled.</summary>
    /// <exception cref="UnreadableFileException">Another encoding.</exception>
    public static string Decode(byte[] bytes, IStringLocalizer<Texts> text)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || bytes.AsSpan(0, Math.Min(bytes.Length, 4096)).Contains((byte)0))
        {
            throw new UnreadableFileException(text["The file is not UTF-8. Save it as 'CSV UTF-8' and try again."]);
        }

        try
        {
            return StrictUtf8.GetString(bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new UnreadableFileException(text["The file is not UTF-8. Save it as 'CSV UTF-8' and try again."]);
        }
    }

    /// <summary>The records of a file with the number that a spreadsheet shows for each; the first is the header. Blank lines are left out.</summary>
    /// <exception cref="UnreadableFileException">It is empty, or ends in the middle of a quoted field.</exception>
    public static List<(int Number, string[] Fields)> Records(string content, IStringLocalizer<Texts> text)
    {
        var (cutOff, loose) = LookAtQuotes(content);
        if (cutOff)
        {
            throw new UnreadableFileException(text["The file ends in the middle of a quoted field: it is cut off. Nothing was imported."]);
        }

        if (loose is { } line)
        {
            throw new UnreadableFileException(
                text["Line {0}: a quoted field goes on after its closing quote. A quote is missing before it; nothing was imported.", line]
            );
        }

        using var parser = new CsvParser(
            new StringReader(content),
            new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                Mode = CsvMode.RFC4180,
                BadDataFound = null,
                IgnoreBlankLines = false,
            }
        );
        var records = new List<(int Number, string[] Fields)>();
        for (var number = 1; parser.Read(); number++)
        {
            if (parser.Record is { } fields and not ([] or [""]))
            {
                records.Add((number, fields));
            }
        }

        if (records.Count == 0)
        {
            throw new UnreadableFileException(text["The file is empty."]);
        }

        return records;
    }

    // A quote that is missing would make one row of several, with the words of one person in the file of another.
    private static (bool CutOff, int? LooseAt) LookAtQuotes(string content)
    {
        // A quote opens a field only at its beginning; inside, two quotes are one.
        var (inside, fieldStart, closed, line) = (false, true, false, 1);
        for (var i = 0; i < content.Length; i++)
        {
            var c = content[i];
            line += c == '\n' ? 1 : 0;
            if (closed && c is not (',' or '\n' or '\r'))
            {
                return (false, line);
            }

            closed = false;
            if (inside)
            {
                if (c == '"')
                {
                    if (i + 1 < content.Length && content[i + 1] == '"')
                    {
                        i++;
                    }
                    else
                    {
                        (inside, closed) = (false, true);
                    }
                }
            }
            else if (c == '"' && fieldStart)
            {
                inside = true;
            }

            fieldStart = !inside && c is ',' or '\n' or '\r';
        }

        return (inside, null);
    }
}
