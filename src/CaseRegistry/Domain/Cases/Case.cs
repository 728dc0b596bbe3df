using System.Globalization;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;

namespace CaseRegistry.Domain.Cases;

/// <summary>The file on one suspected victim in one care region; opened by its first signal.</summary>
public sealed class Case : ICaseData
{
    public const string BirthDateColumn = "Cases|BirthDate";
    public const string MinorUnknownReasonColumn = "Cases|MinorUnknownReason";
    public const string SourceClientNumberColumn = "Cases|SourceClientNumber";

    private readonly List<Signal> _signals = [];
    private readonly List<Exploitation> _exploitations = [];
    private readonly List<TechnologyUse> _technologyUses = [];
    private readonly List<MinorStatusStatement> _minorStatusStatements = [];
    private readonly List<CaseMove> _moves = [];

    private Case() { }

    public CaseId Id { get; private set; }
    CaseId ICaseData.CaseId => Id;

    /// <summary>Readable number with check character, given at registration and never used again.</summary>
    public string Number { get; private set; } = "";
    public string Region { get; private set; } = "";

    /// <summary>The region that registered the case, where it counts; stays when the file moves.</summary>
    public string RegisteredRegion { get; private set; } = "";
    public PersonId PersonId { get; private set; }
    public DateTimeOffset RegisteredAt { get; private set; }
    public string RegisteredBy { get; private set; } = "";

    /// <summary>The day the first signal was received; its year is the counting year.</summary>
    public DateOnly FirstReceivedOn { get; private set; }

