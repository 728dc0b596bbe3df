using CaseRegistry.Data;
using CaseRegistry.Domain.Care;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Reconciliation;

/// <summary>
/// Counts on which side everyone stands who is counted here, or by CoMensha, in the year of a list. It is counted in the database, over
/// the persons of every region; numbers per class are all that comes out and is kept (decision 0017).
/// </summary>
public static class CompareWithCoMensha
{
    [Requires(Permission.MakeReleases)]
    public sealed record Command : IMonitorCommand<int>
    {
        public Guid Id { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Id).NotEmpty();
    }

    internal sealed class Handler(MonitorDbContext db, RegistryDbContext registry, TimeProvider clock) : IRequestHandler<Command, int>
    {
        /// <returns>The year of the list.</returns>
        public async Task<int> Handle(Command command, CancellationToken cancellationToken)
        {
            var list =
                await db.CoMenshaLists.SingleOrDefaultAsync(l => l.Id == command.Id && l.RetiredAt == null, cancellationToken)
                ?? throw new NotFoundException();
            db.ReconciliationCells.RemoveRange(await db.ReconciliationCells.Where(c => c.ListId == list.Id).ToListAsync(cancellationToken));
            await foreach (var (@class, region, minorStatus, count) in Count(list.Id, list.Year).WithCancellation(cancellationToken))
            {
                db.ReconciliationCells.Add(new(list.Id, @class, region, minorStatus, count));
            }

            list.Compared(clock.GetUtcNow());
            return list.Year;
        }

        // Each class takes from what the classes before it left, so that every person and every file counts once.
        private async IAsyncEnumerable<(ReconciliationClass, string, string, int)> Count(Guid listId, int year)
        {
            var notified =
                from n in registry.NotificationsToCoMensha.OfEveryRegion()
                join c in registry.Cases.OfEveryRegion() on n.CaseId equals c.Id
                select new
                {
                    c.PersonId,
                    n.State,
                    n.Reason,
                    n.Tag,
                    n.FileType,
                };
            var entries = registry.Set<CoMenshaEntry>().Where(e => e.ListId == listId);
            var others = registry
                .Set<CoMenshaEntry>()
                .Where(e => registry.Set<CoMenshaList>().Any(l => l.Id == e.ListId && l.RetiredAt == null && l.Id != listId));
            var everyone = registry.MonitorFacts.OfEveryRegion();
            var persons = everyone.Where(f => f.Year == year);

            var both = persons.Where(f => notified.Any(n => n.PersonId == f.PersonId && entries.Any(e => e.Tag == n.Tag)));
            var sameType = both.Where(f =>
                notified.Any(n => n.PersonId == f.PersonId && entries.Any(e => e.Tag == n.Tag && e.FileType == n.FileType))
            );
            var otherType = both.Where(f =>
                !notified.Any(n => n.PersonId == f.PersonId && entries.Any(e => e.Tag == n.Tag && e.FileType == n.FileType))
            );
            var only = persons.Where(f => !notified.Any(n => n.PersonId == f.PersonId && entries.Any(e => e.Tag == n.Tag)));
            var otherYear = only.Where(f => notified.Any(n => n.PersonId == f.PersonId && others.Any(e => e.Tag == n.Tag)));
            var inNoList = only.Where(f => !notified.Any(n => n.PersonId == f.PersonId && others.Any(e => e.Tag == n.Tag)));
            var numberUnknown = inNoList.Where(f => notified.Any(n => n.PersonId == f.PersonId && n.Tag != null));
            var withoutNumber = inNoList.Where(f => !notified.Any(n => n.PersonId == f.PersonId && n.Tag != null));
            var noNumber = withoutNumber.Where(f => notified.Any(n => n.PersonId == f.PersonId && n.State == NotificationState.Notified));
            var notNotified = withoutNumber.Where(f =>
                !notified.Any(n => n.PersonId == f.PersonId && n.State == NotificationState.Notified)
            );
            var noConsent = notNotified.Where(f => notified.Any(n => n.PersonId == f.PersonId && n.Reason == NotNotifiedReason.NoConsent));
            var otherReason = notNotified.Where(f =>
                notified.Any(n => n.PersonId == f.PersonId)
                && !notified.Any(n => n.PersonId == f.PersonId && n.Reason == NotNotifiedReason.NoConsent)
            );
            var nothing = notNotified.Where(f => !notified.Any(n => n.PersonId == f.PersonId));
            foreach (
                var (@class, some) in new[]
                {
                    (ReconciliationClass.Both, sameType),
                    (ReconciliationClass.BothOtherType, otherType),
                    (ReconciliationClass.HereOtherYear, otherYear),
                    (ReconciliationClass.HereNumberUnknown, numberUnknown),
                    (ReconciliationClass.HereNoNumber, noNumber),
                    (ReconciliationClass.HereNoConsent, noConsent),
                    (ReconciliationClass.HereNotNotified, otherReason),
                    (ReconciliationClass.HereNothingRecorded, nothing),
                }
            )
            {
                var counts = await some.GroupBy(f => new { f.Region, f.MinorStatus })
                    .Select(g => new
                    {
                        g.Key.Region,
                        g.Key.MinorStatus,
                        Count = g.Count(),
                    })
                    .ToListAsync();
                foreach (var count in counts)
                {
                    yield return (@class, count.Region, count.MinorStatus, count.Count);
                }
            }

            var matched = entries.Where(e => notified.Any(n => n.Tag == e.Tag && persons.Any(f => f.PersonId == n.PersonId)));
            var rest = entries.Where(e => !notified.Any(n => n.Tag == e.Tag && persons.Any(f => f.PersonId == n.PersonId)));
            var countedElsewhere = rest.Where(e => notified.Any(n => n.Tag == e.Tag && everyone.Any(f => f.PersonId == n.PersonId)));
            var notCounted = rest.Where(e =>
                notified.Any(n => n.Tag == e.Tag) && !notified.Any(n => n.Tag == e.Tag && everyone.Any(f => f.PersonId == n.PersonId))
            );
            var notHere = rest.Where(e => !notified.Any(n => n.Tag == e.Tag));
            foreach (
                var (@class, some) in new[]
                {
                    (ReconciliationClass.Matched, matched),
                    (ReconciliationClass.ThereOtherYear, countedElsewhere),
                    (ReconciliationClass.ThereNotCounted, notCounted),
                    (ReconciliationClass.ThereNotHere, notHere),
                }
            )
            {
                var counts = await some.GroupBy(e => e.MinorStatus)
                    .Select(g => new { MinorStatus = g.Key, Count = g.Count() })
                    .ToListAsync();
                foreach (var count in counts)
                {
                    yield return (@class, "", count.MinorStatus, count.Count);
                }
            }
        }
    }
}
