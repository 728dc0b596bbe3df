using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>Forms that come too late or too early are kept for their sender: nothing typed is lost, with or without JavaScript.</summary>
internal sealed class KeptForms(
    AdministrationDbContext db,
    Writer writer,
    KeyStore store,
    KeyPool pool,
    CurrentSession session,
    IAntiforgery antiforgery,
    TimeProvider clock,
    ILogger<KeptForms> log
)
{
    public const string ConfirmPage = "/account/confirm";
    public const string ResumePage = "/account/resume";

    /// <summary>Field of a form that was kept and is sent now; names its key.</summary>
    public const string ResumedField = "__resumed";

    private const int Longest = 1 << 20;

    /// <param name="Action">Where the form goes.</param>
    /// <param name="Fields">What was filled in.</param>
    public sealed record Form(string Action, IReadOnlyList<KeyValuePair<string, string>> Fields);

    /// <summary>What is kept for the sender.</summary>
    public sealed record Found(Guid Key, Form Form);

    /// <summary>Where a request is sent that needs a factor first; what it carried is there again afterwards.</summary>
    public async Task<string> AddressToConfirm(HttpContext http)
    {
        var request = http.Request;
        var back =
            HttpMethods.IsGet(request.Method) ? request.GetEncodedPathAndQuery()
            : await Keep(http) ? $"{request.PathBase}{ResumePage}"
            : $"{request.PathBase}/";
        return $"{request.PathBase}{ConfirmPage}?returnUrl={Uri.EscapeDataString(back)}";
    }

    /// <summary>Whoever has a locked session opens it with one factor; others sign in.</summary>
    public static async Task RedirectToSignIn(RedirectContext<CookieAuthenticationOptions> context)
    {
        var services = context.HttpContext.RequestServices;
        context.Response.Redirect(
            services.GetRequiredService<CurrentSession>().Locked is null
                ? context.RedirectUri
                : await services.GetRequiredService<KeptForms>().AddressToConfirm(context.HttpContext)
        );
    }

    public async Task<Found?> Find(CancellationToken cancellationToken)
    {
        if (await db.KeptForms.AsNoTracking().SingleOrDefaultAsync(f => f.SessionId == session.Id, cancellationToken) is not { } kept)
        {
            return null;
        }

        return await Read(store, kept) is { } form ? new(kept.KeyId, form) : null;
    }

    /// <summary>The form that was kept has come: what became of it is said by then, whatever happens here.</summary>
    public async Task Sent(string? key)
    {
        if (session.Id is not { } id || !Guid.TryParse(key, out var keyId))
        {
            return;
        }

        try
        {
            var sent = db.KeptForms.Where(f => f.SessionId == id && f.KeyId == keyId);
            await store.TryDestroy(await writer.Write(db, () => Remove(sent), CancellationToken.None));
        }
        catch (Exception busy) when (busy is RegisterBusyException or System.Data.Common.DbException)
        {
            log.LogWarning(busy, "A form that was kept has come, and goes with its time.");
        }
    }

    /// <summary>Lets go of forms.</summary>
    /// <returns>Their keys, to be destroyed when that is saved.</returns>
    public static async Task<List<Guid>> Remove(IQueryable<KeptForm> forms, CancellationToken cancellationToken = default)
    {
        var keys = await forms.Select(f => f.KeyId).ToListAsync(cancellationToken);
        await forms.ExecuteDeleteAsync(cancellationToken);
        return keys;
    }

    /// <summary>Forms of before a moment are kept no longer.</summary>
    public static async Task Forget(DbContext db, CaseKeys keys, DateTimeOffset before, CancellationToken cancellationToken) =>
        (await Remove(db.Set<KeptForm>().Where(f => f.KeptAt < before), cancellationToken)).ForEach(keys.Spend);

    /// <summary>Forms about a case that is erased, and those that cannot be read, are kept no longer.</summary>
    public static async Task Forget(DbContext db, KeyStore store, CaseKeys keys, CaseId id, CancellationToken cancellationToken)
    {
        foreach (var kept in await db.Set<KeptForm>().ToListAsync(cancellationToken))
        {
            if (
                await Read(store, kept) is not { } form
                || form.Fields.Select(f => f.Value)
                    .Prepend(form.Action)
                    .Any(w => w.Contains(id.ToString(), StringComparison.OrdinalIgnoreCase))
            )
            {
                keys.Spend(kept.KeyId);
                db.Remove(kept);
            }
        }
    }

    private static async Task<Form?> Read(KeyStore store, KeptForm kept)
    {
        try
        {
            return JsonSerializer.Deserialize<Form>(Sealed.Open(await store.Open(kept.KeyId), kept.Content, Purpose(kept.SessionId)));
        }
        catch (Exception gone) when (gone is CryptographicException or InvalidOperationException)
        {
            // Its key is gone, or somebody wrote the row: nobody gets it back.
            return null;
        }
    }

    private async Task<bool> Keep(HttpContext http)
    {
        // What a page sends by itself it sends again by itself.
        if (
            (session.Id ?? session.Locked) is not { } id
            || !http.Request.HasFormContentType
            || http.Request.WantsJson()
            || !await IsOwn(http)
        )
        {
            return false;
        }

        var fields =
            from field in await http.Request.ReadFormAsync()
            where field.Key is not ("__RequestVerificationToken" or FeatureController.IdempotencyField or ResumedField)
            where !field.Key.Contains("Password", StringComparison.OrdinalIgnoreCase)
            from value in field.Value
            select KeyValuePair.Create(field.Key, value ?? "");
        var content = JsonSerializer.SerializeToUtf8Bytes(new Form(http.Request.GetEncodedPathAndQuery(), [.. fields]));
        if (content.Length > Longest)
        {
            return false;
        }

        var key = await pool.Take();
        var earlier = await writer.Write(
            db,
            async () =>
            {
                var keys = await Remove(db.KeptForms.Where(f => f.SessionId == id));
                db.KeptForms.Add(new(id, key.Id, Sealed.Seal(key.Key, content, Purpose(id)), clock.GetUtcNow()));
                return keys;
            },
            CancellationToken.None,
            repeatable: false
        );
        await store.TryDestroy(earlier);
        return true;
    }

    // Another site must not put a form into the hands of somebody who is about to confirm.
    private async Task<bool> IsOwn(HttpContext http)
    {
        var present = http.User;
        http.User = session.Person ?? present;
        try
        {
            return await antiforgery.IsRequestValidAsync(http);
        }
        finally
        {
            http.User = present;
        }
    }

    private static string Purpose(Guid session) => $"KeptForms|{session:N}";
}

internal static class RequestExtensions
{
    /// <summary>A script asks, not a person.</summary>
    public static bool WantsJson(this HttpRequest request) =>
        request.Headers.Accept.ToString().StartsWith("application/json", StringComparison.OrdinalIgnoreCase);
}
