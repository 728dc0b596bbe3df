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
/// the persons of every region, and outside the turn of the writer; numbers per class are all that comes out (decision 0017).
/// </summary>
public static class CountAgainstCoMensha
{
    [Requires(Permission.CompareWithCoMensha)]
    public sealed record Query(Guid Id) : IAuditedQuery<IReadOnlyList<ReconciliationCell>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Id).NotEmpty();
    }

    internal sealed class Handler(RegistryDbContext registry, CurrentActor actor)
        : IRequestHandler<Query, IReadOnlyList<ReconciliationCell>>
    {
        public async Task<IReadOnlyList<ReconciliationCell>> Handle(Query query, CancellationToken cancellationToken)
        {
            var lists = registry.Set<CoMenshaList>().AsNoTracking().Where(l => l.RetiredAt == null && l.AgreedAt != null);
            var list = await lists.SingleOrDefaultAsync(l => l.Id == query.Id, cancellationToken) ?? throw new NotFoundException();
            actor.AuditDetail = $"year:{list.Year}";
            return [.. await Persons(lists, list, cancellationToken), .. await Files(list, cancellationToken)];
        }

        // The first class that fits counts, so that every person counts once. One statement, so that they add up whoever writes meanwhile.
        private async Task<IEnumerable<ReconciliationCell>> Persons(
            IQueryable<CoMenshaList> lists,
            CoMenshaList list,
            CancellationToken cancellationToken
        )
        {
            var entries = registry.Set<CoMenshaEntry>().Where(e => e.ListId == list.Id);
            var others = registry
                .Set<CoMenshaEntry>()
                .Where(e => e.ListId != list.Id && lists.Any(l => l.Id == e.ListId))
                .Select(e => e.Tag)
                .Distinct();
            var said =
                from n in registry.NotificationsToCoMensha.OfEveryRegion().Where(n => n.ReplacedAt == null)
                join c in registry.Cases.OfEveryRegion() on n.CaseId equals c.Id
                join e in entries on n.Tag equals e.Tag into inList
                from e in inList.DefaultIfEmpty()
                join o in others on n.Tag equals o into inOthers
                from o in inOthers.DefaultIfEmpty()
                select new
                {
                    c.PersonId,
                    IsInList = e.Tag != null ? 1 : 0,
                    IsOfSameType = e.Tag != null && e.FileType == n.FileType ? 1 : 0,
                    IsInOthers = o != null ? 1 : 0,
                    HasNumber = n.Tag != null ? 1 : 0,
                    IsDestroyed = n.State == NotificationState.NumberDestroyed ? 1 : 0,
                    IsNotified = n.State == NotificationState.Notified ? 1 : 0,
                    HasNoConsent = n.Reason == NotNotifiedReason.NoConsent ? 1 : 0,
                    IsRefrained = n.State == NotificationState.NotNotified ? 1 : 0,
                };
            var perPerson =
                from s in said
                group s by s.PersonId into g
                select new
                {
                    PersonId = g.Key,
                    IsInList = g.Max(s => s.IsInList),
                    IsOfSameType = g.Max(s => s.IsOfSameType),
                    IsInOthers = g.Max(s => s.IsInOthers),
                    HasNumber = g.Max(s => s.HasNumber),
                    IsDestroyed = g.Max(s => s.IsDestroyed),
                    IsNotified = g.Max(s => s.IsNotified),
                    HasNoConsent = g.Max(s => s.HasNoConsent),
                    IsRefrained = g.Max(s => s.IsRefrained),
                };
            var counts =
                from f in registry.MonitorFacts.OfEveryRegion().Where(f => f.Year == list.Year)
                join s in perPerson on f.PersonId equals s.PersonId into known
                from s in known.DefaultIfEmpty()
                select new
                {
                    f.Region,
                    f.MinorStatus,
                    Class = s.IsOfSameType == 1 ? (int)ReconciliationClass.Both
                    : s.IsInList == 1 ? (int)ReconciliationClass.BothOtherType
                    : s.IsInOthers == 1 ? (int)ReconciliationClass.HereOtherYear
                    : s.HasNumber == 1 ? (int)ReconciliationClass.HereNumberUnknown
                    : s.IsDestroyed == 1 ? (int)ReconciliationClass.HereNumberDestroyed
                    : s.IsNotified == 1 ? (int)ReconciliationClass.HereNoNumber
                    : s.HasNoConsent == 1 ? (int)ReconciliationClass.HereNoConsent
                    : s.IsRefrained == 1 ? (int)ReconciliationClass.HereNotNotified
                    : (int)ReconciliationClass.HereNothingRecorded,
                } into f
                group f by new
                {
                    f.Class,
                    f.Region,
                    f.MinorStatus,
                } into g
                select new { g.Key, Count = g.Count() };
            return (await counts.ToListAsync(cancellationToken))
                .Select(c => (Class: (ReconciliationClass)c.Key.Class, c.Key.Region, c.Key.MinorStatus, c.Count))
                .GroupBy(c => c.Class.IsOfRegister() ? (c.Class, c.Region, c.MinorStatus) : (c.Class, "", ""))
                .Select(g => new ReconciliationCell(list.Id, g.Key.Item1, g.Key.Item2, g.Key.Item3, g.Sum(c => c.Count)));
        }

        private async Task<IEnumerable<ReconciliationCell>> Files(CoMenshaList list, CancellationToken cancellationToken)
        {
            var said =
                from n in registry.NotificationsToCoMensha.OfEveryRegion().Where(n => n.ReplacedAt == null && n.Tag != null)
                join c in registry.Cases.OfEveryRegion() on n.CaseId equals c.Id
                join f in registry.MonitorFacts.OfEveryRegion() on c.PersonId equals f.PersonId into counted
                from f in counted.DefaultIfEmpty()
                select new { n.Tag, Year = (int?)f.Year };
            var perNumber =
                from s in said
                group s by s.Tag into g
                select new
                {
                    Tag = g.Key,
                    IsOfYear = g.Max(s => s.Year == list.Year ? 1 : 0),
                    IsCounted = g.Max(s => s.Year != null ? 1 : 0),
                };
            var counts =
                from e in registry.Set<CoMenshaEntry>().Where(e => e.ListId == list.Id)
                join n in perNumber on e.Tag equals n.Tag into known
                from n in known.DefaultIfEmpty()
                select n.IsOfYear == 1 ? (int)ReconciliationClass.Matched
                : n.IsCounted == 1 ? (int)ReconciliationClass.ThereOtherYear
                : n.IsCounted == 0 ? (int)ReconciliationClass.ThereNotCounted
                : (int)ReconciliationClass.ThereNotHere into side
                group side by side into g
                select new { Class = g.Key, Count = g.Count() };
            return (await counts.ToListAsync(cancellationToken)).Select(c => new ReconciliationCell(
                list.Id,
                (ReconciliationClass)c.Class,
                "",
                "",
                c.Count
            ));
        }
    }
}
