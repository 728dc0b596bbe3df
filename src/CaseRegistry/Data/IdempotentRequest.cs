namespace CaseRegistry.Data;

/// <summary>A write that was answered, so that sending it again answers the same and writes nothing.</summary>
public sealed class IdempotentRequest(string actor, string key, string action, byte[] requestTag, byte[] response, DateTimeOffset at)
{
    /// <summary>Binds a protected response to its column.</summary>
    public const string ResponsePurpose = "IdempotentRequests|Response";

    /// <summary>How the key begins by which a row of an imported file is known that has no reference of its own.</summary>
    public const string RowPrefix = "row:";

    /// <summary>For so long the same request gets the same answer.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    /// <summary>Who sent it; of a row of an import, the region whose people share it.</summary>
    public string Actor { get; private set; } = actor;
    public string Key { get; private set; } = key;
    public string Action { get; private set; } = action;

    /// <summary>Keyed hash of the request: the same key with another request is refused.</summary>
    public byte[] RequestTag { get; private set; } = requestTag;

    /// <summary>The result, protected with the register's own key.</summary>
    public byte[] Response { get; private set; } = response;
    public DateTimeOffset At { get; private set; } = at;

    /// <summary>The one case it was about, if it was about one.</summary>
    public Guid? CaseId { get; init; }

    /// <summary>The answer is not kept: it was to be seen once, or the case was erased. The key is not used again.</summary>
    public bool IsForgotten => Response.Length == 0;
}
