using System.Security.Claims;
using System.Security.Cryptography;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>
/// Sessions live in the database, so that they can be listed and ended; the cookie holds a random key only. Whoever signs in
/// or changes what a session may do gets a new key: one that was planted or seen before is worth nothing.
/// </summary>
internal sealed class SessionStore(
    IServiceScopeFactory scopes,
    Writer writer,
    KeyStore keys,
    IDataProtectionProvider protection,
    IOptions<SessionSettings> settings,
    TimeProvider clock
) : ITicketStore
{
    private const int KeyLength = 32;
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(90);

    public Task<string> StoreAsync(AuthenticationTicket ticket) => throw new NotSupportedException();

    public Task RenewAsync(string key, AuthenticationTicket ticket) => throw new NotSupportedException();

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => throw new NotSupportedException();

    public Task RemoveAsync(string key) => throw new NotSupportedException();

    /// <summary>A new session, or the locked one of the same person again.</summary>
    public async Task<string> StoreAsync(AuthenticationTicket ticket, HttpContext httpContext, CancellationToken cancellationToken)
    {
        var locked = httpContext.RequestServices.GetRequiredService<CurrentSession>().Locked;
        var key = NewKey();
        await Write(async db =>
        {
            var now = clock.GetUtcNow();
            var account = AccountOf(ticket);
            await db.Sessions.Where(s => s.ExpiresAt < now - KeptFor).ExecuteDeleteAsync(CancellationToken.None);
            var session = await db.Sessions.SingleOrDefaultAsync(s => s.Id == locked && s.AccountId == account, CancellationToken.None);
            if (session?.IsOpenAt(now) is true)
            {
                Confirm(session, key, ticket, httpContext, now);
                return 1;
            }

            return Begin(db, key, ticket, httpContext, now);
        });
        return key;
    }

    /// <summary>Signed in within a session: it goes on under a new key, unless it was somebody else's.</summary>
    public Task RenewAsync(string key, AuthenticationTicket ticket, HttpContext httpContext, CancellationToken cancellationToken)
    {
        var current = httpContext.RequestServices.GetRequiredService<CurrentSession>();
        var next = current.NewKey = NewKey();
        return Write(async db =>
        {
            var now = clock.GetUtcNow();
            var hash = Session.HashOf(key);
            var session = await db.Sessions.SingleOrDefaultAsync(s => s.KeyHash == hash, CancellationToken.None);
            if (session?.IsOpenAt(now) is true && session.AccountId == AccountOf(ticket))
            {
                // Signed in, not only refreshed; by an identity provider only where that says when the person was there.
                var person = ticket.Principal;
                if (
                    current.ShowsFactor
                    && (!person.HasClaim(c => c.Type == SingleSignOn.Issuer) || SingleSignOn.MomentOf(person) is not null)
                )
                {
                    Confirm(session, next, ticket, httpContext, now);
                }
                else
                {
                    session.Change(next, Protect(ticket, next), MethodsOf(ticket), now);
                }

                return 1;
            }

            session?.End(now);
            return Begin(db, next, ticket, httpContext, now);
        });
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key, HttpContext httpContext, CancellationToken cancellationToken)
    {
        var db = httpContext.RequestServices.GetRequiredService<AdministrationDbContext>();
        var hash = Session.HashOf(key);
        var session = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.KeyHash == hash, cancellationToken);
        var now = clock.GetUtcNow();
        if (
            session is null
            || !session.IsOpenAt(now)
            || Unprotect(session.Ticket, key) is not { } ticket
            || AccountOf(ticket) != session.AccountId
        )
        {
            return null;
        }

        if (settings.Value.BoundToBrowser && session.Browser != BrowserOf(httpContext))
        {
            await EndElsewhere(session, httpContext, now);
            return null;
        }

        var current = httpContext.RequestServices.GetRequiredService<CurrentSession>();
        if (session.LastSeenAt + settings.Value.Idle <= now || settings.Value.BoundToNetwork && !session.IsAt(NetworkOf(httpContext)))
        {
            current.Lock(session.Id, ticket.Principal, session.ExpiresAt);
            return null;
        }

        var seen = session.LastSeenAt;
        if (seen + SeenEvery <= now && httpContext.GetEndpoint()?.Metadata.GetMetadata<NoActivityAttribute>() is null)
        {
            seen = now;
            try
            {
                await Write(db =>
                    db.Sessions.Where(s => s.Id == session.Id && s.LastSeenAt < now)
                        .ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now), CancellationToken.None)
                );
            }
            catch (RegisterBusyException)
            {
                // The next request says it; nobody is turned away for it.
            }
        }

        current.Open(session.Id, ticket.Principal, seen + settings.Value.Idle, session.ExpiresAt, session.ConfirmedAt);
        return ticket;
    }

    public async Task RemoveAsync(string key, HttpContext httpContext, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var hash = Session.HashOf(key);
        var forms = new List<Guid>();
        await Write(async db =>
        {
            forms = await KeptForms.Remove(db.KeptForms.Where(f => db.Sessions.Any(s => s.Id == f.SessionId && s.KeyHash == hash)));
            return await db
                .Sessions.Where(s => s.KeyHash == hash && s.EndedAt == null)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(s => s.EndedAt, now).SetProperty(s => s.Ticket, Array.Empty<byte>()),
                    CancellationToken.None
                );
        });
        await keys.TryDestroy(forms);
    }

    private int Begin(AdministrationDbContext db, string key, AuthenticationTicket ticket, HttpContext http, DateTimeOffset now)
    {
        var session = Session.Start(
            AccountOf(ticket),
            key,
            Protect(ticket, key),
            MethodsOf(ticket),
            BrowserOf(http),
            now,
            settings.Value.Longest
        );
        Confirm(session, key, ticket, http, now);
        db.Sessions.Add(session);
        return 1;
    }

    /// <summary>Whoever was let in by an identity provider showed a factor when that says so, which may be hours ago.</summary>
    private void Confirm(Session session, string key, AuthenticationTicket ticket, HttpContext http, DateTimeOffset now)
    {
        var person = ticket.Principal;
        var shownAt = SingleSignOn.MomentOf(person) is { } moment && moment < now ? moment : now;
        session.Confirm(key, Protect(ticket, key), MethodsOf(ticket), NetworkOf(http), now, shownAt);
        if (person.FindFirstValue(SingleSignOn.Issuer) is { } issuer)
        {
            var providerSession = person.FindFirstValue(SingleSignOn.ProviderSession);
            session.ComesFrom(issuer, providerSession is null ? null : SingleSignOn.HashOf(issuer, providerSession));
        }
    }

    private static string BrowserOf(HttpContext http) => BrowserName.Of(http.Request.Headers.UserAgent.ToString());

    private static string? NetworkOf(HttpContext http) => Guesses.Network(http.Connection.RemoteIpAddress);

    /// <summary>Whoever holds its key sits at another browser: that is not its person.</summary>
    private async Task EndElsewhere(Session session, HttpContext http, DateTimeOffset now)
    {
        await using var scope = scopes.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        (actor.Action, actor.Origin, actor.RequestId) = (
            nameof(EndElsewhere),
            http.Connection.RemoteIpAddress?.ToString(),
            http.TraceIdentifier
        );
        actor.AuditDetail = $"account:{session.AccountId}";
        var db = scope.ServiceProvider.GetRequiredService<AdministrationDbContext>();
        await writer.Write(
            db,
            async () =>
            {
                var open = await db.Sessions.SingleOrDefaultAsync(s => s.Id == session.Id && s.EndedAt == null, CancellationToken.None);
                open?.End(now);
                if (open is not null)
                {
                    db.AccountNotices.Add(
                        new(open.AccountId, AccountNoticeKind.BrowserChanged, BrowserOf(http), NetworkOf(http) ?? "", now)
                    );
                }

                return open is not null;
            },
            CancellationToken.None
        );
    }

    // In a context of its own: what the request tracks stays as it is.
    private async Task<int> Write(Func<AdministrationDbContext, Task<int>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AdministrationDbContext>();
        return await writer.Write(db, () => work(db), CancellationToken.None);
    }

    private AuthenticationTicket? Unprotect(byte[] ticket, string key)
    {
        try
        {
            return TicketSerializer.Default.Deserialize(ProtectorOf(key).Unprotect(ticket));
        }
        catch (CryptographicException)
        {
            // Its key is gone, or somebody wrote the row: nobody is signed in by that.
            return null;
        }
    }

    private byte[] Protect(AuthenticationTicket ticket, string key) => ProtectorOf(key).Protect(TicketSerializer.Default.Serialize(ticket));

    // Bound to the key that the browser holds: put into another row, a ticket opens nothing.
    private IDataProtector ProtectorOf(string key) => protection.CreateProtector("Sessions", Convert.ToHexString(Session.HashOf(key)));

    private static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyLength));

    private static Guid AccountOf(AuthenticationTicket ticket) => Guid.Parse(ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier)!);

    private static string MethodsOf(AuthenticationTicket ticket) =>
        string.Join(' ', ticket.Principal.FindAll(SignInMethods.Claim).Select(c => c.Value).Distinct());
}

