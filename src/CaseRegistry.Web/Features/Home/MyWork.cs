using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Care;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Home;

/// <summary>The home page: what waits for me. Each role sees what it works on, and no more.</summary>
public static class MyWork
{
    private const int Shown = 20;
    private const int DaysOfUse = 7;
    private const int DaysOfWarning = 30;
    private const int DaysOfEmergencies = 14;
    private static readonly TimeSpan BirthdaysAhead = TimeSpan.FromDays(120);

    [Requires(Permission.SignedIn)]
    public sealed record Query : IAuditedQuery<Result>;

    /// <param name="Notices">What happened to my own account and was not seen yet.</param>
    /// <param name="LastDay">Of my own account, when it is near.</param>
    /// <param name="LegalHolds">Cases of my regions whose destruction is on hold; for those who watch over them.</param>
    /// <param name="Use">What the audit log says of the last days; for those who watch over it.</param>
    public sealed record Result(
        IReadOnlyList<StateCount> States,
        IReadOnlyList<NextAction> NextActions,
        IReadOnlyList<CaseRow> UnknownAges,
        IReadOnlyList<CaseRow> TurningAdult,
        IReadOnlyList<CaseRow> Rechecks,
        IReadOnlyList<MeetingRow> Meetings,
        IReadOnlyList<DraftRow> Drafts,
        int? LegalHolds,
        IReadOnlyList<EmergencyRow> Emergencies,
        RegisterUse? Use,
        AccountsToSee? Accounts,
        IReadOnlyList<AccountNotice> Notices,
        DateOnly? LastDay,
        IReadOnlyList<QuarterRow> Quarters,
        OfficeWork? Office
    ) : IShowsCases
    {
        IEnumerable<CaseId> IShowsCases.ShownCases =>
            NextActions
                .Select(a => a.CaseId)
                .Concat(Emergencies.Select(e => e.CaseId))
                .Concat(UnknownAges.Concat(TurningAdult).Concat(Rechecks).Select(c => c.Id));
    }

    /// <summary>A quarter of one of my regions that waits to be handed in, the last one or one that came back with a question.</summary>
    public sealed record QuarterRow(string Region, Quarter Quarter, DateOnly DueOn, bool IsLate, bool IsAsked);

    /// <summary>What waits at the national office.</summary>
    /// <param name="Quarters">Handed in and not decided on.</param>
    /// <param name="Releases">Frozen by somebody else.</param>
    /// <param name="LateSince">The first year of the quarters of which regions are late.</param>
    public sealed record OfficeWork(int Quarters, int LateRegions, int LateSince, int Releases);

    public sealed record StateCount(FileState State, int Count);

    public sealed record NextAction(CaseId CaseId, string Number, string Text, DateOnly On, bool IsLate);

    /// <param name="On">The day, or the first day of the month, on which it is due.</param>
    public sealed record CaseRow(CaseId Id, string Number, DateOnly On, bool IsLate = false);

    public sealed record MeetingRow(MeetingId Id, MeetingKind Kind, DateOnly HeldOn, bool Invited);

    /// <param name="Waits">Not reviewed yet.</param>
    public sealed record EmergencyRow(CaseId CaseId, string Number, string By, string? Organisation, DateTimeOffset OpenedAt, bool Waits);

    public sealed record DraftRow(DraftId Id, DateTimeOffset SavedAt);

    /// <param name="Done">Looks and changes.</param>
    /// <param name="Denied">Asked without the permission.</param>
    /// <param name="NotFound">Asked for what is not there or is elsewhere, which look alike.</param>
    public sealed record RegisterUse(int Days, int Done, int Denied, int NotFound);

    /// <param name="Due">How many nobody confirmed for too long.</param>
    /// <param name="Requests">How many of others wait for a second administrator.</param>
    /// <param name="Expiring">Those whose last day is near.</param>
    /// <param name="Keys">Keys of API clients whose end is near.</param>
    /// <param name="AgedKeys">Key files that are in use for longer than their term.</param>
    public sealed record AccountsToSee(
        int Due,
        int Requests,
        IReadOnlyList<ExpiringAccount> Expiring,
        IReadOnlyList<ExpiringKey> Keys,
        IReadOnlyList<string> AgedKeys
    );

    public sealed record ExpiringKey(string Name, DateTimeOffset At);

