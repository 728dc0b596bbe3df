using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CaseRegistry.Web.Infrastructure.Encryption;

/// <summary>Key-encryption keys in a file (<c>Encryption:KeyFile</c>): a line for each version, as <c>2 base64</c>.</summary>
internal class KeyFile(IConfiguration configuration) : IKeyProvider
{
    private const int KeyLength = 32;

    public const string FileName = "master.key";

    private readonly string _path = OutsideDatabase.PathOf(configuration, "Encryption:KeyFile", FileName);

    public virtual string Place => _path;

    public bool Exists => File.Exists(_path);

    // The file is written when a version comes and when older ones go, right after it; a copy that keeps its date keeps its age.
    public DateTimeOffset? NewestAt => Exists ? File.GetLastWriteTimeUtc(_path) : null;

    public void Create() => OutsideDatabase.WriteNew(_path, Line(1, RandomNumberGenerator.GetBytes(KeyLength)));

    public IReadOnlyDictionary<int, byte[]> Read()
    {
        if (!Exists)
        {
            throw new InvalidOperationException(
                $"The key file {_path} is not there. Put back the file that belongs to this database, or run 'db migrate' once for a new installation."
            );
        }

        try
        {
            var keys = Whole(File.ReadAllText(_path))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => line.Split(' '))
                .ToDictionary(
                    words => words.Length == 1 ? 1 : int.Parse(words[0], CultureInfo.InvariantCulture),
                    words => Unseal(words.Length == 1 ? words : words[1..])
                );
            return keys.Count > 0 && keys.Values.All(key => key.Length == KeyLength) ? keys : throw new FormatException();
        }
        catch (Exception unreadable) when (unreadable is FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidOperationException($"The key file {_path} does not hold keys of 256 bits.", unreadable);
        }
    }

    public int Add()
    {
        var version = Read().Keys.Max() + 1;
        // Appended in place: a new name in the folder might not outlive a power failure, and with it every key wrapped since.
        using var file = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        var content = new byte[file.Length];
        file.ReadExactly(content);
        file.SetLength(Encoding.ASCII.GetByteCount(Whole(Encoding.ASCII.GetString(content))));
        file.Seek(0, SeekOrigin.End);
        var separator = file.Length > 0 && content[file.Length - 1] != '\n' ? "\n" : "";
        file.Write(Encoding.ASCII.GetBytes(separator + Line(version, RandomNumberGenerator.GetBytes(KeyLength))));
        file.Flush(flushToDisk: true);
        return version;
    }

    public void KeepOnly(int version)
    {
        var fresh = _path + ".new";
        File.Delete(fresh);
        OutsideDatabase.WriteNew(fresh, Line(version, Read()[version]));
        // What was in the old file is overwritten before its name goes.
        using (var old = new FileStream(_path, FileMode.Open, FileAccess.Write))
        {
            File.Move(fresh, _path, overwrite: true);
            // The new name is durable before the old content goes: a power failure in between must not leave zeros under it.
            using (var moved = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite))
            {
                moved.Flush(flushToDisk: true);
            }

            old.Write(new byte[old.Length]);
            old.Flush(flushToDisk: true);
        }
    }

    /// <summary>The words of a line after its version.</summary>
    protected virtual string Seal(byte[] key) => Convert.ToBase64String(key);

    protected virtual byte[] Unseal(string[] words) =>
        words is [var key] ? Convert.FromBase64String(key) : throw new FormatException("This line was written for a certificate.");

    private string Line(int version, byte[] key) => string.Create(CultureInfo.InvariantCulture, $"{version} {Seal(key)}\n");

    // A line that was cut off while it was added has wrapped nothing yet.
    private static string Whole(string content) => content.LastIndexOf('\n') is >= 0 and var end ? content[..(end + 1)] : content;
}