/// <summary>Writes the new key of a session into the cookie: the cookie handler itself only knows the old one.</summary>
internal sealed class SessionKeyFormat(ISecureDataFormat<AuthenticationTicket> inner, IHttpContextAccessor http)
    : ISecureDataFormat<AuthenticationTicket>
{
    public string Protect(AuthenticationTicket data) => inner.Protect(WithNewKey(data));

    public string Protect(AuthenticationTicket data, string? purpose) => inner.Protect(WithNewKey(data), purpose);

    public AuthenticationTicket? Unprotect(string? protectedText) => inner.Unprotect(protectedText);

    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) => inner.Unprotect(protectedText, purpose);

    private AuthenticationTicket WithNewKey(AuthenticationTicket ticket)
    {
        if (http.HttpContext?.RequestServices.GetRequiredService<CurrentSession>().NewKey is not { } key)
        {
            return ticket;
        }

        var old = ticket.Principal.Claims.Single();
        var identity = new ClaimsIdentity([new Claim(old.Type, key, old.ValueType, old.Issuer)], ticket.AuthenticationScheme);
        return new(new ClaimsPrincipal(identity), ticket.Properties, ticket.AuthenticationScheme);
    }
}

/// <summary>Enough of a browser's name for its owner to recognise it, and no more: not a fingerprint.</summary>
internal static class BrowserName
{
    // In this order: most browsers claim to be others too.
    private static readonly (string Sign, string Name)[] Browsers =
    [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    private static readonly (string Sign, string Name)[] Systems =
    [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];

    public static string Of(string userAgent) =>
        string.Join(", ", new[] { Name(Browsers, userAgent), Name(Systems, userAgent) }.Where(n => n is not null));

    private static string? Name((string Sign, string Name)[] names, string userAgent) =>
        names.Where(n => userAgent.Contains(n.Sign, StringComparison.Ordinal)).Select(n => n.Name).FirstOrDefault();
}
