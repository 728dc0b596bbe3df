using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Meetings;

/// <summary>Casusoverleg (named cases, parties invited per case) or regiotafel (the region's administrative table).</summary>
public enum MeetingKind
{
    CaseConference = 1,
    RegionalTable,
}

/// <summary>What the meeting makes of the signals; never a judgement on victimhood (code list conference_outcome).</summary>
public enum ConferenceOutcome
{
    Reinforced = 1,
    Weakened,
    Undetermined,
    MoreInformation,
    NoIndications,
}

/// <summary>A meeting of a region. While it is open its invited members see the agenda items they are invited to, pseudonymously.</summary>
public sealed class Meeting : IRegional
{
    private Meeting() { }

    public MeetingId Id { get; private set; }
    public string Region { get; private set; } = "";
    public MeetingKind Kind { get; private set; }
    public DateOnly HeldOn { get; private set; }
    public DateTimeOffset OpenedAt { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }

    public static Meeting Plan(string region, MeetingKind kind, DateOnly heldOn, DateTimeOffset now) =>
        new()
        {
            Id = MeetingId.New(),
            Region = region,
            Kind = kind,
            HeldOn = heldOn,
            OpenedAt = now,
        };

    /// <summary>Ends the meeting and with it the members' access.</summary>
    public void Close(DateTimeOffset now)
    {
        RequireOpen();
        ClosedAt = now;
    }

    public void RequireOpen()
    {
        if (ClosedAt is not null)
        {
            throw new RuleViolationException("Meeting.IsClosed");
        }
    }
}

/// <summary>A case that is to be discussed; without a meeting it waits for one.</summary>
public sealed class AgendaItem : ICaseData
{
    public const string GoalColumn = "AgendaItems|Goal";

    private readonly List<AgendaInvitation> _invitations = [];

    private AgendaItem() { }

    public AgendaItemId Id { get; private set; }
    public MeetingId? MeetingId { get; private set; }
    public CaseId CaseId { get; private set; }
    public string Region { get; private set; } = "";
    public ProtectedText? Goal { get; private set; }
    public DateTimeOffset AddedAt { get; private set; }
    public DateTimeOffset? DiscussedAt { get; private set; }
    public IReadOnlyCollection<AgendaInvitation> Invitations => _invitations;

    public static AgendaItem For(Case @case, Meeting? meeting, string? goal, IEnumerable<Guid> invited, CaseKey key, DateTimeOffset now)
    {
        var item = new AgendaItem
        {
            Id = AgendaItemId.New(),
            CaseId = @case.Id,
            Region = @case.Region,
            Goal = key.Protect(goal, GoalColumn),
            AddedAt = now,
        };
        if (meeting is not null)
        {
            item.Schedule(meeting);
        }

        item.Invite(invited);
        return item;
    }

    public void Schedule(Meeting meeting)
    {
        meeting.RequireOpen();
        if (DiscussedAt is not null)
        {
            throw new RuleViolationException("AgendaItem.AlreadyDiscussed");
        }

        if (meeting.Region != Region)
        {
            throw new RuleViolationException("AgendaItem.OtherRegion");
        }

        MeetingId = meeting.Id;
    }

    /// <summary>The meeting ended without discussing it: the case waits for the next one, and nobody sees it meanwhile.</summary>
    public void WaitAgain()
    {
        if (DiscussedAt is null)
        {
            MeetingId = null;
            _invitations.Clear();
        }
    }

    /// <summary>Who is invited to this item, and so sees it while the meeting is open; replaces earlier invitations.</summary>
    public void Invite(IEnumerable<Guid> accounts)
    {
        var wanted = accounts.ToHashSet();
        _invitations.RemoveAll(i => !wanted.Contains(i.AccountId));
        _invitations.AddRange(
            wanted.Except(_invitations.Select(i => i.AccountId)).Select(account => new AgendaInvitation(Id, account, CaseId, Region))
        );
    }

    /// <summary>Records what the meeting makes of the signals. Changes no file state: care never waits for it.</summary>
    public Discussion Record(
        Case @case,
        Meeting meeting,
        ConferenceOutcome outcome,
        string reasons,
        string? actions,
        CaseKey key,
        string by,
        DateTimeOffset now
    )
    {
        meeting.RequireOpen();
        if (DiscussedAt is not null)
        {
            throw new RuleViolationException("AgendaItem.AlreadyDiscussed");
        }

        var protectedReasons =
            key.Protect(reasons, Discussion.ReasonsColumn) ?? throw new RuleViolationException("Discussion.RequiresReasons");
        @case.RecordDiscussion(key, by, now);
        DiscussedAt = now;
        return new Discussion(
            Guid.CreateVersion7(),
            Id,
            CaseId,
            Region,
            outcome,
            protectedReasons,
            key.Protect(actions, Discussion.ActionsColumn),
            now,
            by
        );
    }
}

/// <summary>An account that may see one agenda item while its meeting is open.</summary>
public sealed class AgendaInvitation(AgendaItemId agendaItemId, Guid accountId, CaseId caseId, string region) : ICaseData
{
    public AgendaItemId AgendaItemId { get; private set; } = agendaItemId;
    public Guid AccountId { get; private set; } = accountId;
    public CaseId CaseId { get; private set; } = caseId;
    public string Region { get; private set; } = region;
}

/// <summary>The image that a meeting formed of the signals (beeld van het overleg), with reasons and actions. Geen oordeel over slachtofferschap.</summary>
public sealed class Discussion(
    Guid id,
    AgendaItemId agendaItemId,
    CaseId caseId,
    string region,
    ConferenceOutcome outcome,
    ProtectedText reasons,
    ProtectedText? actions,
    DateTimeOffset recordedAt,
    string recordedBy
) : ICaseData
{
    public const string ReasonsColumn = "Discussions|Reasons";
    public const string ActionsColumn = "Discussions|Actions";

    public Guid Id { get; private set; } = id;
    public AgendaItemId AgendaItemId { get; private set; } = agendaItemId;
    public CaseId CaseId { get; private set; } = caseId;
    public string Region { get; private set; } = region;
    public ConferenceOutcome Outcome { get; private set; } = outcome;
    public ProtectedText Reasons { get; private set; } = reasons;
    public ProtectedText? Actions { get; private set; } = actions;
    public DateTimeOffset RecordedAt { get; private set; } = recordedAt;
    public string RecordedBy { get; private set; } = recordedBy;
}
