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
    KeyRing keys,
    CurrentSession session,
    IAntiforgery antiforgery,
    TimeProvider clock
)
{
    public const string ConfirmPage = "/account/confirm";
    public const string ResumePage = "/account/resume";
    private const int Longest = 1 << 20;

    /// <param name="Action">Where the form goes.</param>
    /// <param name="Fields">What was filled in.</param>
    public sealed record Form(string Action, IReadOnlyList<KeyValuePair<string, string>> Fields);

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

    public async Task<Form?> Find(CancellationToken cancellationToken)
    {
        if (await db.KeptForms.AsNoTracking().SingleOrDefaultAsync(f => f.SessionId == session.Id, cancellationToken) is not { } kept)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<Form>(keys.Unprotect(kept.Content, Purpose(kept.SessionId)));
        }
        catch (CryptographicException)
        {
            // Its key is gone, or somebody wrote the row.
            return null;
        }
    }

    /// <summary>Forms about a case that is erased, and those that cannot be read, are kept no longer.</summary>
    public static async Task Forget(DbContext db, KeyRing keys, CaseId id, CancellationToken cancellationToken)
    {
        foreach (var kept in await db.Set<KeptForm>().ToListAsync(cancellationToken))
        {
            try
            {
                var form = JsonSerializer.Deserialize<Form>(keys.Unprotect(kept.Content, Purpose(kept.SessionId)))!;
                var words = form.Fields.Select(f => f.Value).Prepend(form.Action);
                if (!words.Any(w => w.Contains(id.ToString(), StringComparison.OrdinalIgnoreCase)))
                {
                    continue;
                }
            }
            catch (CryptographicException)
            {
                // Nobody gets it back.
            }

            db.Remove(kept);
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
            where field.Key is not ("__RequestVerificationToken" or FeatureController.IdempotencyField)
            where !field.Key.Contains("Password", StringComparison.OrdinalIgnoreCase)
            from value in field.Value
            select KeyValuePair.Create(field.Key, value ?? "");
        var content = JsonSerializer.SerializeToUtf8Bytes(new Form(http.Request.GetEncodedPathAndQuery(), [.. fields]));
        if (content.Length > Longest)
        {
            return false;
        }

        await writer.Write(
            db,
            async () =>
            {
                await db.KeptForms.Where(f => f.SessionId == id).ExecuteDeleteAsync();
                return db.KeptForms.Add(new(id, keys.Protect(content, Purpose(id)), clock.GetUtcNow()));
            },
            CancellationToken.None,
            repeatable: false
        );
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
