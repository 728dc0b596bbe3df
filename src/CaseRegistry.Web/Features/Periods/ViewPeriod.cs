using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Periods;

/// <summary>One quarter of one of my regions, with what to look at before it is handed in.</summary>
public static class ViewPeriod
{
    [Requires(Permission.CompletePeriods)]
    public sealed record Query(string Region, string Quarter) : IAuditedQuery<Result>;

    /// <param name="Figures">Beside what earlier quarters let expect.</param>
    /// <param name="Unknown">Persons of whom the answer to a question is not known.</param>
    /// <param name="Drafts">Registrations begun and not sent, of everyone in the region.</param>
    /// <param name="Unweighed">Open cases with a signal of this quarter that no meeting discussed.</param>
    /// <param name="Changes">Of the headline since the last version, by reason.</param>
    /// <param name="Steps">From the first version to the figures of now, each with what it adds or takes.</param>
    public sealed record Result(
        RegionQuarter Period,
        bool HasEnded,
        DateOnly DueOn,
        IReadOnlyList<FigureCheck> Figures,
        IReadOnlyList<(string Field, int Count)> Unknown,
        int Drafts,
        int Unweighed,
        IReadOnlyList<VersionRow> Versions,
        IReadOnlyList<(ChangeReason Reason, int Up, int Down)> Changes,
        IReadOnlyList<Step> Steps
    )
    {
        public int Persons => Figures[0].Count;
        public PeriodState? State => Versions.Count == 0 ? null : Versions[0].State;

        /// <summary>The region says why: a figure stands out, a question was asked, or there was a version before.</summary>
        public bool NeedsRemark => Versions.Count > 0 || Figures.Any(f => f.StandsOut);

        public bool MayComplete =>
            HasEnded && (State is null or PeriodState.Returned || State == PeriodState.Accepted && Changes.Count > 0);
    }

    /// <param name="Figures">As they were handed in.</param>
    public sealed record VersionRow(
        int Number,
        PeriodFigures Figures,
        PeriodState State,
        DateTimeOffset SubmittedAt,
        string? Remark,
        DateTimeOffset? DecidedAt,
        string? Question
    );

    /// <param name="Version">The version that it led to; 0 for what is not handed in yet.</param>
    public sealed record Step(int Version, ChangeReason Reason, PeriodFigures By);

    internal sealed class Handler(RegistryDbContext db, CurrentActor actor, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            if (!Quarter.TryParse(query.Quarter, out var quarter) || !actor.VisibleRegions.Contains(query.Region))
            {
                throw new NotFoundException();
            }

            var region = query.Region;
            actor.AuditDetail = $"period:{region}/{quarter}";
            var cells = await CountedPersons.CellsOf(db, region, quarter, cancellationToken);
            var before = await PeriodFigures.Before(db, region, quarter, cancellationToken);
            var (first, last) = (quarter.FirstDay, quarter.LastDay);
            var unweighed = await db
                .Cases.Where(c => c.Region == region && c.State != FileState.Closed && c.Conference == ConferenceState.None)
                .CountAsync(c => db.Signals.Any(s => s.CaseId == c.Id && s.ReceivedOn >= first && s.ReceivedOn <= last), cancellationToken);
            var versions = await db
                .PeriodVersions.AsNoTracking()
                .Include(v => v.Cells)
                .Where(v => v.Region == region && v.Year == quarter.Year && v.QuarterNumber == quarter.Number)
                .OrderByDescending(v => v.Number)
                .ToListAsync(cancellationToken);
            var all = await db
                .PeriodChanges.AsNoTracking()
                .Where(c => c.Region == region && c.Year == quarter.Year && c.QuarterNumber == quarter.Number)
                .ToListAsync(cancellationToken);
            var changes = all.Where(c => c.Number == 0);
            return new(
                new(region, quarter),
                PeriodRules.HasEnded(quarter, clock),
                PeriodVersion.DueOn(quarter),
                FigureCheck.Of(PeriodFigures.Of(cells), before),
                [
                    .. cells
                        .Where(c => c.Key.Table == "unknown-by-region")
                        .Select(c => (c.Key.Cell.Split('|')[1], c.Value))
                        .OrderByDescending(u => u.Value),
                ],
                await PeriodFigures.OpenDrafts(db, region, cancellationToken),
                unweighed,
                [
                    .. versions.Select(v => new VersionRow(
                        v.Number,
                        PeriodFigures.Of(v.Cells.ToDictionary(c => (c.Table, c.Cell), c => c.Count)),
                        v.State,
                        v.SubmittedAt,
                        v.Remark,
                        v.DecidedAt,
                        v.Question
                    )),
                ],
                [
                    .. changes
                        .GroupBy(c => c.Reason)
                        .OrderBy(g => g.Key)
                        .Select(g =>
                        {
                            // Of the headline, or of whatever changed where the headline did not.
                            var headline = g.Where(c => c.Table == "minors-by-year").ToList();
                            var shown = headline.Count > 0 ? headline : [.. g];
                            return (g.Key, shown.Where(c => c.By > 0).Sum(c => c.By), -shown.Where(c => c.By < 0).Sum(c => c.By));
                        }),
                ],
                [
                    .. all.GroupBy(c => (c.Number, c.Reason))
                        .OrderBy(g => g.Key)
                        .Select(g => new Step(
                            g.Key.Number,
                            g.Key.Reason,
                            PeriodFigures.Of(g.GroupBy(c => (c.Table, c.Cell)).ToDictionary(c => c.Key, c => c.Sum(change => change.By)))
                        )),
                ]
            );
        }
    }
}
