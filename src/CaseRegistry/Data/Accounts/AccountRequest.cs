using System.Linq.Expressions;

namespace CaseRegistry.Data.Accounts;

/// <summary>What one administrator asks and another one decides.</summary>
public enum AccountRequestKind
{
    PasskeyReset,
    CreateAccount,
    ChangeAccount,
    ResetAccount,
    CreateClient,
    AddReceiver,
}

/// <summary>Something that gives a person or a system more than before: one administrator asks for it, another one does it.</summary>
public sealed class AccountRequest(
    AccountRequestKind kind,
    Guid? accountId,
    Guid requestedBy,
    string about,
    string content,
    DateTimeOffset requestedAt
)
{
    /// <summary>A request that nobody takes up is no standing permission.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromDays(2);

    public Guid Id { get; private set; } = Guid.CreateVersion7();
    public AccountRequestKind Kind { get; private set; } = kind;
    public Guid? AccountId { get; private set; } = accountId;
    public Guid RequestedBy { get; private set; } = requestedBy;

    /// <summary>What the second administrator reads: the reason, or who gets what.</summary>
    public string About { get; private set; } = about;

    /// <summary>The message that waits, in JSON; empty where there is nothing more to know.</summary>
    public string Content { get; private set; } = content;
    public DateTimeOffset RequestedAt { get; private set; } = requestedAt;
    public Guid? ApprovedBy { get; private set; }
    public DateTimeOffset? ApprovedAt { get; private set; }

    /// <summary>
    /// What the person needs beside the link, protected. Whoever asked sees it, whoever agreed sees the link: neither of them
    /// holds both. Gone once it was used.
    /// </summary>
    public byte[]? Code { get; private set; }

    public static Expression<Func<AccountRequest, bool>> WaitsAt(DateTimeOffset now)
    {
        var oldest = now - Validity;
        return r => r.ApprovedAt == null && r.RequestedAt > oldest;
    }

    /// <summary>Neither whoever asked nor whoever it is about decides.</summary>
    public bool MayBeApprovedBy(Guid administrator) => administrator != RequestedBy && administrator != AccountId;

    public void Approve(Guid administrator, DateTimeOffset now) => (ApprovedBy, ApprovedAt) = (administrator, now);

    /// <summary>A link came of it, which opens nothing without this code.</summary>
    public void GiveCode(Guid account, byte[] code) => (AccountId, Code) = (account, code);

    public void UseCode() => Code = null;
}