    public sealed record ExpiringAccount(Guid Id, string Email, DateOnly On);

    internal sealed class Handler(
        RegistryDbContext db,
        AdministrationDbContext accounts,
        CaseKeys keys,
        MonitorDbContext monitor,
        KeyAges ages,
        CodeLists lists,
        CurrentActor actor,
        TimeProvider clock
    ) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var coordinates = actor.May(Permission.ViewCases);
            return new(
                coordinates ? await States(cancellationToken) : [],
                coordinates ? await NextActions(cancellationToken) : [],
                coordinates ? await UnknownAges(cancellationToken) : [],
                coordinates ? await TurningAdult(cancellationToken) : [],
                coordinates ? await Rechecks(cancellationToken) : [],
                coordinates || actor.May(Permission.AttendMeetings) ? await Meetings(cancellationToken) : [],
                actor.May(Permission.RegisterSignals) ? await Drafts(cancellationToken) : [],
                actor.May(Permission.ViewAudit) ? await db.Cases.CountAsync(c => c.LegalHold, cancellationToken) : null,
                coordinates || actor.May(Permission.ReviewBreakGlass) ? await Emergencies(cancellationToken) : [],
                actor.May(Permission.ViewAudit) ? await Use(cancellationToken) : null,
                actor.May(Permission.Administer) ? await Accounts(cancellationToken) : null,
                await accounts
                    .AccountNotices.AsNoTracking()
                    .Where(n => n.AccountId == actor.AccountId && n.SeenAt == null)
                    .OrderByDescending(n => n.At)
                    .Take(Shown)
                    .ToListAsync(cancellationToken),
                await LastDay(cancellationToken),
                actor.May(Permission.CompletePeriods) ? await Quarters(cancellationToken) : [],
                actor.May(Permission.AcceptPeriods) ? await Office(cancellationToken) : null
            );
        }

        private async Task<IReadOnlyList<QuarterRow>> Quarters(CancellationToken cancellationToken)
        {
            var today = clock.Today();
            var recent = Recent();
            var first = recent[^1].Year;
            var there = await db
                .PeriodVersions.Where(v => v.State == PeriodState.Returned || v.Year >= first)
                .Select(v => new
                {
                    v.Region,
                    v.Year,
                    v.QuarterNumber,
                    v.Number,
                    v.State,
                    IsLatest = !db.PeriodVersions.Any(o =>
                        o.Region == v.Region && o.Year == v.Year && o.QuarterNumber == v.QuarterNumber && o.Number > v.Number
                    ),
                })
                .ToListAsync(cancellationToken);
            QuarterRow Row(string region, Quarter quarter, bool isAsked) =>
                new(region, quarter, PeriodVersion.DueOn(quarter), PeriodVersion.DueOn(quarter) < today, isAsked);
            return
            [
                .. there
                    .Where(v => v is { State: PeriodState.Returned, IsLatest: true })
                    .Select(v => Row(v.Region, new(v.Year, v.QuarterNumber), true)),
                .. from quarter in recent
                from region in lists.Regions
                where actor.VisibleRegions.Contains(region.Code) && region.CountsIn(quarter)
                where !there.Exists(v => v.Region == region.Code && v.Year == quarter.Year && v.QuarterNumber == quarter.Number)
                select Row(region.Code, quarter, false),
            ];
        }

        /// <summary>The quarters of the last year that have ended, the latest first: of older ones the overview tells.</summary>
        private List<Quarter> Recent()
        {
            var quarters = new List<Quarter>();
            for (var quarter = Quarter.Of(clock.Today()); quarters.Count < 4; )
            {
                quarter = Quarter.Of(quarter.FirstDay.AddDays(-1));
                quarters.Add(quarter);
            }

            return quarters;
        }

        private async Task<OfficeWork> Office(CancellationToken cancellationToken)
        {
            var due = Recent().Where(q => PeriodVersion.DueOn(q) < clock.Today()).ToList();
            var first = due.Count == 0 ? 0 : due[^1].Year;
            // As in the overview: the latest version says whether it is handed in.
            var there = await monitor
                .PeriodVersions.Where(v => v.Year >= first && v.State != PeriodState.Returned)
                .Where(v =>
                    !monitor.PeriodVersions.Any(o =>
                        o.Region == v.Region && o.Year == v.Year && o.QuarterNumber == v.QuarterNumber && o.Number > v.Number
                    )
                )
                .Select(v => new
                {
                    v.Region,
                    v.Year,
                    v.QuarterNumber,
                })
                .ToListAsync(cancellationToken);
            var late =
                from quarter in due
                from region in lists.Regions
                where region.CountsIn(quarter)
                where !there.Exists(v => v.Region == region.Code && v.Year == quarter.Year && v.QuarterNumber == quarter.Number)
                select (region.Code, quarter.Year);
            return new(
                await monitor.PeriodVersions.CountAsync(v => v.State == PeriodState.Submitted, cancellationToken),
                late.Select(l => l.Code).Distinct().Count(),
                late.Select(l => l.Year).DefaultIfEmpty(first).Min(),
                await monitor.Releases.CountAsync(r => r.State == ReleaseState.Frozen && r.FrozenBy != actor.AccountId, cancellationToken)
            );
        }

        private async Task<DateOnly?> LastDay(CancellationToken cancellationToken)
        {
            var until = clock.Today().AddDays(DaysOfWarning);
            return await db
                .Users.Where(a => a.Id == actor.AccountId && a.ExpiresOn <= until)
                .Select(a => a.ExpiresOn)
                .SingleOrDefaultAsync(cancellationToken);
        }

        private async Task<IReadOnlyList<StateCount>> States(CancellationToken cancellationToken)
        {
            var counts = await db
                .Cases.GroupBy(c => c.State)
                .Select(g => new { State = g.Key, Count = g.Count() })
                .ToDictionaryAsync(g => g.State, g => g.Count, cancellationToken);
            return [.. Enum.GetValues<FileState>().Select(s => new StateCount(s, counts.GetValueOrDefault(s)))];
        }

        private async Task<IReadOnlyList<NextAction>> NextActions(CancellationToken cancellationToken)
        {
            var until = clock.Today().AddDays(7);
            var rows = await db
                .ContactMoments.Where(c => c.NextActionOn != null && c.NextActionOn <= until && c.NextActionDoneAt == null)
                .Join(
                    db.Cases.Where(c => c.State != FileState.Closed && c.ErasedAt == null),
                    m => m.CaseId,
                    c => c.Id,
                    (m, c) =>
                        new
                        {
                            m.CaseId,
                            c.Number,
                            m.NextAction,
                            m.NextActionOn,
                        }
                )
                .OrderBy(x => x.NextActionOn)
                .Take(Shown)
                .ToListAsync(cancellationToken);
            var opened = await keys.Open([.. rows.Select(r => r.CaseId).Distinct()], cancellationToken);
            return
            [
                .. rows.Select(r => new NextAction(
                    r.CaseId,
                    r.Number,
                    opened[r.CaseId].Reveal(r.NextAction, ContactMoment.NextActionColumn) ?? "",
                    r.NextActionOn!.Value,
                    r.NextActionOn < clock.Today()
                )),
            ];
        }

        private async Task<IReadOnlyList<CaseRow>> UnknownAges(CancellationToken cancellationToken) =>
            await db
                .Cases.Where(c => c.MinorStatus == MinorStatus.Unknown && c.State != FileState.Closed && c.MinorFollowUpOn != null)
                .OrderBy(c => c.MinorFollowUpOn)
                .Take(Shown)
                .Select(c => new CaseRow(c.Id, c.Number, c.MinorFollowUpOn!.Value))
                .ToListAsync(cancellationToken);

        private async Task<IReadOnlyList<CaseRow>> TurningAdult(CancellationToken cancellationToken)
        {
            var today = clock.Today();
            var months = Enumerable
                .Range(0, BirthdaysAhead.Days / 30 + 1)
                .Select(ahead => (Month?)Month.Of(new DateOnly(today.Year, today.Month, 1).AddMonths(ahead)))
                .ToList();
            var rows = await db
                .Cases.Where(c => c.State != FileState.Closed && months.Contains(c.TurnsAdultIn))
                .OrderBy(c => c.TurnsAdultIn)
                .Take(Shown)
                .Select(c => new
                {
                    c.Id,
                    c.Number,
                    c.TurnsAdultIn,
                })
                .ToListAsync(cancellationToken);
            return [.. rows.Select(r => new CaseRow(r.Id, r.Number, r.TurnsAdultIn!.Value.FirstDay))];
        }

        private async Task<IReadOnlyList<CaseRow>> Rechecks(CancellationToken cancellationToken)
        {
            var today = clock.Today();
            return await db
                .Cases.Where(c => c.LostFromViewSince != null && c.NextRecheckOn != null && c.State != FileState.Closed)
                .OrderBy(c => c.NextRecheckOn)
                .Take(Shown)
                .Select(c => new CaseRow(c.Id, c.Number, c.NextRecheckOn!.Value, c.NextRecheckOn < today))
                .ToListAsync(cancellationToken);
        }

        private async Task<IReadOnlyList<MeetingRow>> Meetings(CancellationToken cancellationToken) =>
            await db
                .Meetings.Where(m => m.ClosedAt == null)
                .OrderBy(m => m.HeldOn)
                .Take(Shown)
                .Select(m => new MeetingRow(m.Id, m.Kind, m.HeldOn, actor.InvitedMeetings.Contains(m.Id)))
                .ToListAsync(cancellationToken);

        private async Task<IReadOnlyList<DraftRow>> Drafts(CancellationToken cancellationToken) =>
            await db
                .Drafts.OrderByDescending(d => d.SavedAt)
                .Take(Shown)
                .Select(d => new DraftRow(d.Id, d.SavedAt))
                .ToListAsync(cancellationToken);

        private async Task<IReadOnlyList<EmergencyRow>> Emergencies(CancellationToken cancellationToken)
        {
            var since = clock.GetUtcNow().AddDays(-DaysOfEmergencies);
            return await db
                .BreakGlasses.Where(b => b.OpenedAt >= since || b.ReviewedAt == null)
                .OrderByDescending(b => b.OpenedAt)
                .Take(Shown)
                .Join(db.Cases, b => b.CaseId, c => c.Id, (b, c) => new { Opened = b, c.Number })
                .Join(
                    db.Users,
                    b => b.Opened.AccountId,
                    a => a.Id,
                    (b, a) =>
                        new EmergencyRow(
                            b.Opened.CaseId,
                            b.Number,
                            a.DisplayName,
                            a.Organisation,
                            b.Opened.OpenedAt,
                            b.Opened.ReviewedAt == null
                        )
                )
                .ToListAsync(cancellationToken);
        }

        private async Task<AccountsToSee> Accounts(CancellationToken cancellationToken)
        {
            var (today, until) = (clock.Today(), clock.Today().AddDays(DaysOfWarning));
            var expiring = await db
                .Users.Where(a => !a.IsRetired && a.ExpiresOn >= today && a.ExpiresOn <= until)
                .OrderBy(a => a.ExpiresOn)
                .ThenBy(a => a.NormalizedEmail)
                .Take(Shown)
                .Select(a => new ExpiringAccount(a.Id, a.Email!, a.ExpiresOn!.Value))
                .ToListAsync(cancellationToken);
            var now = clock.GetUtcNow();
            var soon = now + ApiClient.Warning;
            return new(
                await db.Users.CountAsync(Account.IsDueAt(now), cancellationToken),
                await db
                    .AccountRequests.Where(AccountRequest.WaitsAt(now))
                    .CountAsync(r => r.RequestedBy != actor.AccountId, cancellationToken),
                expiring,
                await db
                    .ApiClients.Where(c => c.RevokedAt == null && c.ExpiresAt > now && c.ExpiresAt <= soon)
                    .OrderBy(c => c.ExpiresAt)
                    .Take(Shown)
                    .Select(c => new ExpiringKey(c.Name, c.ExpiresAt))
                    .ToListAsync(cancellationToken),
                [.. ages.Overdue().Select(k => k.Name)]
            );
        }

        private async Task<RegisterUse> Use(CancellationToken cancellationToken)
        {
            var since = clock.GetUtcNow().AddDays(-DaysOfUse);
            var counts = await db
                .AuditRows.Where(r => r.At >= since)
                .GroupBy(r => r.Outcome)
                .Select(g => new { Outcome = g.Key, Count = g.Count() })
                .ToDictionaryAsync(g => g.Outcome, g => g.Count, cancellationToken);
            return new(
                DaysOfUse,
                counts.GetValueOrDefault("done"),
                counts.GetValueOrDefault("denied"),
                counts.GetValueOrDefault("not_found")
            );
        }
    }
}
