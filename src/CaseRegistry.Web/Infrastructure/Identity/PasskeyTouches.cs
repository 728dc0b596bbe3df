using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>
/// Checks what a browser answers to a challenge for a passkey. The challenge waits in a cookie of that browser, so that whoever
/// holds cookie and answer could send them again: each answer is good once (WebAuthn level 3, 13.4.3).
/// </summary>
internal sealed class PasskeyTouches(
    SignInManager<Account> signIn,
    IServiceScopeFactory scopes,
    Writer writer,
    CurrentActor actor,
    TimeProvider clock
)
{
    /// <returns>What the answer proves; null when no challenge was given, it is too old, or was answered before.</returns>
    public async Task<PasskeyAssertionResult<Account>?> Check(string credential)
    {
        try
        {
            var challenge = ChallengeOf(credential);
            var shown = await signIn.PerformPasskeyAssertionAsync(credential);
            return !shown.Succeeded || await IsFirst(challenge) ? shown : null;
        }
        catch (Exception refused) when (refused is InvalidOperationException or JsonException or FormatException)
        {
            return null;
        }
    }

    private async Task<bool> IsFirst(string challenge)
    {
        var once = $"passkey:{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(challenge)))}";
        // In a context of its own: what the request tracks stays as it is.
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AdministrationDbContext>();
        try
        {
            return await writer.Write(
                db,
                async () =>
                {
                    var answered = db.Set<IdempotentRequest>();
                    if (await answered.AnyAsync(r => r.Actor == CurrentActor.Nobody && r.Key == once))
                    {
                        return false;
                    }

                    answered.Add(new(CurrentActor.Nobody, once, actor.Action, [], [], clock.GetUtcNow()));
                    return true;
                },
                CancellationToken.None
            );
        }
        catch (DbUpdateException)
        {
            // Of two at the same moment the other one was first.
            return false;
        }
    }

    // Read as Identity reads it; what stands there twice, however it is spelt, could be one thing to it and another one here.
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false };

    private sealed record Credential(Response? Response);

    private sealed record Response(string? ClientDataJson);

    private sealed record ClientData(string? Challenge);

    private static string ChallengeOf(string credential) =>
        JsonSerializer.Deserialize<Credential>(credential, Strict)?.Response?.ClientDataJson is { } said
        && JsonSerializer.Deserialize<ClientData>(Base64Url.DecodeFromChars(said), Strict)?.Challenge is { } challenge
            ? challenge
            : throw new JsonException();
}