    public FileState State { get; private set; }
    public DateTimeOffset StateSince { get; private set; }
    public ConferenceState Conference { get; private set; }
    public ClosureReason? ClosureReason { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Municipality of stay (CBS code, or <c>unknown</c>).</summary>
    public string StayMunicipality { get; private set; } = "";

    /// <summary>By the latest statement about the day of registration.</summary>
    public MinorStatus MinorStatus { get; private set; }
    public string AgeBasis { get; private set; } = "";
    public ProtectedText? MinorUnknownReason { get; private set; }

    /// <summary>The day by which an unknown age has to be looked at again.</summary>
    public DateOnly? MinorFollowUpOn { get; private set; }

    /// <summary>ISO date, protected.</summary>
    public ProtectedText? BirthDate { get; private set; }
    public string? AgeBand { get; private set; }

    /// <summary>The month of the 18th birthday, so that it can be watched without the birth date.</summary>
    public Month? TurnsAdultIn { get; private set; }

    /// <summary>Minority when the exploitation began.</summary>
    public MinorStatus? MinorAtStart { get; private set; }
    public string Sex { get; private set; } = "";

    /// <summary>ISO 3166-1 alpha-2 codes separated by <c>;</c>; <c>XX</c> is stateless; empty is unknown.</summary>
    public string Citizenships { get; private set; } = "";
    public string CitizenshipGroup { get; private set; } = "";
    public string? ResidenceStatus { get; private set; }
    public ProtectedText? SourceClientNumber { get; private set; }

    public TechnologyInvolvement TechnologyInvolvement { get; private set; }

    public DateOnly? LostFromViewSince { get; private set; }
    public DateOnly? LastSeenOn { get; private set; }
    public string? MissingReportNumber { get; private set; }
    public bool? GuardianInformed { get; private set; }
    public DateOnly? NextRecheckOn { get; private set; }
    public bool LegalHold { get; private set; }
    public bool Restricted { get; private set; }

    /// <summary>Since then the data key is destroyed: identity and narratives are gone, the codes stay for the counts.</summary>
    public DateTimeOffset? ErasedAt { get; private set; }

    public IReadOnlyCollection<Signal> Signals => _signals;
    public IReadOnlyCollection<Exploitation> Exploitations => _exploitations;
    public IReadOnlyCollection<TechnologyUse> TechnologyUses => _technologyUses;
    public IReadOnlyCollection<MinorStatusStatement> MinorStatusStatements => _minorStatusStatements;
    public IReadOnlyCollection<CaseMove> Moves => _moves;

    public CaseStanding Standing => new(State, Conference, LostFromViewSince is not null, LegalHold, Restricted);

    /// <summary>What is known of the person, besides minority, at any time.</summary>
    public sealed record PersonContent
    {
        public required string StayMunicipality { get; init; }
        public DateOnly? BirthDate { get; init; }
        public string? AgeBand { get; init; }
        public MinorStatus? MinorAtStart { get; init; }
        public required string Sex { get; init; }
        public IReadOnlyList<string> Citizenships { get; init; } = [];
        public string? ResidenceStatus { get; init; }
        public string? SourceClientNumber { get; init; }
    }

    /// <summary>What is stated about minority on the day of registration.</summary>
    public sealed record MinorStatement(MinorStatus Status, string AgeBasis, string? Reason);

    /// <summary>The part of technology and the ways in which it was used (phase, channel, use, platform).</summary>
    public sealed record TechnologyContent(
        TechnologyInvolvement Involvement,
        IReadOnlyList<(string Phase, string Channel, string Use, string? Platform)> Uses
    );

    /// <summary>Opens the file of one suspected victim with its first signal.</summary>
    /// <exception cref="RuleViolationException">A rule of the two required fields, of the signal or of the exploitation is broken.</exception>
    public static Case Register(
        string number,
        string region,
        PersonId person,
        CaseKey key,
        Signal.Content signal,
        PersonContent personContent,
        MinorStatement minority,
        IReadOnlyList<Exploitation.Content> exploitations,
        TechnologyContent technology,
        string by,
        DateTimeOffset now
    )
    {
        var @case = new Case
        {
            Id = key.CaseId,
            Number = number,
            Region = region,
            RegisteredRegion = region,
            PersonId = person,
            RegisteredAt = now,
            RegisteredBy = by,
            State = FileState.Registered,
            StateSince = now,
            Conference = ConferenceState.None,
        };
        @case.Receive(signal, key, by, now);
        @case.StateMinority(minority, key, by, now);
        @case.DescribePerson(personContent, key);
        @case.DescribeExploitation(exploitations);
        @case.DescribeTechnology(technology);
        return @case;
    }

    /// <summary>Stacks a further signal on the case. On a closed case it reopens the file by itself.</summary>
    public Signal AddSignal(Signal.Content content, CaseKey key, string by, DateTimeOffset now)
    {
        Require(!(content.ReceivedOn < ReadBirthDate(key)), "Case.BirthDate.AfterSignal");
        var signal = Receive(content, key, by, now);
        if (!Standing.IsOpen)
        {
            Make(Move.Reopen, null, key, by, now);
        }

        return signal;
    }

    private Signal Receive(Signal.Content content, CaseKey key, string by, DateTimeOffset now)
    {
        var signal = Signal.Receive(content, Region, key, by, now);
        if (_signals.Count == 0 && FirstReceivedOn == default || signal.ReceivedOn < FirstReceivedOn)
        {
            FirstReceivedOn = signal.ReceivedOn;
        }

        _signals.Add(signal);
        return signal;
    }

    /// <summary>A dated, reasoned correction of the statement about minority on the day of registration.</summary>
    /// <param name="birthDate">A birth date that has become known with it; without one the stored one has to agree.</param>
    public void CorrectMinority(MinorStatement statement, CaseKey key, string by, DateTimeOffset now, DateOnly? birthDate = null)
    {
        if (string.IsNullOrWhiteSpace(statement.Reason))
        {
            throw new RuleViolationException("Case.CorrectMinority.RequiresReason");
        }

        var born = birthDate ?? ReadBirthDate(key);
        Agree(statement.Status, born, band: null);
        if (born is { } day)
        {
            KnowBirthDate(day, statement.Status, key);
        }
        else if (Age.IsMinorBand(AgeBand) is { } minorBand && Age.IsMinor(statement.Status) != minorBand)
        {
            // The band belonged to the statement that is corrected.
            AgeBand = null;
        }

        if (IsImpossible(MinorAtStart, statement.Status))
        {
            // So did the answer about the start.
            MinorAtStart = null;
        }

        StateMinority(statement, key, by, now);
    }

    private void StateMinority(MinorStatement statement, CaseKey key, string by, DateTimeOffset now)
    {
        if (statement.Status == MinorStatus.Unknown && string.IsNullOrWhiteSpace(statement.Reason))
        {
            throw new RuleViolationException("Case.MinorStatus.UnknownRequiresReason");
        }

        MinorStatus = statement.Status;
        AgeBasis = statement.AgeBasis;
        MinorUnknownReason = statement.Status == MinorStatus.Unknown ? key.Protect(statement.Reason, MinorUnknownReasonColumn) : null;
        MinorFollowUpOn = statement.Status == MinorStatus.Unknown ? DutchCalendar.DateOf(now).AddDays(14) : null;
        _minorStatusStatements.Add(
            new(Id, Region, statement.Status, statement.AgeBasis, key.Protect(statement.Reason, MinorStatusStatement.ReasonColumn), now, by)
        );
    }

    public void DescribePerson(PersonContent person, CaseKey key)
    {
        Agree(MinorStatus, person.BirthDate, person.AgeBand);
        Require(!IsImpossible(person.MinorAtStart, MinorStatus), "Case.MinorAtStart.ContradictsMinorStatus");
        StayMunicipality = person.StayMunicipality;
        if (person.BirthDate is { } born)
        {
            KnowBirthDate(born, MinorStatus, key);
        }
        else
        {
            (BirthDate, AgeBand, TurnsAdultIn) = (null, person.AgeBand, null);
        }

        MinorAtStart = person.MinorAtStart;
        Sex = person.Sex;
        Citizenships = string.Join(';', person.Citizenships);
        CitizenshipGroup = Citizenship.Group(person.Citizenships);
        ResidenceStatus = person.ResidenceStatus;
        SourceClientNumber = key.Protect(person.SourceClientNumber, SourceClientNumberColumn);
    }

    public void DescribeExploitation(IReadOnlyList<Exploitation.Content> exploitations)
    {
        Require(ErasedAt is null, "Case.Erased");
        if (exploitations.Count == 0)
        {
            throw new RuleViolationException("Case.Exploitation.RequiresMain");
        }

        // All of them are good before the old ones go.
        var described = exploitations.Select((content, index) => Exploitation.Describe(content, index == 0, Id, Region)).ToList();
        _exploitations.Clear();
        _exploitations.AddRange(described);
    }

    public void DescribeTechnology(TechnologyContent technology)
    {
        Require(ErasedAt is null, "Case.Erased");
        var involved = technology.Involvement is TechnologyInvolvement.Yes or TechnologyInvolvement.Suspected;
        if (involved && technology.Uses.Count == 0)
        {
            throw new RuleViolationException("Case.Technology.RequiresUse");
        }

        if (!involved && technology.Uses.Count > 0)
        {
            throw new RuleViolationException("Case.Technology.UseWithoutInvolvement");
        }

        TechnologyInvolvement = technology.Involvement;
        _technologyUses.Clear();
        _technologyUses.AddRange(
            technology.Uses.Distinct().Select(u => new TechnologyUse(Id, Region, u.Phase, u.Channel, u.Use, u.Platform))
        );
    }

    public void StartTriage(CaseKey key, string by, DateTimeOffset now) => Make(Move.StartTriage, null, key, by, now);

    public void StartCare(CaseKey key, string by, DateTimeOffset now) => Make(Move.StartCare, null, key, by, now);

    public void StartAftercare(CaseKey key, string by, DateTimeOffset now) => Make(Move.StartAftercare, null, key, by, now);

    public void ResumeCare(CaseKey key, string by, DateTimeOffset now) => Make(Move.ResumeCare, null, key, by, now);

    public void Close(ClosureReason reason, string? explanation, CaseKey key, string by, DateTimeOffset now)
    {
        Make(Move.Close, explanation, key, by, now).ClosureReason = reason;
        (ClosureReason, ClosedAt) = (reason, now);
    }

    /// <summary>Reopens by a decision, which needs its reason; a signal reopens by itself.</summary>
    public void Reopen(string? reason, CaseKey key, string by, DateTimeOffset now)
    {
        Require(Move.Reopen);
        Require(!string.IsNullOrWhiteSpace(reason), "Case.Reopen.RequiresReason");
        Make(Move.Reopen, reason, key, by, now);
    }

    public void PutOnAgenda(CaseKey key, string by, DateTimeOffset now) => Make(Move.PutOnAgenda, null, key, by, now);

    internal void RecordDiscussion(CaseKey key, string by, DateTimeOffset now) => Make(Move.RecordDiscussion, null, key, by, now);

    public void MarkLostFromView(
        DateOnly? since,
        DateOnly? lastSeenOn,
        string? missingReportNumber,
        bool? guardianInformed,
        DateOnly? nextRecheckOn,
        CaseKey key,
        string by,
        DateTimeOffset now
    )
    {
        var today = DutchCalendar.DateOf(now);
        Require(Move.MarkLostFromView);
        Require(since is not null && since <= today, "Case.MarkLostFromView.RequiresSince");
        Require(nextRecheckOn is not null && nextRecheckOn >= since, "Case.MarkLostFromView.RequiresRecheck");
        Require(!(lastSeenOn > today), "Case.LastSeenOn.InFuture");
        var move = Make(Move.MarkLostFromView, null, key, by, now);
        (LostFromViewSince, LastSeenOn, MissingReportNumber, GuardianInformed, NextRecheckOn) = (
            since,
            lastSeenOn,
            missingReportNumber,
            guardianInformed,
            nextRecheckOn
        );
        (move.LostFromViewSince, move.LastSeenOn, move.NextRecheckOn) = (since, lastSeenOn, nextRecheckOn);
    }

    /// <summary>The person was looked for and is still lost from view. What is not told stays as it was known.</summary>
    /// <param name="nextRecheckOn">The day of the next re-check, after today.</param>
    /// <exception cref="RuleViolationException">Not lost from view, or without a next re-check.</exception>
    public void Recheck(
        string? finding,
        DateOnly? lastSeenOn,
        string? missingReportNumber,
        bool? guardianInformed,
        DateOnly? nextRecheckOn,
        CaseKey key,
        string by,
        DateTimeOffset now
    )
    {
        var today = DutchCalendar.DateOf(now);
        Require(Move.Recheck);
        Require(nextRecheckOn > today, "Case.NextRecheckOn.MustBeAhead");
        Require(!(lastSeenOn > today), "Case.LastSeenOn.InFuture");
        var move = Make(Move.Recheck, finding, key, by, now);
        LastSeenOn = lastSeenOn ?? LastSeenOn;
        MissingReportNumber = string.IsNullOrWhiteSpace(missingReportNumber) ? MissingReportNumber : missingReportNumber;
        GuardianInformed = guardianInformed ?? GuardianInformed;
        NextRecheckOn = nextRecheckOn;
        (move.LastSeenOn, move.NextRecheckOn) = (LastSeenOn, nextRecheckOn);
    }

    public void MarkBackInView(CaseKey key, string by, DateTimeOffset now)
    {
        Make(Move.MarkBackInView, null, key, by, now);
        (LostFromViewSince, NextRecheckOn) = (null, null);
    }

    public void PlaceLegalHold(string? reason, CaseKey key, string by, DateTimeOffset now) =>
        Flag(Move.PlaceLegalHold, reason, key, by, now);

    public void LiftLegalHold(string? reason, CaseKey key, string by, DateTimeOffset now) => Flag(Move.LiftLegalHold, reason, key, by, now);

    public void Restrict(string? reason, CaseKey key, string by, DateTimeOffset now) => Flag(Move.Restrict, reason, key, by, now);

    public void LiftRestriction(string? reason, CaseKey key, string by, DateTimeOffset now) =>
        Flag(Move.LiftRestriction, reason, key, by, now);

    /// <summary>Says about whom the case is, for counting; only a decided <see cref="PersonMerge"/> does.</summary>
    internal void BelongTo(PersonId person) => PersonId = person;

    /// <summary>Marks that the data key is destroyed, and forgets what could lead to the person without it. What counts stays.</summary>
    public void Erase(DateTimeOffset now)
    {
        Require(!LegalHold, "Case.Erase.UnderLegalHold");
        ErasedAt ??= now;
        (BirthDate, MinorUnknownReason, SourceClientNumber) = (null, null, null);
        (TurnsAdultIn, MissingReportNumber, MinorFollowUpOn, NextRecheckOn) = (null, null, null, null);
    }

    private void Flag(Move move, string? reason, CaseKey key, string by, DateTimeOffset now)
    {
        Require(move);
        Require(!string.IsNullOrWhiteSpace(reason), "Case.Flag.RequiresReason");
        Make(move, reason, key, by, now);
    }

    private CaseMove Make(Move move, string? reason, CaseKey key, string by, DateTimeOffset now)
    {
        var before = State;
        var after = Standing.After(move);
        (State, Conference, LegalHold, Restricted) = (after.File, after.Conference, after.LegalHold, after.Restricted);
        if (State != before)
        {
            StateSince = now;
        }

        if (move == Move.Reopen)
        {
            (ClosureReason, ClosedAt) = (null, null);
        }

        var made = new CaseMove(Id, Region, move, before, State, key.Protect(reason, CaseMove.ReasonColumn), now, by);
        _moves.Add(made);
        return made;
    }

    private void Require(Move move)
    {
        if (Standing.Refusal(move) is { } rule)
        {
            throw new RuleViolationException(rule);
        }
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new RuleViolationException(rule);
        }
    }

