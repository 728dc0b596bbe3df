using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Data;

/// <summary>Reads persons as the monitor counts them: what the database holds now, with the changes that are about to be saved.</summary>
/// <remarks>
/// Rows are read anew, not taken from the change tracker: a handler may have loaded them before a colleague changed them.
/// Only a case that is itself about to change is taken as it is in memory, and that one is guarded by its version.
/// </remarks>
public static class CountedPersons
{
    private const int AtOnce = 500;

    /// <summary>The cases of the persons, and the facts of those of them who count.</summary>
    public static async Task<(Dictionary<PersonId, MonitorFact> Facts, List<CountedCase> Cases)> Of(
        RegistryDbContext db,
        IReadOnlyCollection<PersonId> persons,
        EuGroups groups,
        CancellationToken cancellationToken
    )
    {
        var cases = await Cases(db, persons, cancellationToken);
        var ids = cases.Select(c => c.Id).ToList();
        var signals = await Rows<Signal>(db, ids, cancellationToken);
        var exploitations = await Rows<Exploitation>(db, ids, cancellationToken);
        var uses = await Rows<TechnologyUse>(db, ids, cancellationToken);
        var discussions = await Rows<Discussion>(db, ids, cancellationToken);
        var counted = cases.ConvertAll(c => new CountedCase(
            c,
            [.. signals[c.Id]],
            [.. exploitations[c.Id]],
            [.. uses[c.Id]],
            [.. discussions[c.Id]]
        ));
        var facts = counted.GroupBy(c => c.Case.PersonId).Select(own => MonitorFact.Of(own.Key, own, groups)).OfType<MonitorFact>();
        return (facts.ToDictionary(f => f.PersonId), counted);
    }

    /// <summary>What cases bring beside their persons as the database has it now, without the changes that are about to be saved.</summary>
    public static async Task<IEnumerable<(string Region, IEnumerable<MonitorCellKey> Cells)>> StoredCells(
        RegistryDbContext db,
        IReadOnlyCollection<CaseId> cases,
        CancellationToken cancellationToken
    )
    {
        if (cases.Count == 0)
        {
            return [];
        }

        var stored = await db.Cases.OfEveryRegion().AsNoTracking().Where(c => cases.Contains(c.Id)).ToListAsync(cancellationToken);
        var signals = await db.Signals.OfEveryRegion().AsNoTracking().Where(s => cases.Contains(s.CaseId)).ToListAsync(cancellationToken);
        var ofCase = signals.ToLookup(s => s.CaseId);
        return stored.Select(c => (c.RegisteredRegion, MonitorCatalogue.CellsOf(c, ofCase[c.Id])));
    }

    /// <summary>What a region counts in a quarter: the numbers that it hands in.</summary>
    public static async Task<Dictionary<(string Table, string Cell), int>> CellsOf(
        RegistryDbContext db,
        string region,
        Quarter quarter,
        CancellationToken cancellationToken
    )
    {
        var facts = await db
            .MonitorFacts.OfEveryRegion()
            .AsNoTracking()
            .Include(f => f.TechnologyUses)
            .Where(f => f.Region == region && f.Year == quarter.Year && f.Quarter == quarter.Number)
            .ToListAsync(cancellationToken);
        var (first, last) = (quarter.FirstDay, quarter.LastDay);
        // The earliest signal of a consultation may be of another quarter: all signals of its case are looked at.
        var cases = await db
            .Cases.OfEveryRegion()
            .AsNoTracking()
            .Where(c =>
                c.RegisteredRegion == region
                && db.Signals.OfEveryRegion().Any(s => s.CaseId == c.Id && s.ReceivedOn >= first && s.ReceivedOn <= last)
            )
            .ToListAsync(cancellationToken);
        var signals = new List<Signal>();
        foreach (var some in cases.Select(c => c.Id).Chunk(AtOnce))
        {
            signals.AddRange(
                await db.Signals.OfEveryRegion().AsNoTracking().Where(s => some.Contains(s.CaseId)).ToListAsync(cancellationToken)
            );
        }

        var ofCase = signals.ToLookup(s => s.CaseId);
        return facts
            .SelectMany(MonitorCatalogue.CellsOf)
            .Concat(cases.SelectMany(c => MonitorCatalogue.CellsOf(c, ofCase[c.Id])))
            .Where(c => c.Year == quarter.Year && c.Quarter == quarter.Number)
            .CountBy(c => (c.Table, c.Cell))
            .ToDictionary(c => c.Key, c => c.Value);
    }

