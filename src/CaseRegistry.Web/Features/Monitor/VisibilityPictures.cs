using System.Globalization;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Resources;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>The pictures of the visibility page, by name.</summary>
public static class VisibilityPictures
{
    public static readonly IReadOnlyList<string> Names =
    [
        "minors",
        "victims",
        "unknown",
        "regions",
        "map",
        "forms",
        "reporter_types",
        "phase",
        "channel",
        "use",
    ];

    public static IReadOnlyList<Picture> Of(ViewVisibility.Result page, CodeLists lists, IStringLocalizer<Texts> text)
    {
        if (page.Years.Count == 0)
        {
            return [];
        }

        var own = page.Years.ToDictionary(y => y.Year);
        var first = Math.Min(own.Keys.Min(), page.PublishedFigures.Select(f => f.Year).DefaultIfEmpty(int.MaxValue).Min());
        var last = Math.Max(own.Keys.Max(), page.PublishedFigures.Select(f => f.Year).DefaultIfEmpty().Max());
        var years = Enumerable.Range(first, last - first + 1).ToList();
        IReadOnlyList<string> places = [.. years.Select(y => $"{y:0000}")];
        var breaks = SeriesBreaks.PlacesOf(page.Breaks, first);
        ChartSeries Own(string label, Func<ViewVisibility.YearOf, ChartValue> value) =>
            new(label, [.. years.Select(y => own.TryGetValue(y, out var year) ? value(year) : ChartValue.None)]);
        ChartSeries Expected(string label, Func<Estimate, int> tenths) =>
            Own(label, y => y.Estimate is null ? ChartValue.None : y.Expected(tenths)) with
            {
                IsReference = true,
            };
        List<ChartSeries> Published(PublishedSeries series) =>
            page.PublishedFigures.Any(f => f.Series == series)
                ?
                [
                    new(
                        text[$"PublishedSeries.{series}"] + ", " + text["published elsewhere"],
                        [.. years.Select(y => page.Published(series, y) is { } figure ? figure.Value : ChartValue.None)]
                    )
                    {
                        IsReference = true,
                    },
                ]
                : [];

        var estimated = page.Years.Any(y => y.Estimate is not null);
        return
        [
            new LineChart("minors", text["Registered minors beside estimate and published figures"], text)
            {
                Places = places,
                Breaks = breaks,
                Series =
                [
                    Own(text["Registered minors"], y => y.Minors),
                    .. (estimated ? [Expected(text["Expected by the estimate"], e => e.Share)] : Array.Empty<ChartSeries>()),
                    .. Published(PublishedSeries.Minors),
                ],
                Band = estimated ? (Expected("", e => e.Low), Expected("", e => e.High)) : null,
            },
            new LineChart("victims", text["All registered persons beside published figures"], text)
            {
                Places = places,
                Breaks = breaks,
                Series = [Own(text["Registered persons"], y => y.Registered), .. Published(PublishedSeries.Victims)],
            },
            new LineChart("unknown", text["Share of the registered persons of whom something is not known"], text)
            {
                Unit = "%",
                Places = [.. page.Years.Select(y => $"{y.Year:0000}")],
                Breaks = SeriesBreaks.PlacesOf(page.Breaks, page.Years[0].Year),
                Series =
                [
                    new(text["Age not known"], [.. page.Years.Select(y => Share(y.UnknownAge, y.Registered))]),
                    new(text["Role of technology not known"], [.. page.Years.Select(y => Share(y.UnknownTechnology, y.Registered))]),
                ],
            },
            .. ViewVisibility.Breakdowns.SelectMany(t => TablePictures.Of(Minors(page, t, lists), page.Breaks, text)),
            .. ViewVisibility.TechnologyTables.Select(t => Uses(page.Tables[t], lists, text)).OfType<Picture>(),
        ];
    }

    public static MinorsBy Minors(ViewVisibility.Result page, string table, CodeLists lists) =>
        new(page.Tables[table], lists, [.. page.Years.Select(y => y.Year)]);

    public static ChartValue Share(int part, int whole) =>
        whole == 0 ? ChartValue.None : ChartValue.Of((double)Math.Round(100m * part / whole, 1, MidpointRounding.AwayFromZero));

    private static BarChart? Uses(ViewTable.Result table, CodeLists lists, IStringLocalizer<Texts> text)
    {
        var layout = new TableLayout(table, lists);
        var column = table.Columns[1];
        var codes = layout.Codes(column).Where(c => layout.Count(column, c) > 0).ToList();
        if (codes.Count == 0)
        {
            return null;
        }

        ChartSeries Of(string label, params IEnumerable<string> statuses) =>
            new(label, codes.Select(c => statuses.Sum(s => layout.Count(column, c, "minor_status", s))));
        return new(column, text[$"Table.{table.Table}"], text)
        {
            Places = [.. codes.Select(c => layout.Label(column, c))],
            Series =
            [
                Of(text["Minors and presumed minors together"], MonitorFact.Minors),
                Of(layout.Label("minor_status", "adult"), "adult"),
                Of(text["Age not known"], CodeLists.Unknown),
            ],
        };
    }
}
