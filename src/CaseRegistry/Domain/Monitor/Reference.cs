using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Monitor;

/// <summary>What the national office enters from elsewhere to show beside the counts. It is never part of a count, and is retired, never deleted.</summary>
public abstract class Reference
{
    public const int TextMaxLength = 300;

    public Guid Id { get; private set; } = Guid.CreateVersion7();
    public DateTimeOffset EnteredAt { get; private init; }
    public Guid? EnteredBy { get; private init; }
    public DateTimeOffset? RetiredAt { get; private set; }
    public Guid? RetiredBy { get; private set; }

    protected Reference() { }

    protected Reference(Guid? by, DateTimeOffset now) => (EnteredBy, EnteredAt) = (by, now);

    public void Retire(Guid? by, DateTimeOffset now)
    {
        if (RetiredAt is not null)
        {
            throw new RuleViolationException("Reference.Retire.IsRetired");
        }

        (RetiredBy, RetiredAt) = (by, now);
    }
}

/// <summary>One that somebody else published.</summary>
public abstract class SourcedReference : Reference
{
    protected SourcedReference() { }

    protected SourcedReference((string Text, DateOnly Date) source, Guid? by, DateTimeOffset now)
        : base(by, now) => (Source, SourceDate) = (source.Text.Trim(), source.Date);

    /// <summary>Who said it, and where.</summary>
    public string Source { get; private init; } = "";

    /// <summary>The day of the source: of its publication, or on which it was made up.</summary>
    public DateOnly SourceDate { get; private init; }
}

/// <summary>What share of all victims is thought to be minor (schatting), with its interval, for the years to which the source applies it.</summary>
public sealed class Estimate : SourcedReference
{
    private Estimate() { }

    public Estimate(
        (int Low, int Share, int High) tenths,
        (int First, int Last) years,
        (string Text, DateOnly Date) source,
        Guid? by,
        DateTimeOffset now
    )
        : base(source, by, now)
    {
        (Low, Share, High) = tenths;
        (FirstYear, LastYear) = years;
    }

    /// <summary>In tenths of a percent, as the interval around it.</summary>
    public int Share { get; private init; }
    public int Low { get; private init; }
    public int High { get; private init; }
    public int FirstYear { get; private init; }
    public int LastYear { get; private init; }
}

/// <summary>What a published figure counts.</summary>
public enum PublishedSeries
{
    /// <summary>All (possible) victims.</summary>
    Victims = 1,

    /// <summary>Those of them who were minor.</summary>
    Minors,
}

/// <summary>A total that somebody else published (gepubliceerd cijfer), with its source.</summary>
public sealed class PublishedFigure : SourcedReference
{
    private PublishedFigure() { }

    public PublishedFigure(PublishedSeries series, int year, int value, (string Text, DateOnly Date) source, Guid? by, DateTimeOffset now)
        : base(source, by, now) => (Series, Year, Value) = (series, year, value);

    public PublishedSeries Series { get; private init; }
    public int Year { get; private init; }
    public int Value { get; private init; }
}

/// <summary>From here on the counts mean something else (breuk in de reeks): the years before and after do not compare.</summary>
public sealed class SeriesBreak : Reference
{
    private SeriesBreak() { }

    public SeriesBreak(int year, int? quarter, (string Nl, string En) note, Guid? by, DateTimeOffset now)
        : base(by, now) => (Year, Quarter, NoteNl, NoteEn) = (year, quarter, note.Nl.Trim(), note.En.Trim());

    public int Year { get; private init; }

    /// <summary>1 to 4; null for the whole year.</summary>
    public int? Quarter { get; private init; }

    /// <summary>As 2024 or 2024-Q3.</summary>
    public string When => Quarter is { } quarter ? $"{Year}-Q{quarter}" : $"{Year}";
    public string NoteNl { get; private init; } = "";
    public string NoteEn { get; private init; } = "";
}
