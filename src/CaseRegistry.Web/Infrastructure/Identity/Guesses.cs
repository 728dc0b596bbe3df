using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>
/// Wrong passwords and codes are counted per account and place: whoever guesses locks out the own place, never the owner of the
/// account. A browser that signed in before is a place of its own (OWASP: device cookies), whatever strangers do at its address.
/// Guesses from many addresses slow each other down. Passkeys cannot be guessed and are not counted.
/// </summary>
/// <remarks>An address without an account costs as much as one with: nobody learns from the time it takes whether there is one.</remarks>
internal sealed class Guesses(
    AdministrationDbContext db,
    Writer writer,
    Devices devices,
    KeyRing keys,
    IHttpContextAccessor http,
    TimeProvider clock
)
{
    private const int MostFromOnePlace = 5;
    private const int MostFromStrangers = 20;
    private const int Ipv6NetworkBytes = 8;
    private static readonly TimeSpan SlowPace = TimeSpan.FromMinutes(1);

    /// <summary>Takes a try, which counts as wrong until it is known to be right: many at once get no more tries than one after another.</summary>
    /// <returns>False when this place, or all strangers together, tried too often.</returns>
    public Task<bool> MayTry(Account account) => MayTry(account.Id);

    /// <param name="subject">Id of an account, or of an address that has none.</param>
    public async Task<bool> MayTry(Guid subject)
    {
        try
        {
            return await writer.Write(db, () => Take(subject), CancellationToken.None, repeatable: false);
        }
        catch (DbUpdateException)
        {
            // Of two at once from one place one is too early.
            db.ChangeTracker.Clear();
            return false;
        }
    }

    /// <summary>Under which guesses at an address without an account are counted: not readable, and of no account.</summary>
    public Guid IdOf(string email) => new(keys.Tag(Encoding.UTF8.GetBytes($"guesses|{email.ToUpperInvariant()}")).AsSpan(0, 16));

    /// <summary>This try was right, but more is asked: what was wrong before still counts.</summary>
    public Task TakeBack(Account account)
    {
        var place = PlaceOf(account.Id);
        return writer.Write(
            db,
            async () =>
            {
                await Tally(account.Id, SignInFailures.SinceSignIn, -1);
                await Tally(account.Id, SignInFailures.Halfway, 1);
                return await db
                    .SignInFailures.Where(f => f.AccountId == account.Id && f.Place == place)
                    .ExecuteUpdateAsync(set =>
                        set.SetProperty(f => f.Count, f => f.Count - 1).SetProperty(f => f.LockedUntil, (DateTimeOffset?)null)
                    );
            },
            CancellationToken.None,
            repeatable: false
        );
    }

    /// <summary>The owner is here: what was wrong before was no guess.</summary>
    public Task WasRight(Account account)
    {
        var place = PlaceOf(account.Id);
        return writer.Write(
            db,
            async () =>
            {
                await Tally(account.Id, SignInFailures.SinceSignIn, -1);
                return await db.SignInFailures.Where(f => f.AccountId == account.Id && f.Place == place).ExecuteDeleteAsync();
            },
            CancellationToken.None
        );
    }

    private async Task<bool> Take(Guid account)
    {
        var now = clock.GetUtcNow();
        var since = now - SignInFailures.Lockout;
        await db
            .SignInFailures.Where(f =>
                f.AccountId == account && f.LastAt <= since && f.Place != SignInFailures.SinceSignIn && f.Place != SignInFailures.Halfway
            )
            .ExecuteDeleteAsync();
        var recent = await db
            .SignInFailures.Where(f => f.AccountId == account && f.Place != SignInFailures.SinceSignIn && f.Place != SignInFailures.Halfway)
            .ToListAsync();
        var place = PlaceOf(account);
        var own = recent.Find(f => f.Place == place);
        var strangers = recent.Where(f => !Devices.IsDevice(f.Place)).ToList();
        var isHurried =
            !Devices.IsDevice(place) && strangers.Sum(f => f.Count) >= MostFromStrangers && strangers.Max(f => f.LastAt) + SlowPace > now;
        if (own?.LockedUntil > now || isHurried)
        {
            return false;
        }

        if (own is null)
        {
            own = new SignInFailures(account, place);
            db.SignInFailures.Add(own);
        }

        own.Add(now, MostFromOnePlace);
        await Tally(account, SignInFailures.SinceSignIn, 1);
        return true;
    }

    // In one statement: of two places at once neither is refused for it.
    private async Task Tally(Guid account, string tally, int by)
    {
        var now = clock.GetUtcNow();
        var known = await db
            .SignInFailures.Where(f => f.AccountId == account && f.Place == tally)
            .ExecuteUpdateAsync(set => set.SetProperty(f => f.Count, f => f.Count + by).SetProperty(f => f.LastAt, now));
        if (known == 0 && by > 0)
        {
            db.SignInFailures.Add(SignInFailures.First(account, tally, now));
        }
    }

    /// <summary>Enough of an address to tell that somebody is elsewhere, and not where.</summary>
    internal static string? Network(IPAddress? address)
    {
        if (address is null)
        {
            return null;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = plain.GetAddressBytes();
        return plain.AddressFamily == AddressFamily.InterNetworkV6
            ? $"{Convert.ToHexStringLower(bytes[..2])}:{Convert.ToHexStringLower(bytes[2..4])}::/32"
            : string.Create(CultureInfo.InvariantCulture, $"{bytes[0]}.{bytes[1]}.0.0/16");
    }

    private string PlaceOf(Guid account) => devices.Known(account) ?? Address(http.HttpContext?.Connection.RemoteIpAddress);

    // Whoever has one address of version 6 has a whole network of them.
    internal static string Address(IPAddress? address) =>
        address switch
        {
            null => "unknown",
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
            { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexStringLower(address.GetAddressBytes()[..Ipv6NetworkBytes]),
            _ => address.ToString(),
        };
}

/// <summary>
/// Browsers in which an account signed in with everything that is asked: a protected cookie that opens nothing and only tells
/// the browsers of the owner from those of strangers.
/// </summary>
internal sealed class Devices(IDataProtectionProvider protection, IHttpContextAccessor http, IHostEnvironment environment)
{
    private const string Prefix = "device:";
    private const int MostAccounts = 8;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(180);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Devices").ToTimeLimitedDataProtector();

    // The prefix __Host- needs https, which only a development machine may do without.
    private string CookieName => environment.IsDevelopment() ? "device" : "__Host-device";

    public static bool IsDevice(string place) => place.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The name of this browser, if the account signed in here before.</summary>
    public string? Known(Guid account) =>
        Read() is [var device, .. var accounts] && accounts.Contains($"{account:N}") ? $"{Prefix}{device}" : null;

    public void Remember(Guid account)
    {
        var known = Read();
        var device = known is [var id, ..] ? id : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var accounts = known.Skip(1).Prepend($"{account:N}").Distinct().Take(MostAccounts);
        http.HttpContext!.Response.Cookies.Append(
            CookieName,
            _protector.Protect(string.Join(' ', accounts.Prepend(device)), Lifetime),
            new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                MaxAge = Lifetime,
                Path = "/",
                SameSite = SameSiteMode.Strict,
                Secure = !environment.IsDevelopment(),
            }
        );
    }

    private string[] Read()
    {
        if (http.HttpContext?.Request.Cookies[CookieName] is not { Length: > 0 } cookie)
        {
            return [];
        }

        try
        {
            return _protector.Unprotect(cookie).Split(' ');
        }
        catch (CryptographicException)
        {
            return [];
        }
    }
}
