namespace CaseRegistry.Data.Accounts;

/// <summary>Somebody has lost all passkeys: one administrator asks to remove them, another one does it.</summary>
public sealed class PasskeyReset(Guid accountId, Guid requestedBy, string reason, DateTimeOffset requestedAt)
{
    /// <summary>A request that nobody takes up is no standing permission.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromDays(2);

    public Guid Id { get; private set; } = Guid.CreateVersion7();
    public Guid AccountId { get; private set; } = accountId;
    public Guid RequestedBy { get; private set; } = requestedBy;
    public string Reason { get; private set; } = reason;
    public DateTimeOffset RequestedAt { get; private set; } = requestedAt;
    public Guid? ApprovedBy { get; private set; }
    public DateTimeOffset? ApprovedAt { get; private set; }

    /// <summary>Neither whoever asked nor whoever it is about decides.</summary>
    public bool MayBeApprovedBy(Guid administrator) => administrator != RequestedBy && administrator != AccountId;

    public void Approve(Guid administrator, DateTimeOffset now) => (ApprovedBy, ApprovedAt) = (administrator, now);
}
