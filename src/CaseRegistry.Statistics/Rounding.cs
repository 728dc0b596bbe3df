using System.Text.Json;
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
    /// What is wrong; nothing when the rounding adds up, shows no small count as it is, and beside earlier releases tells neither a small
    /// count nor a small change exactly. What is shown is itself a possible table: a cell shown otherwise than it is has two possible
    /// values. Whoever takes it that a count did not change, and knows how far each release moves a number at most, sees it rounded anew
    /// each time: that must leave two possible values too.
    /// </summary>
    /// <param name="threshold">In persons.</param>
    /// <param name="earlier">All earlier releases of these tables that were rounded.</param>
    public IReadOnlyList<string> Check(int threshold, params IReadOnlyList<RoundedRelease> earlier)
    {
        var faults = new List<string>();
        if (Shown.Any(s => s < 0 || s % Base != 0) || Tables.Equations.Any(e => e.Parts.Sum(p => Shown[p]) != Shown[e.Margin]))
        {
            faults.Add("The rounded numbers do not add up in multiples of the base.");
        }

        var ranges = Enumerable.Range(0, Shown.Count).ToDictionary(c => Tables.Names[c], _ => new Dictionary<long, (long, long)>());
        foreach (var release in earlier.Append(this))
        {
            release.Narrow(ranges);
        }

        for (var c = 0; c < Shown.Count; c++)
        {
            var (value, known) = (Tables.Values[c], ranges[Tables.Names[c]].Where(r => r.Value.Item1 == r.Value.Item2).Select(r => r.Key));
            if (value > 0 && value < threshold && (Shown[c] == value || known.Contains(value)))
            {
                faults.Add($"{Tables.Names[c]} is small and {(Shown[c] == value ? "shown as it is" : "known from several releases")}.");
            }

            foreach (var then in known.Where(then => known.Contains(value) && then != value && Math.Abs(then - value) < threshold))
            {
                faults.Add($"{Tables.Names[c]} is known in two releases: the change of {value - then} is seen.");
            }
        }

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
                    && Shown[c] == Tables.Values[c]
                    && release.Shown[b] == release.Tables.Values[b]
                )
                {
                    faults.Add($"{Tables.Names[c]} and its earlier number are both shown as they are: the change of {change} is seen.");
                }
            }
        }

        return faults;
    }

    /// <summary>Of each cell, by name and by the true count, what that count can be for whoever knows that it is the same in these releases.</summary>
    internal void Narrow(Dictionary<string, Dictionary<long, (long Low, long High)>> ranges)
    {
        var far = LargestDeviation;
        for (var c = 0; c < Shown.Count; c++)
        {
            if (ranges.TryGetValue(Tables.Names[c], out var ofCell))
            {
                var (low, high) = ofCell.GetValueOrDefault(Tables.Values[c], (0, long.MaxValue));
                // Zeros stay zero.
                ofCell[Tables.Values[c]] = (Math.Max(low, Math.Max(Shown[c] > 0 ? 1 : 0, Shown[c] - far)), Math.Min(high, Shown[c] + far));
            }
        }
    }

    /// <summary>UTF-8 JSON, confidential: the true tables beside what is shown.</summary>
    public byte[] ToBytes() =>
        JsonSerializer.SerializeToUtf8Bytes(
            new Content(Format, Base, [.. Tables.Tables.Select(TableContent.Of)], Shown),
            Certificate.Layout
        );

    /// <summary>Reads what <see cref="ToBytes"/> wrote; whether it is safe is for <see cref="Check"/> to say.</summary>
    /// <exception cref="FormatException">It is no rounded release.</exception>
    public static RoundedRelease Parse(byte[] bytes)
    {
        try
        {
            var content = JsonSerializer.Deserialize<Content>(bytes, Certificate.Layout)!;
            var tables = new LinkedTables([.. content.Tables.Select(t => t.ToTable())]);
            return content.Format == Format && content.Base >= 2 && content.Shown.Count == tables.Names.Count
                ? new(tables, content.Base, content.Shown)
                : throw new FormatException("This is no rounded release.");
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new FormatException($"This is no rounded release: {fault.Message}", fault);
        }
    }

    private const string Format = "CaseRegistry.Rounding/1";

    private sealed record Content(string Format, int Base, TableContent[] Tables, IReadOnlyList<long> Shown);
}

