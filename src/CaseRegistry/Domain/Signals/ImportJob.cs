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

    /// <summary>Names the data key that protects the file; no case has this id.</summary>
    public CaseId KeyId { get; private set; } = keyId;

    /// <summary>A region of whoever uploaded it; rows go to their own regions.</summary>
    public string Region { get; private set; } = region;
    public Guid AccountId { get; private set; } = accountId;

    /// <summary>That in which whoever uploaded it reads, <c>nl</c> or <c>en</c>: refused rows are told in it.</summary>
    public string Language { get; private set; } = language;

    /// <summary>Protected: people name files after people.</summary>
    public ProtectedText? FileName { get; private set; }
    public int Rows { get; private set; } = rows;
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
        int rows,
        string content,
        DateTimeOffset now
    ) =>
        new(ImportJobId.New(), key.CaseId, region, accountId, language, rows, now)
        {
            FileName = key.Protect(fileName, FileNameColumn),
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

    public bool IsWorkedOn => State is ImportState.Checking or ImportState.Waiting or ImportState.Running;

    public void Start()
    {
        if (State == ImportState.Waiting)
        {
            State = ImportState.Running;
        }
    }

    public void Claim(DateTimeOffset until) => ClaimedUntil = until;

    public void Report(int registered, int skipped, int refused) => (Registered, Skipped, Refused) = (registered, skipped, refused);

    public void Finish(string? refusals, CaseKey key, DateTimeOffset now)
    {
        State = ImportState.Done;
        Refusals = key.Protect(refusals, RefusalsColumn);
        // The rows are in the register now; nothing of the file is kept.
        (File, FinishedAt) = (null, now);
    }

    /// <summary>Long done: how it went is still known, not which rows were refused.</summary>
    public void ForgetRefusals() => Refusals = null;

    /// <summary>It cannot go on: of the file nothing is kept either.</summary>
    public void Fail(DateTimeOffset now) => (State, File, FinishedAt) = (ImportState.Failed, null, now);
}
