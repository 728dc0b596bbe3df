using System.Security.Claims;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>With what somebody signed in (RFC 8176).</summary>
internal static class SignInMethods
{
    public const string Claim = "amr";
    public const string Password = "pwd";
    public const string Authenticator = "mfa";

    /// <summary>Something one has and something one knows or is, in one touch.</summary>
    public const string Passkey = "passkey";

    /// <summary>At the identity provider of an organisation, that says it saw a second factor.</summary>
    public const string Provider = "sso";

    /// <summary>The same, with a factor that cannot be handed to another site.</summary>
    public const string ProviderPasskey = "sso-passkey";

    public static bool HasSecondFactor(this ClaimsPrincipal person) =>
        person.HasClaim(Claim, Authenticator) || person.HasClaim(Claim, Provider) || person.HasPasskey();

    public static bool HasPasskey(this ClaimsPrincipal person) =>
        person.HasClaim(Claim, Passkey) || person.HasClaim(Claim, ProviderPasskey);
}
