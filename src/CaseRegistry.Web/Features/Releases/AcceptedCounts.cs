using System.Globalization;
using System.Resources;
using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Releases;
using CaseRegistry.Web.Resources;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>The accepted versions of the regions, summed into the tables of a release.</summary>
internal sealed class AcceptedCounts(MonitorDbContext db, CodeLists lists, TimeProvider clock)
{
    /// <summary>What every figure is called: it is not the Slachtoffermonitor, which CoMensha and the rapporteur make.</summary>
    public const string Label = "registratie zorgcoördinatie";

    public const string Year = "year";
    private const string ByRegion = "minors-by-region";
    private static readonly ResourceManager Texts = new(typeof(Texts));

    /// <summary>The quarters of the years that were accepted, and those that have ended and were not.</summary>
    /// <param name="onlyOwed">For everyone: that a quarter is missing which nobody owes would tell that somebody is counted in it.</param>
    public async Task<(IReadOnlyList<FrozenPeriod> Accepted, IReadOnlyList<string> Missing)> Periods(
        int firstYear,
        int lastYear,
        CancellationToken cancellationToken,
        bool onlyOwed = false
    )
    {
        var accepted = await db
            .PeriodVersions.AsNoTracking()
            .Where(v => v.State == PeriodState.Accepted && v.Year >= firstYear && v.Year <= lastYear)
            .Select(v => new
            {
                v.Region,
                v.Year,
                v.QuarterNumber,
                v.Number,
            })
            .ToListAsync(cancellationToken);
        var there = accepted.Select(v => (v.Region, new Quarter(v.Year, v.QuarterNumber))).ToHashSet();
        var today = clock.Today();
        var counted = (
            await db
                .Cells.Where(c => c.Table == ByRegion && c.Year >= firstYear && c.Year <= lastYear && c.Count > 0)
                .Select(c => new
                {
                    c.Year,
                    c.Quarter,
                    c.Cell,
                })
                .ToListAsync(cancellationToken)
        ).Select(c => (c.Cell.Split('|')[0], new Quarter(c.Year, c.Quarter))).ToHashSet();
        var missing =
            from region in lists.Regions
            from year in Enumerable.Range(firstYear, lastYear - firstYear + 1)
            from number in Enumerable.Range(1, 4)
            let quarter = new Quarter(year, number)
            where region.CountsIn(quarter) || !onlyOwed && counted.Contains((region.Code, quarter))
            where quarter.LastDay < today && !there.Contains((region.Code, quarter))
            select $"{region.Code}:{quarter}";
        return (
            [
                .. accepted
                    .Select(v => new FrozenPeriod(v.Region, new Quarter(v.Year, v.QuarterNumber).ToString(), v.Number))
                    .OrderBy(p => p.Region, StringComparer.Ordinal)
                    .ThenBy(p => p.Quarter, StringComparer.Ordinal),
            ],
            [.. missing.Order(StringComparer.Ordinal)]
        );
    }

    /// <summary>The tables that were asked for, in the order of the catalogue.</summary>
    /// <param name="accepted">What was in force before.</param>
    /// <exception cref="RuleViolationException">Something was accepted meanwhile.</exception>
    public async Task<IReadOnlyList<FrozenTable>> Tables(
        ReleaseFields asked,
        IReadOnlyList<FrozenPeriod> accepted,
        CancellationToken cancellationToken
    )
    {
        var (first, last) = (asked.FirstYear!.Value, asked.LastYear!.Value);
        var tables = new List<FrozenTable>();
        foreach (var table in MonitorCatalogue.Tables.Where(t => asked.Tables.Contains(t.Name)))
        {
            tables.Add(await Table(table, first, last, asked.Audience == ReleaseAudience.Public, cancellationToken));
        }

        // Versions never change, so that tables are of one moment when the same ones are in force before and after.
        return accepted.SequenceEqual((await Periods(first, last, cancellationToken)).Accepted)
            ? tables
            : throw new RuleViolationException("Release.FirstYear.WasAccepted");
    }

    /// <summary>A table with labels in both languages, as they are now.</summary>
    /// <param name="withAllCodes">Also those that nobody has: for everyone, whether a code occurs tells of somebody.</param>
    private async Task<FrozenTable> Table(
        MonitorTable table,
        int firstYear,
        int lastYear,
        bool withAllCodes,
        CancellationToken cancellationToken
    )
    {
        var sums = await db
            .PeriodCells.Where(c => c.Table == table.Name)
            .Join(
                db.PeriodVersions.Where(v => v.State == PeriodState.Accepted && v.Year >= firstYear && v.Year <= lastYear),
                c => c.VersionId,
                v => v.Id,
                (c, v) =>
                    new
                    {
                        v.Year,
                        c.Cell,
                        c.Count,
                    }
            )
            .GroupBy(c => new { c.Year, c.Cell })
            .Select(g => new
            {
                g.Key.Year,
                g.Key.Cell,
                Count = g.Sum(c => c.Count),
            })
            .ToListAsync(cancellationToken);
        var rows = table.ByYear
            ? sums.Select(s => new FrozenRow([YearCode(s.Year), .. s.Cell.Split('|')], s.Count))
            : sums.GroupBy(s => s.Cell, StringComparer.Ordinal).Select(g => new FrozenRow(g.Key.Split('|'), g.Sum(s => s.Count)));
        return Labelled(table, [.. rows.Where(r => r.Count != 0).Order(ByCodes)], firstYear, lastYear, withAllCodes);
    }

