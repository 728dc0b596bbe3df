namespace CaseRegistry.Domain.Cases;

/// <summary>State of the file. Care never waits for a meeting.</summary>
public enum FileState
{
    Registered = 1,
    InTriage,
    InCare,
    Aftercare,
    Closed,
}

/// <summary>State of the conference track, which changes no file state.</summary>
public enum ConferenceState
{
    None = 1,
    OnAgenda,
    Discussed,
}

/// <summary>Why a file is closed (code list closure_reason).</summary>
public enum ClosureReason
{
    CareCompleted = 1,
    AdviceOnly,
    Referred,
    HelpDeclined,
    NoIndications,
    MovedRegion,
    Returned,
    Detention,
    Deceased,
    Duplicate,
}

/// <summary>What can be done to the standing of a case.</summary>
public enum Move
{
    StartTriage = 1,
    StartCare,
    StartAftercare,
    ResumeCare,
    Close,
    Reopen,
    PutOnAgenda,
    RecordDiscussion,
    MarkLostFromView,
    Recheck,
    MarkBackInView,
    PlaceLegalHold,
    LiftLegalHold,
    Restrict,
    LiftRestriction,
}

/// <summary>Where a case stands: both tracks and the flags. The only place that knows which move is legal.</summary>
public readonly record struct CaseStanding(FileState File, ConferenceState Conference, bool LostFromView, bool LegalHold, bool Restricted)
{
    public static readonly CaseStanding New = new(FileState.Registered, ConferenceState.None, false, false, false);

    public bool IsOpen => File != FileState.Closed;

    public IEnumerable<Move> LegalMoves()
    {
        var standing = this;
        return Enum.GetValues<Move>().Where(move => standing.Refusal(move) is null);
    }

    /// <summary>The rule that forbids the move here, or null when it is legal.</summary>
    public string? Refusal(Move move) =>
        move switch
        {
            Move.StartTriage => Unless(File == FileState.Registered, "Case.StartTriage.RequiresRegistered"),
            Move.StartCare => Unless(File == FileState.InTriage, "Case.StartCare.RequiresTriage"),
            Move.StartAftercare => Unless(File == FileState.InCare, "Case.StartAftercare.RequiresCare"),
            Move.ResumeCare => Unless(File == FileState.Aftercare, "Case.ResumeCare.RequiresAftercare"),
            Move.Close => Unless(IsOpen, "Case.Close.AlreadyClosed"),
            Move.Reopen => Unless(!IsOpen, "Case.Reopen.RequiresClosed"),
            Move.PutOnAgenda => Unless(IsOpen, "Case.PutOnAgenda.RequiresOpenFile")
                ?? Unless(Conference != ConferenceState.OnAgenda, "Case.PutOnAgenda.AlreadyOnAgenda"),
            Move.RecordDiscussion => Unless(IsOpen, "Case.RecordDiscussion.RequiresOpenFile")
                ?? Unless(Conference == ConferenceState.OnAgenda, "Case.RecordDiscussion.RequiresAgenda"),
            Move.MarkLostFromView => Unless(IsOpen, "Case.MarkLostFromView.RequiresOpenFile")
                ?? Unless(!LostFromView, "Case.MarkLostFromView.AlreadyLost"),
            Move.MarkBackInView => Unless(LostFromView, "Case.MarkBackInView.NotLost"),
            Move.Recheck => Unless(LostFromView, "Case.Recheck.NotLost"),
            Move.PlaceLegalHold => Unless(!LegalHold, "Case.PlaceLegalHold.AlreadyHeld"),
            Move.LiftLegalHold => Unless(LegalHold, "Case.LiftLegalHold.NotHeld"),
            Move.Restrict => Unless(!Restricted, "Case.Restrict.AlreadyRestricted"),
            Move.LiftRestriction => Unless(Restricted, "Case.LiftRestriction.NotRestricted"),
            _ => throw new ArgumentOutOfRangeException(nameof(move)),
        };

    /// <exception cref="Shared.RuleViolationException">The move is not legal here.</exception>
    public CaseStanding After(Move move)
    {
        if (Refusal(move) is { } rule)
        {
            throw new Shared.RuleViolationException(rule);
        }

        return move switch
        {
            Move.StartTriage or Move.Reopen => this with { File = FileState.InTriage },
            Move.StartCare or Move.ResumeCare => this with { File = FileState.InCare },
            Move.StartAftercare => this with { File = FileState.Aftercare },
            Move.Close => this with { File = FileState.Closed },
            Move.PutOnAgenda => this with { Conference = ConferenceState.OnAgenda },
            Move.RecordDiscussion => this with { Conference = ConferenceState.Discussed },
            Move.MarkLostFromView => this with { LostFromView = true },
            Move.MarkBackInView => this with { LostFromView = false },
            Move.Recheck => this,
            Move.PlaceLegalHold => this with { LegalHold = true },
            Move.LiftLegalHold => this with { LegalHold = false },
            Move.Restrict => this with { Restricted = true },
            _ => this with { Restricted = false },
        };
    }

    private static string? Unless(bool holds, string rule) => holds ? null : rule;
}
