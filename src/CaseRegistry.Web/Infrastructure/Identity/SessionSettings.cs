using System.Security.Claims;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>How long a session lives: section <c>Sessions</c> of the settings.</summary>
internal sealed class SessionSettings
{
    /// <summary>After so long without a request the session is locked until its person shows a factor again.</summary>
    public TimeSpan Idle { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>After so long it ends, whatever happens.</summary>
    public TimeSpan Longest { get; set; } = TimeSpan.FromHours(8);

    /// <summary>A sensitive act demands a factor that was shown no longer ago than this.</summary>
    public TimeSpan Fresh { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A session that goes on in another browser or system than the one it began in was taken along: it ends.</summary>
    public bool BoundToBrowser { get; set; } = true;

    /// <summary>A session that comes from another network than where its person last showed a factor is locked until that is done again.</summary>
    public bool BoundToNetwork { get; set; } = true;
}

/// <summary>The session of the request, as far as there is one.</summary>
public sealed class CurrentSession
{
    public Guid? Id { get; private set; }
    public DateTimeOffset LocksAt { get; private set; }
    public DateTimeOffset EndsAt { get; private set; }
    public DateTimeOffset ConfirmedAt { get; private set; }

    /// <summary>A session that waits for its person: showing a factor opens it again.</summary>
    public Guid? Locked { get; private set; }

    /// <summary>Whose session it is, open or locked.</summary>
    internal ClaimsPrincipal? Person { get; private set; }

    /// <summary>What is signed in now was shown now, not carried over.</summary>
    internal bool ShowsFactor { get; set; }

    /// <summary>The key that replaces the one with which the request came.</summary>
    internal string? NewKey { get; set; }

    internal void Open(Guid id, ClaimsPrincipal person, DateTimeOffset locksAt, DateTimeOffset endsAt, DateTimeOffset confirmedAt) =>
        (Id, Person, LocksAt, EndsAt, ConfirmedAt) = (id, person, locksAt, endsAt, confirmedAt);

    internal void Lock(Guid id, ClaimsPrincipal person, DateTimeOffset endsAt) => (Locked, Person, EndsAt) = (id, person, endsAt);
}

/// <summary>Requests that a page makes by itself: they keep no session open.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NoActivityAttribute : Attribute;