    /// <summary>Breaks in the series of these years: a release says where its years do not compare.</summary>
    public async Task<IReadOnlyList<FrozenBreak>> Breaks(int firstYear, int lastYear, CancellationToken cancellationToken)
    {
        var breaks = await db
            .SeriesBreaks.AsNoTracking()
            .Where(b => b.RetiredAt == null && b.Year >= firstYear && b.Year <= lastYear)
            .OrderBy(b => b.Year)
            .ThenBy(b => b.Quarter)
            .ThenBy(b => b.EnteredAt)
            .ToListAsync(cancellationToken);
        return [.. breaks.Select(b => new FrozenBreak(b.When, new(b.NoteNl, b.NoteEn)))];
    }

    /// <summary>The counting rules that are in force.</summary>
    public static IReadOnlyDictionary<int, Words> Rules =>
        MonitorCatalogue.Tables.SelectMany(t => t.Rules).Distinct().Order().ToDictionary(r => r, r => WordsOf($"Rule.{r}"));

    private FrozenTable Labelled(MonitorTable table, IReadOnlyList<FrozenRow> rows, int firstYear, int lastYear, bool withAllCodes)
    {
        IEnumerable<FrozenDimension> dimensions = table.Dimensions.Select(
            (dimension, i) =>
            {
                var present = rows.Select(r => r.Codes[i + (table.ByYear ? 1 : 0)]).ToHashSet(StringComparer.Ordinal);
                if (lists.Find(dimension.List, CodeLists.Unknown) is not null)
                {
                    present.Add(CodeLists.Unknown);
                }

                if (withAllCodes)
                {
                    present.UnionWith(CodesOf(dimension));
                }

                return new FrozenDimension(
                    dimension.Name,
                    WordsOf($"Column.{dimension.Name}"),
                    [
                        .. present
                            .OrderBy(c => lists.Find(dimension.List, c)?.Order ?? int.MaxValue)
                            .ThenBy(c => c, StringComparer.Ordinal)
                            .Select(c => new FrozenCode(c, LabelOf(dimension, c))),
                    ]
                );
            }
        );
        if (table.ByYear)
        {
            var years = Enumerable.Range(firstYear, lastYear - firstYear + 1).Select(YearCode);
            dimensions = dimensions.Prepend(new(Year, WordsOf($"Column.{Year}"), [.. years.Select(y => new FrozenCode(y, new(y, y)))]));
        }

        return new(
            table.Name,
            WordsOf($"Table.{table.Name}"),
            WordsOf($"Table.{table.Name}.Hint"),
            WordsOf($"Unit.{table.Unit}"),
            table.AddsUp,
            table.Rules,
            [.. dimensions],
            rows
        );
    }

    private IEnumerable<string> CodesOf(MonitorDimension dimension) =>
        dimension.List == CodeLists.CareRegionList ? lists.Regions.Select(r => r.Code)
        : dimension.List == "conference_outcome" ? lists.Items(dimension.List).Select(i => i.Code).Append(MonitorFact.NotDiscussed)
        : lists.Items(dimension.List).Select(i => i.Code);

    private Words LabelOf(MonitorDimension dimension, string code)
    {
        if (dimension.List == CodeLists.CareRegionList)
        {
            var name = lists.Regions.FirstOrDefault(r => r.Code == code)?.Name ?? code;
            return new(name, name);
        }

        var item = code == MonitorFact.NotDiscussed ? lists.Find("conference_state", code) : lists.Find(dimension.List, code);
        return item is null ? new(code, code) : new(item.LabelNl, item.LabelEn);
    }

    private static Words WordsOf(string key) =>
        new(Texts.GetString(key, Localization.Dutch) ?? key, Texts.GetString(key, Localization.English) ?? key);

    private static string YearCode(int year) => year.ToString("0000", CultureInfo.InvariantCulture);

    private static readonly Comparer<FrozenRow> ByCodes = Comparer<FrozenRow>.Create(
        (a, b) => a.Codes.Zip(b.Codes, string.CompareOrdinal).FirstOrDefault(difference => difference != 0)
    );
}
