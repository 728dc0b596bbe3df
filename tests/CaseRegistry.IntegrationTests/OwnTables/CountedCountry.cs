using System.Globalization;
using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.IntegrationTests.Monitor;
using CaseRegistry.IntegrationTests.Security;
using CaseRegistry.Web.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.OwnTables;

/// <summary>
/// Persons of several regions, years and kinds, among them one whose form looks like a formula, a duplicate, a consultation, a person
/// of two cases and one whose earliest signal came late. What there is to count is counted here from cases and signals, not from facts.
/// </summary>
public sealed class CountedCountry : IAsyncLifetime
{
    public const string Formula = "=1+1";

    private static readonly (string Form, string Sector, string Route)[] Forms =
    [
        ("sexual", "hotel", "domestic"),
        ("sexual", "unknown", "cross_border"),
        ("labour", "hospitality", "cross_border"),
        ("criminal", "drugs", "domestic"),
        ("unknown", "unknown", "unknown"),
    ];

    private static readonly (string Status, string? Band)[] Ages =
    [
        ("minor", "12_15"),
        ("presumed_minor", null),
        ("adult", "23_plus"),
        ("minor", "16_17"),
    ];

    private static readonly (string Phase, string Channel, string Use)[] Uses =
    [
        ("recruitment", "social_network", "first_contact"),
        ("recruitment", "social_network", "grooming"),
        ("recruitment", "messaging", "first_contact"),
        ("control", "tracking", "tracking"),
        ("payment", "payment", "money_flow"),
    ];

    private static readonly string[] Reporters = ["police", "youth_care", "shelter", "care_coordination"];
    private static readonly string[] Sexes = ["female", "male", "x", "unknown"];

    private static TechnologyUseFields AsField((string Phase, string Channel, string Use) use) =>
        new()
        {
            Phase = use.Phase,
            Channel = use.Channel,
            Use = use.Use,
        };

    public RegistryApp App { get; } = new();

    /// <summary>Asks for tables.</summary>
    public HttpClient Analyst { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await App.InitializeAsync();
        await Elsewhere.Make(App);
        var ids = new List<CaseId>();
        for (var i = 0; i < 24; i++)
        {
            var (form, sector, route) = Forms[i % Forms.Length];
            var (status, band) = Ages[i % Ages.Length];
            var registered = await App.Case(
                i % 3 == 0 ? Fields.Amsterdam : Fields.Rotterdam,
                c =>
                    c with
                    {
                        ReceivedOn = new(2022 + i % 4, 1 + i % 12, 3),
                        ReporterType = Reporters[i % 4],
                        MinorStatus = status,
                        AgeBand = band,
                        MinorAtStart = i % 5 == 0 ? null : "minor",
                        Sex = Sexes[i / 2 % 4],
                        Citizenships =
                            i % 3 == 0 ? []
                            : i % 3 == 1 ? ["NL"]
                            : ["RO", "MA"],
                        ExploitationMain = form,
                        Sector = sector,
                        Route = route,
                        TechnologyInvolvement = i % 2 == 0 ? "yes" : "no",
                        TechnologyUses = i % 2 == 0 ? [.. Uses.Take(1 + i / 2 % 5).Select(AsField)] : [],
                    }
            );
            ids.Add(registered.CaseId);
        }

        await App.Register("limburg", "2024-02-01", form: Formula);
        var rotterdam = await App.SignedIn(Role.CareCoordinator, "rotterdam");
        await Close(rotterdam, ids[1], "duplicate");
        await Close(rotterdam, ids[2], "advice_only");
        var late = await rotterdam.SubmitForm($"/cases/{ids[4]}/signals/add", Fields.Signal(("ReceivedOn", "2021-05-06")));
        Assert.Equal(System.Net.HttpStatusCode.Redirect, late.StatusCode);
        var person = await App.Read(db => db.Cases.Where(c => c.Id == ids[5]).Select(c => c.PersonId).SingleAsync());
        await App.Write(db =>
        {
            var other = db.Cases.Single(c => c.Id == ids[7]);
            db.Entry(other).Property(c => c.PersonId).CurrentValue = person;
            return 0;
        });
        Analyst = await App.SignedIn(Role.NationalAnalyst);
    }

    private static async Task Close(HttpClient client, CaseId id, string reason)
    {
        var closed = await client.SubmitForm($"/cases/{id}/moves/close", ("ClosureReason", reason));
        Assert.Equal(System.Net.HttpStatusCode.Redirect, closed.StatusCode);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>A table as a CSV file has it, made from what was registered.</summary>
    internal async Task<string> Csv(IReadOnlyList<string> by, Func<SourcePerson, bool>? which = null)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var person in (await Persons()).Where(p => which?.Invoke(p) ?? true))
        {
            foreach (var cell in person.Rows(by).Select(row => string.Join(',', by.Select(name => Harmless(row[name])))).Distinct())
            {
                counts[cell] = counts.GetValueOrDefault(cell) + 1;
            }
        }

