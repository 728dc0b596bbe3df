using System.Linq.Expressions;

namespace CaseRegistry.Domain.Monitor;

/// <summary>One person who is counted; in a table of ways of using technology, with one of them.</summary>
public sealed class CountedFact
{
    public required MonitorFact Fact { get; init; }

    /// <summary>Only to be asked for where <see cref="OwnDimension.IsOfUse"/>.</summary>
    public MonitorTechnologyFact Use { get; init; } = null!;
}

/// <summary>A dimension by which the database can count facts: the columns that hold it, and the code that they make.</summary>
public sealed record OwnDimension(string Name, string List) : MonitorDimension(Name, List)
{
    /// <summary>Where it stands in a fact: in text, or in numbers.</summary>
    public required IReadOnlyList<LambdaExpression> Columns { get; init; }

    /// <summary>The code that the values of its columns make.</summary>
    public Func<IReadOnlyList<string>, string> Code { get; init; } = values => values[0];

    /// <summary>It tells ways of using technology apart, of which a person may have several or none.</summary>
    public bool IsOfUse { get; init; }
}

/// <summary>By what an own table can be: what the facts of persons hold, in the words of the catalogue.</summary>
public static class OwnDimensions
{
    /// <summary>A table by more would come close to rows about persons.</summary>
    public const int Most = 3;

    public const string Year = "year";

    public static readonly IReadOnlyList<OwnDimension> All =
    [
        new(Year, "") { Columns = [Number(f => f.Fact.Year)], Code = values => values[0].PadLeft(4, '0') },
        new("quarter", "") { Columns = [Number(f => f.Fact.Quarter)], Code = values => $"Q{values[0]}" },
        AsInCatalogue("region", Text(f => f.Fact.Region)),
        AsInCatalogue("minor_status", Text(f => f.Fact.MinorStatus)),
        Own("age_band", "AgeBand", Text(f => f.Fact.AgeBand)),
        AsInCatalogue("minor_at_start", Text(f => f.Fact.MinorAtStart)),
        Own("sex", "Sex", Text(f => f.Fact.Sex)),
        Own("citizenship_group", "Citizenships", Text(f => f.Fact.CitizenshipGroup)) with
        {
            Rule = 7,
        },
        AsInCatalogue("form", Text(f => f.Fact.Form)),
        AsInCatalogue("monitor_group", Text(f => f.Fact.Form), Text(f => f.Fact.Route)) with
        {
            Code = values => MonitorFact.GroupOf(values[0], values[1]),
        },
        AsInCatalogue("sector", Text(f => f.Fact.Sector)),
        Own("route", "Route", Text(f => f.Fact.Route)),
        AsInCatalogue("technology", Text(f => f.Fact.Technology)),
        AsInCatalogue("phase", Text(f => f.Use.Phase)) with
        {
            IsOfUse = true,
        },
        AsInCatalogue("channel", Text(f => f.Use.Channel)) with
        {
            IsOfUse = true,
        },
        AsInCatalogue("use", Text(f => f.Use.Use)) with
        {
            IsOfUse = true,
        },
        AsInCatalogue("reporter_type", Text(f => f.Fact.ReporterType)),
        AsInCatalogue("reporter_group", Text(f => f.Fact.ReporterGroup)),
        AsInCatalogue("form_group", Text(f => f.Fact.FormGroup)),
        AsInCatalogue("outcome", Text(f => f.Fact.Outcome)),
    ];

    /// <summary>The rule that they break together, or null.</summary>
    public static string? FaultOf(IReadOnlyList<string> by) =>
        by.Count == 0 ? "OwnTable.By.IsEmpty"
        : by.Count > Most ? "OwnTable.By.IsTooMany"
        : by.Distinct(StringComparer.Ordinal).Count() < by.Count ? "OwnTable.By.IsTwice"
        : by.Any(name => All.All(d => d.Name != name)) ? "OwnTable.By.IsUnknown"
        : null;

    /// <summary>What they are, the year first as in every table.</summary>
    public static IReadOnlyList<OwnDimension> Of(IEnumerable<string> by) =>
        [.. by.Select(name => All.Single(d => d.Name == name)).OrderBy(d => d.Name != Year)];

    /// <summary>The table that they make: its rules, its fields, and whether it adds up.</summary>
    public static MonitorTable TableOf(IReadOnlyList<OwnDimension> by) =>
        new OwnMonitorTable([.. by.Where(d => d.Name != Year)], by.Any(d => d.Name == Year));

    private sealed record OwnMonitorTable(IReadOnlyList<MonitorDimension> By, bool IsByYear)
        : MonitorTable("own-table", MonitorUnit.Persons, IsByYear, By);

    private static OwnDimension AsInCatalogue(string name, params IReadOnlyList<LambdaExpression> columns)
    {
        var known = MonitorCatalogue.Tables.SelectMany(t => t.Dimensions).First(d => d.Name == name);
        return new(name, known.List)
        {
            Columns = columns,
            Rule = known.Rule,
            Fields = known.Fields,
            IsMultiple = known.IsMultiple,
        };
    }

    private static OwnDimension Own(string name, string field, LambdaExpression column) =>
        new(name, name) { Columns = [column], Fields = [field] };

    private static Expression<Func<CountedFact, string>> Text(Expression<Func<CountedFact, string>> column) => column;

    private static Expression<Func<CountedFact, int>> Number(Expression<Func<CountedFact, int>> column) => column;
}