    /// <summary>The EU groups as lists and organisations have them now, with the organisations that are about to be saved.</summary>
    public static async Task<EuGroups> EuGroupsOf(RegistryDbContext db, CancellationToken cancellationToken)
    {
        var codes = await db
            .CodeListItems.AsNoTracking()
            .Where(i => i.EuGroup != null && (i.List == "reporter_type" || i.List == "exploitation_form"))
            .Select(i => new
            {
                i.List,
                i.Code,
                i.EuGroup,
            })
            .ToListAsync(cancellationToken);
        var organisations = await db
            .ReportingOrganisations.AsNoTracking()
            .Where(o => o.EuGroup != null)
            .Select(o => new { o.Id, o.EuGroup })
            .ToDictionaryAsync(o => o.Id.Value, o => o.EuGroup!, cancellationToken);
        foreach (var changed in db.ChangeTracker.Entries<ReportingOrganisation>().Where(e => IsPending(e.State)).Select(e => e.Entity))
        {
            organisations.Remove(changed.Id.Value);
            if (changed.EuGroup is { } group)
            {
                organisations.Add(changed.Id.Value, group);
            }
        }

        return new(
            codes.Where(c => c.List == "reporter_type").ToDictionary(c => c.Code, c => c.EuGroup!),
            organisations,
            codes.Where(c => c.List == "exploitation_form").ToDictionary(c => c.Code, c => c.EuGroup!)
        );
    }

    private static async Task<List<Case>> Cases(
        RegistryDbContext db,
        IReadOnlyCollection<PersonId> persons,
        CancellationToken cancellationToken
    )
    {
        var pending = db.ChangeTracker.Entries<Case>().Where(e => IsPending(e.State)).ToDictionary(e => e.Entity.Id);
        var known = Known(db, persons);
        var stored =
            known.Count == 0
                ? []
                : await db.Cases.OfEveryRegion().AsNoTracking().Where(c => known.Contains(c.PersonId)).ToListAsync(cancellationToken);
        return
        [
            .. stored.Where(c => !pending.ContainsKey(c.Id)),
            .. pending.Values.Where(e => e.State != EntityState.Deleted && persons.Contains(e.Entity.PersonId)).Select(e => e.Entity),
        ];
    }

    private static async Task<ILookup<CaseId, T>> Rows<T>(RegistryDbContext db, List<CaseId> cases, CancellationToken cancellationToken)
        where T : class, ICaseData
    {
        var pending = db.ChangeTracker.Entries<T>().Where(e => IsPending(e.State)).ToList();
        var replaced = pending.Where(e => e.State != EntityState.Added).Select(e => e.Property<long>("Sequence").CurrentValue).ToHashSet();
        var fresh = db.ChangeTracker.Entries<Case>().Where(e => e.State == EntityState.Added).Select(e => e.Entity.Id).ToHashSet();
        var known = cases.Where(c => !fresh.Contains(c)).ToList();
        var stored =
            known.Count == 0
                ? []
                : await db.Set<T>()
                    .OfEveryRegion()
                    .AsNoTracking()
                    .Where(r => known.Contains(EF.Property<CaseId>(r, "CaseId")))
                    .Select(r => new { Sequence = EF.Property<long>(r, "Sequence"), Row = r })
                    .ToListAsync(cancellationToken);
        return stored
            .Where(r => !replaced.Contains(r.Sequence))
            .Select(r => r.Row)
            .Concat(pending.Where(e => e.State != EntityState.Deleted).Select(e => e.Entity))
            .ToLookup(r => r.CaseId);
    }

    /// <summary>Those of the persons who were there before this save.</summary>
    internal static List<PersonId> Known(RegistryDbContext db, IReadOnlyCollection<PersonId> persons)
    {
        var fresh = db.ChangeTracker.Entries<Person>().Where(e => e.State == EntityState.Added).Select(e => e.Entity.Id).ToHashSet();
        return [.. persons.Where(p => !fresh.Contains(p))];
    }

    private static bool IsPending(EntityState state) => state is EntityState.Added or EntityState.Modified or EntityState.Deleted;
}