        return string.Concat(counts.Select(c => $"{c.Key},{c.Value}\n").Prepend($"{string.Join(',', by)},count\n"));
    }

    private static string Harmless(string code) => code == Formula ? $"'{code}" : code;

    internal Task<List<SourcePerson>> Persons() =>
        App.Read(async db =>
        {
            var cases = await db.Cases.OfEveryRegion().ToListAsync();
            var signals = (await db.Signals.OfEveryRegion().ToListAsync()).ToLookup(s => s.CaseId);
            var forms = (await db.Exploitations.OfEveryRegion().ToListAsync()).Where(e => e.IsMain).ToDictionary(e => e.CaseId);
            var uses = (await db.TechnologyUses.OfEveryRegion().ToListAsync()).ToLookup(u => u.CaseId);
            var discussions = (await db.Discussions.OfEveryRegion().ToListAsync()).ToLookup(d => d.CaseId);
            var groups = (await db.CodeListItems.ToListAsync()).ToLookup(i => (i.List, i.Code), i => i.EuGroup);
            var persons = new List<SourcePerson>();
            foreach (var own in cases.GroupBy(c => c.PersonId))
            {
                var counted = own.Where(c => c.ClosureReason is not (ClosureReason.Duplicate or ClosureReason.AdviceOnly)).ToList();
                if (counted.Count == 0)
                {
                    continue;
                }

                var first = counted.SelectMany(c => signals[c.Id]).OrderBy(s => s.ReceivedOn).ThenBy(s => s.RegisteredAt).First();
                var file = counted.Single(c => c.Id == first.CaseId);
                var outcome = own.SelectMany(c => discussions[c.Id]).OrderBy(d => d.RecordedAt).LastOrDefault();
                var form = forms[file.Id];
                persons.Add(
                    new(
                        new()
                        {
                            ["year"] = first.ReceivedOn.Year.ToString(CultureInfo.InvariantCulture),
                            ["quarter"] = $"Q{(first.ReceivedOn.Month + 2) / 3}",
                            ["region"] = file.RegisteredRegion,
                            ["minor_status"] = Code.Of(file.MinorStatus),
                            ["age_band"] = file.AgeBand ?? "unknown",
                            ["minor_at_start"] = file.MinorAtStart is { } start ? Code.Of(start) : "unknown",
                            ["sex"] = file.Sex,
                            ["citizenship_group"] =
                                file.Citizenships.Length == 0 ? "unknown"
                                : file.Citizenships.Contains("NL", StringComparison.Ordinal) ? "nl"
                                : "eu",
                            ["form"] = form.Form,
                            ["monitor_group"] = form switch
                            {
                                { Form: "sexual", Route: "unknown" } => "sexual_unknown_route",
                                { Form: "sexual" } => $"{form.Route}_sexual",
                                { Form: Formula } => "other",
                                _ => form.Form,
                            },
                            ["sector"] = form.Sector,
                            ["route"] = form.Route,
                            ["technology"] = Code.Of(file.TechnologyInvolvement),
                            ["reporter_type"] = first.ReporterType,
                            ["reporter_group"] = groups[("reporter_type", first.ReporterType)].FirstOrDefault() ?? "unknown",
                            ["form_group"] = groups[("exploitation_form", form.Form)].FirstOrDefault() ?? "unknown",
                            ["outcome"] = outcome is null ? "none" : Code.Of(outcome.Outcome),
                        },
                        [.. uses[file.Id].Select(u => (u.Phase, u.Channel, u.Use)).Distinct()]
                    )
                );
            }

            return persons;
        });
}

/// <summary>Somebody who counts, by the codes of what was registered.</summary>
internal sealed record SourcePerson(Dictionary<string, string> Codes, IReadOnlyList<(string Phase, string Channel, string Use)> Uses)
{
    public int Year => int.Parse(Codes["year"], CultureInfo.InvariantCulture);

    /// <summary>One for each way of use where the table tells them apart; else one.</summary>
    public IEnumerable<Dictionary<string, string>> Rows(IReadOnlyList<string> by) =>
        by.Intersect(["phase", "channel", "use"]).Any()
            ? Uses.Select(u => new Dictionary<string, string>(Codes)
            {
                ["phase"] = u.Phase,
                ["channel"] = u.Channel,
                ["use"] = u.Use,
            })
            : [Codes];
}
