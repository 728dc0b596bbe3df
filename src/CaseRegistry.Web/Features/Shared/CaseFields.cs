using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;

namespace CaseRegistry.Web.Features.Shared;

/// <summary>The sections of a registration.</summary>
public enum Section
{
    Signal = 1,
    Person,
    Identity,
    SafeContact,
    Exploitation,
    Technology,
}

/// <summary>
/// The fields of a registration as people and systems send them: codes as text, nothing checked yet. The names are those
/// of the import columns, so that form, API and import are one. A list that was sent as null is empty.
/// </summary>
public record CaseFields
{
    /// <summary>Region to register in; empty: the region of the municipality of stay.</summary>
    public string? CareRegion { get; init; }

    public DateOnly? ReceivedOn { get; init; }
    public DateOnly? ObservedFrom { get; init; }
    public DateOnly? ObservedTo { get; init; }
    public string? ReporterType { get; init; }

    /// <summary>Name of the organisation; one that is not on the list becomes a proposal to the administrator.</summary>
    public string? ReportingOrganisation { get; init; }
    public string? ReporterMunicipalityCode { get; init; }
    public string? Certainty { get; init; }
    public string? CertaintyBasis { get; init; }
    public string? Summary { get; init; }

    /// <summary>Unique in the whole register; upper and lower case are different, spaces around it are not part of it.</summary>
    public string? ExternalReference
    {
        get;
        init => field = value?.Trim();
    }

    public string? MunicipalityCode { get; init; }
    public string? MinorStatus { get; init; }
    public string? MinorUnknownReason { get; init; }
    public string? AgeBasis { get; init; }
    public DateOnly? BirthDate { get; init; }
    public string? AgeBand { get; init; }
    public string? MinorAtStart { get; init; }
    public string? Sex { get; init; }

    [JsonConverter(typeof(CodesConverter))]
    public List<string> Citizenships
    {
        get;
        init => field = value ?? [];
    } = [];
    public string? ResidenceStatus { get; init; }
    public string? SourceClientNumber { get; init; }

    public string? GivenNames { get; init; }
    public string? NameParticle { get; init; }
    public string? FamilyName { get; init; }

    /// <summary>One per line.</summary>
    public string? Aliases { get; init; }

    /// <summary>One per line.</summary>
    public string? PhoneNumbers { get; init; }
    public string? Address { get; init; }

    public string? SafeContactChannel { get; init; }
    public string? SafeContactDetails { get; init; }
    public bool? VoicemailAllowed { get; init; }
    public bool? PostAllowed { get; init; }
    public string? InterpreterLanguage { get; init; }
    public bool? SecretAddress { get; init; }
    public string? MustNotKnow { get; init; }

    public string? ExploitationMain { get; init; }
    public string? Sector { get; init; }
    public string? Route { get; init; }
    public Month? ExploitedFrom { get; init; }
    public Month? ExploitedTo { get; init; }
    public bool? Ongoing { get; init; }
    public string? ExploitationMunicipalityCode { get; init; }
    public string? ExploitationCountry { get; init; }

    [JsonConverter(typeof(CodesConverter))]
    public List<string> MeansOfControl
    {
        get;
        init => field = value ?? [];
    } = [];
    public string? RecruiterRelation { get; init; }

    /// <summary>
    /// Other forms than the main one; as text <c>form:sector:route</c>, where more is known followed by
    /// <c>:from:to:ongoing:municipality:country:means+means:relation</c>, separated by <c>;</c>.
    /// </summary>
    [JsonConverter(typeof(TuplesConverter<FurtherExploitation>))]
    public List<FurtherExploitation> FurtherExploitations
    {
        get;
        init => field = value ?? [];
    } = [];

    public string? TechnologyInvolvement { get; init; }

