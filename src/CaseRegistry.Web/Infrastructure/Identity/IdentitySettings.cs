using CaseRegistry.Web.Resources;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>How people sign in: long passwords, lockout, cookies that leave with the session.</summary>
internal static class IdentitySettings
{
    public const int MinimumPasswordLength = 12;

    /// <summary>Zxcvbn takes long over long passwords, and hashing should not be a way to keep the server busy.</summary>
    public const int MaximumPasswordLength = 128;

    /// <summary>How long the one-time link of an invitation can be used.</summary>
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(3);

    public static void Apply(IdentityOptions options)
    {
        options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
        options.User.RequireUniqueEmail = true;
        options.SignIn.RequireConfirmedAccount = false;
        // Length and guessability count (NIST SP 800-63B); rules of composition make passwords worse.
        options.Password.RequiredLength = MinimumPasswordLength;
        options.Password.RequireDigit = false;
        options.Password.RequireLowercase = false;
        options.Password.RequireUppercase = false;
        options.Password.RequireNonAlphanumeric = false;
        options.Password.RequiredUniqueChars = 1;
        // Only an administrator locks an account; guesses are counted per place.
        options.Lockout.AllowedForNewUsers = true;
    }

    /// <summary>OWASP: PBKDF2 with HMAC-SHA512 at 210,000 iterations or more.</summary>
    public static void Apply(PasswordHasherOptions options) => options.IterationCount = 210_000;

    public static void ApplyCookie(CookieAuthenticationOptions options, bool isDevelopment, string name)
    {
        // The prefix __Host- needs https, which only a development machine may do without.
        options.Cookie.Name = isDevelopment ? name : $"__Host-{name}";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = isDevelopment ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        options.LoginPath = "/account/sign-in";
        options.AccessDeniedPath = "/account/denied";
        options.ReturnUrlParameter = "returnUrl";
        options.ExpireTimeSpan = TimeSpan.FromHours(8);
        options.SlidingExpiration = false;
    }
}

/// <summary>Refuses passwords that are quickly guessed (zxcvbn score below 3 of 4), the account's own name included.</summary>
internal sealed class PasswordStrength(IStringLocalizer<Texts> text) : IPasswordValidator<Data.Accounts.Account>
{
    private const int MinimumScore = 3;

    public Task<IdentityResult> ValidateAsync(UserManager<Data.Accounts.Account> manager, Data.Accounts.Account user, string? password)
    {
        string[] own = [user.Email ?? "", user.DisplayName, user.Organisation ?? "", "caseregistry", "mensenhandel", "zorgcoordinatie"];
        var score = Zxcvbn.Zxcvbn.MatchPassword(password ?? "", own).Score;
        return Task.FromResult(
            score >= MinimumScore
                ? IdentityResult.Success
                : IdentityResult.Failed(
                    new IdentityError
                    {
                        Code = "PasswordTooGuessable",
                        Description = text["This password is easy to guess. Take four words that have nothing to do with each other."],
                    }
                )
        );
    }
}

/// <summary>What Identity refuses, in the language of the page.</summary>
internal sealed class IdentityErrors(IStringLocalizer<Texts> text) : IdentityErrorDescriber
{
    public override IdentityError PasswordTooShort(int length) =>
        Error(nameof(PasswordTooShort), text["Use at least {0} characters.", length]);

    public override IdentityError PasswordMismatch() => Error(nameof(PasswordMismatch), text["The current password is not right."]);

    public override IdentityError InvalidToken() =>
        Error(nameof(InvalidToken), text["This link has been used or is too old. Ask for a new one."]);

    public override IdentityError DuplicateEmail(string email) =>
        Error(nameof(DuplicateEmail), text["There is an account with this e-mail address already."]);

    public override IdentityError DuplicateUserName(string userName) =>
        Error(nameof(DuplicateUserName), text["There is an account with this e-mail address already."]);

    public override IdentityError InvalidEmail(string? email) => Error(nameof(InvalidEmail), text["This is not an e-mail address."]);

    public override IdentityError InvalidUserName(string? userName) =>
        Error(nameof(InvalidUserName), text["This is not an e-mail address."]);

    private static IdentityError Error(string code, string description) => new() { Code = code, Description = description };
}
