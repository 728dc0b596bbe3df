using System.Text.Json;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Web.Infrastructure;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>
/// A message that gives somebody more than before waits until a second administrator approves it; then it is handled as it was
/// sent. The operator at the server needs nobody.
/// </summary>
internal sealed class SecondAdministrator(AdministrationDbContext db, CurrentActor actor, TimeProvider clock)
{
    /// <summary>What else the second administrator is told, beside names, roles, scopes and regions.</summary>
    public const string AlsoAuthenticator = "also_authenticator";
    public const string InUseAgain = "in_use_again";
    public const string UntilPrefix = "until:";
    public const string DaysPrefix = "days:";

    /// <summary>Begins the last part, which is told as it was written.</summary>
    public const string ReasonPrefix = "reason:";

    private bool _agrees;

    /// <summary>Keeps the message for a second administrator, unless that is who acts now.</summary>
    /// <param name="about">What the second administrator reads: who gets what.</param>
    public bool IsAwaited<TCommand>(TCommand command, AccountRequestKind kind, Guid? account, params IEnumerable<string?> about)
    {
        if (_agrees || actor.AccountId is not { } administrator)
        {
            return false;
        }

        var text = string.Join("; ", about.Where(a => !string.IsNullOrEmpty(a)));
        db.AccountRequests.Add(new(kind, account, administrator, text, JsonSerializer.Serialize(command, Json.Options), clock.GetUtcNow()));
        return true;
    }

    /// <summary>Until when it is given; null for as long as nobody takes it away.</summary>
    public static string Until(DateOnly? last) => $"{UntilPrefix}{last:yyyy-MM-dd}";

    public void Agrees() => _agrees = true;
}