    private void KnowBirthDate(DateOnly born, MinorStatus status, CaseKey key)
    {
        BirthDate = key.Protect(born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), BirthDateColumn);
        AgeBand = Age.Band(AgeThatFits(status, born));
        TurnsAdultIn = Month.Of(Age.AdultOn(born));
    }

    private DateOnly? ReadBirthDate(CaseKey key) =>
        key.Reveal(BirthDate, BirthDateColumn) is { } text ? DateOnly.Parse(text, CultureInfo.InvariantCulture) : null;

    // A signal may be registered some time after it came in; whoever had a birthday in between agrees with either day.
    private void Agree(MinorStatus status, DateOnly? birthDate, string? band)
    {
        if (birthDate is { } born)
        {
            Require(born <= FirstReceivedOn, "Case.BirthDate.AfterSignal");
            Require(status != MinorStatus.Unknown, "Case.BirthDate.KnownButMinorStatusUnknown");
            Require(Age.IsMinor(status) == AgeThatFits(status, born) < Age.Majority, "Case.BirthDate.ContradictsMinorStatus");
            Require(
                Age.IsMinorBand(band) is null || band == Age.Band(AgeOnReceipt(born)) || band == Age.Band(AgeOnRegistration(born)),
                "Case.AgeBand.ContradictsBirthDate"
            );
            return;
        }

        if (Age.IsMinorBand(band) is { } minorBand)
        {
            Require(status != MinorStatus.Unknown, "Case.AgeBand.KnownButMinorStatusUnknown");
            Require(Age.IsMinor(status) == minorBand, "Case.AgeBand.ContradictsMinorStatus");
        }
    }

    // Nobody was older when it began than now.
    private static bool IsImpossible(MinorStatus? atStart, MinorStatus now) => atStart == MinorStatus.Adult && Age.IsMinor(now) is true;

    private int AgeThatFits(MinorStatus status, DateOnly born) =>
        status == MinorStatus.Adult && AgeOnReceipt(born) < Age.Majority ? AgeOnRegistration(born) : AgeOnReceipt(born);

    private int AgeOnReceipt(DateOnly born) => Age.On(FirstReceivedOn, born);

    private int AgeOnRegistration(DateOnly born) => Age.On(DutchCalendar.DateOf(RegisteredAt), born);
}
