namespace CaseRegistry.Domain.Shared;

/// <summary>Identity or narrative of a person, readable only with the key of the case it belongs to (<see cref="Cases.CaseKey"/>).</summary>
/// <param name="Bytes">Format version (1 byte), nonce (12 bytes), authentication tag (16 bytes), ciphertext.</param>
public sealed record ProtectedText(byte[] Bytes)
{
    /// <summary>Never the content: this ends up in logs.</summary>
    public override string ToString() => "(protected)";
}
