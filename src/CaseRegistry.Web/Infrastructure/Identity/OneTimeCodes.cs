using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>
/// Codes of an authenticator app (RFC 6238), each of which works once and only in its own 30 seconds. Identity's own
/// provider takes the codes of five steps, as often as one likes (ASVS 6.5.1 and 6.5.5 ask for this one).
/// </summary>
internal sealed class OneTimeCodes(AdministrationDbContext db, Writer writer, TimeProvider clock) : AuthenticatorTokenProvider<Account>
{
    private const int SecondsOfStep = 30;
    private const int Codes = 1_000_000;

    public override async Task<bool> ValidateAsync(string purpose, string token, UserManager<Account> manager, Account user)
    {
        if (await manager.GetAuthenticatorKeyAsync(user) is not { Length: > 0 } key)
        {
            return false;
        }

        var step = clock.GetUtcNow().ToUnixTimeSeconds() / SecondsOfStep;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(CodeAt(step, key)), Encoding.UTF8.GetBytes(token))
            && await Claim(user.Id, step);
    }

    // Of two at once one finds the step taken.
    private async Task<bool> Claim(Guid account, long step) =>
        await writer.Write(
            db,
            () =>
                db
                    .Users.Where(a => a.Id == account && (a.LastTimeStep == null || a.LastTimeStep < step))
                    .ExecuteUpdateAsync(set => set.SetProperty(a => a.LastTimeStep, step)),
            CancellationToken.None,
            repeatable: false
        ) == 1;

    // SHA-1 is what all apps speak; its weakness, collisions, is of no use against an HMAC.
#pragma warning disable CA5350
    private static string CodeAt(long step, string key)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(Base32.Bytes(key), counter, hash);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xf)..]) & int.MaxValue;
        return (number % Codes).ToString("D6", CultureInfo.InvariantCulture);
    }
#pragma warning restore CA5350
}

/// <summary>Base32 of RFC 4648, in which authenticator keys are written.</summary>
internal static class Base32
{
    private const string Signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int BitsOfSign = 5;

    public static byte[] Bytes(string text)
    {
        var signs = text.TrimEnd('=').ToUpperInvariant();
        var bytes = new byte[signs.Length * BitsOfSign / 8];
        var (bits, buffer, at) = (0, 0, 0);
        foreach (var sign in signs)
        {
            var value = Signs.IndexOf(sign, StringComparison.Ordinal);
            buffer = (buffer << BitsOfSign | (value >= 0 ? value : throw new FormatException("This is not Base32."))) & 0xffff;
            bits += BitsOfSign;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[at++] = (byte)(buffer >> bits);
            }
        }

        return bytes;
    }
}
