using System.Security.Claims;
using System.Text.RegularExpressions;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>The identity provider of an organisation whose people sign in there: an entry of section <c>SingleSignOn</c> of the settings.</summary>
internal sealed record IdentityProvider
{
    /// <summary>Its key in the settings; it stands in addresses.</summary>
    public string Key { get; init; } = "";

    /// <summary>The organisation, as it stands on the button.</summary>
    public string Name { get; init; } = "";
    public string Authority { get; init; } = "";
    public string ClientId { get; init; } = "";
    public string ClientSecret { get; init; } = "";

    /// <summary>By what the provider says that it saw a second factor.</summary>
    public ClaimDemand SecondFactor { get; init; } = new("amr", "mfa");

    /// <summary>By what it says that it saw a passkey or its like; null where it never does.</summary>
    public ClaimDemand? PhishingResistant { get; init; }

    public string Scheme => $"sso-{Key}";
    public string StartPath => $"/account/sign-in/{Key}";
    public string CallbackPath => $"{StartPath}/callback";
    public string ReturnPath => $"{StartPath}/return";
    public string CompletePath => $"{StartPath}/complete";
}

/// <summary>A value that a claim of the provider must have.</summary>
internal sealed record ClaimDemand(string Claim, string Value)
{
    public bool IsMetBy(ClaimsPrincipal person) => person.HasClaim(Claim, Value);
}

/// <summary>The identity providers of this installation. What is wrong with their settings is said at the start, not at the first sign-in.</summary>
internal sealed partial class IdentityProviders(IReadOnlyList<IdentityProvider> all)
{
    /// <summary>What an account remembers of its provider fits in a column.</summary>
    public const int MaximumIssuerLength = 128;

    private const string Section = "SingleSignOn";

    public IReadOnlyList<IdentityProvider> All { get; } = all;

    public IdentityProvider? Find(string? key) => All.SingleOrDefault(p => p.Key == key);

    public static IdentityProviders From(IConfiguration configuration) =>
        new([
            .. configuration
                .GetSection(Section)
                .GetChildren()
                .Select(section => (section.Get<IdentityProvider>() ?? new()) with { Key = section.Key })
                .Select(Checked),
        ]);

    private static IdentityProvider Checked(IdentityProvider provider)
    {
        var fault =
            !Keys().IsMatch(provider.Key) ? "its key is no lower-case word"
            : provider.Key == "passkey" ? "its key is taken"
            : new[] { provider.Name, provider.ClientId, provider.ClientSecret }.Any(string.IsNullOrWhiteSpace)
                ? "Name, ClientId or ClientSecret is missing"
            : !IsSafe(provider.Authority) ? "Authority is no address with https"
            : null;
        return fault is null ? provider : throw new InvalidOperationException($"{Section}:{provider.Key}: {fault}.");
    }

    // Within one machine nobody listens in between.
    private static bool IsSafe(string authority) =>
        Uri.TryCreate(authority, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address is { Scheme: "http", IsLoopback: true });

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,30}\z")]
    private static partial Regex Keys();
}
