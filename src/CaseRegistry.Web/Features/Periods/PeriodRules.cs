using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Web.Features.Periods;

/// <summary>A quarter of a region, written <c>limburg:2026-Q1</c>.</summary>
public readonly record struct RegionQuarter(string Region, Quarter Quarter)
{
    public static bool TryParse(string? text, out RegionQuarter period)
    {
        var parts = text?.Split(':') ?? [];
        period = default;
        if (parts.Length != 2 || parts[0].Length == 0 || !Quarter.TryParse(parts[1], out var quarter))
        {
            return false;
        }

        period = new(parts[0], quarter);
        return true;
    }

    public override string ToString() => $"{Region}:{Quarter}";
}

/// <summary>When the counts of a quarter are due.</summary>
internal static class PeriodRules
{
    /// <summary>The last quarter that has ended.</summary>
    public static Quarter LastEnded(TimeProvider clock) => Quarter.Of(Quarter.Of(clock.Today()).FirstDay.AddDays(-1));

    public static bool HasEnded(Quarter quarter, TimeProvider clock) => quarter.LastDay < clock.Today();

    public static bool IsLate(Quarter quarter, TimeProvider clock) => PeriodVersion.DueOn(quarter) < clock.Today();
}

/// <summary>A figure beside what earlier quarters let expect of it.</summary>
public sealed record FigureCheck(string Name, int Count, double? Mean, int? Low, int? High)
{
    public bool StandsOut => Count < Low || Count > High;

    /// <param name="now">The quarter that is looked at.</param>
    /// <param name="before">The quarters before it.</param>
    public static IReadOnlyList<FigureCheck> Of(PeriodFigures now, IReadOnlyCollection<PeriodFigures> before)
    {
        FigureCheck Check(string name, Func<PeriodFigures, int> figure)
        {
            var expected = PeriodFigures.Expected([.. before.Select(figure)]);
            return new(name, figure(now), expected?.Mean, expected?.Low, expected?.High);
        }

        return
        [
            Check("Persons", f => f.Persons),
            Check("Minors", f => f.Minors),
            Check("UnknownMinority", f => f.UnknownMinority),
            Check("Technology", f => f.Technology),
            Check("Signals", f => f.Signals),
        ];
    }
}
