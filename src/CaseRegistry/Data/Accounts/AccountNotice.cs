namespace CaseRegistry.Data.Accounts;

/// <summary>What the owner of an account is told.</summary>
public enum AccountNoticeKind
{
    PasswordChanged,
    LinkMade,
    LinkUsed,
    AuthenticatorEnabled,
    AuthenticatorReset,
    RecoveryCodesMade,
    PasskeyAdded,
    PasskeyRemoved,
    ProviderLinked,
    ProviderUnlinked,
    EmailChanged,
    RightsChanged,
    FailedAttempts,
    PasswordWithoutFactor,
    NewBrowser,
    LongAbsence,
    BrowserChanged,
}

/// <summary>
/// Something about the ways into an account that its owner has to hear of, also when somebody else did it. There is no mail: it is
/// shown after signing in, until the owner has seen it.
/// </summary>
/// <param name="accountId">Whose account.</param>
/// <param name="kind">What happened.</param>
/// <param name="browser">Browser and system in a few words; empty where somebody else did it.</param>
/// <param name="network">Coarse, as <see cref="Session.Network"/>; empty where somebody else did it.</param>
/// <param name="at">When.</param>
public sealed class AccountNotice(Guid accountId, AccountNoticeKind kind, string browser, string network, DateTimeOffset at)
{
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(365);

    public Guid Id { get; private set; } = Guid.CreateVersion7();
    public Guid AccountId { get; private set; } = accountId;
    public AccountNoticeKind Kind { get; private set; } = kind;
    public string Browser { get; private set; } = browser;
    public string Network { get; private set; } = network;
    public DateTimeOffset At { get; private set; } = at;
    public DateTimeOffset? SeenAt { get; private set; }

    public void See(DateTimeOffset now) => SeenAt ??= now;
}
