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

    public static bool HasSecondFactor(this ClaimsPrincipal person) => person.HasClaim(Claim, Authenticator) || person.HasPasskey();

    public static bool HasPasskey(this ClaimsPrincipal person) => person.HasClaim(Claim, Passkey);
}
