using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>Passkeys belong to the address of this installation and always ask for a finger, a face or a pin.</summary>
internal static class PasskeySettings
{
    public const int MaximumNameLength = 60;
    public const int MaximumCredentialLength = 20_000;

    public static void Apply(IdentityPasskeyOptions options, IConfiguration configuration, IHostEnvironment environment)
    {
        var site = new Uri(configuration["App:BaseUrl"] ?? "http://localhost");
        options.ServerDomain = site.Host;
        options.UserVerificationRequirement = "required";
        // So that the sign-in page need not ask who it is.
        options.ResidentKeyRequirement = "required";
        options.AttestationConveyancePreference = "none";
        options.ValidateOrigin = context =>
            ValueTask.FromResult(
                !context.CrossOrigin
                    && Uri.TryCreate(context.Origin, UriKind.Absolute, out var origin)
                    && (
                        environment.IsDevelopment()
                            ? origin.Host == site.Host
                            : origin.GetLeftPart(UriPartial.Authority) == site.GetLeftPart(UriPartial.Authority)
                    )
            );
    }
}
