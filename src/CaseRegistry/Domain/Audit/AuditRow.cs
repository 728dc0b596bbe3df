using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CaseRegistry.Domain.Audit;

/// <summary>
/// Who did or saw what, of which case, when, with what outcome (NEN 7513). Rows are chained:
/// hash(n) = SHA-256(hash(n-1) | canonical row n), without gaps in the sequence. A row gets its place in the chain, its seal,
/// with the write itself or right after it (decision 0008).
/// </summary>
public sealed class AuditRow
{
    private AuditRow() { }

    /// <summary>Order of arrival, given by the database; may have gaps.</summary>
    public long Id { get; private set; }

    /// <summary>Place in the chain, from 1 on; null until the row is sealed.</summary>
    public long? Sequence { get; private set; }
    public byte[]? PreviousHash { get; private set; }
    public byte[]? Hash { get; private set; }
    public DateTimeOffset At { get; private set; }

    /// <summary>An account, an API client or the console; a pseudonym, never a name.</summary>
    public string Actor { get; private set; } = "";
    public string Roles { get; private set; } = "";

    /// <summary>The message that was sent, as <c>RegisterSignal</c>.</summary>
    public string Action { get; private set; } = "";

    /// <summary>The case, where the row is about one.</summary>
    public Guid? CaseId { get; private set; }
    public string? Region { get; private set; }

    /// <summary>done, denied, not_found or refused.</summary>
    public string Outcome { get; private set; } = "";

    /// <summary>Coded particulars, such as the cases a list showed; never content of a case.</summary>
    public string? Detail { get; private set; }
    public string? Origin { get; private set; }
    public string? RequestId { get; private set; }

    /// <summary>What a row says, before it has its place in the chain.</summary>
    public sealed record Entry(
        DateTimeOffset At,
        string Actor,
        string Roles,
        string Action,
        string Outcome,
        Guid? CaseId = null,
        string? Region = null,
        string? Detail = null,
        string? Origin = null,
        string? RequestId = null
    );

    /// <summary>A row that is not in the chain yet.</summary>
    public static AuditRow Of(Entry entry) =>
        new()
        {
            // The precision that both databases keep.
            At = new DateTimeOffset(entry.At.UtcTicks / 10 * 10, TimeSpan.Zero),
            Actor = entry.Actor,
            Roles = entry.Roles,
            Action = entry.Action,
            CaseId = entry.CaseId,
            Region = entry.Region,
            Outcome = entry.Outcome,
            Detail = entry.Detail,
            Origin = entry.Origin,
            RequestId = entry.RequestId,
        };

    internal void Seal(long sequence, byte[] previousHash)
    {
        (Sequence, PreviousHash) = (sequence, previousHash);
        Hash = ComputeHash();
    }

    /// <summary>SHA-256 over the previous hash and every field with its length, so that no two rows read the same.</summary>
    public byte[] ComputeHash()
    {
        var content = new ArrayBufferWriter<byte>(512);
        content.Write(PreviousHash ?? []);
        Add(content, Sequence?.ToString(CultureInfo.InvariantCulture));
        Add(content, At.UtcTicks.ToString(CultureInfo.InvariantCulture));
        Add(content, Actor);
        Add(content, Roles);
        Add(content, Action);
        Add(content, CaseId?.ToString());
        Add(content, Region);
        Add(content, Outcome);
        Add(content, Detail);
        Add(content, Origin);
        Add(content, RequestId);
        return SHA256.HashData(content.WrittenSpan);
    }

    private static void Add(ArrayBufferWriter<byte> content, string? field)
    {
        var length = Encoding.UTF8.GetByteCount(field ?? "");
        BinaryPrimitives.WriteInt32BigEndian(content.GetSpan(sizeof(int)), field is null ? -1 : length);
        content.Advance(sizeof(int));
        content.Advance(Encoding.UTF8.GetBytes(field, content.GetSpan(length)));
    }
}

/// <summary>The last link of the chain; one row, locked by whoever seals.</summary>
public sealed class AuditHead(int id, long sequence, byte[] hash)
{
    public const int OnlyId = 1;

    public int Id { get; private set; } = id;
    public long Sequence { get; private set; } = sequence;
    public byte[] Hash { get; private set; } = hash;

    /// <summary>What the chain begins with.</summary>
    public static AuditHead Start() => new(OnlyId, 0, new byte[32]);

    public AuditRow Append(AuditRow.Entry entry)
    {
        var row = AuditRow.Of(entry);
        Seal(row);
        return row;
    }

    /// <summary>Gives the row the next place in the chain.</summary>
    public void Seal(AuditRow row)
    {
        row.Seal(Sequence + 1, Hash);
        (Sequence, Hash) = (Sequence + 1, row.Hash!);
    }

    /// <summary>Goes back to a link whose successors were not written.</summary>
    public void Return(long sequence, byte[] hash) => (Sequence, Hash) = (sequence, hash);
}
