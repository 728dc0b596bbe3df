using CaseRegistry.Data;
using CaseRegistry.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Audit;

/// <summary>Who is behind the pseudonyms of the audit trail, for those who watch over it.</summary>
internal static class AuditNames
{
    private const string AccountPrefix = "account:";
    private const string ClientPrefix = "client:";

    public sealed record Name(string Text, string? Organisation);

    public static async Task<Dictionary<string, Name>> Of(
        AdministrationDbContext db,
        IReadOnlyCollection<AuditRow> rows,
        CancellationToken cancellationToken
    )
    {
        var accounts = Ids(rows, AccountPrefix);
        var clients = Ids(rows, ClientPrefix);
        var names = await db
            .Users.Where(a => accounts.Contains(a.Id))
            .Select(a => new
            {
                a.Id,
                a.DisplayName,
                a.Organisation,
            })
            .ToDictionaryAsync(a => $"{AccountPrefix}{a.Id:N}", a => new Name(a.DisplayName, a.Organisation), cancellationToken);
        foreach (
            var client in await db
                .ApiClients.Where(c => clients.Contains(c.Id))
                .Select(c => new { c.Id, c.Name })
                .ToListAsync(cancellationToken)
        )
        {
            names[$"{ClientPrefix}{client.Id:N}"] = new(client.Name, null);
        }

        return names;
    }

    /// <summary>The pseudonym of whom the filter names.</summary>
    public static async Task<string> ActorOf(AdministrationDbContext db, string typed, CancellationToken cancellationToken)
    {
        var address = typed.Trim().ToUpperInvariant();
        var id = await db.Users.Where(a => a.NormalizedEmail == address).Select(a => (Guid?)a.Id).SingleOrDefaultAsync(cancellationToken);
        return id is null ? typed.Trim() : $"{AccountPrefix}{id:N}";
    }

    // A row that names nobody, whoever wrote it, is shown as it is: it must not keep the others from being read.
    private static List<Guid> Ids(IEnumerable<AuditRow> rows, string prefix) =>
        [
            .. rows.Select(r => r.Actor)
                .Distinct()
                .Where(a => a.StartsWith(prefix, StringComparison.Ordinal))
                .Select(a => Guid.TryParse(a[prefix.Length..], out var id) ? id : Guid.Empty)
                .Where(id => id != Guid.Empty),
        ];
}
