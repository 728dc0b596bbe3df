using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.OwnTables;

/// <summary>Whose table is whose: one that is not there for somebody reads as one that is not there.</summary>
internal static class SeenOwnTables
{
    /// <summary>One's own, and those that others share.</summary>
    public static IQueryable<OwnTable> SeenBy(this IQueryable<OwnTable> tables, CurrentActor actor) =>
        tables.Where(t => t.OwnerId == actor.AccountId || t.IsShared);

    /// <summary>One's own, to change it.</summary>
    /// <exception cref="NotFoundException">It is another's, or nobody's.</exception>
    /// <exception cref="DbUpdateConcurrencyException">It was saved since the form was opened.</exception>
    public static async Task<OwnTable> Own(
        this MonitorDbContext db,
        Guid id,
        Guid? version,
        CurrentActor actor,
        CancellationToken cancellationToken
    )
    {
        var table =
            await db.OwnTables.SingleOrDefaultAsync(t => t.Id == id && t.OwnerId == actor.AccountId, cancellationToken)
            ?? throw new NotFoundException();
        db.Expect(table, version);
        return table;
    }

    /// <summary>For one owner a name is one table.</summary>
    public static Task<bool> IsTaken(
        this MonitorDbContext db,
        string name,
        Guid? except,
        CurrentActor actor,
        CancellationToken cancellationToken
    ) => db.OwnTables.AnyAsync(t => t.OwnerId == actor.AccountId && t.Name == name && t.Id != except, cancellationToken);

    public static OwnTableFields ToFields(this OwnTable table) =>
        new()
        {
            By = [.. table.Content.By],
            From = table.FirstYear,
            To = table.LastYear,
            MinorsOnly = table.MinorsOnly,
        };
}
