using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Signals;

/// <summary>How far an import is.</summary>
public enum ImportState
{
    Checking = 1,
    Checked,
    Waiting,
    Running,
    Done,
    Failed,
}

/// <summary>An uploaded file of registrations: checked first, then confirmed, then registered row by row. It can be resumed: rows that are in are skipped.</summary>
public sealed class ImportJob(
    ImportJobId id,
    CaseId keyId,
    string region,
    Guid accountId,
    string language,
    int rows,
    DateTimeOffset createdAt
) : IRegional
{
    public const string FileNameColumn = "ImportJobs|FileName";
    public const string FileColumn = "ImportJobs|File";
    public const string RefusalsColumn = "ImportJobs|Refusals";

    public static readonly TimeSpan UnconfirmedKeptFor = TimeSpan.FromDays(7);
    public static readonly TimeSpan RefusalsKeptFor = TimeSpan.FromDays(30);

    public ImportJobId Id { get; private set; } = id;

    /// <summary>
    /// Names the data key that protects the file, and from the end on what is left; no case has this id. The key of the file is
    /// destroyed then: an older copy of the register opens the file no more.
    /// </summary>
    public CaseId KeyId { get; private set; } = keyId;

    /// <summary>A region of whoever uploaded it; rows go to their own regions.</summary>
    public string Region { get; private set; } = region;
    public Guid AccountId { get; private set; } = accountId;

    /// <summary>That in which whoever uploaded it reads, <c>nl</c> or <c>en</c>: refused rows are told in it.</summary>
    public string Language { get; private set; } = language;

    /// <summary>Protected: people name files after people. Kept as long as the refused rows.</summary>
    public ProtectedText? FileName { get; private set; }
    public int Rows { get; private set; } = rows;

    /// <summary>Of the file.</summary>
    public long Size { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; } = createdAt;
    public ImportState State { get; private set; } = ImportState.Checking;
    public int Registered { get; private set; }
    public int Skipped { get; private set; }
    public int Refused { get; private set; }
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>Until then one process works on it; another one takes it up after that.</summary>
    public DateTimeOffset? ClaimedUntil { get; private set; }
    public ProtectedText? File { get; private set; }

    /// <summary>CSV of the refused rows with their reasons, protected.</summary>
    public ProtectedText? Refusals { get; private set; }

    public static ImportJob Upload(
        CaseKey key,
        string region,
        Guid accountId,
        string language,
        string fileName,
        long size,
        int rows,
        string content,
        DateTimeOffset now
    ) =>
        new(ImportJobId.New(), key.CaseId, region, accountId, language, rows, now)
        {
            FileName = key.Protect(fileName, FileNameColumn),
            Size = size,
            File = key.Protect(content, FileColumn),
        };

    /// <summary>The check is done: what registering would bring, and what would be refused.</summary>
    public void Check(string? refusals, CaseKey key)
    {
        State = ImportState.Checked;
        Refusals = key.Protect(refusals, RefusalsColumn);
    }

    public void Confirm()
    {
        if (State != ImportState.Checked)
        {
            throw new RuleViolationException("ImportJob.Confirm.RequiresChecked");
        }

        (State, ClaimedUntil) = (ImportState.Waiting, null);
        Report(0, 0, 0);
        Refusals = null;
    }

    public void Start()
    {
        if (State == ImportState.Waiting)
        {
            State = ImportState.Running;
        }
    }

    public void Claim(DateTimeOffset until) => ClaimedUntil = until;

    public void Report(int registered, int skipped, int refused) => (Registered, Skipped, Refused) = (registered, skipped, refused);

    /// <summary>The rows are in the register now; nothing of the file is kept.</summary>
    /// <param name="refusals">The refused rows.</param>
    /// <param name="keys">That of the file, and a new one for what is left.</param>
    /// <param name="now">The moment.</param>
    public void Finish(string? refusals, (CaseKey Old, CaseKey New) keys, DateTimeOffset now) => End(ImportState.Done, refusals, keys, now);

    /// <summary>It cannot go on: of the file nothing is kept either.</summary>
    /// <param name="keys">As above; null where the file cannot be opened: then its name is lost too.</param>
    /// <param name="now">The moment.</param>
    public void Fail((CaseKey Old, CaseKey New)? keys, DateTimeOffset now) => End(ImportState.Failed, null, keys, now);

    /// <summary>Long done: how it went is still known, not which rows were refused.</summary>
    public void Forget() => (FileName, Refusals) = (null, null);

    private void End(ImportState state, string? refusals, (CaseKey Old, CaseKey New)? keys, DateTimeOffset now)
    {
        (State, FinishedAt, File) = (state, now, null);
        if (keys is not var (old, key))
        {
            (FileName, Refusals) = (null, null);
            return;
        }

        var fileName = old.Reveal(FileName, FileNameColumn);
        (KeyId, FileName, Refusals) = (key.CaseId, key.Protect(fileName, FileNameColumn), key.Protect(refusals, RefusalsColumn));
    }
}
