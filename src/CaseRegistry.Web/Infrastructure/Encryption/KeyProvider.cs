namespace CaseRegistry.Web.Infrastructure.Encryption;

/// <summary>Keeps the key-encryption keys (256 bits) outside the database, in versions: the newest wraps, older ones still unwrap.</summary>
internal interface IKeyProvider
{
    /// <summary>Where they are, in words for the operator.</summary>
    string Place { get; }

    bool Exists { get; }

    /// <summary>When the newest version was made, as far as can be seen.</summary>
    DateTimeOffset? NewestAt { get; }

    /// <summary>Makes the first version. Never replaces one.</summary>
    void Create();

    /// <summary>Read anew each time: another process may have rotated.</summary>
    /// <exception cref="InvalidOperationException">They are not there, or cannot be read.</exception>
    IReadOnlyDictionary<int, byte[]> Read();

    /// <summary>Adds a version; it is durable when this returns.</summary>
    int Add();

    /// <summary>Removes all versions but this one.</summary>
    void KeepOnly(int version);
}
