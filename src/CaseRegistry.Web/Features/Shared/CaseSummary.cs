using System.Globalization;
using System.Text.Json;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Resources;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Shared;

/// <summary>Shows the fields of a section as people read them: labels instead of codes, dates in words.</summary>
internal static class CaseSummary
{
    private static readonly Dictionary<string, string> Lists = new()
    {
        [nameof(CaseFields.CareRegion)] = CodeLists.CareRegionList,
        [nameof(CaseFields.ReporterType)] = "reporter_type",
        [nameof(CaseFields.ReporterMunicipalityCode)] = CodeLists.MunicipalityList,
        [nameof(CaseFields.Certainty)] = "certainty",
        [nameof(CaseFields.MunicipalityCode)] = CodeLists.MunicipalityList,
        [nameof(CaseFields.MinorStatus)] = "minor_status",
        [nameof(CaseFields.AgeBasis)] = "age_basis",
        [nameof(CaseFields.AgeBand)] = "age_band",
        [nameof(CaseFields.MinorAtStart)] = "minor_status",
        [nameof(CaseFields.Sex)] = "sex",
        [nameof(CaseFields.Citizenships)] = CodeLists.CountryList,
        [nameof(CaseFields.ResidenceStatus)] = "residence_status",
        [nameof(CaseFields.SafeContactChannel)] = "safe_contact_channel",
        [nameof(CaseFields.InterpreterLanguage)] = CodeLists.LanguageList,
        [nameof(CaseFields.ExploitationMain)] = "exploitation_form",
        [nameof(CaseFields.Sector)] = "sector",
        [nameof(CaseFields.Route)] = "route",
        [nameof(CaseFields.ExploitationMunicipalityCode)] = CodeLists.MunicipalityList,
        [nameof(CaseFields.ExploitationCountry)] = CodeLists.CountryList,
        [nameof(CaseFields.MeansOfControl)] = "means_of_control",
        [nameof(CaseFields.RecruiterRelation)] = "recruiter_relation",
        [nameof(CaseFields.TechnologyInvolvement)] = "technology_involvement",
    };

    private static readonly string[] MoreOfExploitation =
    [
        nameof(FurtherExploitation.ExploitedFrom),
        nameof(FurtherExploitation.ExploitedTo),
        nameof(FurtherExploitation.Ongoing),
        nameof(FurtherExploitation.ExploitationMunicipalityCode),
        nameof(FurtherExploitation.ExploitationCountry),
        nameof(FurtherExploitation.MeansOfControl),
        nameof(FurtherExploitation.RecruiterRelation),
    ];

    private static readonly Dictionary<Section, string[]> Fields = new()
    {
        [Section.Signal] =
        [
            nameof(CaseFields.ReceivedOn),
            nameof(CaseFields.ReporterType),
            nameof(CaseFields.ReportingOrganisation),
            nameof(CaseFields.ReporterMunicipalityCode),
            nameof(CaseFields.Certainty),
            nameof(CaseFields.CertaintyBasis),
            nameof(CaseFields.ObservedFrom),
            nameof(CaseFields.ObservedTo),
            nameof(CaseFields.Summary),
            nameof(CaseFields.ExternalReference),
        ],
        [Section.Person] =
        [
            nameof(CaseFields.CareRegion),
            nameof(CaseFields.MinorStatus),
            nameof(CaseFields.MinorUnknownReason),
            nameof(CaseFields.AgeBasis),
            nameof(CaseFields.MunicipalityCode),
            nameof(CaseFields.BirthDate),
            nameof(CaseFields.AgeBand),
            nameof(CaseFields.MinorAtStart),
            nameof(CaseFields.Sex),
            nameof(CaseFields.Citizenships),
            nameof(CaseFields.ResidenceStatus),
            nameof(CaseFields.SourceClientNumber),
        ],
        [Section.Identity] =
        [
            nameof(CaseFields.GivenNames),
            nameof(CaseFields.NameParticle),
            nameof(CaseFields.FamilyName),
            nameof(CaseFields.Aliases),
            nameof(CaseFields.PhoneNumbers),
            nameof(CaseFields.Address),
        ],
        [Section.SafeContact] =
        [
            nameof(CaseFields.SafeContactChannel),
            nameof(CaseFields.SafeContactDetails),
            nameof(CaseFields.VoicemailAllowed),
            nameof(CaseFields.PostAllowed),
            nameof(CaseFields.InterpreterLanguage),
            nameof(CaseFields.SecretAddress),
            nameof(CaseFields.MustNotKnow),
        ],
        [Section.Exploitation] =
        [
            nameof(CaseFields.ExploitationMain),
            nameof(CaseFields.Sector),
            nameof(CaseFields.Route),
            nameof(CaseFields.ExploitedFrom),
            nameof(CaseFields.ExploitedTo),
            nameof(CaseFields.Ongoing),
            nameof(CaseFields.ExploitationMunicipalityCode),
            nameof(CaseFields.ExploitationCountry),
            nameof(CaseFields.MeansOfControl),
            nameof(CaseFields.RecruiterRelation),
            nameof(CaseFields.FurtherExploitations),
        ],
        [Section.Technology] = [nameof(CaseFields.TechnologyInvolvement), nameof(CaseFields.TechnologyUses)],
    };

