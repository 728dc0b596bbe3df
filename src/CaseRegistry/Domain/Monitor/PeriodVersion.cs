using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Monitor;

/// <summary>Where the counts of one quarter of one region stand.</summary>
public enum PeriodState
{
    /// <summary>The region says that they are complete.</summary>
    Submitted = 1,

    /// <summary>The national office took them over: releases are made of them.</summary>
    Accepted,

    /// <summary>The national office has questions.</summary>
    Returned,

    /// <summary>Accepted before; a later version took its place.</summary>
    Superseded,
}

/// <summary>
/// The counts of a quarter as a region hands them in. From the first one on the quarter is locked: what is registered or
/// corrected afterwards shows in the register at once, and in releases only by a further version, which says why.
/// </summary>
public sealed class PeriodVersion : IRegional
{
    public const int TextMaxLength = 1000;

    private const int DaysToComplete = 28;

    private readonly List<PeriodCell> _cells = [];

    private PeriodVersion() { }

    public Guid Id { get; private set; } = Guid.CreateVersion7();
    public string Region { get; private set; } = "";
    public int Year { get; private set; }
    public int QuarterNumber { get; private set; }

    /// <summary>1 for the first that is handed in, 2 for the next.</summary>
    public int Number { get; private set; }
    public PeriodState State { get; private set; } = PeriodState.Submitted;
    public int DefinitionVersion { get; private set; }
    public DateTimeOffset SubmittedAt { get; private set; }
    public Guid? SubmittedBy { get; private set; }

    /// <summary>What the region says with it: why a number stands out, or why there is a further version. Names nobody.</summary>
    public string? Remark { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }
    public Guid? DecidedBy { get; private set; }

    /// <summary>What the national office asks, when it returned them.</summary>
    public string? Question { get; private set; }

    public IReadOnlyCollection<PeriodCell> Cells => _cells;
    public Quarter Quarter => new(Year, QuarterNumber);

    /// <summary>The last day on which a region hands a quarter in without being late.</summary>
    public static DateOnly DueOn(Quarter quarter) => quarter.LastDay.AddDays(DaysToComplete);

    public static PeriodVersion Submit(
        string region,
        Quarter quarter,
        int number,
        string? remark,
        IEnumerable<(string Table, string Cell, int Count)> cells,
        Guid? by,
        DateTimeOffset now
    )
    {
        var version = new PeriodVersion
        {
            Region = region,
            Year = quarter.Year,
            QuarterNumber = quarter.Number,
            Number = number,
            DefinitionVersion = MonitorCatalogue.DefinitionVersion,
            Remark = string.IsNullOrWhiteSpace(remark) ? null : remark.Trim(),
            SubmittedBy = by,
            SubmittedAt = now,
        };
        version._cells.AddRange(cells.Select(c => new PeriodCell(version.Id, c.Table, c.Cell, c.Count)));
        return version;
    }

    /// <param name="earlier">The version that was in force until now.</param>
    /// <param name="by">Whoever accepts it.</param>
    /// <param name="now">The moment.</param>
    public void Accept(PeriodVersion? earlier, Guid? by, DateTimeOffset now)
    {
        Decide(PeriodState.Accepted, by, now);
        if (earlier is not null)
        {
            earlier.State = PeriodState.Superseded;
        }
    }

    public void Return(string? question, Guid? by, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(question))
        {
            throw new RuleViolationException("Period.Question.IsMissing");
        }

        Decide(PeriodState.Returned, by, now);
        Question = question.Trim();
    }

    private void Decide(PeriodState state, Guid? by, DateTimeOffset now)
    {
        if (State != PeriodState.Submitted)
        {
            throw new RuleViolationException("Period.Decision.IsTaken");
        }

        (State, DecidedBy, DecidedAt) = (state, by, now);
    }
}

/// <summary>A number in one cell of one table, as a region handed it in for a quarter.</summary>
public sealed class PeriodCell(Guid versionId, string table, string cell, int count)
{
    public Guid VersionId { get; private set; } = versionId;
    public string Table { get; private set; } = table;
    public string Cell { get; private set; } = cell;
    public int Count { get; private set; } = count;
}

/// <summary>Why a number of a locked quarter is another one than before.</summary>
public enum ChangeReason
{
    /// <summary>Registered after the quarter was handed in.</summary>
    New = 1,

    /// <summary>What was registered, or how a case was closed, was corrected.</summary>
    Corrected,

    /// <summary>Two persons were found to be one.</summary>
    Merged,

    /// <summary>One person was found to be two, or a merge was taken back.</summary>
    Split,

    /// <summary>A case was destroyed.</summary>
    Erased,

    /// <summary>Everyone was counted anew, and nothing above says why it came out differently.</summary>
    Recounted,
}

/// <summary>
/// How a cell of a locked quarter changed since a version, by reason. Kept in the transaction of the write that changes it, so
/// that a version is always the one before plus its changes.
/// </summary>
public sealed class PeriodChange(string region, int year, int quarterNumber, string table, string cell, ChangeReason reason, int by)
    : IRegional
{
    public string Region { get; private set; } = region;
    public int Year { get; private set; } = year;
    public int QuarterNumber { get; private set; } = quarterNumber;

    /// <summary>The version that the change is in; 0 while it waits for one.</summary>
    public int Number { get; private set; }
    public string Table { get; private set; } = table;
    public string Cell { get; private set; } = cell;
    public ChangeReason Reason { get; private set; } = reason;
    public int By { get; private set; } = by;

    public void Add(int by) => By += by;

    /// <summary>The version takes it up.</summary>
    public void BelongTo(int number) => Number = number;
}
