namespace CaseRegistry.Statistics;

/// <summary>What whoever wants to know more than is published is taken to know. All know the method's equations, margins and statuses' places.</summary>
public enum Attacker
{
    /// <summary>That counts are not negative: a withheld cell is at least 0.</summary>
    KnowsNonNegative,

    /// <summary>Also that every zero is published: a withheld cell is at least 1.</summary>
    KnowsPublishedZeros,

    /// <summary>Also why a cell is withheld: a primary one is below the threshold, a secondary one is not.</summary>
    KnowsReasons,
}

/// <summary>From what a primary cell is protected.</summary>
public enum Protection
{
    /// <summary>At least two values stay possible.</summary>
    Recomputation,

    /// <summary>
    /// Whole numbers from 1 to the threshold less one stay possible at both ends. A sum of several counts that are known not to be zero
    /// cannot be less than their number; its interval starts there.
    /// </summary>
    Interval,
}

/// <summary>Why a cell shows what it shows.</summary>
public enum CellStatus
{
    /// <summary>The true count.</summary>
    Published,

    /// <summary>Withheld because it is small, or because a difference with an earlier release would be.</summary>
    Primary,

    /// <summary>Withheld to protect another cell (complementary suppression).</summary>
    Secondary,

    /// <summary>The count of an earlier release: today's differs by less than the threshold, if it differs.</summary>
    Kept,
}

/// <summary>The rules under which tables are protected.</summary>
/// <param name="Threshold">Counts of 1 to this less one are primary; at least 2, in persons.</param>
/// <param name="GroupDisclosure">Also withhold a zero where all of a group otherwise are seen to be in one category.</param>
/// <param name="OwnRow">
/// The attacker may be the one person in a leaf of 1, and know that: each primary cell that counts others stays protected with that leaf
/// known.
/// </param>
public sealed record DisclosureRules(
    int Threshold,
    Attacker Attacker = Attacker.KnowsPublishedZeros,
    Protection Protection = Protection.Interval,
    bool GroupDisclosure = false,
    bool OwnRow = false
)
{
    public int Threshold { get; } =
        Threshold is >= 2 and <= 1_000_000 ? Threshold : throw new ArgumentException("The threshold is 2 at least.");
}

/// <summary>How much is done to withhold less. The outcome is safe whatever the effort.</summary>
/// <param name="TimeLimit">After it the search ends with what it has. The clock is a safety net: the work is bounded by itself.</param>
/// <param name="Share">Work compared to the usual; 0 leaves out all improvement.</param>
public sealed record Effort(TimeSpan TimeLimit, double Share = 1)
{
    public static Effort Usual { get; } = new(TimeSpan.FromMinutes(5));

    /// <summary>Where nothing is safe by then, the tables are refused.</summary>
    public TimeSpan AtMost
    {
        get => _atMost ?? 2 * TimeLimit + TimeSpan.FromMinutes(1);
        init => _atMost = value;
    }

    private readonly TimeSpan? _atMost;
}
