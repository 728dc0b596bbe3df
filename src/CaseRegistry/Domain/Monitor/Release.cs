using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Monitor;

/// <summary>For whom the figures of a release are.</summary>
public enum ReleaseAudience
{
    /// <summary>Exact, for the national rapporteur and the office.</summary>
    Restricted = 1,

    /// <summary>For everyone; only under disclosure control.</summary>
    Public,
}

/// <summary>How numbers for everyone are kept from telling of one person (docs/disclosure-control.md).</summary>
public enum DisclosureWay
{
    /// <summary>Small numbers are left out, and others that would give them away.</summary>
    Withholding = 1,

    /// <summary>All numbers are multiples of five, and margins the sums of their parts.</summary>
    Rounding,
}

/// <summary>What protects a release for everyone.</summary>
/// <param name="Unit">What its tables count: they are protected against the earlier releases of that unit.</param>
/// <param name="After">The last published one among those; 0 where there is none.</param>
/// <param name="Confidential">Encrypted: the certificate, in which true numbers stand, and which versions of the quarters were counted.</param>
public sealed record ReleaseProtection(DisclosureWay Way, MonitorUnit Unit, int After, byte[] Confidential);

public enum ReleaseState
{
    /// <summary>Frozen and signed for nobody yet: a second person decides.</summary>
    Frozen = 1,
    Published,
    Rejected,
}

/// <summary>
/// A frozen set of tables (publicatie), made of the accepted versions of the regions. Its reference date is the moment of freezing. It
/// is decided by a second person and gives the same bytes for ever.
/// </summary>
public sealed class Release
{
    public const int TitleMaxLength = 120;
    public const int TextMaxLength = 1000;

    private readonly List<ReleaseFile> _files = [];

    private Release() { }

    public Guid Id { get; private set; } = Guid.CreateVersion7();
    public string Title { get; private set; } = "";
    public ReleaseAudience Audience { get; private set; }
    public ReleaseState State { get; private set; } = ReleaseState.Frozen;
    public int FirstYear { get; private set; }
    public int LastYear { get; private set; }
    public int DefinitionVersion { get; private set; }
    public DateTimeOffset FrozenAt { get; private set; }
    public Guid? FrozenBy { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }
    public Guid? DecidedBy { get; private set; }

    /// <summary>Its place among what was published, from 1 on, without gap: whoever follows the feed misses none.</summary>
    public int? PublishedNumber { get; private set; }

    /// <summary>Why it was rejected.</summary>
    public string? Reason { get; private set; }

    /// <summary>Everything that the files are made of, in JSON: tables, labels, versions of the regions.</summary>
    public byte[] Content { get; private set; } = [];

    /// <summary>JSON with the SHA-256 of every file.</summary>
    public byte[] Manifest { get; private set; } = [];

    /// <summary>ECDSA over the manifest (P-384, SHA-384), given with the second person's approval.</summary>
    public byte[]? Signature { get; private set; }

    /// <summary>Null where the numbers are exact.</summary>
    public DisclosureWay? Way { get; private set; }

    /// <inheritdoc cref="ReleaseProtection"/>
    public MonitorUnit? Unit { get; private set; }

    /// <inheritdoc cref="ReleaseProtection"/>
    public int? ProtectedAfter { get; private set; }

    /// <inheritdoc cref="ReleaseProtection"/>
    public byte[]? Confidential { get; private set; }

    public IReadOnlyCollection<ReleaseFile> Files => _files;

    /// <summary>What is confidential is encrypted for its own release alone.</summary>
    public static string ConfidentialPurpose(Guid id) => $"Releases|{id:N}|Confidential";

    /// <param name="protection">What a release for everyone has, and no other.</param>
    public static Release Freeze(
        Guid id,
        string title,
        ReleaseAudience audience,
        (int First, int Last) years,
        Guid? by,
        DateTimeOffset now,
        ReleaseProtection? protection = null
    )
    {
        if (audience == ReleaseAudience.Public != protection is not null)
        {
            throw new RuleViolationException("Release.Audience.NeedsDisclosureControl");
        }

        return new()
        {
            Id = id,
            Title = title.Trim(),
            Audience = audience,
            FirstYear = years.First,
            LastYear = years.Last,
            DefinitionVersion = MonitorCatalogue.DefinitionVersion,
            FrozenBy = by,
            FrozenAt = now,
            Way = protection?.Way,
            Unit = protection?.Unit,
            ProtectedAfter = protection?.After,
            Confidential = protection?.Confidential,
        };
    }

    /// <summary>What it consists of; said once.</summary>
    public void Fill(byte[] content, byte[] manifest, IEnumerable<ReleaseFile> files)
    {
        (Content, Manifest) = (content, manifest);
        _files.AddRange(files);
    }

    /// <summary>The second person agrees, and with that it is signed.</summary>
    /// <param name="number">The next one of what was published.</param>
    /// <param name="after">The number of the last one for everyone that counts the same; 0 where there is none.</param>
    public void Publish(int number, int after, Guid? by, Func<byte[], byte[]> sign, DateTimeOffset now)
    {
        if (State == ReleaseState.Frozen && ProtectedAfter is { } seen && seen != after)
        {
            throw new RuleViolationException("Release.Decision.AnotherWasPublished");
        }

        Decide(ReleaseState.Published, by, now);
        PublishedNumber = number;
        Signature = sign(Manifest);
    }

    public void Reject(string? reason, Guid? by, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new RuleViolationException("Release.Reason.IsMissing");
        }

        Decide(ReleaseState.Rejected, by, now);
        Reason = reason.Trim();
    }

    private void Decide(ReleaseState state, Guid? by, DateTimeOffset now)
    {
        if (State != ReleaseState.Frozen)
        {
            throw new RuleViolationException("Release.Decision.IsTaken");
        }

        // Who froze it may take it back, and never publish it.
        if (state == ReleaseState.Published && (by is null || by == FrozenBy))
        {
            throw new RuleViolationException("Release.Decision.NeedsSecondPerson");
        }

        (State, DecidedBy, DecidedAt) = (state, by, now);
    }
}

/// <summary>One file of a release, as it leaves.</summary>
/// <param name="sha256">Lower-case hexadecimal.</param>
public sealed class ReleaseFile(Guid releaseId, string name, string mediaType, string sha256, byte[] bytes)
{
    public Guid ReleaseId { get; private set; } = releaseId;
    public string Name { get; private set; } = name;
    public string MediaType { get; private set; } = mediaType;
    public string Sha256 { get; private set; } = sha256;
    public byte[] Bytes { get; private set; } = bytes;
}
