using Google.OrTools.Sat;

namespace CaseRegistry.Statistics;

/// <summary>A release in multiples of a base, in which each margin is the sum of its parts (controlled rounding).</summary>
/// <param name="Shown">By cell of <paramref name="Tables"/>.</param>
public sealed record RoundedRelease(LinkedTables Tables, int Base, IReadOnlyList<long> Shown)
{
    /// <summary>How far a shown number is from the true one at most, in persons.</summary>
    public long LargestDeviation => Shown.Select((shown, c) => Math.Abs(shown - Tables.Values[c])).DefaultIfEmpty(0).Max();

    public long TotalDeviation => Shown.Select((shown, c) => Math.Abs(shown - Tables.Values[c])).Sum();

    /// <summary>
    /// What is wrong; nothing when the rounding adds up, shows no small count as it is, and no small difference with an earlier release
    /// can be derived. What is shown is itself a possible table: a cell shown otherwise than it is has two possible values.
    /// </summary>
    /// <param name="threshold">In persons.</param>
    public IReadOnlyList<string> Check(int threshold, params IReadOnlyList<RoundedRelease> earlier)
    {
        var faults = new List<string>();
        if (Shown.Any(s => s < 0 || s % Base != 0) || Tables.Equations.Any(e => e.Parts.Sum(p => Shown[p]) != Shown[e.Margin]))
        {
            faults.Add("The rounded numbers do not add up in multiples of the base.");
        }

        bool IsHidden(int c) => Shown[c] != Tables.Values[c];
        faults.AddRange(
            Enumerable
                .Range(0, Shown.Count)
                .Where(c => Tables.Values[c] > 0 && Tables.Values[c] < threshold && !IsHidden(c))
                .Select(c => $"{Tables.Names[c]} is small and shown as it is.")
        );
        foreach (var release in earlier)
        {
            var before = Enumerable.Range(0, release.Shown.Count).ToDictionary(c => release.Tables.Names[c], StringComparer.Ordinal);
            for (var c = 0; c < Shown.Count; c++)
            {
                if (
                    before.TryGetValue(Tables.Names[c], out var b)
                    && Math.Abs(Tables.Values[c] - release.Tables.Values[b]) is var change
                    && change > 0
                    && change < threshold
                    && !IsHidden(c)
                    && release.Shown[b] == release.Tables.Values[b]
                )
                {
                    faults.Add($"{Tables.Names[c]} and its earlier number are both shown as they are: the change of {change} is seen.");
                }
            }
        }

        return faults;
    }
}

/// <summary>Controlled rounding: <see href="https://doi.org/10.1080/01621459.1987.10478456">Cox, JASA 82, 1987</see>.</summary>
public static class Rounding
{
    private const double Patience = 20;

    /// <summary>The largest deviation is made as small as can be found, then the sum of all. The same for the same tables.</summary>
    /// <param name="base">At least 2, in persons.</param>
    /// <exception cref="DisclosureException">No rounding was found within the work allowed.</exception>
    public static RoundedRelease Round(LinkedTables tables, int @base, CancellationToken cancellation = default)
    {
        if (@base < 2)
        {
            throw new ArgumentException("The base is 2 at least.");
        }

        // Zeros stay zero; wider and wider around the true numbers until the sums fit.
        for (var width = 1; width <= 16; width *= 2)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Within(tables, @base, width) is { } shown)
            {
                return new(tables, @base, shown);
            }
        }

        throw new DisclosureException("No rounding with sums that fit was found.");
    }

    private static long[]? Within(LinkedTables tables, int @base, int width)
    {
        var values = tables.Values;
        var model = new CpModel();
        var most = model.NewIntVar(0, (long)@base * width, "");
        var steps = new IntVar?[values.Length];
        var deviations = new List<LinearExpr>();
        for (var c = 0; c < values.Length; c++)
        {
            if (values[c] == 0)
            {
                continue;
            }

            var floor = values[c] / @base;
            var ceiling = (values[c] + @base - 1) / @base;
            steps[c] = model.NewIntVar(Math.Max(0, ceiling - width), floor + width, "");
            var deviation = model.NewIntVar(0, (long)@base * width, "");
            model.Add(deviation >= steps[c]! * @base - values[c]);
            model.Add(deviation >= values[c] - steps[c]! * @base);
            model.Add(most >= deviation);
            model.AddHint(steps[c]!, (values[c] + @base / 2) / @base);
            deviations.Add(deviation);
        }

        foreach (var (margin, parts) in tables.Equations.Where(e => steps[e.Margin] is not null))
        {
            model.Add(LinearExpr.Sum(parts.Where(p => steps[p] is not null).Select(p => steps[p]!)) == steps[margin]!);
        }

        // One person in the largest deviation outweighs all others together.
        model.Minimize(most * ((long)@base * width * values.Length + 1) + LinearExpr.Sum(deviations));
        var solver = new CpSolver
        {
            StringParameters =
                $"num_workers:1,random_seed:1,max_deterministic_time:{Patience.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
        };
        return solver.Solve(model) is CpSolverStatus.Optimal or CpSolverStatus.Feasible
            ? [.. steps.Select(s => s is null ? 0 : solver.Value(s) * @base)]
            : null;
    }
}
