using System.Security.Cryptography;
using System.Text;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <param name="Account">To whom the link was given.</param>
/// <param name="Token">Of the link.</param>
/// <param name="Code">What belongs to the link, once it was shown and right.</param>
internal sealed record Invitation(Guid Account, string Token, string? Code = null);

/// <summary>
/// What a one-time link brought, from its first use on: a protected cookie for half an hour, so that the token stands in no
/// address, history or page. Somebody comes with it from a mail or another site: it is Lax.
/// </summary>
internal sealed class InvitationCookie(IDataProtectionProvider protection, IHttpContextAccessor http, IHostEnvironment environment)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Invitation").ToTimeLimitedDataProtector();

    // The prefix __Host- needs https, which only a development machine may do without.
    private string Name => environment.IsDevelopment() ? "invitation" : "__Host-invitation";

    public Invitation? Read()
    {
        try
        {
            return
                http.HttpContext?.Request.Cookies[Name] is { Length: > 0 } cookie
                && _protector.Unprotect(cookie).Split(' ') is [var account, var token, var code]
                ? new(Guid.Parse(account), token, code.Length > 0 ? code : null)
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public void Keep(Invitation invitation) =>
        http.HttpContext?.Response.Cookies.Append(
            Name,
            _protector.Protect($"{invitation.Account:N} {invitation.Token} {invitation.Code}", Lifetime),
            Options(Lifetime)
        );

    public void Drop() => http.HttpContext?.Response.Cookies.Delete(Name, Options(null));

    private CookieOptions Options(TimeSpan? lifetime) =>
        new()
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = lifetime,
            Path = "/",
            SameSite = SameSiteMode.Lax,
            Secure = !environment.IsDevelopment(),
        };
}

/// <summary>One-time links that can still be used.</summary>
internal sealed class InvitationLinks(UserManager<Account> accounts, TimeProvider clock)
{
    /// <returns>Whose link it is; null when it is used, too old or made up.</returns>
    public async Task<Account?> Find(Guid account, string? token) =>
        await accounts.FindByIdAsync(account.ToString()) is { } found
        && found.MayAct(clock.GetUtcNow())
        && await accounts.VerifyUserTokenAsync(
            found,
            accounts.Options.Tokens.PasswordResetTokenProvider,
            UserManager<Account>.ResetPasswordTokenPurpose,
            token ?? ""
        )
            ? found
            : null;
}

/// <summary>
/// Of a link that two administrators agreed on, one of them holds a code: it opens nothing without. The link that the operator
/// prints has none.
/// </summary>
internal sealed class InvitationCodes(AdministrationDbContext db, Writer writer, KeyRing keys)
{
    private const int Length = 8;

    /// <summary>Without 0, 1, 8 and 9, that are taken for letters.</summary>
    private const string Signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A link comes of the request: whoever asked gets its code to see.</summary>
    public void Give(AccountRequest request, Guid account) =>
        request.GiveCode(account, keys.Protect(Encoding.ASCII.GetBytes(RandomNumberGenerator.GetString(Signs, Length)), Purpose(request)));

    /// <summary>What this administrator asked for, that became a link, and whose code was not used yet.</summary>
    public IQueryable<AccountRequest> OfLinksAskedBy(Guid? administrator, DateTimeOffset now)
    {
        var oldest = now - IdentitySettings.LinkLifetime;
        return db.AccountRequests.AsNoTracking().Where(r => r.RequestedBy == administrator && r.Code != null && r.ApprovedAt > oldest);
    }

    public string? Reveal(AccountRequest request) =>
        request.Code is { } code ? Encoding.ASCII.GetString(keys.Unprotect(code, Purpose(request))) : null;

    /// <summary>Whether the newest link of this account came with a code that was not used yet.</summary>
    public async Task<bool> AreAsked(Guid account) => await Newest(account) is not null;

    /// <summary>Whether it is the right one, or none is asked.</summary>
    public async Task<bool> AreMet(Guid account, string? code) =>
        await Newest(account) is not { } request
        || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(code ?? ""), Encoding.UTF8.GetBytes(Reveal(request)!));

    /// <summary>The link has done its work.</summary>
    public Task Use(Guid account) =>
        writer.Write(
            db,
            async () =>
            {
                var requests = await db.AccountRequests.Where(r => r.AccountId == account && r.Code != null).ToListAsync();
                requests.ForEach(r => r.UseCode());
                return requests.Count;
            },
            CancellationToken.None,
            repeatable: false
        );

    /// <summary>As somebody types it who read it from a paper.</summary>
    public static string Plain(string code) => code.Replace(" ", "", StringComparison.Ordinal).Trim().ToUpperInvariant();

    private Task<AccountRequest?> Newest(Guid account) =>
        db
            .AccountRequests.AsNoTracking()
            .Where(r => r.AccountId == account && r.Code != null)
            .OrderByDescending(r => r.ApprovedAt)
            .FirstOrDefaultAsync();

    private static string Purpose(AccountRequest request) => $"AccountRequests|{request.Id:N}|Code";
}
