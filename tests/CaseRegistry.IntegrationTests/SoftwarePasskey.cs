using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.IntegrationTests;

/// <summary>An authenticator of WebAuthn in a few lines: makes a passkey and signs with it, as a browser would hand it over.</summary>
public sealed class SoftwarePasskey : IDisposable
{
    private const byte Present = 0x01;
    private const byte Verified = 0x04;
    private const byte HasKey = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);
    private readonly string _user;
    private uint _count;

    private SoftwarePasskey(string user) => _user = user;

    public string Id => Base64Url.EncodeToString(_id);

    /// <summary>Where the browser believes to be.</summary>
    public string Origin { get; set; } = "https://localhost";

    /// <summary>Whether the person showed a finger or a pin.</summary>
    public bool VerifiesUser { get; set; } = true;

    /// <summary>Whether it counts its touches. Those that are kept in several places at once do not.</summary>
    public bool Counts { get; set; } = true;

    public static SoftwarePasskey Make(Guid account) => new(account.ToString());

    /// <summary>As the register keeps it.</summary>
    public UserPasskeyInfo Stored =>
        new(_id, PublicKey, TimeProvider.System.GetUtcNow(), 0, [], true, false, false, [], []) { Name = "Software" };

    /// <summary>The answer to the options of a sign-in.</summary>
    public string Assertion(string options)
    {
        using var asked = JsonDocument.Parse(options);
        var client = ClientData("webauthn.get", asked.RootElement.GetProperty("challenge").GetString()!);
        var data = AuthenticatorData(asked.RootElement.GetProperty("rpId").GetString()!, 0, []);
        var signature = _key.SignData(
            [.. data, .. SHA256.HashData(client)],
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );
        return Credential(
            new
            {
                authenticatorData = Base64Url.EncodeToString(data),
                clientDataJSON = Base64Url.EncodeToString(client),
                signature = Base64Url.EncodeToString(signature),
                userHandle = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(_user)),
            }
        );
    }

    /// <summary>The answer to the options of a registration.</summary>
    public string Attestation(string options)
    {
        using var asked = JsonDocument.Parse(options);
        var client = ClientData("webauthn.create", asked.RootElement.GetProperty("challenge").GetString()!);
        byte[] key = [.. new byte[16], 0, (byte)_id.Length, .. _id, .. PublicKey];
        var data = AuthenticatorData(asked.RootElement.GetProperty("rp").GetProperty("id").GetString()!, HasKey, key);
        // CBOR: { "fmt": "none", "attStmt": {}, "authData": bytes }
        byte[] attestation =
        [
            0xA3,
            .. Text("fmt"),
            .. Text("none"),
            .. Text("attStmt"),
            0xA0,
            .. Text("authData"),
            0x58,
            (byte)data.Length,
            .. data,
        ];
        return Credential(
            new
            {
                clientDataJSON = Base64Url.EncodeToString(client),
                attestationObject = Base64Url.EncodeToString(attestation),
                transports = new[] { "internal" },
            }
        );
    }

    public void Dispose() => _key.Dispose();

    // COSE: { 1: EC2, 3: ES256, -1: P-256, -2: x, -3: y }
    private byte[] PublicKey
    {
        get
        {
            var point = _key.ExportParameters(false).Q;
            return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        }
    }

    private static byte[] Text(string text) => [(byte)(0x60 + text.Length), .. Encoding.UTF8.GetBytes(text)];

    private byte[] ClientData(string type, string challenge) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                type,
                challenge,
                origin = Origin,
                crossOrigin = false,
            }
        );

    private byte[] AuthenticatorData(string domain, byte flags, byte[] key)
    {
        var count = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(count, Counts ? ++_count : 0);
        return
        [
            .. SHA256.HashData(Encoding.UTF8.GetBytes(domain)),
            (byte)(flags | Present | (VerifiesUser ? Verified : 0)),
            .. count,
            .. key,
        ];
    }

    private string Credential(object response) =>
        JsonSerializer.Serialize(
            new
            {
                id = Id,
                rawId = Id,
                type = "public-key",
                response,
                clientExtensionResults = new { },
                authenticatorAttachment = "platform",
            }
        );
}

/// <summary>What the script of the pages does with a passkey.</summary>
public static class PasskeySteps
{
    public static async Task<HttpResponseMessage> Touch(
        this HttpClient client,
        SoftwarePasskey passkey,
        string page = "/account/sign-in",
        string action = "/sign-in/passkey"
    )
    {
        var options = await client.Options(page, action);
        return await client.SubmitForm(page, action, ("Credential", passkey.Assertion(options)));
    }

    public static async Task<HttpResponseMessage> Add(this HttpClient client, SoftwarePasskey passkey, string name = "Telefoon")
    {
        var options = await client.Options("/account/passkeys", "/account/passkeys");
        var page = await client.Page("/account/passkeys");
        var form = page.QuerySelector("form[data-passkey=create]")!;
        return await client.Send(form, "/account/passkeys", ("Credential", passkey.Attestation(options)), ("PasskeyName", name));
    }

    /// <summary>Asks for the options with the token of the form.</summary>
    private static async Task<string> Options(this HttpClient client, string url, string action)
    {
        var form = (await client.Page(url)).QuerySelector($"form[data-passkey][action$='{action}']")!;
        var answer = await client.Send(form, form.GetAttribute("data-options")!);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        return await answer.Content.ReadAsStringAsync();
    }

    public static Task<HttpResponseMessage> Send(
        this HttpClient client,
        AngleSharp.Dom.IElement form,
        string url,
        params (string Name, string Value)[] fields
    )
    {
        var answers = form.QuerySelectorAll("input[type=hidden][name]")
            .Select(f => KeyValuePair.Create(f.GetAttribute("name")!, f.GetAttribute("value") ?? ""))
            .Where(f => fields.All(own => own.Name != f.Key))
            .Concat(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return client.PostAsync(new Uri(url, UriKind.RelativeOrAbsolute), new FormUrlEncodedContent(answers));
    }
}
