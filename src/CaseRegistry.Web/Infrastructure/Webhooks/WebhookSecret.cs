using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CaseRegistry.Web.Infrastructure.Webhooks;

/// <summary>What a receiver and the register share, and what is signed with it.</summary>
public static class WebhookSecret
{
    public const string TimestampHeader = "X-Webhook-Timestamp";
    public const string SignatureHeader = "X-Webhook-Signature";
    public const string DeliveryHeader = "X-Webhook-Delivery";

    /// <summary>Begins the signature, so that another algorithm can get another word.</summary>
    public const string Version = "v1=";

    /// <summary>256 random bits.</summary>
    public static string Make() => "crw_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public static string TimestampOf(DateTimeOffset moment) => moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    public static string Sign(string secret, string timestamp, string body) =>
        Version
        + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}")));

    /// <summary>What the secret of a receiver is bound to in the database.</summary>
    public static string Purpose(Guid receiver) => $"WebhookReceivers|{receiver:N}|Secret";
}