    /// <summary>As text <c>phase:channel:use</c> or <c>phase:channel:use:platform</c>, separated by <c>;</c>.</summary>
    [JsonConverter(typeof(TuplesConverter<TechnologyUseFields>))]
    public List<TechnologyUseFields> TechnologyUses
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>
    /// What was sent, in one spelling, to recognise it when it is sent again: a line per answer that was given, by name.
    /// A field that is added later changes nothing for what was sent before it.
    /// </summary>
    internal string Canonical()
    {
        var lines = Given().Select(p => $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name)}={p.Value}");
        return string.Join('\n', lines.Prepend("signal 1"));
    }

    /// <summary>The answers that were given, as JSON.</summary>
    internal IEnumerable<(string Name, string Value)> Given() =>
        typeof(CaseFields)
            .GetProperties()
            .Select(p => (p.Name, Value: JsonSerializer.Serialize(p.GetValue(this), p.PropertyType, Canonically)))
            .Where(p => p.Value is not ("null" or "\"\"" or "[]"))
            .OrderBy(p => p.Name, StringComparer.Ordinal);

    private static readonly JsonSerializerOptions Canonically = new(Infrastructure.Json.Options)
    {
        Converters = { new CodesConverter(), new TuplesConverter<FurtherExploitation>(), new TuplesConverter<TechnologyUseFields>() },
    };

    /// <summary>The rows of the form that were filled in.</summary>
    internal IEnumerable<TechnologyUseFields> GivenTechnologyUses => TechnologyUses.Where(u => !u.IsEmpty);

    internal IEnumerable<FurtherExploitation> GivenFurtherExploitations => FurtherExploitations.Where(e => !e.IsEmpty);

    internal Signal.Content ToSignal(ReportingOrganisationId? organisation, string? fingerprintedContent = null) =>
        new()
        {
            ReceivedOn = ReceivedOn!.Value,
            ObservedFrom = ObservedFrom,
            ObservedTo = ObservedTo,
            ReporterType = ReporterType!,
            ReportingOrganisationId = organisation,
            ReporterMunicipality = Empty(ReporterMunicipalityCode),
            Certainty = Code.Parse<Certainty>(Certainty),
            CertaintyBasis = CertaintyBasis,
            Narrative = Summary,
            ExternalReference = Empty(ExternalReference),
            FingerprintedContent = fingerprintedContent,
        };

    internal Case.PersonContent ToPerson() =>
        new()
        {
            StayMunicipality = MunicipalityCode!,
            BirthDate = BirthDate,
            AgeBand = Empty(AgeBand),
            MinorAtStart = Code.TryParse<MinorStatus>(MinorAtStart, out var atStart) ? atStart : null,
            Sex = Sex!,
            Citizenships = Citizenships,
            ResidenceStatus = Empty(ResidenceStatus),
            SourceClientNumber = Empty(SourceClientNumber),
        };

    internal Case.MinorStatement ToMinority() => new(Code.Parse<MinorStatus>(MinorStatus), AgeBasis!, MinorUnknownReason);

    internal IReadOnlyList<Exploitation.Content> ToExploitations() =>
        [
            new()
            {
                Form = ExploitationMain!,
                Sector = Sector!,
                Route = Route!,
                From = ExploitedFrom,
                To = ExploitedTo,
                Ongoing = Ongoing is true,
                Municipality = Empty(ExploitationMunicipalityCode),
                Country = Empty(ExploitationCountry),
                MeansOfControl = MeansOfControl,
                RecruiterRelation = Empty(RecruiterRelation),
            },
            .. GivenFurtherExploitations.Select(e => new Exploitation.Content
            {
                Form = e.Form!,
                Sector = Empty(e.Sector) ?? "unknown",
                Route = Empty(e.Route) ?? "unknown",
                From = e.ExploitedFrom,
                To = e.ExploitedTo,
                Ongoing = e.Ongoing is true,
                Municipality = Empty(e.ExploitationMunicipalityCode),
                Country = Empty(e.ExploitationCountry),
                MeansOfControl = e.MeansOfControl,
                RecruiterRelation = Empty(e.RecruiterRelation),
            }),
        ];

    internal Case.TechnologyContent ToTechnology() =>
        new(
            Code.Parse<TechnologyInvolvement>(TechnologyInvolvement),
            [.. GivenTechnologyUses.Select(u => (u.Phase!, u.Channel!, u.Use!, Empty(u.Platform)))]
        );

    internal SuspectedVictim.Identity ToIdentity() => new(GivenNames, NameParticle, FamilyName, Aliases, PhoneNumbers, Address);

    internal SafeContact.Agreement ToSafeContact() =>
        new(
            Empty(SafeContactChannel),
            SafeContactDetails,
            VoicemailAllowed,
            PostAllowed,
            Empty(InterpreterLanguage),
            SecretAddress,
            MustNotKnow
        );

    protected static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

/// <summary>One row of technology use in a form.</summary>
public sealed record TechnologyUseFields : IParts<TechnologyUseFields>
{
    private const int Parts = 4;

    public string? Phase { get; init; }
    public string? Channel { get; init; }
    public string? Use { get; init; }
    public string? Platform { get; init; }

    internal bool IsEmpty => string.IsNullOrEmpty(Phase + Channel + Use + Platform);

    public static TechnologyUseFields From(string[] parts) =>
        parts.Length > Parts
            ? new() { Phase = string.Join(':', parts) }
            : new()
            {
                Phase = parts.ElementAtOrDefault(0),
                Channel = parts.ElementAtOrDefault(1),
                Use = parts.ElementAtOrDefault(2),
                Platform = parts.ElementAtOrDefault(3),
            };

    public string?[] ToParts() => [Phase, Channel, Use, Platform];
}

/// <summary>One further form of exploitation in a form; what is known of it has the names that it has of the main one.</summary>
public sealed record FurtherExploitation : IParts<FurtherExploitation>
{
    private const int Parts = 10;

