using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Regions;
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
/// <remarks>
/// Two writers on one person must not both take out the same old fact, so the cases of the person are locked before it is
/// read; and who brings a signal waits while the group of its organisation changes. The order is that of all writers:
/// organisations, cases, cells, audit head. SQLite has one writer at a time and needs none of this; SQL Server does.
/// </remarks>
public sealed class CountPersons(TimeProvider clock) : SaveChangesInterceptor
{
    /// <summary>An organisation can have brought more persons than one statement takes.</summary>
    private const int AtOnce = 500;

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result) =>
        throw new NotSupportedException("Use SaveChangesAsync: region, audit and counts are kept there.");

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

    private async Task Recount(RegistryDbContext db, CancellationToken cancellationToken)
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
        var regrouped = db
            .ChangeTracker.Entries<ReportingOrganisation>()
            .Where(e => e.State == EntityState.Modified && e.Property(o => o.EuGroup).IsModified)
            .Select(e => e.Entity.Id)
            .ToList();
        if (touched.Count == 0 && regrouped.Count == 0)
        {
            return;
        }

        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("A write on cases needs a transaction, or its counts could be saved without it.");
        }

        await LockOrganisations(db, regrouped, cancellationToken);
        touched.UnionWith(await CasesOf(db, regrouped, cancellationToken));
        var persons = new HashSet<PersonId>();
        foreach (var some in touched.OrderBy(c => c.Value).Chunk(AtOnce))
        {
            persons.UnionWith(await LockPersons(db, [.. some], cancellationToken));
        }

        var groups = await CountedPersons.EuGroupsOf(db, cancellationToken);
        var changes = new CellChanges(ReasonOf(db, persons));
        var brought = BringOtherThanBefore(db);
        foreach (var some in brought.Keys.Where(c => !brought[c]).Chunk(AtOnce))
        {
            foreach (var (region, cells) in await CountedPersons.StoredCells(db, some, cancellationToken))
            {
                changes.Count(region, cells, -1);
            }
        }

        foreach (var some in persons.Chunk(AtOnce))
        {
            var cases = await Replace(db, [.. some], groups, changes, cancellationToken);
            foreach (var changed in cases.Where(c => brought.ContainsKey(c.Case.Id)))
            {
                changes.Count(changed.Case.RegisteredRegion, MonitorCatalogue.CellsOf(changed.Case, changed.Signals), +1);
            }
        }

        await Add(db, changes.Cells, cancellationToken);
        await Explain(db, changes, cancellationToken);
    }

    /// <summary>
    /// Holds off every writer of counts until the transaction ends, in the order in which writers lock: whoever was before is
    /// committed, and whoever comes after finds the facts and cells that are made here. Empties the cells, which locks them all.
    /// </summary>
    public static async Task HoldWriters(RegistryDbContext db, CancellationToken cancellationToken)
    {
        await db.Cases.OfEveryRegion().ExecuteUpdateAsync(set => set.SetProperty(c => c.PersonId, c => c.PersonId), cancellationToken);
        await db.MonitorCells.ExecuteDeleteAsync(cancellationToken);
        await AppendAudit.LockHead(db, cancellationToken);
    }

    private static async Task<List<CountedCase>> Replace(
        RegistryDbContext db,
        HashSet<PersonId> persons,
        EuGroups groups,
        CellChanges changes,
        CancellationToken cancellationToken
    )
    {
        var (facts, cases) = await CountedPersons.Of(db, persons, groups, cancellationToken);
        var oldFacts = await StoredFacts(db, persons, cancellationToken);
        foreach (var person in persons)
        {
            var fact = facts.GetValueOrDefault(person);
            var old = oldFacts.GetValueOrDefault(person);
            if (old is not null)
            {
                changes.Count(old.Region, MonitorCatalogue.CellsOf(old), -1);
            }

            if (fact is not null)
            {
                changes.Count(fact.Region, MonitorCatalogue.CellsOf(fact), +1);
            }

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

        return cases;
    }

    /// <summary>The cases whose signals, or whose closure, are about to change, and whether the case itself is new.</summary>
    private static Dictionary<CaseId, bool> BringOtherThanBefore(RegistryDbContext db)
    {
        var cases = db.ChangeTracker.Entries<Case>().ToList();
        var made = cases.Where(e => e.State == EntityState.Added).Select(e => e.Entity.Id).ToHashSet();
        var closed = cases
            .Where(e =>
                e.State is EntityState.Added or EntityState.Deleted
                || e.State == EntityState.Modified && e.Property(c => c.ClosureReason).IsModified
            )
            .Select(e => e.Entity.Id);
        var signals = db
            .ChangeTracker.Entries<Signal>()
            .Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
            .Select(e => e.Entity.CaseId);
        return closed.Union(signals).ToDictionary(c => c, made.Contains);
    }

    /// <summary>The organisations that change and those of new signals: a signal that nobody sees yet is counted by its own writer.</summary>
    private static async Task LockOrganisations(
        RegistryDbContext db,
        List<ReportingOrganisationId> regrouped,
        CancellationToken cancellationToken
    )
    {
        var made = db
            .ChangeTracker.Entries<ReportingOrganisation>()
            .Where(e => e.State == EntityState.Added)
            .Select(e => (ReportingOrganisationId?)e.Entity.Id);
        var named = db
            .ChangeTracker.Entries<Signal>()
            .Where(e => e.State is EntityState.Added or EntityState.Modified)
            .Select(e => e.Entity.ReportingOrganisationId)
            .Except(made)
            .OfType<ReportingOrganisationId>()
            .Union(regrouped)
            .ToList();
        if (named.Count > 0)
        {
            await db
                .ReportingOrganisations.Where(o => named.Contains(o.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(o => o.EuGroup, o => o.EuGroup), cancellationToken);
        }
    }

    /// <summary>The cases with a signal of these organisations.</summary>
    private static async Task<List<CaseId>> CasesOf(
        RegistryDbContext db,
        List<ReportingOrganisationId> organisations,
        CancellationToken cancellationToken
    )
    {
        if (organisations.Count == 0)
        {
            return [];
        }

        var brought = db.Signals.OfEveryRegion().Where(s => organisations.Contains(s.ReportingOrganisationId!.Value));
        return await brought.Select(s => s.CaseId).Distinct().ToListAsync(cancellationToken);
    }

    /// <summary>The persons of the cases, before and after the change (a merge has both), none of whom anyone else counts now.</summary>
    private static async Task<HashSet<PersonId>> LockPersons(
        RegistryDbContext db,
        HashSet<CaseId> touched,
        CancellationToken cancellationToken
    )
    {
        var cases = db.ChangeTracker.Entries<Case>().ToList();
        var newPersons = db.ChangeTracker.Entries<Person>().Where(e => e.State == EntityState.Added).Select(e => e.Entity.Id).ToHashSet();
        var known = touched.Except(cases.Where(e => e.State == EntityState.Added).Select(e => e.Entity.Id)).ToList();
        var persons = cases.Where(e => touched.Contains(e.Entity.Id)).Select(e => e.Entity.PersonId).ToHashSet();
        HashSet<PersonId> locked = [];
        while (true)
        {
            if (known.Count > 0)
            {
                var now = db.Cases.OfEveryRegion().AsNoTracking().Where(c => known.Contains(c.Id)).Select(c => c.PersonId);
                persons.UnionWith(await now.ToListAsync(cancellationToken));
            }

            var stored = persons.Except(newPersons).Except(locked).ToList();
            if (stored.Count == 0)
            {
                return persons;
            }

            // While this waited, another writer may have given a case to another person: look again until that is settled.
            await db
                .Cases.OfEveryRegion()
                .Where(c => stored.Contains(c.PersonId))
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.PersonId, c => c.PersonId), cancellationToken);
            locked.UnionWith(stored);
        }
    }

    private static async Task<Dictionary<PersonId, MonitorFact>> StoredFacts(
        RegistryDbContext db,
        HashSet<PersonId> persons,
        CancellationToken cancellationToken
    )
    {
        foreach (
            var known in db
                .ChangeTracker.Entries<ICaseData>()
                .Where(e => e.Entity is MonitorFact or MonitorTechnologyFact && e.State == EntityState.Unchanged)
                .ToList()
        )
        {
            known.State = EntityState.Detached;
        }

        // Who is registered now was never counted.
        var ids = CountedPersons.Known(db, persons);
        return ids.Count == 0
            ? []
            : await db
                .MonitorFacts.OfEveryRegion()
                .Include(f => f.TechnologyUses)
                .AsTracking()
                .Where(f => ids.Contains(f.PersonId))
                .ToDictionaryAsync(f => f.PersonId, cancellationToken);
    }

    /// <summary>Why counts change by what is about to be saved; one save has one reason.</summary>
    private static ChangeReason ReasonOf(RegistryDbContext db, HashSet<PersonId> persons)
    {
        var cases = db.ChangeTracker.Entries<Case>().ToList();
        if (cases.Exists(e => e.State == EntityState.Deleted))
        {
            return ChangeReason.Erased;
        }

        if (
            cases.Exists(e =>
                e.State == EntityState.Modified && e.Property(c => c.PersonId) is var of && of.OriginalValue != of.CurrentValue
            )
        )
        {
            return db.ChangeTracker.Entries<PersonMerge>().Any(e => e.Entity.IsInForce) ? ChangeReason.Merged : ChangeReason.Split;
        }

        var made = cases.Exists(e => e.State == EntityState.Added);
        var added = db.ChangeTracker.Entries<Signal>().Any(e => e.State == EntityState.Added);
        return made || added && persons.Count == 1 ? ChangeReason.New : ChangeReason.Corrected;
    }

    /// <summary>
    /// Keeps, for quarters that were handed in, what changed and why. A quarter that has not ended cannot have been: who registers
    /// what was received lately pays nothing for it.
    /// </summary>
    private async Task Explain(RegistryDbContext db, CellChanges changes, CancellationToken cancellationToken)
    {
        var now = Quarter.Of(clock.Today());
        var past = changes.OfRegions.Where(c => c.Value != 0 && new Quarter(c.Key.Cell.Year, c.Key.Cell.Quarter) < now).ToList();
        if (past.Count == 0)
        {
            return;
        }

        // A region that hands such a quarter in at the same moment waits, or was before: a version plus its changes is what is counted.
        await AppendAudit.LockHead(db, cancellationToken);
        var (regions, years) = (past.Select(c => c.Key.Region).ToHashSet(), past.Select(c => c.Key.Cell.Year).ToHashSet());
        var locked = await db
            .PeriodVersions.OfEveryRegion()
            .Where(v => regions.Contains(v.Region) && years.Contains(v.Year))
            .Select(v => new
            {
                v.Region,
                v.Year,
                v.QuarterNumber,
            })
            .Distinct()
            .ToListAsync(cancellationToken);
        foreach (var ((region, cell), by) in past)
        {
            if (locked.Exists(l => l.Region == region && l.Year == cell.Year && l.QuarterNumber == cell.Quarter))
            {
                db.PeriodChanges.Add(new(region, cell.Year, cell.Quarter, cell.Table, cell.Cell, changes.Reason, by));
            }
        }
    }

    /// <summary>What a save changes in the cells, of the whole country and per region that registered.</summary>
    private sealed class CellChanges(ChangeReason reason)
    {
        public ChangeReason Reason => reason;

        public SortedDictionary<MonitorCellKey, int> Cells { get; } = new(MonitorCellKey.Order);
        public Dictionary<(string Region, MonitorCellKey Cell), int> OfRegions { get; } = [];

        public void Count(string region, IEnumerable<MonitorCellKey> cells, int by)
        {
            foreach (var cell in cells)
            {
                Cells[cell] = Cells.GetValueOrDefault(cell) + by;
                OfRegions[(region, cell)] = OfRegions.GetValueOrDefault((region, cell)) + by;
            }
        }
    }

    // In the order of the key, so that two writers never wait for each other crosswise.
    private static async Task Add(RegistryDbContext db, SortedDictionary<MonitorCellKey, int> changes, CancellationToken cancellationToken)
    {
        var absent = new List<MonitorCellKey>();
        foreach (var (key, by) in changes.Where(c => c.Value != 0))
        {
            if (await Change(db, key, by, cancellationToken) == 0)
            {
                absent.Add(key);
            }
        }

        if (absent.Count == 0)
        {
            return;
        }

        // Two writers may both find that a cell is new. The audit head, which every writer locks last, decides who makes it.
        await AppendAudit.LockHead(db, cancellationToken);
        foreach (var key in absent)
        {
            if (await Change(db, key, changes[key], cancellationToken) == 0)
            {
                db.MonitorCells.Add(new(key, changes[key]));
            }
        }
    }

    private static Task<int> Change(RegistryDbContext db, MonitorCellKey key, int by, CancellationToken cancellationToken) =>
        db
            .MonitorCells.Where(c => c.Table == key.Table && c.Year == key.Year && c.Quarter == key.Quarter && c.Cell == key.Cell)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Count, c => c.Count + by), cancellationToken);
}
