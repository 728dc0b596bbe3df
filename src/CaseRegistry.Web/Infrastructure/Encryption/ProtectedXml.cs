using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace CaseRegistry.Web.Infrastructure.Encryption;

/// <summary>Encrypts the keys of Data Protection before they go into the database.</summary>
internal sealed class ProtectXml(KeyRing keys) : IXmlEncryptor
{
    internal const string Purpose = "DataProtectionKeys|Xml";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement) =>
        new(
            new XElement(
                "protectedKey",
                new XComment(" Protected with the key of this register. "),
                Convert.ToBase64String(
                    keys.Protect(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)), Purpose)
                )
            ),
            typeof(RevealXml)
        );
}

/// <summary>Made by Data Protection, from the name that stands in the stored key.</summary>
internal sealed class RevealXml : IXmlDecryptor
{
    private readonly KeyRing _keys;

    public RevealXml(IServiceProvider services) => _keys = services.GetRequiredService<KeyRing>();

    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(Encoding.UTF8.GetString(_keys.Unprotect(Convert.FromBase64String(encryptedElement.Value), ProtectXml.Purpose)));
}