    public string? Form { get; init; }
    public string? Sector { get; init; }
    public string? Route { get; init; }
    public Month? ExploitedFrom { get; init; }
    public Month? ExploitedTo { get; init; }
    public bool? Ongoing { get; init; }
    public string? ExploitationMunicipalityCode { get; init; }
    public string? ExploitationCountry { get; init; }

    [JsonConverter(typeof(CodesConverter))]
    public List<string> MeansOfControl
    {
        get;
        init => field = value ?? [];
    } = [];
    public string? RecruiterRelation { get; init; }

    internal bool IsEmpty => string.IsNullOrEmpty(Form + Sector + Route) && !TellsMore;

    /// <summary>Whether anything is known besides form, sector and route.</summary>
    internal bool TellsMore =>
        ExploitedFrom is not null
        || ExploitedTo is not null
        || Ongoing is not null
        || MeansOfControl.Count > 0
        || !string.IsNullOrEmpty(ExploitationMunicipalityCode + ExploitationCountry + RecruiterRelation);

    public static FurtherExploitation From(string[] parts)
    {
        bool readable = parts.Length <= Parts;
        string? Text(int part) => parts.ElementAtOrDefault(part);
        T? Read<T>(int part, Func<string, T?> read)
            where T : struct
        {
            var value = Text(part) is { Length: > 0 } text ? read(text) : null;
            readable &= value is not null || string.IsNullOrEmpty(Text(part));
            return value;
        }

        var row = new FurtherExploitation
        {
            Form = Text(0),
            Sector = Text(1),
            Route = Text(2),
            ExploitedFrom = Read<Month>(3, text => Month.TryParse(text, out var month) ? month : null),
            ExploitedTo = Read<Month>(4, text => Month.TryParse(text, out var month) ? month : null),
            Ongoing = Read<bool>(
                5,
                text =>
                    text.ToLowerInvariant() switch
                    {
                        "yes" or "ja" or "true" or "1" => true,
                        "no" or "nee" or "false" or "0" => false,
                        _ => null,
                    }
            ),
            ExploitationMunicipalityCode = Text(6),
            ExploitationCountry = Text(7),
            MeansOfControl = [.. CodesConverter.Split(Text(8), '+').Distinct()],
            RecruiterRelation = Text(9),
        };
        // A row that cannot be read is no form on the list: it is refused as it was written, and nothing of it is lost unseen.
        return readable ? row : new() { Form = string.Join(':', parts) };
    }

    public string?[] ToParts() =>
        [
            Form,
            Sector,
            Route,
            ExploitedFrom?.ToString(),
            ExploitedTo?.ToString(),
            Ongoing switch
            {
                true => "yes",
                false => "no",
                null => null,
            },
            ExploitationMunicipalityCode,
            ExploitationCountry,
            string.Join('+', MeansOfControl),
            RecruiterRelation,
        ];
}

/// <summary>A row that is written as text with colons in import and API.</summary>
public interface IParts<TSelf>
    where TSelf : IParts<TSelf>
{
    /// <summary>More parts than a row has make one that is on no list: nothing of what was written is lost unseen.</summary>
    static abstract TSelf From(string[] parts);

    string?[] ToParts();
}

/// <summary>Codes as <c>a;b</c> or as an array; one that is there twice counts once.</summary>
internal sealed class CodesConverter : JsonConverter<List<string>>
{
    /// <summary>More than any list may hold. The rest of a longer text stays together, as a code that is on no list.</summary>
    private const int Most = 100;

    public static IEnumerable<string> Split(string? text, char separator = ';') =>
        (text ?? "").Split(separator, Most, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public override List<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return [.. Split(reader.GetString()).Distinct()];
        }

        var codes = new List<string>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException();
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            codes.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException());
        }

        return [.. codes.Distinct()];
    }

    public override void Write(Utf8JsonWriter writer, List<string> value, JsonSerializerOptions options) =>
        writer.WriteStringValue(string.Join(';', value));
}

/// <summary>Rows as <c>a:b:c;d:e:f</c>, as an array of such texts, or as an array of objects.</summary>
internal sealed class TuplesConverter<T> : JsonConverter<List<T>>
    where T : IParts<T>
{
    private const int MostParts = 20;

    public static List<T> Split(string? text) => [.. CodesConverter.Split(text).Select(row => T.From(row.Split(':', MostParts)))];

    public override List<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return Split(reader.GetString());
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException();
        }

        var rows = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                rows.AddRange(Split(reader.GetString()));
            }
            else
            {
                rows.Add(JsonSerializer.Deserialize<T>(ref reader, options) ?? throw new JsonException());
            }
        }

        return rows;
    }

    public override void Write(Utf8JsonWriter writer, List<T> value, JsonSerializerOptions options) => writer.WriteStringValue(Join(value));

    public static string Join(IEnumerable<T> rows) => string.Join(';', rows.Select(r => string.Join(':', r.ToParts()).TrimEnd(':')));
}
