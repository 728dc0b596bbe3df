using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Monitor;

/// <summary>
/// The files that CoMensha counted in one year (lijst van CoMensha), as it gave them: fingerprints of its numbers, with which the
/// persons of this register are compared once a second analyst agreed. A later list of the same year takes its place then.
/// </summary>
public sealed class CoMenshaList : SourcedReference
{
    private readonly List<CoMenshaEntry> _entries = [];

    private CoMenshaList() { }

    public CoMenshaList(
        int year,
        (string Text, DateOnly Date) source,
        string fileSha256,
        IEnumerable<(string Tag, string FileType, string MinorStatus)> entries,
        Guid? by,
        DateTimeOffset now
    )
        : base(source, by, now)
    {
        (Year, FileSha256) = (year, fileSha256);
        _entries.AddRange(entries.Select(e => new CoMenshaEntry(Id, e.Tag, e.FileType, e.MinorStatus)));
    }

    public int Year { get; private init; }

    /// <summary>Of the file as it was sent, lower-case hexadecimal: a second analyst sees whether it is the one that CoMensha gave.</summary>
    public string FileSha256 { get; private init; } = "";
    public DateTimeOffset? AgreedAt { get; private set; }
    public Guid? AgreedBy { get; private set; }

    /// <summary>When the persons of this register were last compared with it.</summary>
    public DateTimeOffset? ComparedAt { get; private set; }

    public IReadOnlyCollection<CoMenshaEntry> Entries => _entries;

    /// <summary>Whoever sends a list could ask with it for one person: a second analyst looks before anything is compared.</summary>
    public void Agree(Guid? by, DateTimeOffset now)
    {
        if (AgreedAt is not null || RetiredAt is not null)
        {
            throw new RuleViolationException("CoMenshaList.Decision.IsTaken");
        }

        if (by is null || by == EnteredBy)
        {
            throw new RuleViolationException("CoMenshaList.Decision.NeedsSecondPerson");
        }

        (AgreedBy, AgreedAt) = (by, now);
    }

    public void Compared(DateTimeOffset now) => ComparedAt = now;
}

/// <summary>One file of the list: whom it is about cannot be read.</summary>
public sealed class CoMenshaEntry(Guid listId, string tag, string fileType, string minorStatus)
{
    public Guid ListId { get; private set; } = listId;

    /// <summary>Keyed fingerprint of CoMensha's number, lower-case hexadecimal.</summary>
    public string Tag { get; private set; } = tag;

    /// <summary>Code list comensha_file_type.</summary>
    public string FileType { get; private set; } = fileType;

    /// <summary>minor, adult or unknown, as CoMensha counts.</summary>
    public string MinorStatus { get; private set; } = minorStatus;
}

/// <summary>On which side a person or a file stands, and why; the first one that fits counts, so that they add up.</summary>
public enum ReconciliationClass
{
    /// <summary>Counted here and by CoMensha in this year, with the same file type.</summary>
    Both = 1,

    /// <summary>The same, with another file type.</summary>
    BothOtherType,

    /// <summary>Only here: CoMensha counted the number in another year.</summary>
    HereOtherYear,

    /// <summary>Only here: the number is in no list of CoMensha.</summary>
    HereNumberUnknown,

    /// <summary>Only here: the number was destroyed with the case, so that no list can be asked for it.</summary>
    HereNumberDestroyed,

    /// <summary>Only here: notified, and the number is not known yet.</summary>
    HereNoNumber,

    /// <summary>Only here: not notified for lack of consent.</summary>
    HereNoConsent,

    /// <summary>Only here: not notified for another reason.</summary>
    HereNotNotified,

    /// <summary>Only here: nothing is recorded on a notification.</summary>
    HereNothingRecorded,

    /// <summary>Numbers of CoMensha that belong to persons counted here in this year.</summary>
    Matched,

    /// <summary>Only CoMensha: the person is counted here in another year.</summary>
    ThereOtherYear,

    /// <summary>Only CoMensha: the number is here, and the case does not count: advice only, or a duplicate.</summary>
    ThereNotCounted,

    /// <summary>Only CoMensha: the number is not here.</summary>
    ThereNotHere,
}

/// <summary>How many persons of this register, or files of CoMensha, stand in a class. All that is left of the comparison.</summary>
/// <param name="region">
/// Code of the region that counts the person; empty, as the minor status, where the list decides the class: two lists that differ by one file
/// would tell in which region, and how old, one person is.
/// </param>
public sealed class ReconciliationCell(Guid listId, ReconciliationClass @class, string region, string minorStatus, int count)
{
    public Guid ListId { get; private set; } = listId;
    public ReconciliationClass Class { get; private set; } = @class;
    public string Region { get; private set; } = region;
    public string MinorStatus { get; private set; } = minorStatus;
    public int Count { get; private set; } = count;
}

public static class ReconciliationClasses
{
    /// <summary>Whether the register alone decides the class: nobody in it has a number that a list could hold.</summary>
    public static bool IsOfRegister(this ReconciliationClass @class) =>
        @class
            is ReconciliationClass.HereNoNumber
                or ReconciliationClass.HereNoConsent
                or ReconciliationClass.HereNotNotified
                or ReconciliationClass.HereNothingRecorded;
}
