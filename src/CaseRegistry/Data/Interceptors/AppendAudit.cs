using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Audit;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CaseRegistry.Data.Interceptors;

/// <summary>Adds to every write its audit rows, one for each case it touches, in the same transaction.</summary>
public sealed class AppendAudit(TimeProvider clock, AuditChain chain) : SaveChangesInterceptor
{
    private const int NamesPerRow = 20;

    private static readonly Type[] NotOfItself =
    [
        typeof(AuditRow),
        typeof(AuditHead),
        typeof(MonitorFact),
        typeof(MonitorTechnologyFact),
        typeof(MonitorCell),
        typeof(PeriodCell),
        typeof(PeriodChange),
        typeof(ReleaseFile),
        typeof(CoMenshaEntry),
        typeof(ReconciliationCell),
        typeof(IdempotentRequest),
        typeof(CaseNumberCounter),
        typeof(SignInFailures),
        typeof(KeptForm),
        typeof(Microsoft.AspNetCore.DataProtection.EntityFrameworkCore.DataProtectionKey),
    ];

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        var db = eventData.Context!;
        var actor = db switch
        {
            RegistryDbContext registry => registry.Actor,
            AdministrationDbContext administration => administration.Actor,
            MonitorDbContext monitor => monitor.Actor,
            _ => null,
        };
        if (actor is null)
        {
            return ValueTask.FromResult(result);
        }

        db.ChangeTracker.DetectChanges();
        var changes = db
            .ChangeTracker.Entries()
            .Where(e =>
                e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted
                && !NotOfItself.Contains(e.Metadata.ClrType)
                // Signing in has its own row; ending a session is one.
                && e.Entity is not Session { EndedAt: null }
                // What is told is in the row of what it tells; that it was seen is a row.
                && e.Entity is not AccountNotice { SeenAt: null }
            )
            .ToList();
        var entries = changes
            .Select(e => e.Entity)
            .OfType<ICaseData>()
            .GroupBy(row => row.CaseId)
            .Select(rows => Entry(actor, "done", rows.Key.Value, rows.First().Region))
            .ToList();
        if (entries.Count == 0 && changes.Count > 0)
        {
            // A row holds so many names; what is done to more at once has more rows, none is left out.
            entries.AddRange(
                changes
                    .Select(Name)
                    .Distinct()
                    .Chunk(NamesPerRow)
                    .Select(names => Entry(actor, "done", detail: string.Join(' ', names.Prepend(actor.AuditDetail).OfType<string>())))
            );
        }

        Append(db, entries);
        return ValueTask.FromResult(result);
    }

    /// <summary>The row of an access, a refusal or a change by the actor.</summary>
    public AuditRow.Entry Entry(CurrentActor actor, string outcome, Guid? caseId = null, string? region = null, string? detail = null) =>
        new(
            clock.GetUtcNow(),
            actor.Id,
            string.Join(' ', actor.Roles.Select(r => Code.Of(r))),
            actor.Action,
            outcome,
            caseId,
            region,
            Cut(detail ?? actor.AuditDetail),
            actor.Origin,
            actor.RequestId
        );

    /// <summary>Adds rows to what is being saved.</summary>
    public void Append(DbContext db, IReadOnlyCollection<AuditRow.Entry> entries) =>
        db.AddRange(entries.Select(entry => chain.RowOf(entry, db.Database.GetDbConnection())));

    /// <summary>The last lock that a writer takes: whoever has it makes new cells, or seals rows, alone.</summary>
    public static Task LockHead(DbContext db, CancellationToken cancellationToken) =>
        db.Set<AuditHead>()
            .Where(h => h.Id == AuditHead.OnlyId)
            .ExecuteUpdateAsync(set => set.SetProperty(h => h.Sequence, h => h.Sequence), cancellationToken);

    private static string? Cut(string? detail) => detail is { Length: > 2000 } ? detail[..2000] : detail;

    private static string Name(Microsoft.EntityFrameworkCore.ChangeTracking.EntityEntry entry) =>
        entry.Entity switch
        {
            Account account => $"account:{account.Id}",
            ApiClient client => $"client:{client.Id}",
            CareRegion region => $"region:{region.Code}",
            Municipality municipality => $"municipality:{municipality.Code}",
            CodeListItem item => $"code:{item.List}/{item.Code}",
            ReportingOrganisation organisation => $"organisation:{organisation.Id}",
            AccountRequest request => $"account-request:{request.Id}",
            Meeting meeting => $"meeting:{meeting.Id}",
            PeriodVersion version => $"period:{version.Region}/{version.Quarter}/{version.Number}",
            Release release => $"release:{release.Id}",
            WebhookReceiver receiver => $"receiver:{receiver.Id}",
            WebhookDelivery delivery => $"delivery:{delivery.Id}",
            Reference reference => $"{entry.Metadata.ShortName()}:{reference.Id}",
            OwnTable table => $"own-table:{table.Id}",
            Person => "person",
            _ => entry.Metadata.ShortName(),
        };
}
