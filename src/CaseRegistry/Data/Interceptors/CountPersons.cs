using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CaseRegistry.Data.Interceptors;

/// <summary>
/// Keeps facts and cells of the monitor in the same transaction as the write that changes them: the old fact of a person
/// goes out of its cells, the new one goes in.
/// </summary>
public sealed class CountPersons : SaveChangesInterceptor
{
    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        if (eventData.Context is RegistryDbContext db)
        {
            await Recount(db, cancellationToken);
        }

        return result;
    }

    private static async Task Recount(RegistryDbContext db, CancellationToken cancellationToken)
    {
        db.ChangeTracker.DetectChanges();
        var touched = db
            .ChangeTracker.Entries<ICaseData>()
            .Where(e =>
                e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted
                && e.Entity is Case or Signal or Exploitation or TechnologyUse or Discussion
            )
            .Select(e => e.Entity.CaseId)
            .ToHashSet();
        if (touched.Count == 0)
        {
            return;
        }

        var fresh = db.ChangeTracker.Entries<Case>().Where(e => e.State == EntityState.Added).Select(e => e.Entity).ToList();
        var known = touched.Except(fresh.Select(c => c.Id)).ToList();
        var persons = fresh.Select(c => c.PersonId).ToHashSet();
        var newPersons = db.ChangeTracker.Entries<Person>().Where(e => e.State == EntityState.Added).Select(e => e.Entity.Id).ToHashSet();
        persons.UnionWith(
            await db
                .Cases.IgnoreQueryFilters([RegistryDbContext.RegionFilter])
                .AsNoTracking()
                .Where(c => known.Contains(c.Id))
                .Select(c => c.PersonId)
                .ToListAsync(cancellationToken)
        );

        var stored = persons.Except(newPersons).ToList();
        if (stored.Count > 0)
        {
            await Load(db, stored, cancellationToken);
        }

        var oldFacts = db.MonitorFacts.Local.ToDictionary(f => f.PersonId);
        var casesByPerson = db.Cases.Local.Where(c => persons.Contains(c.PersonId)).ToLookup(c => c.PersonId);
        var outcomes = db.ChangeTracker.Entries<Discussion>().Select(e => e.Entity).OrderBy(d => d.RecordedAt).ToLookup(d => d.CaseId);
        var groups = await EuGroupsOf(db, cancellationToken);
        var changes = new SortedDictionary<(string Table, int Year, int Quarter, string Cell), int>();

        foreach (var person in persons)
        {
            var cases = casesByPerson[person].ToList();
            var outcome = cases.SelectMany(c => outcomes[c.Id]).OrderBy(d => d.RecordedAt).Select(d => Code.Of(d.Outcome)).ToList();
            var fact = MonitorFact.Of(person, cases, outcome, groups);
            oldFacts.TryGetValue(person, out var old);
            Count(changes, old, -1);
            Count(changes, fact, +1);
            switch (old, fact)
            {
                case (null, not null):
                    db.MonitorFacts.Add(fact);
                    break;
                case (not null, null):
                    db.MonitorFacts.Remove(old);
                    break;
                case (not null, not null):
                    old.Become(fact);
                    break;
            }
        }

        await Add(db, changes, cancellationToken);
    }

    private static async Task Load(RegistryDbContext db, List<PersonId> persons, CancellationToken cancellationToken)
    {
        string[] everyRegion = [RegistryDbContext.RegionFilter];
        await db.MonitorFacts.IgnoreQueryFilters(everyRegion).Where(f => persons.Contains(f.PersonId)).LoadAsync(cancellationToken);
        await db.Cases.IgnoreQueryFilters(everyRegion).Where(c => persons.Contains(c.PersonId)).LoadAsync(cancellationToken);
        var cases = db.Cases.Local.Where(c => persons.Contains(c.PersonId)).Select(c => c.Id).ToList();
        await db.Signals.IgnoreQueryFilters(everyRegion).Where(s => cases.Contains(s.CaseId)).LoadAsync(cancellationToken);
        await db.Discussions.IgnoreQueryFilters(everyRegion).Where(d => cases.Contains(d.CaseId)).LoadAsync(cancellationToken);

        // Exploitations are replaced as a whole: a case whose new ones are tracked already has its truth in memory.
        var replaced = db.ChangeTracker.Entries<Exploitation>().Where(e => e.State != EntityState.Unchanged).Select(e => e.Entity.CaseId).ToHashSet();
        var unread = cases.Where(c => !replaced.Contains(c)).ToList();
        await db.Exploitations.IgnoreQueryFilters(everyRegion).Where(e => unread.Contains(e.CaseId)).LoadAsync(cancellationToken);
    }

    /// <summary>The EU groups as the lists have them now.</summary>
    public static async Task<EuGroups> EuGroupsOf(RegistryDbContext db, CancellationToken cancellationToken)
    {
        var codes = await db
            .CodeListItems.AsNoTracking()
            .Where(i => i.EuGroup != null && (i.List == "reporter_type" || i.List == "exploitation_form"))
            .Select(i => new { i.List, i.Code, i.EuGroup })
            .ToListAsync(cancellationToken);
        var organisations = await db
            .ReportingOrganisations.AsNoTracking()
            .Where(o => o.EuGroup != null)
            .Select(o => new { o.Id, o.EuGroup })
            .ToListAsync(cancellationToken);
        return new(
            codes.Where(c => c.List == "reporter_type").ToDictionary(c => c.Code, c => c.EuGroup!),
            organisations.ToDictionary(o => o.Id.Value, o => o.EuGroup!),
            codes.Where(c => c.List == "exploitation_form").ToDictionary(c => c.Code, c => c.EuGroup!)
        );
    }

    private static void Count(SortedDictionary<(string Table, int Year, int Quarter, string Cell), int> changes, MonitorFact? fact, int by)
    {
        if (fact is null)
        {
            return;
        }

        foreach (var table in MonitorCatalogue.Tables)
        {
            var key = (table.Name, fact.Year, fact.Quarter, table.CellOf(fact));
            changes[key] = changes.GetValueOrDefault(key) + by;
        }
    }

    // In the order of the key, so that two writers never wait for each other crosswise.
    private static async Task Add(
        RegistryDbContext db,
        SortedDictionary<(string Table, int Year, int Quarter, string Cell), int> changes,
        CancellationToken cancellationToken
    )
    {
        foreach (var ((table, year, quarter, cell), by) in changes.Where(c => c.Value != 0))
        {
            var found = await db
                .MonitorCells.Where(c => c.Table == table && c.Year == year && c.Quarter == quarter && c.Cell == cell)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.Count, c => c.Count + by), cancellationToken);
            if (found == 0)
            {
                db.MonitorCells.Add(new(table, year, quarter, cell, by));
            }
        }
    }
}
