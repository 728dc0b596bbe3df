using System.Data.Common;
using CaseRegistry.Domain.Audit;

namespace CaseRegistry.Data;

/// <summary>
/// Where a new audit row gets its place in the chain. With one writer for the whole database (SQLite) at once, from the head
/// that the writer keeps during its turn; otherwise rows wait for the sealing job, so that writers do not wait for each other.
/// </summary>
public sealed class AuditChain(bool hasOneWriter)
{
    private DbConnection? _connection;
    private AuditHead? _head;

    public bool HasOneWriter => hasOneWriter;

    /// <summary>Rows were committed that have no place in the chain yet.</summary>
    public event Action? Unsealed;

    public void AnnounceUnsealed() => Unsealed?.Invoke();

    /// <summary>The writer has begun a transaction on its connection and read the head in it; null, null: it has ended.</summary>
    public void Keep(DbConnection? connection, AuditHead? head) => (_connection, _head) = (connection, head);

    /// <exception cref="InvalidOperationException">Something writes beside the one writer.</exception>
    internal AuditRow RowOf(AuditRow.Entry entry, DbConnection connection) =>
        !hasOneWriter ? AuditRow.Of(entry)
        : ReferenceEquals(connection, _connection) ? _head!.Append(entry)
        : throw new InvalidOperationException("Writes go through the writer, which keeps the audit chain.");
}
