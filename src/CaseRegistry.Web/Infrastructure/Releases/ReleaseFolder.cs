using System.Text.Json;

namespace CaseRegistry.Web.Infrastructure.Releases;

/// <summary>Files of a release in a folder, held against the manifest that lies with them.</summary>
internal sealed record ReleaseFolder(byte[] Manifest, byte[] Signature, int Files, IReadOnlyList<string> Faults)
{
    /// <exception cref="InvalidOperationException">Manifest or signature are not there, or cannot be read.</exception>
    public static ReleaseFolder Read(DirectoryInfo folder)
    {
        string Path(string name) => System.IO.Path.Combine(folder.FullName, name);
        if (!File.Exists(Path(ReleaseFiles.ManifestName)) || !File.Exists(Path(ReleaseFiles.SignatureName)))
        {
            throw new InvalidOperationException(
                $"{folder.FullName} has no {ReleaseFiles.ManifestName} and {ReleaseFiles.SignatureName}: download both with the files."
            );
        }

        var manifest = File.ReadAllBytes(Path(ReleaseFiles.ManifestName));
        var faults = new List<string>();
        var files = 0;
        try
        {
            using var json = JsonDocument.Parse(manifest);
            foreach (var file in json.RootElement.GetProperty("files").EnumerateArray())
            {
                var (name, hash) = (file.GetProperty("name").GetString()!, file.GetProperty("sha256").GetString());
                if (name != System.IO.Path.GetFileName(name) || !File.Exists(Path(name)))
                {
                    faults.Add($"{name} is not there");
                }
                else if (ReleaseFiles.HashOf(File.ReadAllBytes(Path(name))) != hash)
                {
                    faults.Add($"{name} is not what the manifest says");
                }

                files++;
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidOperationException($"{ReleaseFiles.ManifestName} cannot be read.", unreadable);
        }

        return new(manifest, File.ReadAllBytes(Path(ReleaseFiles.SignatureName)), files, faults);
    }
}