    public static IReadOnlyList<string> FieldsOf(Section section) => Fields[section];

    /// <summary>Label and answer of each field of the section that was answered.</summary>
    public static IEnumerable<(string Label, string Answer)> Of(
        CaseFields fields,
        Section section,
        CodeLists lists,
        IStringLocalizer<Texts> text
    ) =>
        from name in Fields[section]
        let answer = Answer(name, typeof(CaseFields).GetProperty(name)!.GetValue(fields), lists, text)
        where answer.Length > 0
        select (text[$"Field.{name}"].Value, answer);

    /// <summary>The section of <paramref name="source"/> put into <paramref name="target"/>.</summary>
    public static T Merge<T>(T target, CaseFields source, Section section)
        where T : CaseFields
    {
        foreach (var name in Fields[section])
        {
            var property = typeof(CaseFields).GetProperty(name)!;
            property.SetValue(target, property.GetValue(source));
        }

        return target;
    }

    private static string Answer(string name, object? value, CodeLists lists, IStringLocalizer<Texts> text) =>
        value switch
        {
            null => "",
            bool yes => yes ? text["Yes"] : text["No"],
            DateOnly date => date.ToString("d MMMM yyyy", CultureInfo.CurrentCulture),
            Month month => month.FirstDay.ToString("MMMM yyyy", CultureInfo.CurrentCulture),
            string code when Lists.TryGetValue(name, out var list) => lists.Label(list, code),
            List<string> codes when Lists.TryGetValue(name, out var list) => string.Join(", ", codes.Select(c => lists.Label(list, c))),
            List<TechnologyUseFields> uses => string.Join(
                "\n",
                uses.Where(u => !u.IsEmpty)
                    .Select(u =>
                        string.Join(
                            " – ",
                            new[]
                            {
                                lists.Label("technology_phase", u.Phase),
                                lists.Label("technology_channel", u.Channel),
                                lists.Label("technology_use", u.Use),
                                lists.Label("platform", u.Platform),
                            }.Where(l => l.Length > 0)
                        )
                    )
            ),
            List<FurtherExploitation> further => string.Join("\n", further.Where(e => !e.IsEmpty).SelectMany(e => Lines(e, lists, text))),
            _ => value.ToString() ?? "",
        };

    // Form, sector and route on one line; what more is known on lines of its own below.
    private static IEnumerable<string> Lines(FurtherExploitation row, CodeLists lists, IStringLocalizer<Texts> text) =>
        MoreOfExploitation
            .Select(name => (name, Answer: Answer(name, typeof(FurtherExploitation).GetProperty(name)!.GetValue(row), lists, text)))
            .Where(more => more.Answer.Length > 0)
            .Select(more => $"\u2003{text[$"Field.{more.name}"]}: {more.Answer}")
            .Prepend(
                string.Join(
                    " – ",
                    new[]
                    {
                        lists.Label("exploitation_form", row.Form),
                        lists.Label("sector", row.Sector),
                        lists.Label("route", row.Route),
                    }.Where(l => l.Length > 0)
                )
            );
}
