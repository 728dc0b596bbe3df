namespace CaseRegistry.Domain.Victims;

/// <summary>Citizenships are ISO 3166-1 alpha-2 codes; <c>XX</c> stands for stateless.</summary>
public static class Citizenship
{
    public const string Stateless = "XX";

    private static readonly HashSet<string> Codes = new(
        (
            "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
            + "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR "
            + "GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP "
            + "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ "
            + "NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW "
            + "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ "
            + "UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
        ).Split(' '),
        StringComparer.Ordinal
    );

    // The member states of the European Union other than the Netherlands.
    private static readonly HashSet<string> OtherMemberStates = new(
        "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT PL PT RO SK SI ES SE".Split(' '),
        StringComparer.Ordinal
    );

    public static IReadOnlyCollection<string> Countries => Codes;

    public static bool IsCountry(string code) => Codes.Contains(code);

    public static bool IsKnown(string code) => code == Stateless || Codes.Contains(code);

    /// <summary>Group (code list citizenship_group) of several citizenships: Dutch before other EU before non-EU before stateless.</summary>
    public static string Group(IReadOnlyCollection<string> citizenships) =>
        citizenships.Count == 0 ? "unknown"
        : citizenships.Contains("NL") ? "nl"
        : citizenships.Any(OtherMemberStates.Contains) ? "eu"
        : citizenships.Any(c => c != Stateless) ? "non_eu"
        : "stateless";
}