/// <summary>Controlled rounding: <see href="https://doi.org/10.1080/01621459.1987.10478456">Cox, JASA 82, 1987</see>.</summary>
public static class Rounding
{
    private const double Patience = 20;

    /// <summary>
    /// The largest deviation is made as small as can be found, then as few numbers as can be are shown otherwise than the release before
    /// showed the same count, then the sum of all deviations. The same for the same tables and earlier releases.
    /// </summary>
    /// <param name="base">At least 2, in persons.</param>
    /// <param name="earlier">All earlier releases of these tables that were rounded, oldest first.</param>
    /// <exception cref="DisclosureException">No rounding was found within the work allowed.</exception>
    public static RoundedRelease Round(
        LinkedTables tables,
        int @base,
        IReadOnlyList<RoundedRelease>? earlier = null,
        CancellationToken cancellation = default
    )
    {
        if (@base < 2)
        {
            throw new ArgumentException("The base is 2 at least.");
        }

        var ranges = tables.Names.ToDictionary(name => name, _ => new Dictionary<long, (long Low, long High)>());
        foreach (var release in earlier ?? [])
        {
            release.Narrow(ranges);
        }

        var last = new long?[tables.Names.Count];
        if (earlier is [.., var before])
        {
            var numbers = before.Tables.Names.Index().ToDictionary(p => p.Item, p => p.Index);
            for (var c = 0; c < last.Length; c++)
            {
                if (
                    numbers.TryGetValue(tables.Names[c], out var b)
                    && before.Tables.Values[b] == tables.Values[c]
                    && before.Shown[b] % @base == 0
                )
                {
                    last[c] = before.Shown[b] / @base;
                }
            }
        }

        // Zeros stay zero; wider and wider around the true numbers until the sums fit.
        for (var width = 1; width <= 16; width *= 2)
        {
            cancellation.ThrowIfCancellationRequested();
            if (
                Within(tables, @base, width, c => ranges[tables.Names[c]].GetValueOrDefault(tables.Values[c], (0, long.MaxValue)), last) is
                { } shown
            )
            {
                return new(tables, @base, shown);
            }
        }

        throw new DisclosureException("No rounding with sums that fit was found.");
    }

    private static long[]? Within(LinkedTables tables, int @base, int width, Func<int, (long Low, long High)> range, long?[] last)
    {
        var values = tables.Values;
        var model = new CpModel();
        var most = model.NewIntVar(0, (long)@base * width, "");
        var steps = new IntVar?[values.Length];
        var deviations = new List<IntVar>();
        var others = new List<BoolVar>();
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
            model.AddAbsEquality(deviation, steps[c]! * @base - values[c]);
            if (range(c) is var (low, high) && high < long.MaxValue && low < high)
            {
                // For whoever knows that it did not change two values stay possible.
                model.Add(most >= steps[c]! * @base - high + 1);
                model.Add(most >= low + 1 - steps[c]! * @base);
                if (high == 1)
                {
                    model.Add(steps[c]! == 0);
                }
            }

            if (last[c] is { } step)
            {
                var isOther = model.NewBoolVar("");
                model.Add(steps[c]! == step).OnlyEnforceIf(isOther.Not());
                others.Add(isOther);
            }

            model.AddHint(steps[c]!, (values[c] + @base / 2) / @base);
            deviations.Add(deviation);
        }

        if (deviations.Count == 0)
        {
            return new long[values.Length];
        }

        foreach (var (margin, parts) in tables.Equations.Where(e => steps[e.Margin] is not null))
        {
            model.Add(LinearExpr.Sum(parts.Where(p => steps[p] is not null).Select(p => steps[p]!)) == steps[margin]!);
        }

        model.AddMaxEquality(most, deviations);
        // One person in the largest deviation outweighs all others together, and so does one number that is shown otherwise.
        var all = (long)@base * width * values.Length + 1;
        model.Minimize(most * all * (values.Length + 1) + LinearExpr.Sum(others) * all + LinearExpr.Sum(deviations));
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
