using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Infrastructure.Encryption;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Meetings;

/// <summary>
/// A case as the members of a meeting see it: codes and dates. Never who it is, how to reach the person, where exactly they
/// stay, the words of a signal, or the number under which the case is known elsewhere.
/// </summary>
public sealed record PseudonymousItem(
    AgendaItemId Id,
    CaseId CaseId,
    string? Goal,
    bool Discussed,
    bool CaseClosed,
    MinorStatus MinorStatus,
    string? AgeBand,
    string Sex,
    TechnologyInvolvement Technology,
    string Form,
    string Sector,
    string Route,
    IReadOnlyList<PseudonymousSignal> Signals,
    IReadOnlyList<PseudonymousUse> Uses
)
{
    internal static async Task<IReadOnlyList<PseudonymousItem>> Of(
        RegistryDbContext db,
        CaseKeys keys,
        CurrentActor actor,
        MeetingId meeting,
        CancellationToken cancellationToken
    )
    {
        var items = await db
            .AgendaItems.Where(i => i.MeetingId == meeting && i.Invitations.Any(v => v.AccountId == actor.AccountId))
            .OrderBy(i => EF.Property<long>(i, "Sequence"))
            .Join(
                db.Cases,
                i => i.CaseId,
                c => c.Id,
                (i, c) =>
                    new
                    {
                        i.Id,
                        i.CaseId,
                        i.Goal,
                        Discussed = i.DiscussedAt != null,
                        Closed = c.State == FileState.Closed,
                        c.MinorStatus,
                        c.AgeBand,
                        c.Sex,
                        c.TechnologyInvolvement,
                    }
            )
            .ToListAsync(cancellationToken);
        var cases = items.Select(i => i.CaseId).ToList();
        var signals = await db
            .Signals.Where(s => cases.Contains(s.CaseId))
            .OrderBy(s => s.ReceivedOn)
            .Select(s => new { s.CaseId, Row = new PseudonymousSignal(s.ReceivedOn, s.ReporterType, s.Certainty) })
            .ToListAsync(cancellationToken);
        var main = await db
            .Exploitations.Where(e => cases.Contains(e.CaseId) && e.IsMain)
            .Select(e => new
            {
                e.CaseId,
                e.Form,
                e.Sector,
                e.Route,
            })
            .ToDictionaryAsync(e => e.CaseId, cancellationToken);
        var uses = await db
            .TechnologyUses.Where(u => cases.Contains(u.CaseId))
            .Select(u => new { u.CaseId, Row = new PseudonymousUse(u.Phase, u.Channel, u.Use) })
            .ToListAsync(cancellationToken);
        var opened = await keys.Open(cases, cancellationToken);
        return
        [
            .. items.Select(i => new PseudonymousItem(
                i.Id,
                i.CaseId,
                opened[i.CaseId].Reveal(i.Goal, AgendaItem.GoalColumn),
                i.Discussed,
                i.Closed,
                i.MinorStatus,
                i.AgeBand,
                i.Sex,
                i.TechnologyInvolvement,
                main[i.CaseId].Form,
                main[i.CaseId].Sector,
                main[i.CaseId].Route,
                [.. signals.Where(s => s.CaseId == i.CaseId).Select(s => s.Row)],
                [.. uses.Where(u => u.CaseId == i.CaseId).Select(u => u.Row)]
            )),
        ];
    }
}

/// <summary>A signal without its words.</summary>
public sealed record PseudonymousSignal(DateOnly ReceivedOn, string ReporterType, Certainty Certainty);

/// <summary>A use of technology without the platform.</summary>
public sealed record PseudonymousUse(string Phase, string Channel, string Use);
