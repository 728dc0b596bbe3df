using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Data;

/// <summary>Whoever acts in this scope: a signed-in account, an API client or the operator of a command. May nothing until it is told otherwise.</summary>
public sealed class CurrentActor
{
    public const string Console = "console";
    public const string Nobody = "anonymous";

    private HashSet<Permission> _permissions = [Permission.Anyone];

    /// <summary>Pseudonym that is written beside what was done: <c>account:…</c>, <c>client:…</c>, <c>console</c>.</summary>
    public string Id { get; private set; } = Nobody;
    public Guid? AccountId { get; private set; }
    public IReadOnlyCollection<Role> Roles { get; private set; } = [];

    /// <summary>Regions in which the actor may write what its permissions allow.</summary>
    public IReadOnlyList<string> Regions { get; private set; } = [];

    /// <summary>Regions whose case files the actor sees.</summary>
    public IReadOnlyList<string> VisibleRegions { get; private set; } = [];

    /// <summary>Regions whose cases the actor knows by number and moves: a privacy officer holds their destruction without seeing the files.</summary>
    public IReadOnlyList<string> KnownRegions { get; private set; } = [];

    /// <summary>Cases on the agenda of an open meeting to which the actor is invited.</summary>
    public IReadOnlyList<CaseId> InvitedCases { get; private set; } = [];
    public IReadOnlyList<MeetingId> InvitedMeetings { get; private set; } = [];

    /// <summary>Cases of other regions that the actor opened in an emergency: to be read for an hour, not to be changed.</summary>
    public IReadOnlyList<CaseId> EmergencyCases { get; private set; } = [];

    public string? Origin { get; set; }

    /// <summary>Browser and system in a few words.</summary>
    public string Browser { get; set; } = "";

    /// <summary>Where the request comes from, coarsely.</summary>
    public string? Network { get; set; }
    public string? RequestId { get; set; }

    /// <summary>Key under which a repeated write gets its first answer.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>The region whose people share the key, where it is not the actor's own.</summary>
    public string? IdempotencyRegion { get; set; }

    /// <summary>Under whose name the key is kept.</summary>
    public string IdempotencyHolder => IdempotencyRegion is { } region ? $"region:{region}" : Id;

    /// <summary>The last write had been done before under its idempotency key.</summary>
    public bool WasReplayed { get; set; }

    /// <summary>Set when whoever asked has gone away: a write that has not begun yet is dropped then.</summary>
    public CancellationToken GaveUp { get; set; }

    /// <summary>The message being handled.</summary>
    public string Action { get; set; } = "";

    /// <summary>Coded particulars of the message for the audit row.</summary>
    public string? AuditDetail { get; set; }

    public bool May(Permission permission) => _permissions.Contains(permission);

    public void Become(
        string id,
        Guid? accountId,
        IReadOnlyCollection<Role> roles,
        IEnumerable<Permission> permissions,
        IReadOnlyList<string> regions
    )
    {
        (Id, AccountId, Roles, Regions) = (id, accountId, roles, regions);
        _permissions = [.. permissions];
        VisibleRegions = May(Permission.ViewCases) || May(Permission.ViewSignals) || May(Permission.ChangeCases) ? regions : [];
        KnownRegions = May(Permission.HoldCases) || May(Permission.ViewAudit) ? regions : VisibleRegions;
    }

    /// <summary>The operator at the server: everything, in the given regions, optionally on behalf of an account.</summary>
    public void BecomeOperator(IReadOnlyList<string> regions) => Become(Console, null, [], Enum.GetValues<Permission>(), regions);

    public void Invite(IReadOnlyList<CaseId> cases, IReadOnlyList<MeetingId> meetings) =>
        (InvitedCases, InvitedMeetings) = (cases, meetings);

    public void BreakGlass(IReadOnlyList<CaseId> cases) => EmergencyCases = cases;

    /// <summary>Whether the actor may write a row.</summary>
    public bool MayWrite(IRegional row) =>
        Regions.Contains(row.Region)
        || row is ICaseData data && InvitedCases.Contains(data.CaseId)
        || row is BreakGlass opened && EmergencyCases.Contains(opened.CaseId);
}
